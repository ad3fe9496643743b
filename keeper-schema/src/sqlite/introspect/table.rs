//! Statements into tables of the canonical schema.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::schema::{
    Check, Column, ForeignKey, Generated, Identity, IdentityKind, Index, IndexKey, IndexTarget,
    PrimaryKey, References, SortOrder, SqlText, Table, TableName, Unique,
};

use super::names::Names;
use super::statement::{
    ColumnDefinition, ConstraintDefinition, CreateIndex, CreateTable, ForeignKeyRule, Key,
    KeyTarget, Rule,
};
use super::{column_type, default, length, strings, text};

/// A table, and what it does not tell.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) table: Table,
    /// The constraints whose names were made up here.
    pub(super) unnamed: BTreeSet<String>,
    /// What the schema has no place for.
    pub(super) clauses: Vec<String>,
}

/// Reads a table and its indexes.
pub(super) fn read(
    name: &TableName,
    statement: &CreateTable,
    indexes: &[CreateIndex],
    names: &mut Names,
) -> Draft {
    let mut reading = Reading {
        statement,
        names,
        draft: Draft {
            table: Table::new(name.clone()),
            unnamed: BTreeSet::new(),
            clauses: Vec::new(),
        },
    };
    reading.draft.table.sqlite.strict = statement.strict;
    reading.draft.table.sqlite.without_rowid = statement.without_rowid;
    for definition in &statement.columns {
        let column = reading.column(definition);
        let columns = &mut reading.draft.table.columns;
        columns.insert(column.name.clone(), column);
    }
    for constraint in &statement.constraints {
        reading.constraint(constraint);
    }
    for index in indexes {
        let index = reading.index(index);
        let indexes = &mut reading.draft.table.indexes;
        indexes.insert(index.name.clone(), index);
    }
    reading.draft
}

/// Spells what foreign keys refer to as it is called, and finds the key where they name
/// only the table.
pub(super) fn resolve_references(drafts: &mut BTreeMap<TableName, Draft>) {
    let targets: BTreeMap<String, (Vec<String>, Option<Vec<String>>)> = drafts
        .values()
        .map(|draft| {
            let key = draft.table.primary_key.as_ref();
            let columns = draft.table.columns.keys().cloned().collect();
            let key = key.map(|key| key.columns.clone());
            (draft.table.name.name.clone(), (columns, key))
        })
        .collect();
    let tables: Vec<String> = targets.keys().cloned().collect();
    for draft in drafts.values_mut() {
        for foreign_key in draft.table.foreign_keys.values_mut() {
            let references = &mut foreign_key.references;
            let table = spelled(tables.iter(), &references.table.name);
            let target = targets.get(&table);
            references.table = TableName::new(table);
            let key = target.and_then(|(_, key)| key.clone());
            if references.columns.is_empty() {
                // Without such a key SQLite refuses every row. Nothing better is known.
                references.columns = key.unwrap_or_else(|| foreign_key.columns.clone());
            } else if let Some((columns, _)) = target {
                for column in &mut references.columns {
                    *column = spelled(columns.iter(), column);
                }
            }
        }
    }
}

/// The name that is meant, as it is spelled where it is declared.
fn spelled<'n>(names: impl Iterator<Item = &'n String> + Clone, name: &str) -> String {
    let same = names.clone().find(|other| *other == name);
    let mut names = names;
    let other = || names.find(|other| other.eq_ignore_ascii_case(name));
    same.or_else(other)
        .cloned()
        .unwrap_or_else(|| name.to_owned())
}

struct Reading<'r> {
    statement: &'r CreateTable,
    names: &'r mut Names,
    draft: Draft,
}

impl Reading<'_> {
    fn column(&mut self, definition: &ColumnDefinition) -> Column {
        let mut column_type = column_type::read(&definition.declared);
        let constraints = self.statement.constraints.iter();
        let mut of_column =
            constraints.filter(|it| it.column.as_deref() == Some(definition.name.as_str()));
        let strict = self.statement.strict;
        let enforced = of_column.find_map(|constraint| {
            length::with_length(&column_type, length::enforced(constraint)?, strict)
        });
        let mut column = Column::new(&definition.name, column_type.clone());
        if let Some(enforced) = enforced {
            column.sqlite.enforce_length = true;
            column_type = enforced;
        }
        let default = definition.default.as_ref();
        column.default = default.map(|written| default::read(written, &column_type));
        column.column_type = column_type;
        column.null = !definition.not_null;
        column.collation = definition
            .collation
            .as_deref()
            .and_then(collation)
            .map(Box::new);
        let generated = definition.generated.as_ref();
        column.generated = generated.map(|generated| {
            Box::new(Generated {
                expression: self.expression(&generated.expression),
                stored: generated.stored,
            })
        });
        if let Some(resolution) = &definition.on_conflict {
            let column = &definition.name;
            let clause = format!("`ON CONFLICT {resolution}` of the `NOT NULL` of `{column}`");
            self.draft.clauses.push(clause);
        }
        column
    }

    fn constraint(&mut self, constraint: &ConstraintDefinition) {
        let name = match &constraint.rule {
            Rule::PrimaryKey {
                keys,
                autoincrement,
            } => self.primary_key(constraint, keys, *autoincrement),
            Rule::Unique { keys } => {
                let columns = self.columns(keys);
                let is_same = |unique: &Unique| unique.columns == columns;
                let mut others = self.draft.table.unique.values();
                // SQLite itself keeps only one of them.
                if constraint.name.is_none() && others.any(is_same) {
                    return;
                }
                let name = self.name(constraint, &columns, "key");
                let unique = Unique {
                    name: name.clone(),
                    columns,
                    nulls_not_distinct: false,
                    include: Vec::new(),
                    deferrable: None,
                    comment: None,
                };
                self.draft.table.unique.insert(name.clone(), unique);
                self.key_clauses(&name, keys);
                name
            }
            Rule::ForeignKey(rule) => self.foreign_key(constraint, rule),
            Rule::Check { expression } => {
                let column = constraint.column.as_ref();
                let column = column.and_then(|name| self.draft.table.columns.get(name));
                if column.is_some_and(|column| column.sqlite.enforce_length)
                    && length::enforced(constraint).is_some()
                {
                    return;
                }
                let columns: Vec<String> = constraint.column.iter().cloned().collect();
                let name = self.name(constraint, &columns, "check");
                let check = Check {
                    name: name.clone(),
                    expression: self.expression(expression),
                    not_valid: false,
                    no_inherit: false,
                    unnamed: self.draft.unnamed.contains(&name),
                    comment: None,
                };
                self.draft.table.checks.insert(name.clone(), check);
                name
            }
        };
        if let Some(resolution) = &constraint.on_conflict {
            let clause = format!("`ON CONFLICT {resolution}` of `{name}`");
            self.draft.clauses.push(clause);
        }
    }

    fn primary_key(
        &mut self,
        constraint: &ConstraintDefinition,
        keys: &[Key],
        autoincrement: bool,
    ) -> String {
        let columns = self.columns(keys);
        let name = self.name(constraint, &[], "pkey");
        let is_alias = self.is_rowid_alias(constraint, keys, &columns);
        for key in &columns {
            let Some(column) = self.draft.table.columns.get_mut(key) else {
                continue;
            };
            if is_alias {
                column.identity = Some(Box::new(Identity::new(IdentityKind::Serial)));
                column.sqlite.autoincrement = autoincrement;
            } else if self.statement.strict || self.statement.without_rowid {
                column.null = false;
            }
        }
        self.draft.table.primary_key = Some(PrimaryKey {
            name: name.clone(),
            columns,
            include: Vec::new(),
            deferrable: None,
            comment: None,
        });
        if !is_alias {
            self.key_clauses(&name, keys);
        }
        name
    }

    /// Whether the key is the rowid by another name, so that SQLite fills it.
    fn is_rowid_alias(
        &self,
        constraint: &ConstraintDefinition,
        keys: &[Key],
        columns: &[String],
    ) -> bool {
        let ([key], [column]) = (keys, columns) else {
            return false;
        };
        let mut definitions = self.statement.columns.iter();
        let definition = definitions.find(|definition| definition.name == *column);
        let is_integer = definition.is_some_and(|it| it.declared.eq_ignore_ascii_case("integer"));
        // An old mistake of SQLite's that is kept: this only holds behind the column.
        let is_descending = constraint.column.is_some() && key.descending;
        is_integer && !self.statement.without_rowid && !is_descending
    }

    fn foreign_key(&mut self, constraint: &ConstraintDefinition, rule: &ForeignKeyRule) -> String {
        let names = self.draft.table.columns.keys();
        let columns = rule.columns.iter();
        let columns: Vec<String> = columns.map(|name| spelled(names.clone(), name)).collect();
        let name = self.name(constraint, &columns, "fkey");
        let references = References {
            table: TableName::new(&rule.table),
            columns: rule.referred.clone(),
        };
        let foreign_key = ForeignKey {
            on_delete: rule.on_delete,
            on_update: rule.on_update,
            deferrable: rule.deferrable,
            ..ForeignKey::new(name.clone(), columns, references)
        };
        let foreign_keys = &mut self.draft.table.foreign_keys;
        foreign_keys.insert(name.clone(), foreign_key);
        name
    }

    fn index(&self, statement: &CreateIndex) -> Index {
        let mut index = Index::new(&statement.name, []);
        index.unique = statement.unique;
        index.keys = statement.keys.iter().map(|key| self.key(key)).collect();
        let predicate = statement.predicate.as_ref();
        index.predicate = predicate.map(|text| self.expression(text));
        index
    }

    fn key(&self, key: &Key) -> IndexKey {
        let target = match &key.target {
            KeyTarget::Name(name) => IndexTarget::Column(self.spelled(name)),
            KeyTarget::Expression(text) => IndexTarget::Expression(self.expression(text)),
        };
        IndexKey {
            target,
            order: match key.descending {
                true => SortOrder::Descending,
                false => SortOrder::Ascending,
            },
            nulls: None,
            opclass: None,
            collation: self.own_collation(key),
        }
    }

    /// The collation of a key, if it is not the one that its column has anyway.
    fn own_collation(&self, key: &Key) -> Option<SqlText> {
        let said = key.collation.as_deref()?;
        let column = match &key.target {
            KeyTarget::Name(name) => self.draft.table.columns.get(&self.spelled(name)),
            KeyTarget::Expression(_) => None,
        };
        let usual = column.and_then(|column| column.collation.as_ref()?.sqlite());
        let usual = usual.map_or("BINARY", String::as_str);
        (!said.eq_ignore_ascii_case(usual)).then(|| only_here(said))
    }

    /// Tells what only SQLite can say of the keys of a constraint.
    fn key_clauses(&mut self, name: &str, keys: &[Key]) {
        for key in keys {
            let column = match &key.target {
                KeyTarget::Name(column) | KeyTarget::Expression(column) => column,
            };
            if self.own_collation(key).is_some() {
                let said = key.collation.as_deref().unwrap_or_default();
                let clause = format!("`COLLATE {said}` of `{column}` in `{name}`");
                self.draft.clauses.push(clause);
            }
            if key.descending {
                let clause = format!("`DESC` of `{column}` in `{name}`");
                self.draft.clauses.push(clause);
            }
        }
    }

    fn columns(&self, keys: &[Key]) -> Vec<String> {
        let names = keys.iter().map(|key| match &key.target {
            KeyTarget::Name(name) | KeyTarget::Expression(name) => self.spelled(name),
        });
        names.collect()
    }

    fn spelled(&self, column: &str) -> String {
        spelled(self.draft.table.columns.keys(), column)
    }

    fn expression(&self, text: &str) -> SqlText {
        let columns = &self.statement.columns;
        let is_column = |name: &str| {
            let mut columns = columns.iter();
            columns.any(|column| column.name.eq_ignore_ascii_case(name))
        };
        SqlText::Common(strings::in_single_quotes(text::unwrapped(text), is_column))
    }

    /// The name that a constraint has, or one that is made up. SQLite lets two have one.
    fn name(
        &mut self,
        constraint: &ConstraintDefinition,
        columns: &[String],
        suffix: &str,
    ) -> String {
        let table = &self.draft.table;
        let said = constraint.name.as_ref();
        match said.filter(|name| table.constraint(name).is_none()) {
            Some(name) => name.clone(),
            None => {
                let name = self.names.make(&table.name.name, columns, suffix);
                self.draft.unnamed.insert(name.clone());
                name
            }
        }
    }
}

/// A collation but the one that holds where none is said.
fn collation(name: &str) -> Option<SqlText> {
    (!name.eq_ignore_ascii_case("BINARY")).then(|| only_here(name))
}

/// The name of a collation, which PostgreSQL does not have.
fn only_here(name: &str) -> SqlText {
    const BUILT_IN: [&str; 3] = ["BINARY", "NOCASE", "RTRIM"];
    let mut built_in = BUILT_IN.into_iter();
    let built_in = built_in.find(|built_in| built_in.eq_ignore_ascii_case(name));
    SqlText::Each {
        sqlite: Some(built_in.unwrap_or(name).to_owned()),
        postgres: None,
    }
}
