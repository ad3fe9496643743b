//! A question in words.

use std::fmt;

use super::Question;
use crate::operation::value::plain;
use crate::schema::ElementPath;

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PossibleTableRename { from, candidates } => {
                let candidates = candidates.iter().map(ToString::to_string);
                let from = shown(from);
                write!(
                    f,
                    "table `{from}` is gone and {} new, with most of its columns: renamed?",
                    one_of(candidates)
                )
            }
            Self::PossibleColumnRename {
                table,
                from,
                column_type,
                candidates,
            } => {
                let (table, from) = (shown(table), plain(from));
                let candidates = candidates.iter().cloned();
                write!(
                    f,
                    "`{table}.{from}` ({}) is gone and {} new, of a like type: renamed?",
                    shown(column_type),
                    one_of(candidates)
                )
            }
            Self::PossibleEnumRename { from, candidates } => {
                let candidates = candidates.iter().map(ToString::to_string);
                write!(
                    f,
                    "enum `{}` is gone and {} new, with most of its values: renamed?",
                    shown(from),
                    one_of(candidates)
                )
            }
            Self::PossibleValueRename {
                of,
                from,
                candidates,
            } => {
                let kind = match of {
                    ElementPath::Enum(_) => "enum ",
                    _ => "",
                };
                write!(
                    f,
                    "value `{}` of {kind}`{}` is gone and {} new: renamed?",
                    plain(from),
                    shown(of),
                    one_of(candidates.iter().cloned())
                )
            }
            Self::NotNullWithoutDefault { table, column } => write!(
                f,
                "`{}.{}` is new and NOT NULL without a default: what do the rows get that are there?",
                shown(table),
                plain(column)
            ),
            Self::NotNullOverNulls { table, column, .. } => write!(
                f,
                "`{}.{}` becomes NOT NULL: what do the rows get that have NULL there?",
                shown(table),
                plain(column)
            ),
            Self::NeedsUsing {
                table,
                column,
                old_column,
                from,
                to,
            } => {
                let was = match old_column == column {
                    true => String::new(),
                    false => format!(" (`{}` in the history)", plain(old_column)),
                };
                write!(
                    f,
                    "`{}.{}`{was} changes from {} to {}, and no value casts by itself",
                    shown(table),
                    plain(column),
                    shown(from),
                    shown(to)
                )
            }
            Self::StaleRename {
                element,
                renamed_from,
                ..
            } => write!(
                f,
                "`{}` says `renamed_from = \"{}\"`, but the history has nothing of that name to rename",
                shown(element),
                plain(renamed_from)
            ),
        }
    }
}

/// `` `a` is `` or `` `a`, `b` or `c` are ``.
fn one_of(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{}`", plain(&name))).collect();
    match names.split_last() {
        Some((last, [])) => format!("{last} is"),
        Some((last, first)) => format!("{} or {last} is", first.join(", ")),
        None => "nothing is".to_owned(),
    }
}

fn shown(value: &impl fmt::Display) -> String {
    plain(&value.to_string())
}
