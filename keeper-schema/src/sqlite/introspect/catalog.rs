//! What SQLite's own table says.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::migrate::DatabaseError;

/// All that is in a database, in the order in which it was made.
#[derive(Debug, Default)]
pub(in crate::sqlite) struct Catalog {
    pub(in crate::sqlite) objects: Vec<Object>,
    /// The columns of each table, as SQLite reads them.
    pub(in crate::sqlite) columns: BTreeMap<String, Vec<CatalogColumn>>,
    /// The tables that SQLite knows to be part of virtual ones.
    pub(in crate::sqlite) shadow_tables: BTreeSet<String>,
}

/// A table, an index, a view or a trigger.
#[derive(Debug)]
pub(in crate::sqlite) struct Object {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) table: String,
    /// What indexes that belong to a constraint do not have.
    pub(super) sql: Option<String>,
}

/// A column's name and declared type.
#[derive(Debug)]
pub(in crate::sqlite) struct CatalogColumn {
    pub(in crate::sqlite) name: String,
    pub(super) declared: String,
}

impl Catalog {
    /// Reads all of it, in one transaction.
    pub(in crate::sqlite) fn read(connection: &Connection) -> Result<Self, DatabaseError> {
        // One that is open already sees one state as well.
        let own = connection.is_autocommit();
        if own {
            connection.execute_batch("BEGIN")?;
        }
        let catalog = read(connection);
        if own {
            // Nothing was written. What failed before is what is told.
            let ended = connection.execute_batch("ROLLBACK");
            let catalog = catalog?;
            ended?;
            return Ok(catalog);
        }
        catalog
    }
}

fn read(connection: &Connection) -> Result<Catalog, DatabaseError> {
    Ok(Catalog {
        objects: objects(connection)?,
        columns: columns(connection)?,
        shadow_tables: shadow_tables(connection)?,
    })
}

fn objects(connection: &Connection) -> Result<Vec<Object>, DatabaseError> {
    let sql = "SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY rowid";
    let mut statement = connection.prepare(sql)?;
    let objects = statement.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })?;
    Ok(objects.collect::<Result<_, _>>()?)
}

fn columns(connection: &Connection) -> Result<BTreeMap<String, Vec<CatalogColumn>>, DatabaseError> {
    // A virtual table has no page, and no columns where its module is missing.
    let sql = "SELECT m.name, x.name, x.type FROM main.sqlite_master AS m, pragma_table_xinfo(m.name, 'main') AS x WHERE m.type = 'table' AND m.rootpage <> 0 ORDER BY m.rowid, x.cid";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut columns: BTreeMap<String, Vec<CatalogColumn>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let column = CatalogColumn {
            name: row.get(1)?,
            declared: row.get(2)?,
        };
        columns.entry(row.get(0)?).or_default().push(column);
    }
    Ok(columns)
}

/// None before SQLite 3.37, which does not tell.
fn shadow_tables(connection: &Connection) -> Result<BTreeSet<String>, DatabaseError> {
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";
    let Ok(mut statement) = connection.prepare(sql) else {
        return Ok(BTreeSet::new());
    };
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}
