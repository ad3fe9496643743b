//! What the scan understood, for the derive to agree with.
//!
//! The guard writes a view where the build script runs; the derive reads it while it
//! expands. One line a thing, its parts between tabs, in a fixed order: the same
//! models give the same bytes.

use std::collections::BTreeMap;
use std::fmt;

use super::said;
use crate::schema::TableName;

/// The variable that names the view's file.
pub const PATH_VARIABLE: &str = "KEEPER_SCHEMA_VIEW";

/// The variable that holds [`View::hash_of`], so that rustc notices a change.
pub const HASH_VARIABLE: &str = "KEEPER_SCHEMA_VIEW_HASH";

/// All models of one package, as the scan understood them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The package's name.
    pub package: String,
    /// The folder of its manifest, as cargo spells it.
    pub manifest_folder: String,
    /// The names of the crates whose source was scanned, as `module_path!` spells them.
    pub crates: Vec<String>,
    /// The models by the name of their struct; several modules may have one of a name.
    pub models: BTreeMap<String, Vec<ModelView>>,
    /// The enums that are kept as text, or have a type, by the name that Rust has for them.
    pub enums: BTreeMap<String, Vec<EnumView>>,
    /// The objects and sequences beside the tables, by the name of their struct.
    pub objects: BTreeMap<String, Vec<ObjectView>>,
    /// The differences from the history that the derives are to report.
    pub drift: Vec<DriftView>,
}

/// One difference from the history, and the type that it is reported at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftView {
    /// The file that the type stands in.
    pub file: String,
    /// The line of its name.
    pub line: usize,
    /// The field that it is about; nothing for the type itself.
    pub field: String,
    /// What differs, and what to do: the text of an error.
    pub message: String,
}

/// One model, as the scan understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelView {
    /// The file it stands in.
    pub file: String,
    /// The line of its name.
    pub line: usize,
    /// The table.
    pub table: TableName,
    /// The columns, in order, those of every `cfg` among them.
    pub columns: Vec<ColumnView>,
    /// What is said of the table and its constraints, each part by its name and a hash.
    pub said: Vec<(String, String)>,
    /// Whether some builds lack a part of it.
    pub varies: bool,
    /// The tables that its foreign keys refer to, by the columns of each.
    pub references: Vec<(String, String)>,
}

/// One column, as the scan understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnView {
    /// The column's name.
    pub name: String,
    /// The type, newtypes and enums resolved, as revisions spell it.
    pub column_type: String,
    /// Whether NULL is allowed.
    pub null: bool,
    /// A hash of what else is said of it; nothing if nothing is.
    pub said: String,
}

/// One enum, as the scan understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumView {
    /// The file it stands in.
    pub file: String,
    /// The line of its name.
    pub line: usize,
    /// The type of its columns, as revisions spell it.
    pub column_type: String,
    /// The values, in order, those of every `cfg` among them.
    pub values: Vec<String>,
}

/// One object or sequence beside the tables, as the scan understood it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectView {
    /// The file it stands in.
    pub file: String,
    /// The line of its name.
    pub line: usize,
    /// All that its attributes say.
    pub says: String,
}

/// Why a text is no view.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ViewError {
    /// It does not begin as one, or was written by another version.
    Format,
    /// A line that cannot stand where it stands.
    Line {
        /// Its number, from 1.
        number: usize,
    },
}

const FIRST_LINE: &str = "keeper-schema view 2";

impl View {
    /// The text that [`View::read`] reads.
    pub fn write(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        let mut line = |parts: &[&str]| {
            let mut divider = "";
            for part in parts {
                text.push_str(divider);
                push_escaped(&mut text, part);
                divider = "\t";
            }
            text.push('\n');
        };
        line(&["package", &self.package, &self.manifest_folder]);
        for name in &self.crates {
            line(&["crate", name]);
        }
        for (name, models) in &self.models {
            for model in models {
                let schema = model.table.schema.as_deref().unwrap_or_default();
                let number = model.line.to_string();
                line(&[
                    "model",
                    name,
                    &model.file,
                    &number,
                    schema,
                    &model.table.name,
                ]);
                for column in &model.columns {
                    let null = if column.null { "null" } else { "not null" };
                    let said = column.said.as_str();
                    let parts = ["column", &column.name, &column.column_type, null, said];
                    // Of most nothing is said.
                    line(&parts[..parts.len() - usize::from(said.is_empty())]);
                }
                for (what, hash) in &model.said {
                    line(&["said", what, hash]);
                }
                for (columns, table) in &model.references {
                    line(&["references", columns, table]);
                }
                if model.varies {
                    line(&["varies"]);
                }
            }
        }
        for (name, enums) in &self.enums {
            for found in enums {
                let number = found.line.to_string();
                line(&["enum", name, &found.file, &number, &found.column_type]);
                for value in &found.values {
                    line(&["value", value]);
                }
            }
        }
        for (name, objects) in &self.objects {
            for found in objects {
                line(&[
                    "object",
                    name,
                    &found.file,
                    &found.line.to_string(),
                    &found.says,
                ]);
            }
        }
        for found in &self.drift {
            let number = found.line.to_string();
            line(&["drift", &found.file, &number, &found.field, &found.message]);
        }
        text
    }

    /// The differences that the type of that name and place reports.
    pub fn drift_at(&self, file: &str, line: usize) -> Vec<&DriftView> {
        let at_place = |found: &&DriftView| found.file == file && found.line == line;
        self.drift.iter().filter(at_place).collect()
    }

    /// A hash of the text that [`View::write`] gives, for one build to compare.
    pub fn hash_of(text: &str) -> String {
        said::hash_of(text)
    }

    /// Reads what [`View::write`] wrote.
    ///
    /// # Errors
    ///
    /// If the text is anything else.
    pub fn read(text: &str) -> Result<Self, ViewError> {
        let mut lines = text.lines().enumerate();
        if lines.next().map(|(_, line)| line) != Some(FIRST_LINE) {
            return Err(ViewError::Format);
        }
        let mut view = Self {
            package: String::new(),
            manifest_folder: String::new(),
            crates: Vec::new(),
            models: BTreeMap::new(),
            enums: BTreeMap::new(),
            objects: BTreeMap::new(),
            drift: Vec::new(),
        };
        let mut current = None;
        for (index, line) in lines {
            let parts: Vec<String> = line.split('\t').map(unescaped).collect();
            view.take(&parts, &mut current)
                .ok_or(ViewError::Line { number: index + 1 })?;
        }
        Ok(view)
    }

    /// The model whose lines are being read.
    fn last_model(&mut self, name: &str) -> Option<&mut ModelView> {
        self.models.get_mut(name)?.last_mut()
    }

    /// Takes one line; `current` is the struct whose columns follow, or the enum whose values.
    fn take(&mut self, parts: &[String], current: &mut Option<String>) -> Option<()> {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["package", name, folder] => {
                (*name).clone_into(&mut self.package);
                (*folder).clone_into(&mut self.manifest_folder);
            }
            ["crate", name] => self.crates.push((*name).to_owned()),
            ["model", name, file, line, schema, table] => {
                let model = ModelView {
                    file: (*file).to_owned(),
                    line: line.parse().ok()?,
                    table: TableName {
                        schema: (!schema.is_empty()).then(|| (*schema).to_owned()),
                        name: (*table).to_owned(),
                    },
                    columns: Vec::new(),
                    said: Vec::new(),
                    varies: false,
                    references: Vec::new(),
                };
                *current = Some((*name).to_owned());
                self.models
                    .entry((*name).to_owned())
                    .or_default()
                    .push(model);
            }
            ["column", name, column_type, null, said @ ..] => {
                let said = match said {
                    [] => "",
                    [said] => said,
                    [..] => return None,
                };
                self.last_model(current.as_ref()?)?
                    .columns
                    .push(ColumnView {
                        name: (*name).to_owned(),
                        column_type: (*column_type).to_owned(),
                        null: *null == "null",
                        said: said.to_owned(),
                    });
            }
            ["said", what, hash] => {
                let said = ((*what).to_owned(), (*hash).to_owned());
                self.last_model(current.as_ref()?)?.said.push(said);
            }
            ["references", columns, table] => {
                let reference = ((*columns).to_owned(), (*table).to_owned());
                (self.last_model(current.as_ref()?)?.references).push(reference);
            }
            ["varies"] => self.last_model(current.as_ref()?)?.varies = true,
            ["enum", name, file, line, column_type] => {
                let found = EnumView {
                    file: (*file).to_owned(),
                    line: line.parse().ok()?,
                    column_type: (*column_type).to_owned(),
                    values: Vec::new(),
                };
                *current = Some((*name).to_owned());
                self.enums
                    .entry((*name).to_owned())
                    .or_default()
                    .push(found);
            }
            ["value", value] => {
                let enums = self.enums.get_mut(current.as_ref()?)?;
                enums.last_mut()?.values.push((*value).to_owned());
            }
            ["object", name, file, line, says] => {
                let found = ObjectView {
                    file: (*file).to_owned(),
                    line: line.parse().ok()?,
                    says: (*says).to_owned(),
                };
                (self.objects.entry((*name).to_owned()).or_default()).push(found);
            }
            ["drift", file, line, field, message] => self.drift.push(DriftView {
                file: (*file).to_owned(),
                line: line.parse().ok()?,
                field: (*field).to_owned(),
                message: (*message).to_owned(),
            }),
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => write!(f, "expected `{FIRST_LINE}` in its first line"),
            Self::Line { number } => write!(f, "line {number} cannot be read"),
        }
    }
}

impl std::error::Error for ViewError {}

/// Adds it without the characters that divide parts and lines. Names may hold any.
fn push_escaped(text: &mut String, part: &str) {
    let is_plain = |byte: u8| byte >= b' ' && byte != b'\\';
    if part.bytes().all(is_plain) {
        text.push_str(part);
        return;
    }
    for character in part.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
}

fn unescaped(part: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut characters = part.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => {}
            },
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests;
