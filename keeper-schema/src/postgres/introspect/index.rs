//! Indexes, and the exclusion constraints that are made of some.

use std::collections::BTreeMap;

use keeper_schema_core::schema::{
    Deferrable, Exclusion, ExclusionElement, Index, IndexKey, IndexTarget, NullsOrder, SortOrder,
    SqlText,
};

use super::connection::Row;
use super::constraint::deferrable;
use super::fields::{Fields, unexpected};
use super::names::Names;
use super::table::{Draft, Tables};
use super::text;
use crate::migrate::DatabaseError;

/// Reads the indexes into their tables.
pub(super) fn read(
    rows: Vec<Row>,
    names: &Names,
    tables: &mut Tables,
) -> Result<(), DatabaseError> {
    for row in rows {
        let mut fields = Fields::of(row);
        let Some(draft) = tables.by_oid.get_mut(&fields.number()?) else {
            continue;
        };
        let (name, is_valid) = (fields.text()?, fields.flag());
        if !is_valid {
            let table = draft.table.name.clone();
            tables.invalid_indexes.push((table, name));
            continue;
        }
        let mut index = index(name, &mut fields, names, draft)?;
        let operators = fields.texts()?;
        let deferrable = deferrable(&mut fields);
        index.comment = fields.optional();
        if operators.is_empty() {
            draft.table.indexes.insert(index.name.clone(), index);
        } else {
            let exclusion = exclusion(index, operators, deferrable);
            let exclusions = &mut draft.table.exclusions;
            exclusions.insert(exclusion.name.clone(), exclusion);
        }
    }
    Ok(())
}

fn index(
    name: String,
    fields: &mut Fields,
    names: &Names,
    draft: &Draft,
) -> Result<Index, DatabaseError> {
    let mut index = Index::new(name, []);
    index.unique = fields.flag();
    index.method = fields
        .text()
        .map(|method| (method != "btree").then_some(method))?;
    let length: usize = fields.number()?;
    let columns: Vec<i16> = fields.numbers()?;
    let options: Vec<i16> = fields.numbers()?;
    let opclasses: Vec<u32> = fields.numbers()?;
    let collations: Vec<u32> = fields.numbers()?;
    let classes_with_options = fields.texts()?;
    let mut expressions = fields.texts()?.into_iter();
    for (position, number) in columns.iter().take(length).enumerate() {
        let column = draft.columns.get(number);
        let target = match (number, column) {
            (0, _) => {
                let expression = expressions.next().ok_or_else(|| unexpected(&index.name))?;
                IndexTarget::Expression(text::sql(&expression))
            }
            (_, Some((name, _))) => IndexTarget::Column(name.clone()),
            (_, None) => return Err(unexpected(&index.name)),
        };
        let (order, nulls) = order(options.get(position).copied().unwrap_or_default());
        let usual = column.map(|(_, collation)| *collation);
        let with_options = classes_with_options.get(position);
        let with_options = with_options.filter(|class| !class.is_empty()).cloned();
        index.keys.push(IndexKey {
            target,
            order,
            nulls,
            opclass: with_options
                .map(SqlText::Common)
                .or_else(|| names.opclass(opclasses.get(position))),
            collation: names.collation(collations.get(position), usual),
        });
    }
    index.include = draft.names(columns.get(length..).unwrap_or_default());
    index.predicate = fields.optional().map(|predicate| text::sql(&predicate));
    index.nulls_not_distinct = fields.flag();
    index.with = parameters(&fields.texts()?);
    Ok(index)
}

/// The constraint that an index keeps, by an operator for each key.
fn exclusion(index: Index, operators: Vec<String>, deferrable: Option<Deferrable>) -> Exclusion {
    let elements = index.keys.into_iter().zip(operators);
    Exclusion {
        name: index.name,
        elements: elements
            .map(|(key, operator)| ExclusionElement { key, operator })
            .collect(),
        method: index.method,
        predicate: index.predicate,
        deferrable,
        comment: index.comment,
    }
}

/// <https://www.postgresql.org/docs/current/catalog-pg-index.html>: 1 is descending, 2 is
/// NULLs first.
fn order(option: i16) -> (SortOrder, Option<NullsOrder>) {
    match (option & 1 != 0, option & 2 != 0) {
        (false, false) => (SortOrder::Ascending, None),
        (false, true) => (SortOrder::Ascending, Some(NullsOrder::First)),
        (true, true) => (SortOrder::Descending, None),
        (true, false) => (SortOrder::Descending, Some(NullsOrder::Last)),
    }
}

fn parameters(options: &[String]) -> BTreeMap<String, String> {
    let options = options.iter().filter_map(|option| option.split_once('='));
    options
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
