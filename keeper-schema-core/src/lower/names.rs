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
use super::places::{PartKind, Places, TablePlaces};
use super::report::Report;
use crate::config::{Config, Pattern};
use crate::diagnostic::Code;
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
        add_places(report, &draft, &mut models.places);
        concurrent(&draft, models);
        let schema = name.schema.iter().filter(|schema| *schema != "public");
        models.schema.schemas.extend(schema.cloned());
        models.schema.tables.insert(name, table(draft));
    }
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
    fn name(&self) -> &String;
    fn set_name(&mut self, name: String);
}

macro_rules! named {
    ($($part:ident),*) => {$(
        impl Named for crate::schema::$part {
            fn name(&self) -> &String {
                &self.name
            }

            fn set_name(&mut self, name: String) {
                self.name = name;
            }
        }
    )*};
}

named!(PrimaryKey, Unique, ForeignKey, Check, Exclusion, Index);

/// Adds where a table is declared, and each part of it.
fn add_places(report: &Report<'_>, draft: &Draft<'_>, places: &mut Places) {
    let scanned = draft.scanned;
    let file = report.file(scanned);
    let own = file.stretch(scanned.model.ident.span());
    let fields = scanned.model.fields.iter();
    let columns = fields.map(|field| (PartKind::Column, &field.column.value, field.ident.span()));
    let constraints = (draft.primary_key.iter().map(named))
        .chain(draft.unique.iter().map(named))
        .chain(draft.foreign_keys.iter().map(named))
        .chain(draft.checks.iter().map(named))
        .chain(draft.exclusions.iter().map(named));
    let constraints = constraints.map(|(name, span)| (PartKind::Constraint, name, span));
    let indexes = draft.indexes.iter().map(named);
    let indexes = indexes.map(|(name, span)| (PartKind::Index, name, span));
    let parts = columns.chain(constraints).chain(indexes);
    let of_table = TablePlaces {
        file: file.path.clone(),
        own,
        parts: (parts.map(|(kind, name, span)| (kind, name.clone(), file.stretch(span)))).collect(),
    };
    if let Some(schema) = &draft.name.schema {
        let place = of_table.place(own);
        places.add(ElementPath::Schema(schema.clone()), place);
    }
    places.add_table(draft.name.clone(), of_table);
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

fn named<T: Named>(part: &Part<T>) -> (&String, Span) {
    (part.value.name(), part.span)
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
    let named = (parts.into_iter()).map(|part| (part.value.name().clone(), part.value));
    named.collect()
}
