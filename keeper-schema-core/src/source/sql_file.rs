//! The statements of objects that stand in files of their own.

use std::path::Path;

use super::{ScannedObject, SourceFile};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{Files, normalized};
use crate::model::object::trimmed;
use crate::model::{Declared, Spanned, Statement};
use crate::schema::{PerDialect, SqlText};

/// Settles the statement of each object, and adds the files that were read. What cannot be
/// read is reported at the path.
pub(super) fn read(
    config: &Config,
    objects: &mut [ScannedObject],
    files: &dyn Files,
    sources: &mut Vec<SourceFile>,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for scanned in objects {
        let Declared::Object(object) = &scanned.model.declared.value else {
            continue;
        };
        let paths = match &object.statement {
            Statement::Written(sql) => {
                scanned.statement = Some(sql.clone());
                continue;
            }
            Statement::InFiles(paths) => paths,
        };
        let mut one = |path: &Spanned<String>| {
            let folder = folder_of(config, &sources[scanned.file].path);
            let found = statement(&folder.join(&path.value), files, sources);
            let refused = |message: String| {
                diagnostics.push(sources[scanned.file].diagnostic(
                    Code::SourceNotRead,
                    path.span,
                    message,
                ));
            };
            found.map_err(refused).ok()
        };
        scanned.statement = match paths {
            PerDialect::Common(path) => one(path).map(PerDialect::Common),
            PerDialect::Each { sqlite, postgres } => Some(SqlText::Each {
                sqlite: sqlite.as_ref().and_then(&mut one),
                postgres: postgres.as_ref().and_then(&mut one),
            }),
        };
    }
    diagnostics
}

/// The folder of the package that has a file: its paths are relative to it.
fn folder_of<'a>(config: &'a Config, file: &Path) -> &'a Path {
    let members = config.members.iter().map(|member| member.folder.as_path());
    let around = members.filter(|folder| file.starts_with(folder));
    around
        .max_by_key(|folder| folder.components().count())
        .unwrap_or(Path::new(""))
}

/// The statement in a file, which is read once.
fn statement(
    path: &Path,
    files: &dyn Files,
    sources: &mut Vec<SourceFile>,
) -> Result<String, String> {
    let path = normalized(path);
    let known = sources.iter().find(|source| source.path == path);
    let text = match known {
        Some(source) => source.text.clone(),
        None => {
            let text = files.read(&path);
            let text =
                text.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
            sources.push(SourceFile::new(path.clone(), text.clone()));
            text
        }
    };
    let text = text.replace("\r\n", "\n");
    match trimmed(text.strip_prefix('\u{feff}').unwrap_or(&text)) {
        "" => Err(format!("`{}` holds no SQL", path.display())),
        statement => Ok(statement.to_owned()),
    }
}
