//! Turns the models of a package into the canonical schema, by the rules that need
//! more than one struct.
//!
//! The result does not depend on where models and fields stand, but for the order of
//! columns, which is no part of equality. Constraints and indexes that no model names
//! get their names here.

mod collision;
mod column;
mod coverage;
mod draft;
mod enums;
mod foreign_key;
mod names;
mod objects;
mod part;
mod places;
mod rename;
mod report;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

pub(crate) use self::draft::key_columns;
pub use self::places::Places;

use self::draft::Draft;
use self::report::Report;
use crate::config::{Compare, Config};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::diff::{Hints, Objects};
use crate::schema::{ElementPath, Part, Schema, TableName, TablePatterns};
use crate::source::Scan;

/// What the models declare, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Models {
    /// The schema.
    pub schema: Schema,
    /// Where each part of it is declared.
    pub places: Places,
    /// The constraints and indexes whose names no model spells.
    pub implied_names: BTreeSet<ElementPath>,
    /// The indexes that are built beside the writers of their table.
    pub concurrent: BTreeSet<ElementPath>,
    /// The tables that are left alone, whatever history has of them.
    pub ignored: TablePatterns,
    /// What alone is compared, if not all is.
    pub part: Option<Part>,
    /// What had other names before.
    pub renames: Vec<RenameHint>,
    /// The values of enums that had other names before, with those.
    pub renamed_values: BTreeMap<(TableName, String), String>,
    /// The text of each file with models.
    pub sources: BTreeMap<PathBuf, String>,
}

/// That a table, a column or an enum had another name before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RenameHint {
    /// What it is, by its name now.
    pub element: ElementPath,
    /// The name before.
    pub from: String,
    /// Where the name before is written.
    pub place: Place,
}

impl Models {
    /// What a comparison with history has to know beside the schema.
    pub fn hints(&self) -> Hints {
        let renamed = |hint: &RenameHint| (hint.element.clone(), hint.from.clone());
        Hints {
            implied_names: self.implied_names.clone(),
            concurrent: self.concurrent.clone(),
            ignored: self.ignored.clone(),
            part: self.part.clone(),
            renamed_values: self.renamed_values.clone(),
            objects: self.objects(),
            renamed_from: self.renames.iter().map(renamed).collect(),
            ..Hints::default()
        }
    }

    /// A package that declares any of them declares all; one that declares none leaves
    /// those of history as they are.
    fn objects(&self) -> Objects {
        let schema = &self.schema;
        match schema.objects.is_empty() && schema.sequences.is_empty() {
            true => Objects::Declared,
            false => Objects::All,
        }
    }

    /// A mistake at the place of a part of the schema; of a part without one, at its
    /// table's.
    pub fn diagnostic(
        &self,
        code: Code,
        element: &ElementPath,
        message: impl Into<String>,
    ) -> Diagnostic {
        let diagnostic = Diagnostic::new(code, message);
        let of_table = || {
            let table = ElementPath::Table(element.table()?.clone());
            self.places.get(&table)
        };
        let Some(place) = self.places.get(element).or_else(of_table) else {
            return diagnostic;
        };
        let source = self.sources.get(&place.file).map_or("", String::as_str);
        diagnostic.at(place, source)
    }
}

/// The schema that the models of a package declare.
///
/// # Errors
///
/// Every mistake, by file and place.
pub fn schema(scan: &Scan, config: &Config) -> Result<Models, Vec<Diagnostic>> {
    let mut report = Report::new(scan);
    let mut drafts: Vec<Draft<'_>> = Vec::with_capacity(scan.models.len());
    let mut ignored = config.ignore.clone();
    for scanned in &scan.models {
        let name = scanned.model.table_name();
        if scanned.model.skip.is_some() {
            ignored.add(&name.to_string());
        }
        if ignored.matches(&name) {
            continue;
        }
        let mut draft = Draft::new(&mut report, config, scanned);
        foreign_key::check(&mut report, config, scan, &mut draft);
        drafts.push(draft);
    }
    let drafts = collision::tables(&mut report, config, drafts);
    let mut models = Models {
        schema: Schema::default(),
        places: Places::default(),
        implied_names: BTreeSet::new(),
        concurrent: BTreeSet::new(),
        ignored,
        part: (config.compare == Compare::Part).then(|| part::own(scan)),
        renames: rename::hints(&mut report, &drafts),
        renamed_values: BTreeMap::new(),
        // Collected, which compares each path with its neighbours alone.
        sources: (scan.files.iter())
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect(),
    };
    names::finish(&mut report, config, drafts, &mut models);
    enums::finish(&mut report, config, scan, &mut models);
    objects::finish(&mut report, scan, &mut models);
    report.result(models)
}
