//! Reads one field with its `#[keeper(...)]`.

use proc_macro2::{Ident, Span};
use syn::Type;
use syn::ext::IdentExt;

use super::attribute::{Item, keeper_items, nameless, unknown};
use super::case::text_of;
use super::clause::{self, CheckClause, KeyClause};
use super::default::{self, DefaultSpelling};
use super::index::{self, IndexClause};
use super::key::{self, Names};
use super::options::KeyOptions;
use super::spanned::span_of;
use super::spelling::Spelling;
use super::types::column_type_of;
use super::value::{self, flag, keyword, once, sql, string};
use super::{
    Check, Ctxt, Field, ForeignKey, Index, PrimaryKey, Reference, Spanned, Unique, doc, table,
};
use crate::diagnostic::Code;
use crate::schema::{Deferrable, Generated, Identity, IndexKey, Match, ReferentialAction, SqlText};

/// The attributes of a field.
pub(super) const KNOWN: &[&str] = &[
    "primary_key",
    "column",
    "skip",
    "type",
    "length",
    "precision",
    "scale",
    "enforce_length",
    "unique",
    "index",
    "references",
    "on_delete",
    "on_update",
    "match",
    "deferrable",
    "not_valid",
    "foreign_key_name",
    "default",
    "check",
    "identity",
    "autoincrement",
    "generated",
    "collation",
    "comment",
    "renamed_from",
];

/// A field, and what it says of the table's keys, indexes and checks.
pub(super) struct FieldParts {
    pub(super) field: Field,
    pub(super) primary_key: Option<PrimaryKey>,
    pub(super) unique: Option<Unique>,
    pub(super) foreign_key: Option<ForeignKey>,
    pub(super) checks: Vec<Check>,
    pub(super) indexes: Vec<Index>,
}

/// A field whose items are read, but not yet what they say of other fields.
pub(super) struct ReadField {
    pub(super) ident: Ident,
    doc: Option<String>,
    attributes: Attributes,
}

/// Reads a field, and gives its type. One that is skipped, or has no name, gives the name that
/// it has.
pub(super) fn read(cx: &Ctxt, field: syn::Field) -> Result<(ReadField, Type), Option<Ident>> {
    let ident = field.ident.ok_or(None)?;
    let mut attributes = Attributes::default();
    let doc = doc::comment(&field.attrs);
    for item in keeper_items(cx, field.attrs) {
        attributes.take(cx, &item);
    }
    if attributes.skip.is_some() {
        for name in attributes.names.iter().filter(|name| *name != "skip") {
            cx.error(
                Code::AttributesExclude,
                name.span(),
                format!("`{}` and `skip` cannot be used together", name.unraw()),
            );
        }
        return Err(Some(ident));
    }
    let read = ReadField {
        ident,
        doc,
        attributes,
    };
    Ok((read, field.ty))
}

impl ReadField {
    /// The column.
    pub(super) fn column(&self) -> String {
        match &self.attributes.column {
            Some(column) => column.value.clone(),
            None => text_of(&self.ident),
        }
    }

    /// All that the field says, of others too.
    pub(super) fn finish(self, cx: &Ctxt, names: &Names, ty: &Type) -> FieldParts {
        let Self {
            ident,
            doc,
            attributes,
        } = self;
        attributes.finish(cx, names, ty, ident, doc)
    }
}

/// What the items of one field say, each at most once where only once makes sense.
#[derive(std::default::Default)]
struct Attributes {
    /// Every name that was used, in order.
    names: Vec<Ident>,
    skip: Option<Span>,
    primary_key: Option<KeyClause>,
    column: Option<Spanned<String>>,
    spelling: Spelling,
    enforce_length: Option<Span>,
    unique: Option<KeyClause>,
    indexes: Vec<IndexClause>,
    references: Option<(Span, Reference)>,
    on_delete: Option<Spanned<ReferentialAction>>,
    on_update: Option<Spanned<ReferentialAction>>,
    match_type: Option<Spanned<Match>>,
    deferrable: Option<Spanned<Deferrable>>,
    not_valid: Option<Span>,
    foreign_key_name: Option<Spanned<String>>,
    default: Option<Spanned<DefaultSpelling>>,
    checks: Vec<CheckClause>,
    identity: Option<Box<Spanned<Option<Identity>>>>,
    autoincrement: Option<Span>,
    generated: Option<Box<Spanned<Generated>>>,
    collation: Option<Box<Spanned<SqlText>>>,
    comment: Option<Spanned<String>>,
    renamed_from: Option<Spanned<String>>,
}

impl Attributes {
    fn take(&mut self, cx: &Ctxt, item: &Item) {
        let Some(name) = item.name() else {
            return nameless(cx, item);
        };
        self.names.push(name.clone());
        match text_of(name).as_str() {
            "primary_key" => {
                let key = clause::key(cx, name, item, KeyOptions::PRIMARY_KEY);
                once(cx, name, &mut self.primary_key, key);
            }
            "column" => once(cx, name, &mut self.column, string(cx, name, item)),
            "skip" => once(cx, name, &mut self.skip, flag(cx, name, item)),
            "type" | "length" | "precision" | "scale" => self.spelling.take(cx, name, item),
            "enforce_length" => once(cx, name, &mut self.enforce_length, flag(cx, name, item)),
            "unique" => {
                let key = clause::key(cx, name, item, KeyOptions::UNIQUE);
                once(cx, name, &mut self.unique, key);
            }
            "index" => self.indexes.extend(index::of_field(cx, name, item)),
            "references" => {
                let reference = value::reference(cx, name, item);
                let reference = reference.map(|reference| (name.span(), reference));
                once(cx, name, &mut self.references, reference);
            }
            "on_delete" => {
                let action = keyword(cx, name, item, &value::REFERENTIAL_ACTIONS);
                once(cx, name, &mut self.on_delete, action);
            }
            "on_update" => {
                let action = keyword(cx, name, item, &value::REFERENTIAL_ACTIONS);
                once(cx, name, &mut self.on_update, action);
            }
            "match" => {
                let match_type = keyword(cx, name, item, &value::MATCHES);
                once(cx, name, &mut self.match_type, match_type);
            }
            "not_valid" => once(cx, name, &mut self.not_valid, flag(cx, name, item)),
            "deferrable" => {
                let deferrable = keyword(cx, name, item, &value::DEFERRABLES);
                once(cx, name, &mut self.deferrable, deferrable);
            }
            "foreign_key_name" => {
                once(cx, name, &mut self.foreign_key_name, string(cx, name, item));
            }
            "default" => once(cx, name, &mut self.default, default::read(cx, name, item)),
            "check" => self.checks.extend(clause::check(cx, name, item)),
            "identity" => {
                let identity = clause::identity(cx, name, item);
                once(cx, name, &mut self.identity, identity.map(Box::new));
            }
            "autoincrement" => once(cx, name, &mut self.autoincrement, flag(cx, name, item)),
            "generated" => once(
                cx,
                name,
                &mut self.generated,
                clause::generated(cx, name, item).map(Box::new),
            ),
            "collation" => {
                let collation = sql(cx, name, item);
                once(cx, name, &mut self.collation, collation.map(Box::new));
            }
            "comment" => once(cx, name, &mut self.comment, string(cx, name, item)),
            "renamed_from" => once(cx, name, &mut self.renamed_from, string(cx, name, item)),
            _ => {
                let elsewhere = Some((table::KNOWN, "the struct"));
                unknown(cx, name, "keeper column attribute", KNOWN, elsewhere);
            }
        }
    }

    fn finish(
        self,
        cx: &Ctxt,
        names: &Names,
        ty: &Type,
        ident: Ident,
        doc: Option<String>,
    ) -> FieldParts {
        self.refuse_stray_key_options(cx);
        let rust_type = column_type_of(ty);
        let reported = cx.reported();
        let column_type = self.spelling.resolve(cx, &rust_type.kind, span_of(ty));
        // Whether a default fits a type that is a mistake is no question.
        let default = self.default.filter(|_| cx.reported() == reported);
        let column = self
            .column
            .unwrap_or_else(|| Spanned::new(text_of(&ident), ident.span()));
        let own_column = || vec![Spanned::new(column.value.clone(), ident.span())];
        FieldParts {
            primary_key: self.primary_key.map(|clause| {
                key::primary_key_of(cx, names, clause.span, own_column(), clause.options)
            }),
            unique: (self.unique)
                .map(|clause| key::unique_of(cx, names, clause.span, own_column(), clause.options)),
            foreign_key: self.references.map(|(span, references)| ForeignKey {
                span,
                columns: own_column(),
                references,
                on_delete: self.on_delete,
                on_delete_columns: Vec::new(),
                on_update: self.on_update,
                match_type: self.match_type,
                deferrable: self.deferrable,
                not_valid: self.not_valid,
                name: self.foreign_key_name,
                comment: None,
            }),
            checks: (self.checks.into_iter())
                .map(|clause| clause.check(Some(column.value.clone())))
                .collect(),
            indexes: (self.indexes.into_iter())
                .map(|clause| {
                    let key = IndexKey::column(column.value.clone());
                    clause.of_field(cx, names, Spanned::new(key, ident.span()))
                })
                .collect(),
            field: Field {
                ident,
                spelled: self.spelling.is_whole(),
                default: default
                    .and_then(|default| default::resolve(cx, default, &column_type.value)),
                column,
                rust_type,
                column_type,
                identity: self.identity,
                autoincrement: self.autoincrement,
                enforce_length: self.enforce_length,
                generated: self.generated,
                collation: self.collation,
                comment: self.comment,
                doc,
                renamed_from: self.renamed_from,
            },
        }
    }

    /// Options of a foreign key need one.
    fn refuse_stray_key_options(&self, cx: &Ctxt) {
        if self.names.is_empty() || self.references.is_some() {
            return;
        }
        let options = [
            "on_delete",
            "on_update",
            "match",
            "deferrable",
            "not_valid",
            "foreign_key_name",
        ];
        let names: Vec<String> = self.names.iter().map(text_of).collect();
        if names.iter().any(|name| name == "references") {
            return;
        }
        for (name, ident) in names.iter().zip(&self.names) {
            if options.contains(&name.as_str()) {
                cx.error(
                    Code::AttributeAlone,
                    ident.span(),
                    format!("`{name}` needs `references = Model`"),
                );
            }
        }
    }
}
