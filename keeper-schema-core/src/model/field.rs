//! Reads one field with its `#[keeper(...)]`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::attribute::{Item, keeper_items, nameless, unknown};
use super::clause::{self, CheckClause, IndexClause};
use super::default;
use super::spelling::Spelling;
use super::types::column_type_of;
use super::value::{self, flag, keyword, once, sql, string};
use super::{Check, Ctxt, Field, ForeignKey, Index, Reference, Spanned, Unique, table};
use crate::schema::{
    Default, Deferrable, Generated, IdentityKind, IndexKey, ReferentialAction, SqlText,
};

/// The attributes of a field.
pub(super) const KNOWN: &[&str] = &[
    "primary_key",
    "column",
    "skip",
    "type",
    "length",
    "precision",
    "scale",
    "unique",
    "index",
    "references",
    "on_delete",
    "on_update",
    "deferrable",
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
    /// `primary_key`, where it is said.
    pub(super) primary_key: Option<Span>,
    pub(super) unique: Option<Unique>,
    pub(super) foreign_key: Option<ForeignKey>,
    pub(super) checks: Vec<Check>,
    pub(super) indexes: Vec<Index>,
}

/// Reads a field; `None` if it is skipped or has no name.
pub(super) fn read(cx: &Ctxt, field: &syn::Field) -> Option<FieldParts> {
    let ident = field.ident.as_ref()?;
    let mut attributes = Attributes::default();
    for item in keeper_items(cx, &field.attrs) {
        attributes.take(cx, &item);
    }
    if attributes.skip.is_some() {
        for name in attributes.names.iter().filter(|name| *name != "skip") {
            cx.error(
                name.span(),
                format!("`{}` and `skip` cannot be used together", name.unraw()),
            );
        }
        return None;
    }
    Some(attributes.finish(cx, ident, &field.ty))
}

/// What the items of one field say, each at most once where only once makes sense.
#[derive(std::default::Default)]
struct Attributes {
    /// Every name that was used, in order.
    names: Vec<Ident>,
    skip: Option<Span>,
    primary_key: Option<Span>,
    column: Option<Spanned<String>>,
    spelling: Spelling,
    unique: Option<clause::UniqueClause>,
    indexes: Vec<IndexClause>,
    references: Option<(Span, Reference)>,
    on_delete: Option<Spanned<ReferentialAction>>,
    on_update: Option<Spanned<ReferentialAction>>,
    deferrable: Option<Spanned<Deferrable>>,
    foreign_key_name: Option<Spanned<String>>,
    default: Option<Spanned<Default>>,
    checks: Vec<CheckClause>,
    identity: Option<Spanned<Option<IdentityKind>>>,
    autoincrement: Option<Span>,
    generated: Option<Spanned<Generated>>,
    collation: Option<Spanned<SqlText>>,
    comment: Option<Spanned<String>>,
    renamed_from: Option<Spanned<String>>,
}

impl Attributes {
    fn take(&mut self, cx: &Ctxt, item: &Item) {
        let Some(name) = item.name() else {
            return nameless(cx, item);
        };
        self.names.push(name.clone());
        match name.unraw().to_string().as_str() {
            "primary_key" => once(cx, name, &mut self.primary_key, flag(cx, name, item)),
            "column" => once(cx, name, &mut self.column, string(cx, name, item)),
            "skip" => once(cx, name, &mut self.skip, flag(cx, name, item)),
            "type" | "length" | "precision" | "scale" => self.spelling.take(cx, name, item),
            "unique" => once(cx, name, &mut self.unique, clause::unique(cx, name, item)),
            "index" => self.indexes.extend(clause::index(cx, name, item)),
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
                let identity = keyword(cx, name, item, &IDENTITIES);
                once(cx, name, &mut self.identity, identity);
            }
            "autoincrement" => once(cx, name, &mut self.autoincrement, flag(cx, name, item)),
            "generated" => once(
                cx,
                name,
                &mut self.generated,
                clause::generated(cx, name, item),
            ),
            "collation" => once(cx, name, &mut self.collation, sql(cx, name, item)),
            "comment" => once(cx, name, &mut self.comment, string(cx, name, item)),
            "renamed_from" => once(cx, name, &mut self.renamed_from, string(cx, name, item)),
            _ => {
                let elsewhere = Some((table::KNOWN, "the struct"));
                unknown(cx, name, "keeper column attribute", KNOWN, elsewhere);
            }
        }
    }

    fn finish(self, cx: &Ctxt, ident: &Ident, ty: &syn::Type) -> FieldParts {
        self.refuse_stray_key_options(cx);
        let rust_type = column_type_of(ty);
        let column_type = self.spelling.resolve(cx, &rust_type.kind, ty.span());
        let column = self
            .column
            .unwrap_or_else(|| Spanned::new(ident.unraw().to_string(), ident.span()));
        let own_column = || vec![Spanned::new(column.value.clone(), ident.span())];
        FieldParts {
            primary_key: self.primary_key,
            unique: self.unique.map(|clause| Unique {
                span: clause.span,
                columns: own_column(),
                name: clause.name,
            }),
            foreign_key: self.references.map(|(span, references)| ForeignKey {
                span,
                columns: own_column(),
                references,
                on_delete: self.on_delete,
                on_update: self.on_update,
                match_type: None,
                deferrable: self.deferrable,
                name: self.foreign_key_name,
            }),
            checks: (self.checks.into_iter())
                .map(|clause| clause.check(Some(column.value.clone())))
                .collect(),
            indexes: (self.indexes.into_iter())
                .map(|clause| {
                    let key = IndexKey::column(column.value.clone());
                    clause.index(vec![Spanned::new(key, ident.span())])
                })
                .collect(),
            field: Field {
                ident: ident.clone(),
                column,
                ty: ty.clone(),
                rust_type,
                column_type,
                spelled: self.spelling.is_whole(),
                default: self.default,
                identity: self.identity,
                autoincrement: self.autoincrement,
                generated: self.generated,
                collation: self.collation,
                comment: self.comment,
                renamed_from: self.renamed_from,
            },
        }
    }

    /// Options of a foreign key need one.
    fn refuse_stray_key_options(&self, cx: &Ctxt) {
        let options = ["on_delete", "on_update", "deferrable", "foreign_key_name"];
        if self.names.iter().any(|name| name == "references") {
            return;
        }
        for name in &self.names {
            if options.iter().any(|option| name == option) {
                cx.error(name.span(), format!("`{name}` needs `references = Model`"));
            }
        }
    }
}

const IDENTITIES: [(&str, Option<IdentityKind>); 4] = [
    ("serial", Some(IdentityKind::Serial)),
    ("by_default", Some(IdentityKind::ByDefault)),
    ("always", Some(IdentityKind::Always)),
    ("none", None),
];
