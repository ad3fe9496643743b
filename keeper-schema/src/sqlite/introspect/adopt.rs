//! Takes over the words of the expected schema where the live one means the same.
//!
//! What SQLite would make of an expected table is read from the statements that would
//! create it, by the same reader. So nothing here knows what the dialect leaves out.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::sqlite;
use keeper_schema_core::schema::{
    ByName, Column, ColumnType, ColumnTypeError, PrimaryKey, Schema, Table,
};

use super::column_type::Affinity;
use super::found::Found;
use super::names::Names;
use super::same::{self, Part};
use super::table::Draft;
use super::{create_index, create_table, default, table};

/// Spells what is found as `expected`.
pub(super) fn spelling(found: &mut Found, expected: &Schema) {
    found.beside_tables.enums = expected.enums.clone();
    found.beside_tables.schemas = expected.schemas.clone();
    for expected in expected.tables.values() {
        let Some(draft) = found.drafts.get_mut(&expected.name) else {
            continue;
        };
        if let Some(created) = as_created(expected) {
            adopt_table(draft, &created, expected);
        }
    }
}

/// The table as SQLite would have it; nothing if SQLite cannot have it.
fn as_created(expected: &Table) -> Option<Table> {
    // What is created is found again by its name, also what has none in a statement.
    let mut named = expected.clone();
    for check in named.checks.values_mut() {
        check.unnamed = false;
    }
    let statements = sqlite::create_table(&named).ok()?;
    let (create, indexes) = statements.split_first()?;
    let statement = create_table::read(create)?;
    let indexes: Option<Vec<_>> = indexes.iter().map(|sql| create_index::read(sql)).collect();
    let mut names = Names::default();
    let draft = table::read(&expected.name, &statement, &indexes?, &mut names);
    Some(draft.table)
}

fn adopt_table(draft: &mut Draft, created: &Table, expected: &Table) {
    let (live, unnamed) = (&mut draft.table, &draft.unnamed);
    live.comment = expected.comment.clone();
    live.postgres = expected.postgres;
    for column in live.columns.values_mut() {
        let name = &column.name;
        if let (Some(created), Some(expected)) =
            (created.columns.get(name), expected.columns.get(name))
        {
            adopt_column(column, created, expected);
        }
    }
    if let (Some(key), Some(expected)) = (&mut live.primary_key, &expected.primary_key)
        && key.columns == expected.columns
    {
        let name = match unnamed.contains(&key.name) {
            true => expected.name.clone(),
            false => key.name.clone(),
        };
        *key = PrimaryKey {
            name,
            ..expected.clone()
        };
    }
    adopt(&mut live.unique, &created.unique, &expected.unique, unnamed);
    adopt(
        &mut live.foreign_keys,
        &created.foreign_keys,
        &expected.foreign_keys,
        unnamed,
    );
    adopt(&mut live.checks, &created.checks, &expected.checks, unnamed);
    adopt(
        &mut live.indexes,
        &created.indexes,
        &expected.indexes,
        unnamed,
    );
    without_missing_columns(live);
}

/// SQLite knows nothing of the columns beside a key: those of the revision are taken over,
/// as far as the table has them.
fn without_missing_columns(live: &mut Table) {
    let columns = &live.columns;
    let primary_key = live.primary_key.iter_mut().map(|key| &mut key.include);
    let unique = live.unique.values_mut().map(|unique| &mut unique.include);
    let indexes = live.indexes.values_mut().map(|index| &mut index.include);
    for include in primary_key.chain(unique).chain(indexes) {
        include.retain(|column| columns.contains_key(column));
    }
}

fn adopt_column(live: &mut Column, created: &Column, expected: &Column) {
    if same_type(
        &live.column_type,
        &created.column_type,
        &expected.column_type,
    ) {
        live.column_type = expected.column_type.clone();
        // What is `DEFAULT 1` of a `BOOL` is `true` of a boolean.
        let default = live.default.take();
        live.default = default.map(|it| default::read_again(&it, &created.column_type));
    }
    if live.null == created.null {
        live.null = expected.null;
    }
    if same::optional(
        live.default.as_ref(),
        created.default.as_ref(),
        same::defaults,
    ) {
        live.default = expected.default.clone();
    }
    // All that is filled by the rowid is filled alike.
    if live.identity.is_some() == created.identity.is_some() {
        live.identity = expected.identity.clone();
        // And none of it is ever NULL, whether or not it says so.
        if live.identity.is_some() {
            live.null = expected.null;
        }
    }
    if same::optional(
        live.generated.as_deref(),
        created.generated.as_deref(),
        same::generated,
    ) {
        live.generated = expected.generated.clone();
    }
    if same::optional(
        live.collation.as_deref(),
        created.collation.as_deref(),
        same::collations,
    ) {
        live.collation = expected.collation.clone();
    }
    if live.sqlite.enforce_length == created.sqlite.enforce_length {
        live.sqlite.enforce_length = expected.sqlite.enforce_length;
    }
    live.comment = expected.comment.clone();
}

/// Whether two types are declared alike, or the live one by another word for the expected
/// one with the same affinity, as Alembic's `DATETIME` is.
fn same_type(live: &ColumnType, created: &ColumnType, expected: &ColumnType) -> bool {
    if live == created {
        return true;
    }
    let ColumnType::Raw(declared) = live else {
        return false;
    };
    let Some(declared) = declared.sqlite() else {
        return false;
    };
    let is_other_word = match ColumnType::parse(&declared.to_ascii_lowercase()) {
        Err(ColumnTypeError::Alias { spelling, .. }) => spelling == expected.to_string(),
        Ok(same) => same == *expected,
        Err(_) => false,
    };
    is_other_word && Affinity::of(declared) == affinity(created)
}

fn affinity(created: &ColumnType) -> Affinity {
    match created {
        ColumnType::Bytes => Affinity::Blob,
        ColumnType::Raw(declared) => Affinity::of(declared.sqlite().map_or("", String::as_str)),
        other => Affinity::of(&other.to_string()),
    }
}

/// Gives each live part the words of the expected one that it means the same as: the one of
/// its name, or else the first that is left. A name that is said stays.
fn adopt<T: Part>(
    live: &mut ByName<T>,
    created: &ByName<T>,
    expected: &ByName<T>,
    unnamed: &BTreeSet<String>,
) {
    let mut left: Vec<&T> = created.values().collect();
    let mut counterparts: BTreeMap<String, String> = BTreeMap::new();
    for by_name in [true, false] {
        for part in live.values() {
            if counterparts.contains_key(part.name()) {
                continue;
            }
            let is_counterpart = |other: &&T| {
                let is_named_alike = !unnamed.contains(part.name()) && other.name() == part.name();
                (is_named_alike || !by_name) && part.means_the_same(other)
            };
            if let Some(at) = left.iter().position(is_counterpart) {
                let counterpart = left.remove(at).name().to_owned();
                counterparts.insert(part.name().to_owned(), counterpart);
            }
        }
    }
    let mut adopted: ByName<T> = ByName::default();
    let mut others = Vec::new();
    for part in live.values() {
        let counterpart = counterparts.get(part.name());
        match counterpart.and_then(|name| expected.get(name)) {
            Some(counterpart) if unnamed.contains(part.name()) => {
                adopted.insert(counterpart.name().to_owned(), counterpart.clone());
            }
            Some(counterpart) => {
                let same = counterpart.named(part.name().to_owned());
                adopted.insert(part.name().to_owned(), same);
            }
            None => others.push(part.clone()),
        }
    }
    for part in others {
        // A name made up here gives way.
        let mut name = part.name().to_owned();
        while adopted.contains_key(&name) {
            name.push('_');
        }
        adopted.insert(name.clone(), part.named(name));
    }
    *live = adopted;
}
