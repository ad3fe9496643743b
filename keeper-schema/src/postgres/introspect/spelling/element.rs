//! The parts of a table whose text the server rewrites, as PostgreSQL sees them.

use keeper_schema_core::operation::Operation;
use keeper_schema_core::schema::{
    Check, Column, ColumnType, Default, Exclusion, ExclusionElement, Generated, Index, IndexKey,
    IndexTarget, NullsOrder, SortOrder, SqlText, Table, TableName,
};

use super::super::text::{unwrapped, with_implied_casts};

/// A part of a table without its name and comment and without what only SQLite knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Type, default and generating expression; all else needs no server to be compared.
    Column(Column),
    Check(Check),
    Exclusion(Exclusion),
    Index(Index),
}

/// Which part of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Column(String),
    Check(String),
    Exclusion(String),
    Index(String),
}

impl Part {
    /// The part as PostgreSQL sees it, if the table has it.
    pub(super) fn of(&self, table: &Table) -> Option<Element> {
        match self {
            Self::Column(name) => table.columns.get(name).map(column),
            Self::Check(name) => table.checks.get(name).map(check),
            Self::Exclusion(name) => table.exclusions.get(name).map(exclusion),
            Self::Index(name) => table.indexes.get(name).map(index),
        }
    }

    /// The parts of a table.
    pub(super) fn all(table: &Table) -> impl Iterator<Item = Self> {
        let columns = table.columns.keys().cloned().map(Self::Column);
        let checks = table.checks.keys().cloned().map(Self::Check);
        let exclusions = table.exclusions.keys().cloned().map(Self::Exclusion);
        let indexes = table.indexes.keys().cloned().map(Self::Index);
        columns.chain(checks).chain(exclusions).chain(indexes)
    }
}

impl Element {
    /// The part of a table of `table`'s kind that has that name.
    pub(super) fn part(&self, name: &str) -> Part {
        match self {
            Self::Column(_) => Part::Column(name.to_owned()),
            Self::Check(_) => Part::Check(name.to_owned()),
            Self::Exclusion(_) => Part::Exclusion(name.to_owned()),
            Self::Index(_) => Part::Index(name.to_owned()),
        }
    }

    /// What puts it on a table under that name.
    pub(super) fn operation(&self, table: &TableName, name: String) -> Operation {
        let table = table.clone();
        match self {
            Self::Column(column) => Operation::AddColumn {
                table,
                column: Column {
                    name,
                    ..column.clone()
                },
                backfill: None,
            },
            Self::Check(check) => Operation::CreateCheckConstraint {
                table,
                check: Check {
                    name,
                    ..check.clone()
                },
            },
            Self::Exclusion(exclusion) => Operation::CreateExcludeConstraint {
                table,
                exclusion: Exclusion {
                    name,
                    ..exclusion.clone()
                },
            },
            Self::Index(index) => Operation::CreateIndex {
                table,
                index: Index {
                    name,
                    ..index.clone()
                },
                concurrently: false,
            },
        }
    }
}

fn column(column: &Column) -> Element {
    let default = column.default.as_ref().and_then(|default| match default {
        Default::Literal(_) | Default::Bytes(_) => Some(default.clone()),
        Default::Expression(expression) => sql(expression).map(Default::Expression),
    });
    let generated = column.generated.as_ref().and_then(|generated| {
        Some(Box::new(Generated {
            expression: sql(&generated.expression)?,
            stored: generated.stored,
        }))
    });
    let column_type = match &column.column_type {
        ColumnType::Raw(name) => {
            ColumnType::Raw(name_of(Some(name)).unwrap_or_else(|| name.clone()))
        }
        other => other.clone(),
    };
    Element::Column(Column {
        null: true,
        default,
        generated,
        ..Column::new("", column_type)
    })
}

fn check(check: &Check) -> Element {
    Element::Check(Check {
        name: String::new(),
        expression: sql(&check.expression).unwrap_or_else(|| check.expression.clone()),
        not_valid: false,
        no_inherit: check.no_inherit,
        unnamed: false,
        comment: None,
    })
}

fn exclusion(exclusion: &Exclusion) -> Element {
    let elements = exclusion.elements.iter();
    let elements = elements.map(|element| ExclusionElement {
        key: key(&element.key),
        operator: element.operator.clone(),
    });
    Element::Exclusion(Exclusion {
        name: String::new(),
        elements: elements.collect(),
        method: method(exclusion.method.as_ref()),
        predicate: exclusion.predicate.as_ref().and_then(sql),
        deferrable: exclusion.deferrable,
        comment: None,
    })
}

fn index(index: &Index) -> Element {
    Element::Index(Index {
        name: String::new(),
        keys: index.keys.iter().map(key).collect(),
        predicate: index.predicate.as_ref().and_then(sql),
        method: method(index.method.as_ref()),
        comment: None,
        ..index.clone()
    })
}

fn method(method: Option<&String>) -> Option<String> {
    method.filter(|method| *method != "btree").cloned()
}

fn key(key: &IndexKey) -> IndexKey {
    let target = match &key.target {
        IndexTarget::Column(_) => key.target.clone(),
        IndexTarget::Expression(text) => {
            IndexTarget::Expression(sql(text).unwrap_or_else(|| text.clone()))
        }
    };
    // What holds where nothing is said.
    let usual = match key.order {
        SortOrder::Ascending => NullsOrder::Last,
        SortOrder::Descending => NullsOrder::First,
    };
    IndexKey {
        target,
        order: key.order,
        nulls: key.nulls.filter(|nulls| *nulls != usual),
        opclass: name_of(key.opclass.as_ref()),
        collation: name_of(key.collation.as_ref()),
    }
}

fn sql(text: &SqlText) -> Option<SqlText> {
    let text = text.postgres()?;
    Some(SqlText::from(unwrapped(&with_implied_casts(text))))
}

fn name_of(text: Option<&SqlText>) -> Option<SqlText> {
    text?.postgres().cloned().map(SqlText::Common)
}
