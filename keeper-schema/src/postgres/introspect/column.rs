//! Columns.

use keeper_schema_core::schema::{Column, ColumnType, Generated, IdentityKind, SqlText, TableName};

use super::column_type::CatalogType;
use super::connection::Row;
use super::fields::Fields;
use super::scope::Namespaces;
use super::sequence::{Sequence, Sequences};
use super::table::Tables;
use super::{default, text};
use crate::migrate::DatabaseError;

/// Reads the columns into their tables.
pub(super) fn read(
    rows: Vec<Row>,
    namespaces: &Namespaces,
    sequences: &Sequences,
    tables: &mut Tables,
) -> Result<(), DatabaseError> {
    for row in rows {
        let mut fields = Fields::of(row);
        let (oid, number): (u32, i16) = (fields.number()?, fields.number()?);
        let default_texts = &mut tables.default_texts;
        let Some(draft) = tables.by_oid.get_mut(&oid) else {
            continue;
        };
        let mut column = Column::new(fields.text()?, ColumnType::Text);
        column.null = !fields.flag();
        let (identity, generated) = (fields.letter(), fields.letter());
        let expression = fields.optional();
        let catalog_type = catalog_type(&mut fields, namespaces)?;
        let type_name = catalog_type.1;
        column.column_type = catalog_type.0.portable();
        let collation = fields.number()?;
        column.collation = fields.optional().map(SqlText::Common).map(Box::new);
        // A collation goes by its name alone: the format has no place for its schema.
        fields.optional();
        column.comment = fields.optional();

        let numbered = |sequence: Option<&Sequence>, kind| {
            let identity = |it: &Sequence| it.identity(kind, &draft.table.name, &column);
            sequence.map(identity).map(Box::new)
        };
        let own = sequences.of_identity((oid, number));
        match (identity, generated, expression) {
            (Some('a'), ..) => column.identity = numbered(own, IdentityKind::Always),
            (Some('d'), ..) => column.identity = numbered(own, IdentityKind::ByDefault),
            (_, Some(kind), Some(expression)) => {
                column.generated = Some(Box::new(Generated {
                    expression: text::sql(&expression),
                    stored: kind == 's',
                }));
            }
            (_, _, Some(expression)) => {
                let serial = sequences.of_default((oid, number), &expression);
                column.identity = numbered(serial, IdentityKind::Serial);
                if column.identity.is_none() {
                    let default = default::read(&expression, &column.column_type, &type_name);
                    if default::is_in_other_words(&expression, &default, &column.column_type) {
                        let place = (draft.table.name.clone(), column.name.clone());
                        default_texts.insert(place, expression);
                    }
                    column.default = Some(default);
                }
            }
            (_, _, None) => {}
        }
        draft
            .columns
            .insert(number, (column.name.clone(), collation));
        draft.table.columns.insert(column.name.clone(), column);
    }
    Ok(())
}

/// The type, and the name that a cast to it has, which only a default needs.
fn catalog_type(
    fields: &mut Fields,
    namespaces: &Namespaces,
) -> Result<(CatalogType, String), DatabaseError> {
    let is_array = fields.flag();
    let dimensions: usize = fields.number()?;
    let (written, cast) = (fields.text()?, fields.optional());
    let enumeration = fields.optional();
    let (oid, namespace): (u32, String) = (fields.number()?, fields.text()?);
    let enumeration = enumeration.map(|name| TableName {
        schema: match namespaces.by_oid.get(&oid) {
            Some(known) => known.said(),
            None => Some(namespace),
        },
        name,
    });
    // A table made from a query does not keep how deep its arrays are.
    let dimensions = if is_array { dimensions.max(1) } else { 0 };
    let catalog_type = CatalogType {
        written,
        dimensions,
        enumeration,
    };
    Ok((catalog_type, cast.unwrap_or_default()))
}
