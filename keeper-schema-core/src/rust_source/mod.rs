//! Writes a schema as Rust source: a file of models for each table, one for each enum type,
//! and the `mod.rs` that brings them together.
//!
//! The way back of the scan: what is written here, read by it, is the schema again. What
//! models cannot say is left out, told in the file and listed. Knows no database and writes
//! nothing to disk; the layout is rustfmt's.

mod attribute;
mod call;
mod clauses;
mod column;
mod constraints;
mod declaration;
mod doc;
mod enums;
mod fit;
mod implied;
mod indexes;
mod literal;
mod names;
mod objects;
mod rust_type;
mod table;
mod usual_types;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use crate::config::Naming;
use crate::schema::{ElementPath, Schema, TableName};

pub use self::call::with_call;
pub use self::declaration::with_module;
pub use self::rust_type::Crates;
pub use self::usual_types::with_usual_types;

use self::implied::Implied;
use self::names::Names;

/// What the source depends on beside the schema.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How constraints and indexes are called whose names need not be written.
    pub naming: Naming,
    /// The crates whose types fields can have.
    pub crates: Crates,
    /// Whether the package's doc comments are the comments of the database.
    pub doc_comments: bool,
}

/// The source of a module of models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustSource {
    /// The text of each file, by its name within the module's folder.
    pub files: BTreeMap<String, String>,
    /// What models cannot say.
    pub left_out: Vec<LeftOut>,
}

/// Something that no model can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The table or the enum that it is, or is part of.
    pub of: TableName,
    /// What it is.
    pub element: ElementPath,
    /// What of it is left out, where it is not all.
    pub part: Option<&'static str>,
    /// Why.
    pub reason: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "{part} of ")?;
        }
        let (kind, reason) = (self.element.kind(), &self.reason);
        write!(f, "{kind} `{}`: {reason}", self.element)
    }
}

/// The source of the models that declare the schema.
pub fn write(schema: &Schema, options: &Options) -> RustSource {
    let (schema, left_out) = fit::fitted(schema);
    let names = Names::new(&schema);
    let implied = Implied::new(&schema, &options.naming);
    let source = Source {
        schema: &schema,
        options,
        names: &names,
        implied: &implied,
        left_out: &left_out,
    };
    let mut files = BTreeMap::new();
    for table in schema.tables.values() {
        files.insert(names.file(&table.name), table::file(&source, table));
    }
    for enum_type in schema.enums.values() {
        files.insert(names.file(&enum_type.name), enums::file(&source, enum_type));
    }
    if let Some(text) = objects::file(&schema) {
        files.insert(format!("{}.rs", names.objects()), text);
    }
    files.insert("mod.rs".to_owned(), module(&source));
    RustSource { files, left_out }
}

/// What every file is written from.
struct Source<'a> {
    /// The schema without what models cannot say.
    schema: &'a Schema,
    options: &'a Options,
    names: &'a Names,
    implied: &'a Implied,
    left_out: &'a [LeftOut],
}

impl Source<'_> {
    /// What is said in the file of a table or an enum about what is not in it.
    fn remarks(&self, of: &TableName) -> String {
        let left_out = self.left_out.iter().filter(|left_out| left_out.of == *of);
        left_out.map(remark).collect()
    }
}

fn remark(left_out: &LeftOut) -> String {
    format!("// Left out: {}\n", doc::one_line(&left_out.to_string()))
}

/// `mod.rs`: every file, and what is in it under the module's own name.
fn module(source: &Source<'_>) -> String {
    let mut text = "//! The tables of the database, a file each.\n\n".to_owned();
    let names = source
        .schema
        .tables
        .keys()
        .chain(source.schema.enums.keys());
    let mut modules: Vec<(&str, Option<&str>)> = names
        .map(|name| {
            (
                source.names.module(name),
                Some(source.names.type_name(name)),
            )
        })
        .collect();
    let schema = source.schema;
    if !schema.objects.is_empty() || !schema.sequences.is_empty() {
        modules.push((source.names.objects(), None));
    }
    modules.sort_by(|one, other| names::module_order(one.0, other.0));
    for (module, type_name) in &modules {
        // What is in the file of objects is used by its path.
        let visible = if type_name.is_some() { "" } else { "pub " };
        text += &format!("{visible}mod {module};\n");
    }
    let mut uses = String::new();
    for (module, type_name) in &modules {
        let type_name = type_name.iter();
        uses.extend(type_name.map(|name| format!("pub use self::{module}::{name};\n")));
    }
    if !uses.is_empty() {
        text = text + "\n" + &uses;
    }
    let is_told = |of: &TableName| {
        source.schema.tables.contains_key(of) || source.schema.enums.contains_key(of)
    };
    let untold = source
        .left_out
        .iter()
        .filter(|left_out| !is_told(&left_out.of));
    let remarks: String = untold.map(remark).collect();
    match (remarks.is_empty(), modules.is_empty()) {
        (true, true) => text.trim_end().to_owned() + "\n",
        (true, false) => text,
        (false, true) => text + &remarks,
        (false, false) => text + "\n" + &remarks,
    }
}
