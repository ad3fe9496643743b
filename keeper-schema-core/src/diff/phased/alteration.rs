//! What of an alteration loosens a column, and what tightens it.

use super::PhaseRefusalReason;
use crate::operation::{ColumnAlteration, DroppableKey};
use crate::schema::ColumnType;

/// What new code needs, and what waits for old code; none where nothing is left.
pub(super) fn split(
    alteration: &ColumnAlteration,
) -> Result<(Option<ColumnAlteration>, Option<ColumnAlteration>), PhaseRefusalReason> {
    let ColumnAlteration {
        set,
        drop,
        was,
        using,
        using_down,
        loses,
    } = alteration;
    let refused = [
        (
            "identity",
            set.identity.is_some() || drop.contains(&DroppableKey::Identity),
        ),
        (
            "generated",
            set.generated.is_some() || drop.contains(&DroppableKey::Generated),
        ),
        (
            "collation",
            set.collation.is_some() || drop.contains(&DroppableKey::Collation),
        ),
    ];
    if let Some((key, _)) = refused.into_iter().find(|(_, changes)| *changes) {
        return Err(PhaseRefusalReason::Key { key });
    }
    let (mut early, mut late) = (ColumnAlteration::default(), ColumnAlteration::default());
    if let (Some(to), Some(from)) = (&set.column_type, &was.column_type) {
        let part = match text_change(from, to).ok_or(PhaseRefusalReason::Type)? {
            TextChange::Longer => &mut early,
            TextChange::Shorter => &mut late,
        };
        part.set.column_type = Some(to.clone());
        part.was.column_type = Some(from.clone());
        (part.using, part.using_down) = (using.clone(), using_down.clone());
        part.loses = loses.clone();
    }
    if let Some(null) = set.null {
        let part = if null { &mut early } else { &mut late };
        part.set.null = Some(null);
        part.was.null = was.null;
    }
    if set.enforce_length.is_some() {
        let tightens = set.enforce_length == Some(true);
        let part = if tightens { &mut late } else { &mut early };
        part.set.enforce_length = set.enforce_length;
        part.was.enforce_length = was.enforce_length;
    }
    if set.default.is_some() {
        early.set.default = set.default.clone();
        early.was.default = was.default.clone();
    }
    if drop.contains(&DroppableKey::Default) {
        late.drop.insert(DroppableKey::Default);
        late.was.default = was.default.clone();
    }
    if drop.contains(&DroppableKey::Comment) {
        early.drop.insert(DroppableKey::Comment);
    }
    early.set.comment = set.comment.clone();
    early.was.comment = was.comment.clone();
    early.set.autoincrement = set.autoincrement;
    early.was.autoincrement = was.autoincrement;
    Ok((said(early), said(late)))
}

enum TextChange {
    Longer,
    Shorter,
}

/// Code reads and writes either type of text as text.
fn text_change(from: &ColumnType, to: &ColumnType) -> Option<TextChange> {
    let longest = |column_type: &ColumnType| match column_type {
        ColumnType::Varchar(length) => Some(u64::from(*length)),
        ColumnType::Text => Some(u64::MAX),
        _ => None,
    };
    let (before, after) = (longest(from)?, longest(to)?);
    Some(if after > before {
        TextChange::Longer
    } else {
        TextChange::Shorter
    })
}

fn said(alteration: ColumnAlteration) -> Option<ColumnAlteration> {
    (alteration != ColumnAlteration::default()).then_some(alteration)
}
