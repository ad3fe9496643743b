//! What an operation makes of the parts of a schema.

use std::collections::BTreeMap;

use crate::schema::{EnumType, ObjectName, Schema, Sequence, SqlObject, Table, TableName};

/// New versions of parts of a schema, `None` for those that go.
#[derive(Clone, Debug, Default)]
pub(in crate::operation) struct Changes {
    pub(in crate::operation) tables: BTreeMap<TableName, Option<Table>>,
    pub(in crate::operation) enums: BTreeMap<TableName, Option<EnumType>>,
    pub(in crate::operation) schemas: BTreeMap<String, Option<()>>,
    pub(in crate::operation) objects: BTreeMap<ObjectName, Option<SqlObject>>,
    pub(in crate::operation) sequences: BTreeMap<TableName, Option<Sequence>>,
}

impl Changes {
    /// The table of that name once the changes are made.
    pub(super) fn table<'a>(&'a self, schema: &'a Schema, name: &TableName) -> Option<&'a Table> {
        match self.tables.get(name) {
            Some(changed) => changed.as_ref(),
            None => schema.table(name),
        }
    }

    /// The enum of that name once the changes are made.
    pub(super) fn enum_type<'a>(
        &'a self,
        schema: &'a Schema,
        name: &TableName,
    ) -> Option<&'a EnumType> {
        match self.enums.get(name) {
            Some(changed) => changed.as_ref(),
            None => schema.enum_type(name),
        }
    }
}

impl<const N: usize> From<[(TableName, Option<Table>); N]> for Changes {
    fn from(tables: [(TableName, Option<Table>); N]) -> Self {
        Self {
            tables: tables.into(),
            ..Self::default()
        }
    }
}
