//! What a database has: its tables, and what is no part of a schema.

use std::collections::BTreeMap;

use keeper_schema_core::dialect::BookkeepingNames;
use keeper_schema_core::diff;
use keeper_schema_core::schema::sql_tokens::same_tokens;
use keeper_schema_core::schema::{Schema, TableName};

use super::catalog::{Catalog, CatalogColumn, Object};
use super::names::Names;
use super::shadow::VirtualTable;
use super::statement::{CreateIndex, CreateTable};
use super::table::Draft;
use super::{create_index, create_table, table};
use crate::migrate::{LiveSchema, Unmanaged, UnmanagedKind};

/// What a database has.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) drafts: BTreeMap<TableName, Draft>,
    /// Enums and schemas: SQLite has neither, and none of either is missing in it.
    pub(super) beside_tables: Schema,
    pub(super) unmanaged: Vec<Unmanaged>,
    /// What made the tables and indexes, by their names.
    pub(super) statements: BTreeMap<String, String>,
}

/// A table before it is read.
struct Written {
    name: String,
    statement: CreateTable,
    indexes: Vec<CreateIndex>,
}

/// The table in which Alembic remembers its revisions.
const ALEMBIC_VERSION: &str = "alembic_version";

impl Found {
    pub(super) fn of(catalog: &Catalog, bookkeeping: &BookkeepingNames) -> Self {
        let mut unmanaged = Vec::new();
        let mut written = Vec::new();
        for object in tables(catalog, bookkeeping) {
            let sql = object.sql.as_deref().unwrap_or_default();
            match create_table::read(sql).filter(|it| is_as_sqlite_reads(it, object, catalog)) {
                Some(statement) => written.push(Written {
                    name: object.name.clone(),
                    statement,
                    indexes: indexes(catalog, object, &mut unmanaged),
                }),
                None => unmanaged.push(of_database(UnmanagedKind::UnreadTable, object)),
            }
        }
        unmanaged.extend(others(catalog));
        let mut names = Names::default();
        for table in &written {
            take_names(table, &mut names);
        }
        let drafts = written.into_iter().map(|written| {
            let name = TableName::new(written.name);
            let draft = table::read(&name, &written.statement, &written.indexes, &mut names);
            (name, draft)
        });
        let mut drafts: BTreeMap<TableName, Draft> = drafts.collect();
        table::resolve_references(&mut drafts);
        for (name, draft) in &drafts {
            unmanaged.extend(draft.clauses.iter().map(|clause| Unmanaged {
                kind: UnmanagedKind::Clause,
                name: clause.clone(),
                table: Some(name.clone()),
                sql: None,
            }));
        }
        unmanaged.sort();
        Self {
            drafts,
            beside_tables: Schema::default(),
            unmanaged,
            statements: statements(catalog),
        }
    }

    /// Spells names as `expected` where only their case is another: they are one on SQLite.
    pub(super) fn respell(&mut self, expected: &Schema) {
        let drafts = self.drafts.iter();
        let schema = Schema {
            tables: drafts
                .map(|(name, draft)| (name.clone(), draft.table.clone()))
                .collect(),
            ..Schema::default()
        };
        let (mut schema, renamed) = diff::respelled(&schema, expected);
        let spelled = |name: &TableName| renamed.get(name).unwrap_or(name).clone();
        let drafts = std::mem::take(&mut self.drafts).into_iter();
        self.drafts = drafts
            .map(|(name, mut draft)| {
                let name = spelled(&name);
                if let Some(table) = schema.tables.remove(&name) {
                    draft.table = table;
                }
                (name, draft)
            })
            .collect();
        for unmanaged in &mut self.unmanaged {
            unmanaged.table = unmanaged.table.as_ref().map(spelled);
        }
    }

    pub(super) fn live(self) -> LiveSchema {
        let tables = self.drafts.into_iter();
        LiveSchema {
            schema: Schema {
                tables: tables.map(|(name, draft)| (name, draft.table)).collect(),
                ..self.beside_tables
            },
            unmanaged: self.unmanaged,
            statements: self.statements,
            ..LiveSchema::default()
        }
    }
}

fn statements(catalog: &Catalog) -> BTreeMap<String, String> {
    let made = catalog.objects.iter();
    let made = made.filter(|object| ["table", "index"].contains(&object.kind.as_str()));
    made.filter_map(|object| Some((object.name.clone(), object.sql.clone()?)))
        .collect()
}

/// The tables but those that keep the books, SQLite's own, virtual ones and theirs.
fn tables<'c>(
    catalog: &'c Catalog,
    bookkeeping: &'c BookkeepingNames,
) -> impl Iterator<Item = &'c Object> {
    let virtual_tables: Vec<VirtualTable> = virtual_tables(catalog).collect();
    catalog.objects.iter().filter(move |object| {
        let of_virtual_table = virtual_tables.iter().any(|virtual_table| {
            virtual_table.name == object.name || virtual_table.keeps_rows_in(&object.name)
        });
        object.kind == "table"
            && !of_virtual_table
            && !catalog.shadow_tables.contains(&object.name)
            && !is_hidden(&object.name, bookkeeping)
    })
}

fn virtual_tables(catalog: &Catalog) -> impl Iterator<Item = VirtualTable> {
    let tables = catalog.objects.iter();
    let tables = tables.filter(|object| object.kind == "table");
    tables.filter_map(|object| VirtualTable::read(&object.name, object.sql.as_deref()?))
}

fn is_hidden(table: &str, names: &BookkeepingNames) -> bool {
    let own = [&names.revisions, &names.steps, &names.meta].map(String::as_str);
    let prefix = table.get(..7).unwrap_or_default();
    prefix.eq_ignore_ascii_case("sqlite_")
        || own
            .into_iter()
            .chain([ALEMBIC_VERSION])
            .any(|name| name.eq_ignore_ascii_case(table))
}

/// Whether the text was understood: SQLite sees the same columns.
fn is_as_sqlite_reads(read: &CreateTable, object: &Object, catalog: &Catalog) -> bool {
    let Some(columns) = catalog.columns.get(&object.name) else {
        return false;
    };
    let mut pairs = read.columns.iter().zip(columns);
    let same = |name: &str, declared: &str, column: &CatalogColumn| {
        name == column.name && same_tokens(declared, &column.declared)
    };
    read.columns.len() == columns.len()
        && pairs.all(|(read, column)| same(&read.name, &read.declared, column))
}

fn indexes(catalog: &Catalog, table: &Object, unmanaged: &mut Vec<Unmanaged>) -> Vec<CreateIndex> {
    let objects = catalog.objects.iter();
    let of_table = objects
        .filter(|object| object.kind == "index" && object.table.eq_ignore_ascii_case(&table.name));
    let mut indexes = Vec::new();
    for object in of_table {
        let Some(sql) = &object.sql else { continue };
        match create_index::read(sql) {
            Some(index) => indexes.push(CreateIndex {
                name: object.name.clone(),
                ..index
            }),
            None => unmanaged.push(of_table_of(UnmanagedKind::UnreadIndex, object)),
        }
    }
    indexes
}

/// What is neither table nor index.
fn others(catalog: &Catalog) -> impl Iterator<Item = Unmanaged> {
    let virtual_tables = virtual_tables(catalog).map(|table| Unmanaged {
        kind: UnmanagedKind::VirtualTable,
        name: table.name,
        table: None,
        sql: None,
    });
    let objects = catalog.objects.iter();
    let others = objects.filter_map(|object| match object.kind.as_str() {
        "view" => Some(of_database(UnmanagedKind::View, object)),
        "trigger" => Some(of_table_of(UnmanagedKind::Trigger, object)),
        _ => None,
    });
    virtual_tables.chain(others)
}

fn of_database(kind: UnmanagedKind, object: &Object) -> Unmanaged {
    Unmanaged {
        kind,
        name: object.name.clone(),
        table: None,
        sql: object.sql.clone(),
    }
}

fn of_table_of(kind: UnmanagedKind, object: &Object) -> Unmanaged {
    Unmanaged {
        table: Some(TableName::new(object.table.clone())),
        ..of_database(kind, object)
    }
}

fn take_names(table: &Written, names: &mut Names) {
    names.take(&table.name);
    let constraints = table.statement.constraints.iter();
    for name in constraints.filter_map(|constraint| constraint.name.as_ref()) {
        names.take(name);
    }
    for index in &table.indexes {
        names.take(&index.name);
    }
}
