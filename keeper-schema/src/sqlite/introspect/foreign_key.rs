//! Reads what a foreign key refers to.

use keeper_schema_core::schema::{Deferrable, ReferentialAction};

use super::cursor::Cursor;
use super::keys;
use super::statement::ForeignKeyRule;

/// Reads on from behind `REFERENCES`.
pub(super) fn read(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ForeignKeyRule> {
    let table = cursor.name()?;
    let is_list = cursor.peek().is_some_and(|token| token.is_punctuation("("));
    let referred = match is_list {
        true => keys::names(cursor.parenthesised()?)?,
        false => Vec::new(),
    };
    let mut rule = ForeignKeyRule {
        columns,
        table,
        referred,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: None,
    };
    loop {
        if cursor.take(&["on", "delete"]) {
            rule.on_delete = action(cursor)?;
        } else if cursor.take(&["on", "update"]) {
            rule.on_update = action(cursor)?;
        } else if cursor.take(&["on", "insert"]) {
            // Read by SQLite, and of no effect.
            action(cursor)?;
        } else if cursor.take(&["match"]) {
            // So is this: all keys are simple.
            cursor.name()?;
        } else if cursor.is_at_deferral() {
            rule.deferrable = deferral(cursor)?;
        } else {
            return Some(rule);
        }
    }
}

/// Reads `DEFERRABLE` and what belongs to it.
pub(super) fn deferral(cursor: &mut Cursor<'_>) -> Option<Option<Deferrable>> {
    let is_deferrable = !cursor.take(&["not"]);
    if !cursor.take(&["deferrable"]) {
        return None;
    }
    let deferrable = match cursor.take(&["initially", "deferred"]) {
        true => Deferrable::InitiallyDeferred,
        false => Deferrable::Deferrable,
    };
    cursor.take(&["initially", "immediate"]);
    Some(is_deferrable.then_some(deferrable))
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    if cursor.take(&["set", "null"]) {
        Some(ReferentialAction::SetNull)
    } else if cursor.take(&["set", "default"]) {
        Some(ReferentialAction::SetDefault)
    } else if cursor.take(&["cascade"]) {
        Some(ReferentialAction::Cascade)
    } else if cursor.take(&["restrict"]) {
        Some(ReferentialAction::Restrict)
    } else if cursor.take(&["no", "action"]) {
        Some(ReferentialAction::NoAction)
    } else {
        None
    }
}
