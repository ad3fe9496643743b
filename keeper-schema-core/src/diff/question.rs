//! What only a person can decide, in words, with every way to answer.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic};
use crate::operation::value::plain;
use crate::schema::{ColumnType, ElementPath, TableName};

/// Something that two schemas cannot tell. Tables are named as in the models.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// A table is gone and like ones are new.
    PossibleTableRename {
        /// The table of history.
        from: TableName,
        /// The tables that it may be now.
        candidates: Vec<TableName>,
    },
    /// A column is gone and ones of a like type are new.
    PossibleColumnRename {
        /// The table.
        table: TableName,
        /// The column of history.
        from: String,
        /// Its type.
        column_type: ColumnType,
        /// The columns that it may be now.
        candidates: Vec<String>,
    },
    /// A value of an enum is gone and others are new.
    PossibleValueRename {
        /// The enum.
        enum_name: TableName,
        /// The value of history.
        from: String,
        /// The values that it may be now.
        candidates: Vec<String>,
    },
    /// A new column has no value for the rows that are there.
    NotNullWithoutDefault {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// No database makes values of the new type from those of the old by itself.
    NeedsUsing {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
        /// Its name in history.
        old_column: String,
        /// The type in history.
        from: ColumnType,
        /// The type in the models.
        to: ColumnType,
    },
    /// A `renamed_from` names what history does not have, or has given another name.
    StaleRename {
        /// The table or column of the models.
        element: ElementPath,
        /// What it is said to have been.
        renamed_from: String,
        /// The nearest name that history has.
        closest: Option<String>,
    },
}

impl Question {
    /// What the question is about, as the models have it; the first candidate of a
    /// possible rename.
    pub fn subject(&self) -> ElementPath {
        match self {
            Self::PossibleTableRename { from, candidates } => {
                ElementPath::Table(candidates.first().unwrap_or(from).clone())
            }
            Self::PossibleColumnRename {
                table,
                from,
                candidates,
                ..
            } => {
                let column = candidates.first().unwrap_or(from);
                ElementPath::Column(table.clone(), column.clone())
            }
            Self::PossibleValueRename { enum_name, .. } => ElementPath::Enum(enum_name.clone()),
            Self::NotNullWithoutDefault { table, column }
            | Self::NeedsUsing { table, column, .. } => {
                ElementPath::Column(table.clone(), column.clone())
            }
            Self::StaleRename { element, .. } => element.clone(),
        }
    }

    /// The candidates, if the question is what has become of this element of history.
    pub(super) fn candidates_for(&self, gone: &ElementPath) -> Option<Vec<ElementPath>> {
        match (self, gone) {
            (Self::PossibleTableRename { from, candidates }, ElementPath::Table(gone))
                if from == gone =>
            {
                Some(candidates.iter().cloned().map(ElementPath::Table).collect())
            }
            (
                Self::PossibleColumnRename {
                    table,
                    from,
                    candidates,
                    ..
                },
                ElementPath::Column(of, gone),
            ) if table == of && from == gone => {
                let column = |name: &String| ElementPath::Column(table.clone(), name.clone());
                Some(candidates.iter().map(column).collect())
            }
            _ => None,
        }
    }

    /// Every way to answer, ready to be pasted: one a line.
    pub fn answers(&self) -> Vec<String> {
        match self {
            Self::PossibleTableRename { from, candidates } => {
                let names = candidates.iter().map(|name| (name.to_string(), &from.name));
                let renames = names.flat_map(|(new, old)| renamed(&from.to_string(), &new, old));
                renames.chain([dropped(&from.to_string())]).collect()
            }
            Self::PossibleColumnRename {
                table,
                from,
                candidates,
                ..
            } => {
                let path = format!("{table}.{from}");
                let renames = candidates
                    .iter()
                    .flat_map(|new| renamed(&path, &format!("{table}.{new}"), from));
                renames.chain([dropped(&path)]).collect()
            }
            Self::PossibleValueRename {
                enum_name,
                from,
                candidates,
            } => {
                let renames = candidates.iter().map(|new| {
                    let (new, old) = (plain(new), plain(from));
                    format!(
                        "if it was renamed, in the model, on the variant of `{new}`: \
                         `#[keeper(renamed_from = \"{old}\")]`"
                    )
                });
                let dropped = format!(
                    "if no row is to hold it any more: {}",
                    flag("--drop", &format!("{enum_name}.{from}"))
                );
                renames.chain([dropped]).collect()
            }
            Self::NotNullWithoutDefault { table, column } => vec![
                format!(
                    "give it a default in the model: `#[keeper(default = ...)]`, or make it an `Option`"
                ),
                format!(
                    "or say what fills it once: {}",
                    flag("--backfill", &format!("{table}.{column}=SQL"))
                ),
            ],
            Self::NeedsUsing {
                table,
                column,
                from: _,
                to,
                ..
            } => vec![format!(
                "say how, in terms of the old value: {}",
                flag(
                    "--using",
                    // What makes a value of an enum is text on both databases.
                    &match to.enum_name() {
                        Some(_) => format!("{table}.{column}={column}"),
                        None => format!("{table}.{column}=CAST({column} AS {to})"),
                    }
                )
            )],
            Self::StaleRename { closest, .. } => {
                let mut answers = Vec::new();
                if let Some(closest) = closest {
                    answers.push(format!(
                        "did you mean `#[keeper(renamed_from = \"{}\")]`?",
                        plain(closest)
                    ));
                }
                answers.push("if it is new, take `renamed_from` away".to_owned());
                answers
            }
        }
    }

    /// What kind of mistake it is not to answer.
    pub fn code(&self) -> Code {
        match self {
            Self::PossibleTableRename { .. }
            | Self::PossibleColumnRename { .. }
            | Self::PossibleValueRename { .. } => Code::PossibleRename,
            Self::NotNullWithoutDefault { .. } => Code::NoValueForRows,
            Self::NeedsUsing { .. } => Code::NoConversion,
            Self::StaleRename { .. } => Code::StaleRename,
        }
    }

    /// The question as a diagnostic: the message, and the answers as help.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code(), self.to_string());
        self.answers()
            .into_iter()
            .fold(diagnostic, Diagnostic::help)
    }
}

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
            Self::PossibleValueRename {
                enum_name,
                from,
                candidates,
            } => write!(
                f,
                "value `{}` of enum `{}` is gone and {} new: renamed?",
                plain(from),
                shown(enum_name),
                one_of(candidates.iter().cloned())
            ),
            Self::NotNullWithoutDefault { table, column } => write!(
                f,
                "`{}.{}` is new and NOT NULL without a default: what do the rows get that are there?",
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

fn renamed(old_path: &str, new_path: &str, old: &str) -> [String; 2] {
    [
        format!(
            "if it was renamed: {}",
            flag("--rename", &format!("{old_path}:{new_path}"))
        ),
        format!(
            "or in the model, on `{}`: `#[keeper(renamed_from = \"{}\")]`",
            plain(new_path),
            plain(old)
        ),
    ]
}

fn dropped(path: &str) -> String {
    format!("if its data is to be dropped: {}", flag("--drop", path))
}

/// A flag with its value as a shell wants it.
fn flag(name: &str, value: &str) -> String {
    let value = plain(value);
    let is_bare = |c: char| c.is_alphanumeric() || "_.:-".contains(c);
    if value.chars().all(is_bare) {
        return format!("`{name} {value}`");
    }
    format!("`{name} '{}'`", value.replace('\'', "'\\''"))
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
