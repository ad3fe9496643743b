//! Asks a person on a terminal what two schemas cannot tell.

use std::io::IsTerminal;

use dialoguer::{Input, Select};
use keeper_schema_core::diff::Question;
use keeper_schema_core::diff::answers::Answer;

use crate::failure::Failure;

/// An answer, as the flag would have it.
pub(super) enum Given {
    Rename(String),
    Drop(String),
    Backfill(String),
    NoNulls(String),
    Using(String),
}

impl Given {
    pub(super) fn as_answer(&self) -> Answer<'_> {
        match self {
            Self::Rename(written) => Answer::Rename(written),
            Self::Drop(written) => Answer::Drop(written),
            Self::Backfill(written) => Answer::Backfill(written),
            Self::NoNulls(written) => Answer::NoNulls(written),
            Self::Using(written) => Answer::Using(written),
        }
    }
}

/// Whether there is somebody to ask.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks until there is an answer.
pub(super) fn ask(question: &Question) -> Result<Given, Failure> {
    match question {
        Question::PossibleTableRename { from, candidates }
        | Question::PossibleEnumRename { from, candidates } => {
            let names: Vec<String> = candidates.iter().map(ToString::to_string).collect();
            which(question, &from.to_string(), &names)
        }
        Question::PossibleColumnRename {
            table,
            from,
            candidates,
            ..
        } => {
            let names: Vec<String> = (candidates.iter())
                .map(|name| format!("{table}.{name}"))
                .collect();
            which(question, &format!("{table}.{from}"), &names)
        }
        Question::PossibleValueRename {
            of,
            from,
            candidates,
        } => {
            let names: Vec<String> = (candidates.iter())
                .map(|name| format!("{of}.{name}"))
                .collect();
            which(question, &format!("{of}.{from}"), &names)
        }
        Question::NotNullOverNulls {
            table,
            column,
            default,
        } => over_nulls(question, &format!("{table}.{column}"), default.as_deref()),
        Question::NotNullWithoutDefault { table, column } => {
            let sql = expression(question, "an SQL expression that fills it")?;
            Ok(Given::Backfill(format!("{table}.{column}={sql}")))
        }
        Question::NeedsUsing { table, column, .. } => {
            let sql = expression(question, "an SQL expression over the old value")?;
            Ok(Given::Using(format!("{table}.{column}={sql}")))
        }
        // Only the model can be mended, and what is not known here cannot be asked.
        _ => Err(question.diagnostic().into()),
    }
}

fn which(question: &Question, old: &str, candidates: &[String]) -> Result<Given, Failure> {
    let mut items: Vec<String> = (candidates.iter())
        .map(|new| format!("yes, `{old}` is now `{new}`"))
        .collect();
    items.push(match question {
        Question::PossibleEnumRename { .. } => format!("no, `{old}` is another one"),
        Question::PossibleValueRename { .. } => format!("no, no row is to hold `{old}` any more"),
        _ => format!("no, `{old}` is dropped with its data"),
    });
    let chosen = chosen(question, &items)?;
    Ok(match candidates.get(chosen) {
        Some(new) => Given::Rename(format!("{old}:{new}")),
        None => Given::Drop(old.to_owned()),
    })
}

fn over_nulls(question: &Question, path: &str, default: Option<&str>) -> Result<Given, Failure> {
    let fill = default.map_or("an SQL expression".to_owned(), |value| {
        format!("`{value}`, its default")
    });
    let none = "no row has NULL there; one that has stops the upgrade".to_owned();
    if chosen(question, &[fill, none])? == 1 {
        return Ok(Given::NoNulls(path.to_owned()));
    }
    let sql = match default {
        Some(value) => value.to_owned(),
        None => expression(question, "an SQL expression that fills it")?,
    };
    Ok(Given::Backfill(format!("{path}={sql}")))
}

fn chosen(question: &Question, items: &[String]) -> Result<usize, Failure> {
    Select::new()
        .with_prompt(question.to_string())
        .items(items)
        .default(0)
        .interact()
        .map_err(unanswered)
}

fn expression(question: &Question, what: &str) -> Result<String, Failure> {
    Input::new()
        .with_prompt(format!("{question}\n{what}"))
        .interact_text()
        .map_err(unanswered)
}

fn unanswered(error: dialoguer::Error) -> Failure {
    Failure::call(format!("there is no answer: {error}")).help("nothing was written")
}
