//! Writes texts, lists and what may be absent.
//!
//! As source, not as tokens: rustc reads a text at once, while in a debug build each group of
//! tokens costs a call into it. No token of the user's is in it, so no place is lost.

use std::fmt::Display;

use crate::model::Spanned;
use crate::schema::{PerDialect, SqlText};

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

pub(super) fn sql(text: &SqlText) -> String {
    match text {
        PerDialect::Common(text) => format!("__keeper::Sql::Common({text:?})"),
        PerDialect::Each { sqlite, postgres } => {
            let optional = |text: &Option<String>| match text {
                Some(text) => some(&literal(text)),
                None => "::core::option::Option::None".to_owned(),
            };
            let (sqlite, postgres) = (optional(sqlite), optional(postgres));
            format!("__keeper::Sql::Each {{ sqlite: {sqlite}, postgres: {postgres} }}")
        }
    }
}

/// A value of which most members are as `new` makes them: what is not said costs nothing to
/// compile.
pub(super) fn with_members<const N: usize>(
    name: &str,
    arguments: &str,
    members: [(&str, Option<String>); N],
) -> String {
    let new = format!("__keeper::{name}::new({arguments})");
    let mut said = String::new();
    for (member, value) in members {
        if let Some(value) = value {
            said.push_str(&format!("{member}: {value}, "));
        }
    }
    match said.is_empty() {
        true => new,
        false => format!("__keeper::{name} {{ {said}..{new} }}"),
    }
}

pub(super) fn list(elements: impl IntoIterator<Item = String>) -> Option<String> {
    let mut text = String::new();
    for element in elements {
        text.push_str(&element);
        text.push(',');
    }
    (!text.is_empty()).then(|| format!("&[{text}]"))
}

pub(super) fn texts<'a>(values: impl IntoIterator<Item = &'a Spanned<String>>) -> Option<String> {
    list(values.into_iter().map(|value| literal(&value.value)))
}

pub(super) fn text(value: Option<&Spanned<String>>) -> Option<String> {
    value.map(|value| some(&literal(&value.value)))
}

pub(super) fn some(value: &impl Display) -> String {
    format!("::core::option::Option::Some({value})")
}

pub(super) fn flag(is_set: bool) -> Option<String> {
    is_set.then(|| "true".to_owned())
}
