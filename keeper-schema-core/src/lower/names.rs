//! Names the constraints and indexes that no model names, and makes the tables.
//!
//! PostgreSQL keeps the names of tables, indexes, primary keys and unique constraints
//! in one space for each schema, and avoids a name in use when it makes one up. So a
//! name made here is free in the whole schema. Which of two gets the number depends on
//! what they say and not on where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use proc_macro2::Span;
use sha2::{Digest, Sha256};

use super::Models;
use super::draft::{Draft, Part};
use super::report::Report;
use crate::config::{Config, Pattern};
use crate::diagnostic::{Code, Place};
use crate::schema::{ByName, ElementPath, Table, TableName};

/// The most bytes that PostgreSQL keeps of a name.
const LONGEST: usize = 63;

/// Names everything in the drafts and adds their tables to the models.
pub(super) fn finish(
    report: &mut Report<'_>,
    config: &Config,
    drafts: BTreeMap<TableName, Draft<'_>>,
    models: &mut Models,
) {
    let mut names = Names {
        folds: config.dialects.sqlite,
        taken: BTreeSet::new(),
    };
    names.reserve(report, &drafts);
    let columns = drafts.values().map(|draft| draft.columns.len()).sum();
    let mut found = Places {
        tables: Vec::with_capacity(drafts.len()),
        columns: Vec::with_capacity(columns),
        ..Places::default()
    };
    for (name, mut draft) in drafts {
        let naming = &config.naming;
        let mut implied = BTreeSet::new();
        let mut scope = Scope {
            names: &mut names,
            table: &name,
            implied: &mut implied,
        };
        scope.fill(
            &naming.primary_key,
            draft.primary_key.as_mut_slice(),
            constraint,
        );
        scope.fill(&naming.unique, &mut draft.unique, constraint);
        scope.fill(&naming.foreign_key, &mut draft.foreign_keys, constraint);
        scope.fill(&naming.check, &mut draft.checks, constraint);
        scope.fill(&naming.exclude, &mut draft.exclusions, constraint);
        scope.fill(&naming.index, &mut draft.indexes, ElementPath::Index);
        // Not `append`, which builds the whole set anew.
        models.implied_names.extend(implied);
        found.add(report, &draft);
        concurrent(&draft, models);
        let schema = name.schema.iter().filter(|schema| *schema != "public");
        models.schema.schemas.extend(schema.cloned());
        models.schema.tables.insert(name, table(draft));
    }
    models.places = found.by_element();
}

/// The names in use, by schema.
struct Names {
    /// Whether names that differ by case are the same, as in SQLite.
    folds: bool,
    taken: BTreeSet<(Option<String>, String)>,
}

impl Names {
    /// Takes every name that a model spells, and reports those that are taken.
    fn reserve(&mut self, report: &mut Report<'_>, drafts: &BTreeMap<TableName, Draft<'_>>) {
        for name in drafts.keys() {
            self.take(name, &name.name);
        }
        let mut relations = Vec::new();
        for (table, draft) in drafts {
            let keys = draft.primary_key.iter().map(|part| &part.name);
            let unique = draft.unique.iter().map(|part| &part.name);
            let exclusions = draft.exclusions.iter().map(|part| &part.name);
            let indexes = draft.indexes.iter().map(|part| &part.name);
            let named = keys.chain(unique).chain(exclusions).chain(indexes);
            for name in named.flatten() {
                let start = name.span.start();
                relations.push((
                    draft.scanned.file,
                    start.line,
                    start.column,
                    table,
                    draft,
                    name,
                ));
            }
        }
        relations.sort_by_key(|(file, line, column, ..)| (*file, *line, *column));
        for (.., table, draft, name) in relations {
            if !self.take(table, &name.value) {
                let message = format!("the name `{}` is taken", name.value);
                (report.error(Code::NameUsedTwice, draft.scanned, name.span, message).help).push(
                    "tables, indexes, primary keys, unique and exclusion constraints share one \
                         space of names"
                        .to_owned(),
                );
            }
        }
        // These two share a space with nothing but their own table's, which the model
        // has checked.
        for (table, draft) in drafts {
            let foreign_keys = draft.foreign_keys.iter().map(|part| &part.name);
            let checks = draft.checks.iter().map(|part| &part.name);
            for name in foreign_keys.chain(checks).flatten() {
                self.take(table, &name.value);
            }
        }
    }

    /// Takes a name; `false` if it is taken already.
    fn take(&mut self, table: &TableName, name: &str) -> bool {
        let name = if self.folds {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        };
        self.taken.insert((table.schema.clone(), name))
    }
}

/// The names of one table.
struct Scope<'a> {
    names: &'a mut Names,
    table: &'a TableName,
    implied: &'a mut BTreeSet<ElementPath>,
}

impl Scope<'_> {
    /// Names every part: as the model spells it, else by the pattern.
    fn fill<T: Debug + Named>(
        &mut self,
        pattern: &Pattern,
        parts: &mut [Part<T>],
        element: Element,
    ) {
        let mut order: Vec<usize> = (0..parts.len()).collect();
        if parts.len() > 1 {
            order.sort_by_cached_key(|index| parts[*index].sort_key());
        }
        for index in order {
            let part = &mut parts[index];
            let name = match &part.name {
                Some(name) => name.value.clone(),
                None => {
                    let name = self.free(&pattern.fill(&self.table.name, &part.columns));
                    self.implied
                        .insert(element(self.table.clone(), name.clone()));
                    name
                }
            };
            part.value.set_name(name);
        }
    }

    /// The name, numbered if it is taken and cut if it is too long.
    fn free(&mut self, base: &str) -> String {
        let mut name = cut(base);
        let mut number = 0;
        while !self.names.take(self.table, &name) {
            number += 1;
            name = cut(&format!("{base}{number}"));
        }
        name
    }
}

/// The name in at most 63 bytes: one that is longer ends in a hash of the whole.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let digest = Sha256::digest(name.as_bytes());
    let hash: String = (digest.iter().take(4))
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut end = LONGEST - hash.len() - 1;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}", &name[..end])
}

fn constraint(table: TableName, name: String) -> ElementPath {
    ElementPath::Constraint(table, name)
}

/// A constraint or an index, which knows its own name.
trait Named {
    fn name(&self) -> &str;
    fn set_name(&mut self, name: String);
}

macro_rules! named {
    ($($part:ident),*) => {$(
        impl Named for crate::schema::$part {
            fn name(&self) -> &str {
                &self.name
            }

            fn set_name(&mut self, name: String) {
                self.name = name;
            }
        }
    )*};
}

named!(PrimaryKey, Unique, ForeignKey, Check, Exclusion, Index);

/// Where parts are declared, each kind by itself: what comes by table and by name is in
/// the order of the map already, and hardly has to be sorted.
#[derive(Default)]
struct Places {
    tables: Vec<(ElementPath, Place)>,
    columns: Vec<(ElementPath, Place)>,
    constraints: Vec<(ElementPath, Place)>,
    indexes: Vec<(ElementPath, Place)>,
    schemas: Vec<(ElementPath, Place)>,
}

impl Places {
    fn add(&mut self, report: &Report<'_>, draft: &Draft<'_>) {
        let (scanned, table) = (draft.scanned, &draft.name);
        let place = |element: ElementPath, span| (element, report.place(scanned, span));
        let own = scanned.model.ident.span();
        (self.tables).push(place(ElementPath::Table(table.clone()), own));
        if let Some(schema) = &table.schema {
            (self.schemas).push(place(ElementPath::Schema(schema.clone()), own));
        }
        let columns = scanned.model.fields.iter().map(|field| {
            let column = field.column.value.clone();
            (column, field.ident.span())
        });
        let constraints = (draft.primary_key.iter().map(named_span))
            .chain(draft.unique.iter().map(named_span))
            .chain(draft.foreign_keys.iter().map(named_span))
            .chain(draft.checks.iter().map(named_span))
            .chain(draft.exclusions.iter().map(named_span));
        let indexes = draft.indexes.iter().map(named_span);
        let add = |kind: &mut Vec<_>, mut parts: Vec<(String, Span)>, element: Element| {
            parts.sort_by(|one, other| one.0.cmp(&other.0));
            let parts = parts.into_iter();
            kind.extend(parts.map(|(name, span)| place(element(table.clone(), name), span)));
        };
        add(&mut self.columns, columns.collect(), ElementPath::Column);
        add(&mut self.constraints, constraints.collect(), constraint);
        add(&mut self.indexes, indexes.collect(), ElementPath::Index);
    }

    fn by_element(self) -> BTreeMap<ElementPath, Place> {
        let kinds = [self.columns, self.constraints, self.indexes, self.schemas];
        let mut all = self.tables;
        all.reserve(kinds.iter().map(Vec::len).sum());
        all.extend(kinds.into_iter().flatten());
        all.into_iter().collect()
    }
}

/// Makes the path of a part of a table.
type Element = fn(TableName, String) -> ElementPath;

/// The indexes of the draft that are built beside writers.
fn concurrent(draft: &Draft<'_>, models: &mut Models) {
    let parts = draft.indexes.iter().zip(&draft.scanned.model.indexes);
    let concurrent = parts.filter(|(_, index)| index.concurrently.is_some());
    models.concurrent.extend(
        concurrent.map(|(part, _)| ElementPath::Index(draft.name.clone(), part.value.name.clone())),
    );
}

fn named_span<T: Named>(part: &Part<T>) -> (String, Span) {
    (part.value.name().to_owned(), part.span)
}

fn table(draft: Draft<'_>) -> Table {
    Table {
        columns: draft.columns,
        primary_key: draft.primary_key.map(|part| part.value),
        unique: by_name(draft.unique),
        foreign_keys: by_name(draft.foreign_keys),
        checks: by_name(draft.checks),
        exclusions: by_name(draft.exclusions),
        indexes: by_name(draft.indexes),
        comment: draft.comment,
        sqlite: draft.sqlite,
        postgres: draft.postgres,
        ..Table::new(draft.name)
    }
}

fn by_name<T: Named>(parts: Vec<Part<T>>) -> ByName<T> {
    let named = (parts.into_iter()).map(|part| (part.value.name().to_owned(), part.value));
    named.collect()
}
