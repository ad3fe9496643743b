//! What PostgreSQL can have of what replay takes for possible: the rules about types,
//! methods and kinds of tables, which a revision finds out from the server.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::postgres::default_sequence;
use keeper_schema_core::schema::sql_tokens::tokens;
use keeper_schema_core::schema::{
    Column, ColumnType, ElementPath, Exclusion, ForeignKey, Index, IndexKey, IndexTarget,
    ReferentialAction, Schema, SortOrder, SqlText, Table, TableName,
};

pub(super) fn is_possible(schema: &Schema) -> bool {
    schema.tables.values().all(|table| {
        table
            .columns
            .values()
            .all(|column| is_column(table, column))
            && table.exclusions.values().all(|it| is_exclusion(table, it))
            && table.indexes.values().all(|it| is_index(table, it))
            && table
                .foreign_keys
                .values()
                .all(|key| is_key(schema, table, key))
    }) && sequences_are_distinct(schema)
}

fn is_column(table: &Table, column: &Column) -> bool {
    let is_collated = column.collation.is_none() || is_text(&column.column_type);
    let is_generated = column.generated.as_ref().is_none_or(|generated| {
        let sources = table.columns.values();
        let mut sources = sources.filter(|source| names(&generated.expression, &source.name));
        generated.stored
            && generated.expression.postgres().is_some()
            && sources.all(|source| {
                source.generated.is_none() && source.column_type.enum_name().is_none()
            })
    });
    is_collated && is_generated
}

fn names(text: &SqlText, column: &str) -> bool {
    let text = text.postgres().map(String::as_str).unwrap_or_default();
    tokens(text).any(|token| token.is_identifier(column))
}

fn is_text(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_)
    )
}

fn is_array(column_type: &ColumnType) -> bool {
    matches!(column_type, ColumnType::Array(_))
}

/// Only equality is in every type, and only on a btree.
fn is_exclusion(table: &Table, exclusion: &Exclusion) -> bool {
    exclusion.method.is_none()
        && exclusion
            .elements
            .iter()
            .all(|element| element.operator == "=" && is_ordered_by(table, &element.key))
}

/// Whether the collation and operator class of a key are of its type.
fn is_ordered_by(table: &Table, key: &IndexKey) -> bool {
    let is_of_text = match &key.target {
        IndexTarget::Column(name) => is_text(&table.columns[name].column_type),
        // The one over no column.
        IndexTarget::Expression(text) => !table.columns.keys().any(|name| names(text, name)),
    };
    let is_char = match &key.target {
        IndexTarget::Column(name) => matches!(table.columns[name].column_type, ColumnType::Char(_)),
        IndexTarget::Expression(_) => false,
    };
    (key.collation.is_none() || is_of_text) && (key.opclass.is_none() || is_of_text && !is_char)
}

fn is_index(table: &Table, index: &Index) -> bool {
    let has_order = |key: &IndexKey| key.order == SortOrder::Descending || key.nulls.is_some();
    let keys = &index.keys;
    let column_types: Option<Vec<&ColumnType>> = index.plain_columns().map(|columns| {
        let columns = columns.into_iter();
        columns
            .map(|name| &table.columns[&name].column_type)
            .collect()
    });
    let is_plain = || {
        !index.unique
            && index.include.is_empty()
            && keys
                .iter()
                .all(|key| !has_order(key) && key.opclass.is_none() && key.collation.is_none())
    };
    let has_method = match index.method.as_deref() {
        None | Some("btree") => keys.iter().all(|key| is_ordered_by(table, key)),
        Some("hash") => is_plain() && keys.len() == 1,
        Some("gin") => {
            let takes = |it: &&ColumnType| is_array(it) || **it == ColumnType::Jsonb;
            is_plain()
                && index.with.is_empty()
                && column_types.is_some_and(|types| types.iter().all(takes))
        }
        Some(_) => {
            let takes = |it: &&ColumnType| {
                !is_array(it)
                    && it.enum_name().is_none()
                    && !matches!(it, ColumnType::Jsonb | ColumnType::Boolean)
            };
            is_plain()
                && index.with.is_empty()
                && column_types.is_some_and(|types| types.iter().all(takes))
        }
    };
    has_method && (index.unique || !index.nulls_not_distinct)
}

fn is_key(schema: &Schema, table: &Table, key: &ForeignKey) -> bool {
    let target = &schema.tables[&key.references.table];
    let mut pairs = key.columns.iter().zip(&key.references.columns);
    // The server fails in its own query over arrays of `varchar`.
    let is_typed = pairs.all(|(own, referred)| {
        let column_type = &table.columns[own].column_type;
        *column_type == target.columns[referred].column_type && !is_array(column_type)
    });
    let sets = |action: ReferentialAction| {
        matches!(
            action,
            ReferentialAction::SetNull | ReferentialAction::SetDefault
        )
    };
    let mut columns = key.columns.iter();
    let has_generated = columns.any(|name| table.columns[name].generated.is_some());
    let writes =
        sets(key.on_delete) || sets(key.on_update) || key.on_update == ReferentialAction::Cascade;
    let is_kept = table.postgres.unlogged || !target.postgres.unlogged;
    is_typed && is_kept && !(has_generated && writes)
}

/// Names of sequences, which replay does not know, are in the way of each other's.
fn sequences_are_distinct(schema: &Schema) -> bool {
    let mut taken = BTreeSet::new();
    sequences(schema).all(|(name, _)| taken.insert(name))
}

/// Whether a sequence has a name that another column's had. A comparison does not know
/// that one has to go before the other can come.
pub(super) fn sequence_changes_hands(from: &Schema, to: &Schema) -> bool {
    let before: BTreeMap<TableName, ElementPath> = sequences(from).collect();
    sequences(to).any(|(name, column)| {
        let had_it = before.get(&name);
        had_it.is_some_and(|before| *before != column)
    })
}

/// The sequences by name, each with its column.
fn sequences(schema: &Schema) -> impl Iterator<Item = (TableName, ElementPath)> {
    schema.tables.values().flat_map(|table| {
        table.columns.values().filter_map(|column| {
            let identity = column.identity.as_ref()?;
            let usual = || default_sequence(&table.name.name, &column.name);
            let name = identity.sequence.clone().unwrap_or_else(usual);
            let column = ElementPath::Column(table.name.clone(), column.name.clone());
            Some((table.name.sibling(name), column))
        })
    })
}
