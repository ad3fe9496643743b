//! Sequences that columns are numbered by, where two databases of PostgreSQL are compared.

use std::collections::BTreeMap;

use keeper_schema_core::dialect::postgres::default_sequence;
use keeper_schema_core::dialect::quoted;
use keeper_schema_core::schema::{
    Column, Default, ElementPath, Identity, IdentityKind, PerDialect, Schema, Sequence, TableName,
};

/// Writes a `serial` column out, as a default and the sequence that it draws from, where the
/// other side has that sequence by itself: it stays then, and only gets or loses its owner.
pub(crate) fn write_out(schema: &mut Schema, other: &Schema) {
    let mut sequences = Vec::new();
    for table in schema.tables.values_mut() {
        for column in table.columns.values_mut() {
            let Some(identity) = serial(column) else {
                continue;
            };
            let name = identity.sequence.clone();
            let name = name.unwrap_or_else(|| default_sequence(&table.name.name, &column.name));
            let name = table.name.sibling(name);
            if !other.sequences.contains_key(&name) {
                continue;
            }
            let of_other = other.table(&table.name);
            let of_other = of_other.and_then(|table| table.columns.get(&column.name));
            let default = of_other.and_then(|column| column.default.clone());
            column.default = default.or_else(|| next_of(&name));
            sequences.push(sequence(name, &identity, &table.name, column));
            column.identity = None;
        }
    }
    let sequences = sequences.into_iter();
    (schema.sequences).extend(sequences.map(|sequence| (sequence.name.clone(), sequence)));
}

/// Says the names of the sequences of renamed tables and columns, so that they get new ones, too.
pub(crate) fn say_names(
    from: &mut Schema,
    to: &mut Schema,
    renames: &BTreeMap<ElementPath, String>,
) {
    for table in to.tables.values_mut() {
        let old_table = renames.get(&ElementPath::Table(table.name.clone()));
        let old_table = old_table.map_or(table.name.clone(), |old| table.name.sibling(old));
        let Some(before) = from.tables.get_mut(&old_table) else {
            continue;
        };
        for column in table.columns.values_mut() {
            let path = ElementPath::Column(table.name.clone(), column.name.clone());
            let old_column = renames.get(&path).unwrap_or(&column.name);
            if old_table == table.name && *old_column == column.name {
                continue;
            }
            let before = before.columns.get_mut(old_column);
            let before = before.and_then(|before| before.identity.as_mut());
            if let (Some(before), Some(after)) = (before, column.identity.as_mut()) {
                let name = || default_sequence(&old_table.name, old_column);
                before.sequence.get_or_insert_with(name);
                let name = || default_sequence(&table.name.name, &column.name);
                after.sequence.get_or_insert_with(name);
            }
        }
    }
}

fn serial(column: &Column) -> Option<Identity> {
    let identity = column.identity.as_deref();
    identity
        .filter(|identity| identity.kind == IdentityKind::Serial)
        .cloned()
}

fn next_of(sequence: &TableName) -> Option<Default> {
    let schema = sequence.schema.as_deref().unwrap_or("public");
    let (schema, name) = (quoted(schema).ok()?, quoted(&sequence.name).ok()?);
    let name = format!("{schema}.{name}").replace('\'', "''");
    let sql = format!("nextval('{name}'::regclass)");
    Some(Default::Expression(PerDialect::Common(sql)))
}

fn sequence(name: TableName, identity: &Identity, table: &TableName, column: &Column) -> Sequence {
    let (lowest, highest) = column.column_type.whole_numbers();
    let (min, max) = match identity.is_falling() {
        true => (identity.min.or(Some(lowest)), identity.max),
        false => (identity.min, identity.max.or(Some(highest))),
    };
    Sequence {
        start: identity.start,
        increment: identity.increment,
        min: min.filter(|min| *min != i64::MIN),
        max: max.filter(|max| *max != i64::MAX),
        cache: identity.cache,
        cycle: identity.cycle,
        owned_by: Some((table.clone(), column.name.clone())),
        ..Sequence::new(name)
    }
}
