//! Reads a package's source: finds every model by following `mod` items from the
//! package's crates, and settles what its types and references mean.
//!
//! Runs before any derive expands, with the parser that the derives use. Macros are
//! not expanded: a model behind one the derive reports, since it is not in the view.

mod body;
mod cfg;
mod column;
mod constant;
mod derives;
mod directory;
mod file;
mod findings;
mod input;
mod kept;
mod module;
mod read;
mod reference;
mod resolve;
mod sql_file;
mod tree;
mod types;
mod walk;

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub use self::file::SourceFile;
pub(crate) use self::file::Stretch;

use self::walk::Walk;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::files::{Disk, Files};
use crate::model::{EnumModel, Model, ObjectModel};
use crate::schema::{ColumnType, SqlText};

/// What a package's source says.
#[derive(Clone)]
pub struct Scan {
    /// The models, by file and place.
    pub models: Vec<ScannedModel>,
    /// The enums that are kept as text or have a type of their own, by file and place.
    pub enums: Vec<ScannedEnum>,
    /// The objects and sequences beside the tables, by file and place.
    pub objects: Vec<ScannedObject>,
    /// Every file that was followed, by path.
    pub files: Vec<SourceFile>,
}

/// A model, and what the rest of the package says about it.
#[derive(Clone)]
pub struct ScannedModel {
    /// What the struct says.
    pub model: Model,
    /// The file it is in, by its place in [`Scan::files`].
    pub file: usize,
    /// Whether the package itself has it, and no other that shares the history.
    pub is_own: bool,
    /// The module it is in, from the crate's root: `models::edition`; empty for the root.
    pub module: String,
    /// The columns of the model's fields, in the same order.
    pub columns: Vec<ResolvedColumn>,
    /// The models that the model's foreign keys refer to, by their place in
    /// [`Scan::models`], in the same order.
    pub targets: Vec<usize>,
    /// Whether some builds lack it.
    pub conditional: bool,
    /// Whether some builds lack a part of it, or see it otherwise.
    pub varies: bool,
    /// The columns that some builds lack or see otherwise: under a `cfg`.
    pub conditional_columns: BTreeSet<String>,
}

/// What the type of a field means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedColumn {
    /// The column type.
    pub column_type: ColumnType,
    /// Whether it is an enum's, whose integers the database does not number.
    pub is_enum: bool,
    /// The texts that the values of an enum are kept as; none if it is kept as integers.
    pub values: Vec<String>,
}

/// An enum that is kept as text, and where it is.
#[derive(Clone)]
pub struct ScannedEnum {
    /// What the enum says.
    pub model: EnumModel,
    /// Whether the package itself has it, and no other that shares the history.
    pub is_own: bool,
    /// The file it is in, by its place in [`Scan::files`].
    pub file: usize,
    /// Whether some builds lack it.
    pub conditional: bool,
}

/// An object or a sequence beside the tables, and where it is.
#[derive(Clone)]
pub struct ScannedObject {
    /// What the struct says.
    pub model: ObjectModel,
    /// Whether the package itself has it, and no other that shares the history.
    pub is_own: bool,
    /// The statement of an object, wherever it stands; none for a sequence.
    pub statement: Option<SqlText>,
    /// The file it is in, by its place in [`Scan::files`].
    pub file: usize,
    /// Whether some builds lack it.
    pub conditional: bool,
}

/// Why a package's source cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanError {
    /// The mistakes, by file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were followed, by path.
    pub files: Vec<PathBuf>,
}

/// Reads the source of the package that a configuration is of.
///
/// # Errors
///
/// If a file is missing or does not parse, or a model or a type is wrong: every
/// mistake of the stage that found one.
pub fn scan(config: &Config) -> Result<Scan, ScanError> {
    let files = Disk::reading_ahead(&config.folder);
    scan_files(config, &files)
}

/// The same from any files.
///
/// # Errors
///
/// As [`scan`].
pub fn scan_files(config: &Config, files: &dyn Files) -> Result<Scan, ScanError> {
    let mut walk = Walk::of_package(config, files);
    let (mut found, mut diagnostics) = if walk.diagnostics.is_empty() {
        read::models(config, &walk.tree, walk.types, &walk.sources)
    } else {
        (read::Declared::default(), walk.diagnostics)
    };
    diagnostics.extend(sql_file::read(
        config,
        &mut found.objects,
        files,
        &mut walk.sources,
    ));
    if diagnostics.is_empty() {
        return Ok(sorted(found, walk.sources));
    }
    diagnostics.sort_by(|one, other| one.place.cmp(&other.place));
    let mut files: Vec<PathBuf> = walk.sources.into_iter().map(|file| file.path).collect();
    files.sort();
    Err(ScanError { diagnostics, files })
}

/// The models and files in the order that does not depend on the way they were found.
fn sorted(found: read::Declared, files: Vec<SourceFile>) -> Scan {
    let read::Declared {
        models,
        mut enums,
        mut objects,
    } = found;
    let mut file_order: Vec<usize> = (0..files.len()).collect();
    file_order.sort_by(|one, other| files[*one].path.cmp(&files[*other].path));
    let file_places = places(&file_order);

    let mut model_order: Vec<usize> = (0..models.len()).collect();
    model_order.sort_by_key(|index| {
        let model = &models[*index];
        let start = model.model.ident.span().start();
        (file_places[model.file], start.line, start.column)
    });
    let model_places = places(&model_order);

    let models = reordered(models, &model_order)
        .into_iter()
        .map(|mut model| {
            model.file = file_places[model.file];
            for target in &mut model.targets {
                *target = model_places[*target];
            }
            model
        });
    for scanned in &mut enums {
        scanned.file = file_places[scanned.file];
    }
    enums.sort_by_key(|scanned| {
        let start = scanned.model.ident.span().start();
        (scanned.file, start.line, start.column)
    });
    for scanned in &mut objects {
        scanned.file = file_places[scanned.file];
    }
    objects.sort_by_key(|scanned| {
        let start = scanned.model.ident.span().start();
        (scanned.file, start.line, start.column)
    });
    Scan {
        models: models.collect(),
        enums,
        objects,
        files: reordered(files, &file_order),
    }
}

/// Where each element goes, for an order that says where each comes from.
fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place;
    }
    places
}

fn reordered<T>(elements: Vec<T>, order: &[usize]) -> Vec<T> {
    let mut elements: Vec<Option<T>> = elements.into_iter().map(Some).collect();
    let mut reordered = Vec::with_capacity(order.len());
    reordered.extend(order.iter().filter_map(|index| elements[*index].take()));
    reordered
}
