//! The words of the errors, and the way out of each.

use std::fmt;

use super::ApplyError;
use crate::operation::RelationKind;
use crate::operation::apply::{Use, UseKind};
use crate::operation::value::plain;

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableExists { table } => write!(f, "table `{}` already exists", name(table)),
            Self::TableMissing { table, closest } => {
                write!(f, "table `{}` does not exist at this point", name(table))?;
                did_you_mean(f, closest.as_ref())
            }
            Self::ColumnExists { table, column } => {
                write!(f, "table `{}` already has a column `{}`", name(table), name(column))
            }
            Self::ColumnMissing { table, column, closest } => {
                write!(f, "table `{}` has no column `{}` at this point", name(table), name(column))?;
                did_you_mean(f, closest.as_ref())
            }
            Self::ConstraintExists { table, constraint } => {
                write!(f, "table `{}` already has a constraint `{}`", name(table), name(constraint))
            }
            Self::ConstraintMissing { table, constraint, closest, is_index } => {
                write!(f, "table `{}` has no constraint `{}` at this point", name(table), name(constraint))?;
                if *is_index {
                    return f.write_str(", but an index of that name");
                }
                did_you_mean(f, closest.as_ref())
            }
            Self::IndexExists { table, index } => {
                write!(f, "table `{}` already has an index `{}`", name(table), name(index))
            }
            Self::IndexMissing { table, index, closest, found } => {
                write!(f, "table `{}` has no index `{}` at this point", name(table), name(index))?;
                let Some(found) = found else {
                    return did_you_mean(f, closest.as_ref());
                };
                let table = name(&found.table);
                match found.kind {
                    RelationKind::Table => f.write_str(", but there is a table of that name"),
                    RelationKind::Index => write!(f, ", but table `{table}` has"),
                    RelationKind::PrimaryKey | RelationKind::Unique | RelationKind::Exclusion => {
                        write!(f, ", but table `{table}` has a constraint of that name")
                    }
                }
            }
            Self::NameTaken { name: taken, kind, existing } => write!(
                f,
                "{} `{}` cannot have the name of {} `{}`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
                kind.words(),
                name(taken),
                existing.kind.words(),
                match existing.kind {
                    RelationKind::Table => name(taken),
                    RelationKind::Index
                    | RelationKind::PrimaryKey
                    | RelationKind::Unique
                    | RelationKind::Exclusion =>
                        format!("{}.{}", name(&existing.table), name(&taken.name)),
                },
            ),
            Self::SameButCase { kind, table, name: new, existing } => write!(
                f,
                "{kind} `{}` of table `{}` differs from `{}` only by case, which SQLite takes for one name",
                name(new),
                name(table),
                name(existing)
            ),
            Self::EmptyName { table } => write!(f, "a name in table `{}` is empty", name(table)),
            Self::NulInName { name: bad } => write!(f, "the name `{}` contains a NUL", name(bad)),
            Self::LongName { name: long } => write!(
                f,
                "the name `{}` has {} bytes, and PostgreSQL cuts names at 63",
                name(long),
                long.len()
            ),
            Self::IndexInTable { table, index } => write!(
                f,
                "`create_table` of `{}` comes with the index `{}`, which is an operation of its own",
                name(table),
                name(index)
            ),
            Self::NoColumns { table } => write!(f, "table `{}` has no columns", name(table)),
            Self::LastColumn { table, column } => {
                write!(f, "`{}` is the last column of table `{}`", name(column), name(table))
            }
            Self::NothingInKey { table, used_by } => {
                write!(f, "{used_by} of table `{}` has no columns", name(table))
            }
            Self::ColumnTwice { table, column, used_by } => {
                write!(f, "{used_by} of table `{}` has column `{}` twice", name(table), name(column))
            }
            Self::KeyColumnMissing { table, column, used_by, closest } => {
                write!(
                    f,
                    "{used_by} is over column `{}`, which table `{}` does not have",
                    name(column),
                    name(table)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::NullableKey { table, column, primary_key } => write!(
                f,
                "column `{}.{}` cannot be NULL: it is in primary key `{}`",
                name(table),
                name(column),
                name(primary_key)
            ),
            Self::SecondPrimaryKey { table, existing } => {
                write!(f, "table `{}` already has primary key `{}`", name(table), name(existing))
            }
            Self::IdentityType { table, column, column_type } => write!(
                f,
                "identity column `{}.{}` is `{}`, and must be `smallint`, `integer` or `bigint`",
                name(table),
                name(column),
                plain(&column_type.to_string())
            ),
            Self::KeysExclude { table, column, first, second } => write!(
                f,
                "column `{}.{}` has both `{first}` and `{second}`, which exclude each other",
                name(table),
                name(column)
            ),
            Self::TargetTableMissing { table, foreign_key, target, closest } => {
                write!(
                    f,
                    "foreign key `{}` of table `{}` refers to table `{}`, which does not exist at this point",
                    name(foreign_key),
                    name(table),
                    name(target)
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::TargetColumnMissing { table, foreign_key, target, column, closest } => {
                write!(
                    f,
                    "foreign key `{}` of table `{}` refers to `{target}.{}`, but table `{target}` has no column `{}`",
                    name(foreign_key),
                    name(table),
                    name(column),
                    name(column),
                    target = name(target),
                )?;
                did_you_mean(f, closest.as_ref())
            }
            Self::TargetCount { table, foreign_key, columns, target_columns } => write!(
                f,
                "foreign key `{}` of table `{}` has {columns} columns and refers to {target_columns}",
                name(foreign_key),
                name(table)
            ),
            Self::TargetNotUnique { table, foreign_key, target, columns } => {
                let columns: Vec<String> = columns.iter().map(|column| plain(column)).collect();
                write!(
                    f,
                    "foreign key `{}` of table `{}` refers to `{}({})`, which no primary key, unique constraint or unique index covers",
                    name(foreign_key),
                    name(table),
                    name(target),
                    columns.join(", ")
                )
            }
            Self::NotInForeignKey { table, foreign_key, column } => write!(
                f,
                "`on_delete` of foreign key `{}` of table `{}` names column `{}`, which is not in the key",
                name(foreign_key),
                name(table),
                name(column)
            ),
            Self::TableInUse { table, used_by } => {
                write!(f, "table `{}` is referred to by {}", name(table), list(used_by))
            }
            Self::ColumnInUse { table, column, used_by } => {
                write!(f, "column `{}.{}` is used by {}", name(table), name(column), list(used_by))
            }
            Self::KeyInUse { table, key, used_by } => write!(
                f,
                "`{}` of table `{}` is the key that is referred to by {}",
                name(key),
                name(table),
                list(used_by)
            ),
            Self::WasDiffers { element, key, is, was } => {
                let element = name(element);
                match (is, was) {
                    (Some(is), Some(was)) => {
                        write!(f, "`{key}` of `{element}` is `{is}` at this point, but `was` says `{was}`")
                    }
                    (Some(is), None) => {
                        write!(f, "`{key}` of `{element}` is `{is}` at this point, but `was` does not say so")
                    }
                    (None, Some(was)) => {
                        write!(f, "`{element}` has no `{key}` at this point, but `was` says `{was}`")
                    }
                    (None, None) => write!(f, "`was` is wrong about `{key}` of `{element}`"),
                }
            }
            Self::SetAndDropped { element, key } => {
                write!(f, "`{key}` of `{}` is both in `set` and in `drop`", name(element))
            }
            Self::DropsNothing { element, key } => {
                write!(f, "`{}` has no `{key}` to drop at this point", name(element))
            }
            Self::AltersNothing { element } => {
                write!(f, "nothing of `{}` is altered: `set` and `drop` are empty", name(element))
            }
            Self::AlreadyValid { table, constraint } => write!(
                f,
                "constraint `{}` of table `{}` is already valid",
                name(constraint),
                name(table)
            ),
            Self::NotRestated { table, left } => write!(
                f,
                "the old name is still in {} of table `{}`",
                list(left),
                name(table)
            ),
            Self::RestatesNothing { table, restated, closest } => {
                write!(f, "`restate` names {restated}, ")?;
                match restated.kind {
                    UseKind::Index | UseKind::Exclusion if closest.is_none() => {
                        write!(f, "which is not there or has no such text on table `{}`", name(table))
                    }
                    _ => {
                        write!(f, "which table `{}` does not have", name(table))?;
                        did_you_mean(f, closest.as_ref())
                    }
                }
            }
            Self::RestatedHoldsOldName { table, restated } => write!(
                f,
                "the restated text of {restated} of table `{}` still holds the old name",
                name(table)
            ),
            Self::StateWithoutDown => f.write_str(
                "`state` says that the statements change the schema, but `down = \"nothing\"` leaves it changed",
            ),
            Self::Enum(error) => error.fmt(f),
            Self::Schema(error) => error.fmt(f),
            Self::Object(error) => error.fmt(f),
            Self::Rows(error) => error.fmt(f),
        }
    }
}

impl ApplyError {
    /// What would be right, where the wording does not already say it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::TableInUse { .. } => Some("drop what refers to it first"),
            Self::ColumnInUse { .. } => Some("drop what uses it first"),
            Self::KeyInUse { .. } => Some("drop the foreign keys first"),
            Self::LastColumn { .. } => Some("drop the table"),
            Self::SecondPrimaryKey { .. } => Some("drop the existing one first"),
            Self::NotRestated { .. } => Some("give the new texts in `restate`"),
            Self::IndexInTable { .. } => Some("add a `create_index` after it"),
            Self::WasDiffers { .. } => Some(
                "`was` says what the altered keys were before; correct it, or the history before it",
            ),
            Self::StateWithoutDown => {
                Some("say in `down` which statements undo it, or that it is \"irreversible\"")
            }
            Self::ConstraintMissing { is_index: true, .. } => {
                Some("use `drop_index` or `rename_index`")
            }
            Self::Enum(error) => error.help(),
            Self::Schema(error) => error.help(),
            Self::Object(error) => error.help(),
            Self::Rows(error) => error.help(),
            Self::TableExists { .. }
            | Self::TableMissing { .. }
            | Self::ColumnExists { .. }
            | Self::ColumnMissing { .. }
            | Self::ConstraintExists { .. }
            | Self::ConstraintMissing { .. }
            | Self::IndexExists { .. }
            | Self::IndexMissing { .. }
            | Self::NameTaken { .. }
            | Self::SameButCase { .. }
            | Self::EmptyName { .. }
            | Self::NulInName { .. }
            | Self::LongName { .. }
            | Self::NoColumns { .. }
            | Self::NothingInKey { .. }
            | Self::ColumnTwice { .. }
            | Self::KeyColumnMissing { .. }
            | Self::NullableKey { .. }
            | Self::IdentityType { .. }
            | Self::KeysExclude { .. }
            | Self::TargetTableMissing { .. }
            | Self::TargetColumnMissing { .. }
            | Self::TargetCount { .. }
            | Self::TargetNotUnique { .. }
            | Self::NotInForeignKey { .. }
            | Self::SetAndDropped { .. }
            | Self::DropsNothing { .. }
            | Self::AltersNothing { .. }
            | Self::AlreadyValid { .. }
            | Self::RestatesNothing { .. }
            | Self::RestatedHoldsOldName { .. } => None,
        }
    }
}

pub(super) fn name(name: &impl fmt::Display) -> String {
    plain(&name.to_string())
}

pub(super) fn did_you_mean(
    f: &mut fmt::Formatter<'_>,
    closest: Option<&impl fmt::Display>,
) -> fmt::Result {
    match closest {
        Some(closest) => write!(f, ", did you mean `{}`?", name(closest)),
        None => Ok(()),
    }
}

pub(super) fn list(uses: &[Use]) -> String {
    let uses: Vec<String> = uses.iter().map(Use::to_string).collect();
    match uses.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some(_) | None => uses.concat(),
    }
}
