//! Constraints.

use keeper_schema_core::schema::{
    Check, Deferrable, ForeignKey, Match, PrimaryKey, References, ReferentialAction, TableName,
    Unique,
};

use super::connection::Row;
use super::fields::{Fields, unexpected};
use super::scope::Namespaces;
use super::table::{Draft, Tables};
use super::text;
use crate::migrate::DatabaseError;

/// Reads the constraints into their tables.
pub(super) fn read(
    rows: Vec<Row>,
    namespaces: &Namespaces,
    tables: &mut Tables,
) -> Result<(), DatabaseError> {
    for row in rows {
        let row = CatalogConstraint::read(row, namespaces)?;
        let Some(draft) = tables.by_oid.get_mut(&row.table) else {
            continue;
        };
        let columns = draft.names(&row.columns);
        match row.kind {
            'p' => draft.table.primary_key = Some(primary_key(row, columns, draft)),
            'u' => {
                let unique = unique(row, columns, draft);
                draft.table.unique.insert(unique.name.clone(), unique);
            }
            'f' => {
                let key = foreign_key(row, columns, draft)?;
                draft.table.foreign_keys.insert(key.name.clone(), key);
            }
            _ => {
                let check = Check {
                    expression: text::sql(&row.expression.unwrap_or_default()),
                    not_valid: !row.is_valid,
                    no_inherit: row.is_not_inherited,
                    unnamed: false,
                    comment: row.comment,
                    name: row.name,
                };
                draft.table.checks.insert(check.name.clone(), check);
            }
        }
    }
    Ok(())
}

/// When a constraint is checked: `condeferrable` and `condeferred`.
pub(super) fn deferrable(fields: &mut Fields) -> Option<Deferrable> {
    match (fields.flag(), fields.flag()) {
        (false, _) => None,
        (true, false) => Some(Deferrable::Deferrable),
        (true, true) => Some(Deferrable::InitiallyDeferred),
    }
}

/// A row of `pg_constraint`.
struct CatalogConstraint {
    table: u32,
    name: String,
    kind: char,
    columns: Vec<i16>,
    deferrable: Option<Deferrable>,
    is_valid: bool,
    is_not_inherited: bool,
    expression: Option<String>,
    target: Option<References>,
    on_update: Option<char>,
    on_delete: Option<char>,
    on_delete_columns: Vec<i16>,
    match_type: Option<char>,
    /// The columns of the index behind it, those that are carried beside the key as well.
    index_columns: Vec<i16>,
    index_keys: usize,
    nulls_not_distinct: bool,
    comment: Option<String>,
}

impl CatalogConstraint {
    fn read(row: Row, namespaces: &Namespaces) -> Result<Self, DatabaseError> {
        let mut fields = Fields::of(row);
        Ok(Self {
            table: fields.number()?,
            name: fields.text()?,
            kind: fields.letter().unwrap_or_default(),
            columns: fields.numbers()?,
            deferrable: deferrable(&mut fields),
            is_valid: fields.flag(),
            is_not_inherited: fields.flag(),
            expression: fields.optional(),
            target: target(&mut fields, namespaces)?,
            on_update: fields.letter(),
            on_delete: fields.letter(),
            on_delete_columns: fields.numbers()?,
            match_type: fields.letter(),
            index_columns: fields.numbers()?,
            index_keys: fields.optional_number()?.unwrap_or_default(),
            nulls_not_distinct: fields.flag(),
            comment: fields.optional(),
        })
    }

    fn include(&self, draft: &Draft) -> Vec<String> {
        let included = self.index_columns.get(self.index_keys..);
        draft.names(included.unwrap_or_default())
    }
}

fn target(
    fields: &mut Fields,
    namespaces: &Namespaces,
) -> Result<Option<References>, DatabaseError> {
    let oid: Option<u32> = fields.optional_number()?;
    let (namespace, name) = (fields.optional(), fields.optional());
    let columns = fields.texts()?;
    let known = oid.and_then(|oid| namespaces.by_oid.get(&oid));
    Ok(name.map(|name| References {
        table: TableName {
            schema: match known {
                Some(known) => known.said(),
                None => namespace,
            },
            name,
        },
        columns,
    }))
}

fn primary_key(row: CatalogConstraint, columns: Vec<String>, draft: &Draft) -> PrimaryKey {
    PrimaryKey {
        include: row.include(draft),
        deferrable: row.deferrable,
        comment: row.comment,
        name: row.name,
        columns,
    }
}

fn unique(row: CatalogConstraint, columns: Vec<String>, draft: &Draft) -> Unique {
    Unique {
        include: row.include(draft),
        nulls_not_distinct: row.nulls_not_distinct,
        deferrable: row.deferrable,
        comment: row.comment,
        name: row.name,
        columns,
    }
}

fn foreign_key(
    row: CatalogConstraint,
    columns: Vec<String>,
    draft: &Draft,
) -> Result<ForeignKey, DatabaseError> {
    let references = row.target.ok_or_else(|| unexpected(&row.name))?;
    Ok(ForeignKey {
        on_delete: action(row.on_delete)?,
        on_delete_columns: draft.names(&row.on_delete_columns),
        on_update: action(row.on_update)?,
        match_type: match row.match_type {
            Some('f') => Match::Full,
            _ => Match::Simple,
        },
        deferrable: row.deferrable,
        not_valid: !row.is_valid,
        comment: row.comment,
        ..ForeignKey::new(row.name, columns, references)
    })
}

fn action(letter: Option<char>) -> Result<ReferentialAction, DatabaseError> {
    match letter {
        Some('a') => Ok(ReferentialAction::NoAction),
        Some('r') => Ok(ReferentialAction::Restrict),
        Some('c') => Ok(ReferentialAction::Cascade),
        Some('n') => Ok(ReferentialAction::SetNull),
        Some('d') => Ok(ReferentialAction::SetDefault),
        other => Err(unexpected(&other.unwrap_or_default().to_string())),
    }
}
