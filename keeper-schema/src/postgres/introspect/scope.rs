//! Which database schemas are read, and which tables in them are not.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::dialect::{BookkeepingNames, string_literal};

use super::connection::Connection;
use super::fields::Fields;
use crate::migrate::{DatabaseError, DatabaseErrorKind};

/// What of a database is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// The database schema whose tables have none in their names.
    pub(super) own: Own,
    /// The ones beside it.
    pub(super) further: Further,
    /// Whether views, functions and the like are read.
    pub(super) objects: Objects,
    /// The tables of our own that are left out.
    pub(super) bookkeeping: BookkeepingNames,
}

/// Where tables are that do not name a database schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Own {
    /// Where the connection creates them: `current_schema()`.
    #[default]
    Current,
    /// There as well, but they say it: tables without a name of a schema do not occur.
    Said,
    /// Among the temporary tables of the connection.
    Temporary,
}

/// Whether what is beside tables is read: it costs further queries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Objects {
    /// It is.
    Read,
    /// It is not.
    #[default]
    Left,
}

/// Which database schemas are read beside the connection's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Further {
    /// These.
    Named(BTreeSet<String>),
    /// All but the server's.
    All,
}

impl Default for Further {
    fn default() -> Self {
        Self::Named(BTreeSet::new())
    }
}

/// The table in which Alembic remembers its revisions.
const ALEMBIC_VERSION: &str = "alembic_version";

impl Scope {
    /// Whether a table keeps the books and is no part of the schema.
    pub(super) fn is_hidden(&self, namespace: &Namespace, table: &str) -> bool {
        let names = &self.bookkeeping;
        let is_there = match &names.schema {
            Some(schema) => *schema == namespace.name,
            None => namespace.is_own,
        };
        table == ALEMBIC_VERSION
            || is_there
                && [&names.revisions, &names.steps, &names.meta].contains(&&table.to_owned())
    }
}

/// The server keeps names that begin with `pg_` for itself. What an extension made is no
/// part of a schema.
const OF_USERS: &str = " OR nspname !~ '^pg_' AND nspname <> 'information_schema' \
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend \
     WHERE classid = 'pg_catalog.pg_namespace'::regclass AND objid = pg_namespace.oid \
     AND deptype = 'e')";

/// The database schemas that are read, by their ids in the catalog.
#[derive(Debug)]
pub(super) struct Namespaces {
    pub(super) by_oid: BTreeMap<u32, Namespace>,
    /// Those whose names need not be said.
    pub(super) path: Vec<String>,
    /// The server's version: 150004.
    pub(super) version: u32,
}

/// A database schema.
#[derive(Clone, Debug)]
pub(super) struct Namespace {
    pub(super) name: String,
    pub(super) is_own: bool,
    /// Whether its tables say it.
    is_said: bool,
}

impl Namespace {
    /// As it stands in a `TableName`.
    pub(super) fn said(&self) -> Option<String> {
        self.is_said.then(|| self.name.clone())
    }
}

impl Namespaces {
    pub(super) fn read(connection: &dyn Connection, scope: &Scope) -> Result<Self, DatabaseError> {
        let own = match scope.own {
            Own::Current | Own::Said => "nspname = current_schema()",
            Own::Temporary => "oid = pg_my_temp_schema()",
        };
        let mut further = String::new();
        match &scope.further {
            Further::Named(names) => {
                for name in names {
                    let literal = string_literal(name);
                    let literal = literal.map_err(|error| refused(error.to_string()))?;
                    further.push_str(&format!(" OR nspname = {literal}"));
                }
            }
            Further::All => further.push_str(OF_USERS),
        }
        let rows = connection.rows(&format!(
            "SELECT oid, nspname, {own}, current_setting('server_version_num'), \
             current_schemas(true)::text[] \
             FROM pg_catalog.pg_namespace WHERE {own}{further} ORDER BY nspname"
        ))?;
        let mut namespaces = Self {
            by_oid: BTreeMap::new(),
            path: Vec::new(),
            version: 0,
        };
        for row in rows {
            let mut fields = Fields::of(row);
            let oid = fields.number()?;
            let (name, is_own) = (fields.text()?, fields.flag());
            let namespace = Namespace {
                name,
                is_own,
                is_said: !is_own || scope.own == Own::Said,
            };
            namespaces.by_oid.insert(oid, namespace);
            namespaces.version = fields.number()?;
            namespaces.path = fields.texts()?;
        }
        match namespaces.by_oid.values().any(|namespace| namespace.is_own) {
            true => Ok(namespaces),
            false => Err(refused(
                "the `search_path` of the connection names no schema that exists; create one, or set the path in the URL: `?options=-csearch_path%3Dpublic`"
                    .to_owned(),
            )),
        }
    }

    /// Whether what is in that schema, such as an operator class, is found without its name.
    pub(super) fn is_in_path(&self, namespace: &str) -> bool {
        self.path.iter().any(|known| known == namespace)
    }
}

fn refused(message: String) -> DatabaseError {
    DatabaseError {
        kind: DatabaseErrorKind::Other,
        message,
    }
}
