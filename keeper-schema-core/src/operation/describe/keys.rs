//! What an alteration changes, key by key.

use crate::operation::value::{self, plain};
use crate::operation::{ColumnAlteration, DroppableKey, TableAlteration};

pub(super) fn table_keys(alteration: &TableAlteration) -> String {
    let TableAlteration {
        set,
        drop_comment,
        was,
    } = alteration;
    let comment = |text: &String| value::text(text);
    let changes = [
        change(
            "comment",
            &set.comment,
            *drop_comment,
            &was.comment,
            comment,
        ),
        change(
            "sqlite.strict",
            &set.strict,
            false,
            &was.strict,
            ToString::to_string,
        ),
        change(
            "sqlite.without_rowid",
            &set.without_rowid,
            false,
            &was.without_rowid,
            ToString::to_string,
        ),
        change(
            "postgres.unlogged",
            &set.unlogged,
            false,
            &was.unlogged,
            ToString::to_string,
        ),
    ];
    changes.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn column_keys(alteration: &ColumnAlteration) -> String {
    let ColumnAlteration { set, drop, was, .. } = alteration;
    let drops = |key| drop.contains(&key);
    let column_type = |column_type: &crate::schema::ColumnType| plain(&column_type.to_string());
    let flag = |name, set: &Option<bool>, was: &Option<bool>| {
        change(name, set, false, was, ToString::to_string)
    };
    let changes = [
        change(
            "type",
            &set.column_type,
            false,
            &was.column_type,
            column_type,
        ),
        flag("null", &set.null, &was.null),
        change(
            "default",
            &set.default,
            drops(DroppableKey::Default),
            &was.default,
            value::default,
        ),
        change(
            "identity",
            &set.identity,
            drops(DroppableKey::Identity),
            &was.identity,
            |identity| value::identity(identity),
        ),
        change(
            "generated",
            &set.generated,
            drops(DroppableKey::Generated),
            &was.generated,
            |generated| value::generated(generated),
        ),
        change(
            "collation",
            &set.collation,
            drops(DroppableKey::Collation),
            &was.collation,
            |collation| value::sql(collation),
        ),
        change(
            "comment",
            &set.comment,
            drops(DroppableKey::Comment),
            &was.comment,
            |text: &String| value::text(text),
        ),
        flag(
            "sqlite.autoincrement",
            &set.autoincrement,
            &was.autoincrement,
        ),
        flag(
            "sqlite.enforce_length",
            &set.enforce_length,
            &was.enforce_length,
        ),
    ];
    changes.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `key = new (was old)`, or nothing for a key that does not change.
fn change<T>(
    key: &str,
    set: &Option<T>,
    drop: bool,
    was: &Option<T>,
    show: impl Fn(&T) -> String,
) -> Option<String> {
    let new = match set {
        Some(set) => show(set),
        None if drop => "none".to_owned(),
        None => return None,
    };
    let was = was
        .as_ref()
        .map_or(String::new(), |was| format!(" (was {})", show(was)));
    Some(format!("{key} = {new}{was}"))
}
