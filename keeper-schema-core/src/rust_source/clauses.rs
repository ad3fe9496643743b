//! Items of attributes that several kinds of elements share.

use super::attribute::Item;
use super::literal::string;
use crate::schema::{Deferrable, PerDialect, SqlText};

/// `name = "..."`
pub(super) fn said(name: &str, text: &str) -> Item {
    Item::plain(format!("{name} = {}", string(text)))
}

/// `name = "sql"`, or `name(sqlite = "...", postgres = "...")`.
pub(super) fn sql(name: &'static str, text: &SqlText) -> Item {
    match text {
        PerDialect::Common(text) => said(name, text),
        PerDialect::Each { .. } => Item::Call(name, arguments(text)),
    }
}

/// `"sql"`, or `sqlite = "...", postgres = "..."`.
pub(super) fn arguments(text: &SqlText) -> Vec<Item> {
    match text {
        PerDialect::Common(text) => vec![Item::Plain(string(text))],
        PerDialect::Each { sqlite, postgres } => {
            let sqlite = sqlite.iter().map(|text| said("sqlite", text));
            let postgres = postgres.iter().map(|text| said("postgres", text));
            sqlite.chain(postgres).collect()
        }
    }
}

/// `type = "raw:..."`, or `type(sqlite = "...", postgres = "...")`.
pub(super) fn raw_type(names: &SqlText) -> Item {
    match names {
        PerDialect::Common(name) => said("type", &format!("raw:{name}")),
        PerDialect::Each { .. } => Item::Call("type", arguments(names)),
    }
}

/// `deferrable = "..."`
pub(super) fn deferrable(deferrable: Deferrable) -> Item {
    said(
        "deferrable",
        match deferrable {
            Deferrable::Deferrable => "deferrable",
            Deferrable::InitiallyDeferred => "initially deferred",
        },
    )
}

/// `comment = "..."`, if there is one.
pub(super) fn comment(comment: Option<&String>) -> Option<Item> {
    comment.map(|comment| said("comment", comment))
}

/// `include(a, b)`, if anything is included.
pub(super) fn include(fields: Vec<String>) -> Option<Item> {
    let fields: Vec<Item> = fields.into_iter().map(Item::Plain).collect();
    (!fields.is_empty()).then_some(Item::Call("include", fields))
}
