//! Reads a struct: its own `#[keeper(...)]`, then its fields.

use proc_macro2::{Ident, Span};
use syn::{Data, Fields, Type};

use super::attribute::{Form, Item, keeper_items, nameless, unknown};
use super::case::{snake_case, text_of};
use super::clause::{self, CheckClause};
use super::field::{self, FieldParts};
use super::key::{self, Names};
use super::value::{flag, once, string};
use super::{Ctxt, Exclusion, ForeignKey, Index, Model, PrimaryKey, Spanned, Unique, doc, index};
use crate::diagnostic::Code;

/// The attributes of a struct.
pub(super) const KNOWN: &[&str] = &[
    "table",
    "schema",
    "primary_key",
    "unique",
    "index",
    "foreign_key",
    "check",
    "exclude",
    "comment",
    "renamed_from",
    "strict",
    "without_rowid",
    "unlogged",
    "skip",
];

/// Reads a struct, and gives the types of its fields; `None` if the input is none with named
/// fields.
pub(super) fn read(cx: &Ctxt, input: syn::DeriveInput) -> Option<(Model, Vec<Type>)> {
    let fields = named_fields(cx, &input.ident, input.data)?;
    refuse_generics(cx, &input.generics, "a model");
    // Fields first: the struct's own items name them.
    let mut skipped = Vec::new();
    let (mut parts, mut types) = (
        Vec::with_capacity(fields.len()),
        Vec::with_capacity(fields.len()),
    );
    for field in fields {
        match field::read(cx, field) {
            Ok((part, ty)) => {
                parts.push(part);
                types.push(ty);
            }
            Err(name) => skipped.extend(name),
        }
    }
    if parts.is_empty() {
        cx.error(
            Code::NotDerivable,
            input.ident.span(),
            "a model needs at least one field that is a column",
        );
    }
    let columns = parts.iter().map(|part| (&part.ident, part.column()));
    let names = Names::new(columns, skipped);
    let mut items = Items::default();
    let doc = doc::comment(&input.attrs);
    for item in keeper_items(cx, input.attrs) {
        items.take(cx, &names, &item);
    }
    let parts = (parts.into_iter().zip(&types)).map(|(part, ty)| part.finish(cx, &names, ty));
    let model = items.finish(cx, input.ident, doc, parts);
    Some((model, types))
}

/// Refuses type, lifetime and const parameters.
pub(super) fn refuse_generics(cx: &Ctxt, generics: &syn::Generics, what: &str) {
    if let Some(parameter) = generics.params.first() {
        cx.error_spanned_by(
            Code::NotDerivable,
            parameter,
            format!("{what} cannot have generic parameters"),
        );
    }
}

fn named_fields(
    cx: &Ctxt,
    ident: &Ident,
    data: Data,
) -> Option<impl ExactSizeIterator<Item = syn::Field>> {
    let message = match data {
        Data::Struct(data) => match data.fields {
            Fields::Named(fields) => return Some(fields.named.into_iter()),
            Fields::Unnamed(_) => "a model needs named fields; for a newtype derive `ColumnType`",
            Fields::Unit => "a model needs named fields",
        },
        Data::Enum(_) => "a model is a struct; for an enum derive `ColumnEnum`",
        Data::Union(_) => "a model is a struct with named fields",
    };
    cx.error(Code::NotDerivable, ident.span(), message);
    None
}

/// What the items of one struct say.
#[derive(Default)]
struct Items {
    table: Option<Spanned<String>>,
    schema: Option<Spanned<String>>,
    primary_key: Option<PrimaryKey>,
    unique: Vec<Unique>,
    indexes: Vec<Index>,
    foreign_keys: Vec<ForeignKey>,
    checks: Vec<CheckClause>,
    exclusions: Vec<Exclusion>,
    comment: Option<Spanned<String>>,
    renamed_from: Option<Spanned<String>>,
    strict: Option<Span>,
    without_rowid: Option<Span>,
    unlogged: Option<Span>,
    skip: Option<Span>,
}

impl Items {
    fn take(&mut self, cx: &Ctxt, names: &Names, item: &Item) {
        let Some(name) = item.name() else {
            return nameless(cx, item);
        };
        match text_of(name).as_str() {
            "table" => once(cx, name, &mut self.table, string(cx, name, item)),
            "schema" => once(cx, name, &mut self.schema, string(cx, name, item)),
            "comment" => once(cx, name, &mut self.comment, string(cx, name, item)),
            "renamed_from" => once(cx, name, &mut self.renamed_from, string(cx, name, item)),
            "strict" => once(cx, name, &mut self.strict, flag(cx, name, item)),
            "without_rowid" => once(cx, name, &mut self.without_rowid, flag(cx, name, item)),
            "unlogged" => once(cx, name, &mut self.unlogged, flag(cx, name, item)),
            "skip" => once(cx, name, &mut self.skip, flag(cx, name, item)),
            "check" => self.checks.extend(clause::check(cx, name, item)),
            "primary_key" => {
                if let Some(items) = arguments(cx, name, item) {
                    let key = key::primary_key(cx, names, name, items);
                    once(cx, name, &mut self.primary_key, Some(key));
                }
            }
            "unique" => {
                if let Some(items) = arguments(cx, name, item) {
                    self.unique.push(key::unique(cx, names, name, items));
                }
            }
            "index" => {
                if let Some(items) = arguments(cx, name, item) {
                    self.indexes.push(index::of_struct(cx, names, name, items));
                }
            }
            "exclude" => {
                if let Some(items) = arguments(cx, name, item) {
                    (self.exclusions).push(index::exclusion(cx, names, name, items));
                }
            }
            "foreign_key" => {
                if let Some(items) = arguments(cx, name, item) {
                    self.foreign_keys
                        .extend(key::foreign_key(cx, names, name, items));
                }
            }
            _ => {
                let elsewhere = Some((field::KNOWN, "a field"));
                unknown(cx, name, "keeper table attribute", KNOWN, elsewhere);
            }
        }
    }

    fn finish(
        self,
        cx: &Ctxt,
        ident: Ident,
        doc: Option<String>,
        parts: impl ExactSizeIterator<Item = FieldParts>,
    ) -> Model {
        let mut model = Model {
            table: self
                .table
                .unwrap_or_else(|| Spanned::new(snake_case(&text_of(&ident)), ident.span())),
            ident,
            schema: self.schema,
            fields: Vec::with_capacity(parts.len()),
            primary_key: self.primary_key,
            unique: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: self.exclusions,
            indexes: Vec::new(),
            comment: self.comment,
            doc,
            renamed_from: self.renamed_from,
            strict: self.strict,
            without_rowid: self.without_rowid,
            unlogged: self.unlogged,
            skip: self.skip,
        };
        for part in parts {
            if let Some(key) = part.primary_key {
                take_primary_key(cx, &mut model, key);
            }
            model.unique.extend(part.unique);
            model.foreign_keys.extend(part.foreign_key);
            model.checks.extend(part.checks);
            model.indexes.extend(part.indexes);
            model.fields.push(part.field);
        }
        model.unique.extend(self.unique);
        model.foreign_keys.extend(self.foreign_keys);
        (model.checks).extend(self.checks.into_iter().map(|clause| clause.check(None)));
        model.indexes.extend(self.indexes);
        model
    }
}

/// Makes a field the primary key, unless there is one.
fn take_primary_key(cx: &Ctxt, model: &mut Model, key: PrimaryKey) {
    if model.primary_key.is_some() {
        cx.error(
            Code::ImpossibleKey,
            key.span,
            "a table has one primary key: for one of several fields write `#[keeper(primary_key(a, b))]` on the struct only",
        );
        return;
    }
    model.primary_key = Some(key);
}

/// The items in the parentheses of `name(...)`.
fn arguments<'a>(cx: &Ctxt, name: &Ident, item: &'a Item) -> Option<&'a [Item]> {
    if let Form::Call(_, items) = &item.form {
        return Some(items);
    }
    cx.error(
        Code::MalformedAttribute,
        name.span(),
        format!("expected `{name}(...)` with the names of fields, or `{name}` on a field"),
    );
    None
}
