//! A table of one model, its constraints and indexes not yet named.

use proc_macro2::Span;

use super::column::{self, said_comment};
use super::coverage;
use super::report::Report;
use crate::config::Config;
use crate::model::{Field, Model, Spanned};
use crate::schema::{
    ByName, Check, Column, ColumnType, Exclusion, ForeignKey, Index, IndexKey, IndexTarget, Match,
    PostgresTable, PrimaryKey, References, ReferentialAction, SqlText, SqliteTable, TableName,
    Unique,
};
use crate::source::{ResolvedColumn, ScannedModel};

/// What a model says of its table.
pub(super) struct Draft<'a> {
    pub(super) scanned: &'a ScannedModel,
    pub(super) name: TableName,
    pub(super) columns: ByName<Column>,
    pub(super) primary_key: Option<Part<PrimaryKey>>,
    pub(super) unique: Vec<Part<Unique>>,
    pub(super) foreign_keys: Vec<Part<ForeignKey>>,
    pub(super) checks: Vec<Part<Check>>,
    pub(super) exclusions: Vec<Part<Exclusion>>,
    pub(super) indexes: Vec<Part<Index>>,
    pub(super) comment: Option<String>,
    pub(super) sqlite: SqliteTable,
    pub(super) postgres: PostgresTable,
}

/// A constraint or an index.
#[derive(Clone)]
pub(super) struct Part<T> {
    /// With an empty name where the model spells none.
    pub(super) value: T,
    /// The name that the model spells, and where.
    pub(super) name: Option<Spanned<String>>,
    /// What the naming convention calls it after.
    pub(super) columns: Vec<String>,
    /// The attribute.
    pub(super) span: Span,
}

impl<'a> Draft<'a> {
    pub(super) fn new(report: &mut Report<'_>, config: &Config, scanned: &'a ScannedModel) -> Self {
        let model = &scanned.model;
        let columns = model.fields.iter().zip(&scanned.columns);
        let columns = columns.map(|(field, resolved)| {
            let column = column::column(report, config, scanned, field, resolved);
            (column.name.clone(), column)
        });
        let columns = columns.collect();
        coverage::check(report, config, scanned);
        Self {
            scanned,
            name: model.table_name(),
            columns,
            primary_key: primary_key(model),
            unique: unique(model),
            foreign_keys: foreign_keys(model),
            checks: checks(scanned),
            exclusions: exclusions(model),
            indexes: indexes(model),
            comment: column::comment(config, model.comment.as_ref(), model.doc.as_ref()),
            sqlite: SqliteTable {
                strict: model.strict.is_some(),
                without_rowid: model.without_rowid.is_some(),
            },
            postgres: PostgresTable {
                unlogged: model.unlogged.is_some(),
            },
        }
    }

    /// Whether two models say the same of their table, whatever the order.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.columns == other.columns
            && self.comment == other.comment
            && self.sqlite == other.sqlite
            && self.postgres == other.postgres
            && same(self.primary_key.as_slice(), other.primary_key.as_slice())
            && same(&self.unique, &other.unique)
            && same(&self.foreign_keys, &other.foreign_keys)
            && same(&self.checks, &other.checks)
            && same(&self.exclusions, &other.exclusions)
            && same(&self.indexes, &other.indexes)
    }
}

impl<T: std::fmt::Debug> Part<T> {
    /// An order of parts that depends on nothing but what they say.
    pub(super) fn sort_key(&self) -> String {
        format!(
            "{:?} {:?}",
            self.value,
            self.name.as_ref().map(|name| &name.value)
        )
    }
}

fn same<T: std::fmt::Debug>(one: &[Part<T>], other: &[Part<T>]) -> bool {
    let keys = |parts: &[Part<T>]| {
        let mut keys: Vec<String> = parts.iter().map(Part::sort_key).collect();
        keys.sort();
        keys
    };
    keys(one) == keys(other)
}

fn primary_key(model: &Model) -> Option<Part<PrimaryKey>> {
    let key = model.primary_key.as_ref()?;
    let columns = values(&key.columns);
    Some(Part {
        value: PrimaryKey {
            name: String::new(),
            columns: columns.clone(),
            include: values(&key.include),
            deferrable: key.deferrable.map(|deferrable| deferrable.value),
            comment: said_comment(key.comment.as_ref()),
        },
        name: key.name.clone(),
        columns,
        span: key.span,
    })
}

fn unique(model: &Model) -> Vec<Part<Unique>> {
    let parts = model.unique.iter().map(|unique| {
        let columns = values(&unique.columns);
        Part {
            value: Unique {
                name: String::new(),
                columns: columns.clone(),
                nulls_not_distinct: unique.nulls_not_distinct.is_some(),
                include: values(&unique.include),
                deferrable: unique.deferrable.map(|deferrable| deferrable.value),
                comment: said_comment(unique.comment.as_ref()),
            },
            name: unique.name.clone(),
            columns,
            span: unique.span,
        }
    });
    parts.collect()
}

/// What they refer to is filled in where the other models are known.
fn foreign_keys(model: &Model) -> Vec<Part<ForeignKey>> {
    let parts = model.foreign_keys.iter().map(|key| {
        let columns = values(&key.columns);
        let references = References {
            table: model.table_name(),
            columns: Vec::new(),
        };
        let action = |action: &Option<Spanned<ReferentialAction>>| {
            action.map_or(ReferentialAction::NoAction, |action| action.value)
        };
        Part {
            value: ForeignKey {
                on_delete: action(&key.on_delete),
                on_delete_columns: values(&key.on_delete_columns),
                on_update: action(&key.on_update),
                match_type: key.match_type.map_or(Match::Simple, |one| one.value),
                deferrable: key.deferrable.map(|deferrable| deferrable.value),
                not_valid: key.not_valid.is_some(),
                comment: said_comment(key.comment.as_ref()),
                ..ForeignKey::new("", columns.clone(), references)
            },
            name: key.name.clone(),
            columns,
            span: key.span,
        }
    });
    parts.collect()
}

fn checks(scanned: &ScannedModel) -> Vec<Part<Check>> {
    let said = scanned.model.checks.iter().map(|check| Part {
        value: Check {
            name: String::new(),
            expression: check.expression.clone(),
            not_valid: check.not_valid.is_some(),
            no_inherit: check.no_inherit.is_some(),
            unnamed: false,
            comment: said_comment(check.comment.as_ref()),
        },
        name: check.name.clone(),
        columns: check.column.iter().cloned().collect(),
        span: check.span,
    });
    let fields = scanned.model.fields.iter().zip(&scanned.columns);
    let of_enums = fields.filter_map(|(field, resolved)| value_check(field, resolved));
    said.chain(of_enums).collect()
}

/// The check of a column that keeps an enum as text. A type of its own needs none.
fn value_check(field: &Field, resolved: &ResolvedColumn) -> Option<Part<Check>> {
    if resolved.values.is_empty() || matches!(resolved.column_type, ColumnType::Enum(_)) {
        return None;
    }
    let column = &field.column.value;
    let values = resolved.values.iter();
    let values: Vec<String> = values
        .map(|value| format!("'{}'", value.replace('\'', "''")))
        .collect();
    let quoted = column.replace('"', "\"\"");
    Some(Part {
        value: Check {
            name: String::new(),
            expression: SqlText::Common(format!("\"{quoted}\" IN ({})", values.join(", "))),
            not_valid: false,
            no_inherit: false,
            unnamed: false,
            comment: None,
        },
        name: None,
        columns: vec![column.clone()],
        span: field.column_type.span,
    })
}

fn exclusions(model: &Model) -> Vec<Part<Exclusion>> {
    let parts = model.exclusions.iter().map(|exclusion| Part {
        columns: key_columns(exclusion.elements.iter().map(|element| &element.value.key)),
        value: Exclusion {
            name: String::new(),
            elements: (exclusion.elements.iter())
                .map(|element| element.value.clone())
                .collect(),
            method: exclusion.method.as_ref().map(|method| method.value.clone()),
            predicate: (exclusion.predicate.as_ref()).map(|predicate| predicate.value.clone()),
            deferrable: exclusion.deferrable.map(|deferrable| deferrable.value),
            comment: said_comment(exclusion.comment.as_ref()),
        },
        name: exclusion.name.clone(),
        span: exclusion.span,
    });
    parts.collect()
}

fn indexes(model: &Model) -> Vec<Part<Index>> {
    let parts = model.indexes.iter().map(|index| Part {
        columns: key_columns(index.keys.iter().map(|key| &key.value)),
        value: Index {
            keys: index.keys.iter().map(|key| key.value.clone()).collect(),
            unique: index.unique,
            predicate: (index.predicate.as_ref()).map(|predicate| predicate.value.clone()),
            method: index.method.as_ref().map(|method| method.value.clone()),
            include: values(&index.include),
            nulls_not_distinct: index.nulls_not_distinct.is_some(),
            with: index.with.clone(),
            comment: said_comment(index.comment.as_ref()),
            ..Index::new("", [])
        },
        name: index.name.clone(),
        span: index.span,
    });
    parts.collect()
}

/// What PostgreSQL calls the keys of an index in its name: an expression `expr`, and
/// a second one of the same name by its number.
pub(crate) fn key_columns<'a>(keys: impl Iterator<Item = &'a IndexKey>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for key in keys {
        let base = match &key.target {
            IndexTarget::Column(column) => column.as_str(),
            IndexTarget::Expression(_) => "expr",
        };
        let mut name = base.to_owned();
        let mut number = 0;
        while columns.contains(&name) {
            number += 1;
            name = format!("{base}{number}");
        }
        columns.push(name);
    }
    columns
}

fn values(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}
