//! Reads a unit struct that declares what is no table: a view, a function, a sequence.

use proc_macro2::{Ident, Span};
use syn::{Data, Fields};

use super::attribute::{Form, Item, keeper_items, nameless, unknown};
use super::case::text_of;
use super::check::name_fits;
use super::sequence::{self, SequenceParts};
use super::table::refuse_generics;
use super::value::{once, string};
use super::{Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::{ObjectKind, ObjectName, PerDialect, Sequence, SqlText, TableName};

/// A struct that derives `SqlObject`.
#[derive(Clone, Debug)]
pub struct ObjectModel {
    /// The struct's name.
    pub ident: Ident,
    /// What it declares, at its name in the attribute.
    pub declared: Spanned<Declared>,
}

/// What a struct declares beside the tables.
#[derive(Clone, Debug)]
pub enum Declared {
    /// What is kept as the text of its statement.
    Object(ObjectDeclaration),
    /// A sequence of its own.
    Sequence(Sequence),
}

/// An object that is kept as the text of its statement.
#[derive(Clone, Debug)]
pub struct ObjectDeclaration {
    /// What it is and what it is called.
    pub name: ObjectName,
    /// The statement that makes it.
    pub statement: Statement,
    /// What must be there before it, as `kind:name`.
    pub requires: Vec<String>,
}

/// Where the statement of an object is.
#[derive(Clone, Debug)]
pub enum Statement {
    /// In the attribute.
    Written(SqlText),
    /// In files of the package, by their paths from its folder.
    InFiles(PerDialect<Spanned<String>>),
}

/// The attributes that say what it is; the value is the name.
const KINDS: [&str; 8] = [
    "extension",
    "function",
    "procedure",
    "view",
    "materialized_view",
    "trigger",
    "policy",
    "sequence",
];
const OF_OBJECTS: &[&str] = &["table", "sql", "file", "requires"];

impl ObjectModel {
    /// Reads a unit struct. Mistakes are reported into `cx`; the model is to be used only
    /// if `cx` is clean. `None` if it does not say what it is.
    pub fn from_derive_input(cx: &Ctxt, input: &syn::DeriveInput) -> Option<Self> {
        let is_unit = match &input.data {
            Data::Struct(data) => matches!(data.fields, Fields::Unit),
            Data::Enum(_) | Data::Union(_) => false,
        };
        if !is_unit {
            cx.error(
                Code::NotDerivable,
                input.ident.span(),
                "an object of the database is declared by a struct without fields",
            );
        }
        refuse_generics(cx, &input.generics, "an object of the database");
        let mut parts = Parts::default();
        for item in keeper_items(cx, input.attrs.clone()) {
            parts.take(cx, &item);
        }
        Some(Self {
            ident: input.ident.clone(),
            declared: parts.finish(cx, &input.ident)?,
        })
    }

    /// What it is called in messages: `view`, `sequence`.
    pub fn words(&self) -> &'static str {
        match &self.declared.value {
            Declared::Object(object) => object.name.kind.words(),
            Declared::Sequence(_) => "sequence",
        }
    }

    /// The attribute that says what it is and what it is called.
    pub fn attribute(&self) -> &'static str {
        match &self.declared.value {
            Declared::Object(object) => object.name.kind.as_str(),
            Declared::Sequence(_) => "sequence",
        }
    }

    /// The name as it is shown.
    pub fn name(&self) -> String {
        match &self.declared.value {
            Declared::Object(object) => object.name.to_string(),
            Declared::Sequence(sequence) => sequence.name.to_string(),
        }
    }

    /// All that it says, in one line: what two readers have to agree on.
    pub fn says(&self) -> String {
        match &self.declared.value {
            Declared::Object(object) => {
                let (how, texts) = match &object.statement {
                    Statement::Written(sql) => ("sql", texts(sql, String::as_str)),
                    Statement::InFiles(files) => ("file", texts(files, |path| &path.value)),
                };
                let requires = object.requires.join(", ");
                let kind = object.name.kind.as_str();
                format!("{kind} {} {how} {texts} requires {requires}", object.name)
            }
            Declared::Sequence(sequence) => format!("{sequence:?}"),
        }
    }
}

fn texts<T>(of: &PerDialect<T>, text: impl Fn(&T) -> &str) -> String {
    match of {
        PerDialect::Common(common) => text(common).to_owned(),
        PerDialect::Each { sqlite, postgres } => {
            let each = |one: &Option<T>| one.as_ref().map(|one| text(one).to_owned());
            format!("{:?} {:?}", each(sqlite), each(postgres))
        }
    }
}

/// What the items of one struct say.
#[derive(Default)]
struct Parts {
    kind: Option<(Ident, Spanned<String>)>,
    schema: Option<Spanned<String>>,
    table: Option<Spanned<String>>,
    sql: Option<PerDialect<Spanned<String>>>,
    file: Option<PerDialect<Spanned<String>>>,
    requires: Option<Vec<Spanned<String>>>,
    sequence: SequenceParts,
}

impl Parts {
    fn take(&mut self, cx: &Ctxt, item: &Item) {
        let Some(name) = item.name() else {
            return nameless(cx, item);
        };
        let written = text_of(name);
        match written.as_str() {
            "schema" => once(cx, name, &mut self.schema, string(cx, name, item)),
            "table" => once(cx, name, &mut self.table, string(cx, name, item)),
            "sql" => once(cx, name, &mut self.sql, statement(cx, name, item)),
            "file" => once(cx, name, &mut self.file, statement(cx, name, item)),
            "requires" => once(cx, name, &mut self.requires, literals(cx, name, item)),
            kind if KINDS.contains(&kind) => self.kind(cx, name, item),
            _ if self.sequence.take(cx, name, item) => {}
            _ => {
                let known = [&KINDS[..], &["schema"], OF_OBJECTS, sequence::KNOWN].concat();
                unknown(cx, name, "keeper object attribute", &known, None);
            }
        }
    }

    fn kind(&mut self, cx: &Ctxt, name: &Ident, item: &Item) {
        if let Some((first, _)) = &self.kind {
            let message = format!("`{first}` and `{name}` cannot be used together");
            return cx.error(Code::AttributesExclude, name.span(), message);
        }
        self.kind = string(cx, name, item).map(|value| (name.clone(), value));
    }

    fn finish(self, cx: &Ctxt, ident: &Ident) -> Option<Spanned<Declared>> {
        let Some((kind, name)) = &self.kind else {
            cx.error(
                Code::IncompleteObject,
                ident.span(),
                "say what it is and what it is called: `#[keeper(view = \"...\", sql = \"...\")]`",
            );
            return None;
        };
        for name in [Some(name), self.schema.as_ref(), self.table.as_ref()] {
            if let Some((name, Err(message))) = name.map(|name| (name, name_fits(&name.value))) {
                cx.error(Code::NameRefused, name.span, message);
            }
        }
        let full = TableName {
            schema: self.schema.as_ref().map(|schema| schema.value.clone()),
            name: name.value.clone(),
        };
        let span = name.span;
        let kind_span = kind.span();
        let kind = text_of(kind);
        let object = ObjectKind::ALL.into_iter().find(|it| it.as_str() == kind);
        let declared = match object {
            Some(kind) => {
                self.sequence.refuse(cx);
                Declared::Object(self.object(cx, kind, kind_span, full)?)
            }
            None => {
                self.refuse_for_sequences(cx);
                Declared::Sequence(self.sequence.finish(cx, full))
            }
        };
        Some(Spanned::new(declared, span))
    }

    fn object(
        self,
        cx: &Ctxt,
        kind: ObjectKind,
        span: Span,
        name: TableName,
    ) -> Option<ObjectDeclaration> {
        match (&self.table, kind.is_of_a_table()) {
            (None, true) => {
                let message = format!("a {} needs its table: `table = \"...\"`", kind.words());
                cx.error(Code::IncompleteObject, span, message);
            }
            (Some(table), false) => {
                let message = format!("a {} is of no table", kind.words());
                cx.error(Code::IncompleteObject, table.span, message);
            }
            (Some(_), true) | (None, false) => {}
        }
        if let (Some(_), Some(file)) = (&self.sql, &self.file)
            && let Some(file) = file.all().next()
        {
            cx.error(
                Code::AttributesExclude,
                file.span,
                "`sql` and `file` cannot be used together",
            );
        }
        let statement = match (self.sql, self.file) {
            (Some(sql), _) => Statement::Written(written(cx, sql)),
            (None, Some(files)) => {
                for file in files.all() {
                    if !is_within(&file.value) {
                        cx.error(
                            Code::MalformedAttribute,
                            file.span,
                            "expected a path from the package's folder",
                        );
                    }
                }
                Statement::InFiles(files)
            }
            (None, None) if kind == ObjectKind::Extension => {
                Statement::Written(extension(&name.name))
            }
            (None, None) => {
                let message = format!(
                    "a {} needs its statement: `sql = \"CREATE ...\"` or `file = \"...\"`",
                    kind.words()
                );
                cx.error(Code::IncompleteObject, span, message);
                return None;
            }
        };
        let requires = self.requires.into_iter().flatten();
        Some(ObjectDeclaration {
            name: ObjectName {
                kind,
                name,
                table: self.table.map(|table| table.value),
            },
            statement,
            requires: requires.map(|name| name.value).collect(),
        })
    }

    fn refuse_for_sequences(&self, cx: &Ctxt) {
        let statement = self.sql.iter().chain(&self.file);
        let statement = statement.flat_map(|of| of.all().next());
        let requires = self.requires.iter().flatten().next();
        for stray in statement.chain(&self.table).chain(requires) {
            cx.error(
                Code::IncompleteObject,
                stray.span,
                "a sequence has none of this",
            );
        }
    }
}

/// The statement of an extension that says no more than its name.
fn extension(name: &str) -> SqlText {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let quoted = match name.chars().all(plain) {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    SqlText::Each {
        sqlite: None,
        postgres: Some(format!("CREATE EXTENSION {quoted}")),
    }
}

/// The texts without the semicolon at their ends; one without SQL is reported.
fn written(cx: &Ctxt, sql: PerDialect<Spanned<String>>) -> SqlText {
    let one = |text: Spanned<String>| {
        let statement = trimmed(&text.value);
        if statement.is_empty() {
            cx.error(
                Code::BrokenSql,
                text.span,
                "expected SQL, found an empty text",
            );
        }
        statement.to_owned()
    };
    match sql {
        PerDialect::Common(common) => PerDialect::Common(one(common)),
        PerDialect::Each { sqlite, postgres } => PerDialect::Each {
            sqlite: sqlite.map(one),
            postgres: postgres.map(one),
        },
    }
}

/// A statement without what stands round it, and without the semicolon at its end.
pub(crate) fn trimmed(statement: &str) -> &str {
    let statement = statement.trim();
    statement.strip_suffix(';').unwrap_or(statement).trim_end()
}

/// Whether the path stays within the folder that it begins at.
fn is_within(path: &str) -> bool {
    use std::path::{Component, Path};
    let normal = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    !path.is_empty() && Path::new(path).components().all(normal)
}

/// `name = "..."`, or `name(sqlite = "...", postgres = "...")`.
fn statement(cx: &Ctxt, name: &Ident, item: &Item) -> Option<PerDialect<Spanned<String>>> {
    let Form::Call(_, items) = &item.form else {
        return string(cx, name, item).map(PerDialect::Common);
    };
    let (mut sqlite, mut postgres) = (None, None);
    for item in items {
        match item.name() {
            Some(one) if one == "sqlite" => once(cx, one, &mut sqlite, string(cx, one, item)),
            Some(one) if one == "postgres" => once(cx, one, &mut postgres, string(cx, one, item)),
            Some(other) => unknown(cx, other, "database", &["sqlite", "postgres"], None),
            None => nameless(cx, item),
        }
    }
    if items.is_empty() {
        cx.error(
            Code::MalformedAttribute,
            name.span(),
            format!("`{name}` needs `sqlite = \"...\"` or `postgres = \"...\"`"),
        );
        return None;
    }
    Some(PerDialect::Each { sqlite, postgres })
}

/// The texts in `name("...", "...")`.
fn literals(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Vec<Spanned<String>>> {
    let Form::Call(_, items) = &item.form else {
        cx.error(
            Code::MalformedAttribute,
            name.span(),
            format!("expected `{name}(\"kind:name\", ...)`"),
        );
        return None;
    };
    let mut texts = Vec::new();
    for item in items {
        match &item.form {
            Form::Literal(syn::Lit::Str(text)) if text.value().contains(':') => {
                texts.push(Spanned::new(text.value(), text.span()));
            }
            Form::Literal(_) | Form::Word(_) | Form::Assign(..) | Form::Call(..) => {
                cx.error(
                    Code::MalformedAttribute,
                    item.span,
                    "expected what it needs as `\"kind:name\"`",
                );
            }
        }
    }
    Some(texts)
}
