//! The ways to answer a question.

use super::Question;
use crate::diff::type_change;
use crate::operation::value::plain;
use crate::schema::{ElementPath, TableName};

impl Question {
    /// Every way to answer, ready to be pasted: one a line.
    pub fn answers(&self) -> Vec<String> {
        match self {
            Self::PossibleTableRename { from, candidates } => {
                let renames = renamed_to(from, candidates);
                renames.chain([dropped(&from.to_string())]).collect()
            }
            Self::PossibleEnumRename { from, candidates } => {
                let another = flag("--drop", &from.to_string());
                let another = format!("if it is another one: {another}");
                renamed_to(from, candidates).chain([another]).collect()
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
                of,
                from,
                candidates,
            } => {
                let path = format!("{of}.{from}");
                let renames = candidates
                    .iter()
                    .flat_map(|new| renamed_value(of, &path, new, from));
                let dropped = format!(
                    "if no row is to hold it any more: {}",
                    flag("--drop", &path)
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
            Self::NotNullOverNulls {
                table,
                column,
                default,
            } => {
                let path = format!("{table}.{column}");
                let value = default.as_deref().unwrap_or("SQL");
                vec![
                    format!(
                        "say what they get: {}",
                        flag("--backfill", &format!("{path}={value}"))
                    ),
                    format!(
                        "or that no row has NULL there: {}",
                        flag("--no-nulls", &path)
                    ),
                ]
            }
            Self::NeedsUsing {
                table,
                column,
                from,
                to,
                ..
            } => {
                // What makes a value of an enum is text on both databases.
                let using = match to.enum_name() {
                    Some(_) => format!("{table}.{column}={column}"),
                    None => format!("{table}.{column}=CAST({column} AS {to})"),
                };
                let caution = match type_change::makes_numbers(from, to) {
                    true => " (SQLite makes 0 of a text that is no number)",
                    false => "",
                };
                vec![format!(
                    "say how, in terms of the old value{caution}: {}",
                    flag("--using", &using)
                )]
            }
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
}

fn renamed_to(from: &TableName, candidates: &[TableName]) -> impl Iterator<Item = String> {
    let renames = candidates.iter();
    renames.flat_map(move |new| renamed(&from.to_string(), &new.to_string(), &from.name))
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

/// Only a variant of an enum with a type of its own can say what it was called.
fn renamed_value(of: &ElementPath, old_path: &str, new: &str, old: &str) -> Vec<String> {
    let answer = format!(
        "if it was renamed: {}",
        flag("--rename", &format!("{old_path}:{new}"))
    );
    let in_model = matches!(of, ElementPath::Enum(_)).then(|| {
        format!(
            "or in the model, on the variant of `{}`: `#[keeper(renamed_from = \"{}\")]`",
            plain(new),
            plain(old)
        )
    });
    [answer].into_iter().chain(in_model).collect()
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
