//! Reads a struct of one field that a column holds as that field.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{Data, GenericParam};

use super::attribute::{keeper_items, nameless, unknown};
use super::case::text_of;
use super::spelling::Spelling;
use super::types::{RustType, column_type_of};
use super::{Ctxt, FieldType, Spanned};
use crate::diagnostic::Code;
use crate::schema::ColumnType;

/// A struct that derives `ColumnType`.
#[derive(Clone)]
pub struct NewtypeModel {
    /// The struct's name.
    pub ident: Ident,
    /// The type of its field, as it is written.
    pub ty: syn::Type,
    /// What the type of its field says by itself.
    pub rust_type: FieldType,
    /// The column's type: what an attribute says, else what the field's type says.
    pub column_type: Spanned<RustType>,
    /// Whether `type` or `precision` says the column type, so that nothing is asked of
    /// the field's type.
    pub spelled: bool,
}

/// The attributes of a newtype.
const KNOWN: &[&str] = &["type", "length", "precision", "scale"];

impl NewtypeModel {
    /// Reads a struct of one field. Mistakes are reported into `cx`; the model is to be
    /// used only if `cx` is clean. `None` if the input is something else.
    pub fn from_derive_input(cx: &Ctxt, input: &syn::DeriveInput) -> Option<Self> {
        let field = only_field(cx, input)?;
        let mut spelling = Spelling::default();
        for item in keeper_items(cx, input.attrs.clone()) {
            match item.name() {
                Some(name) if KNOWN.contains(&text_of(name).as_str()) => {
                    spelling.take(cx, name, &item);
                }
                Some(name) => unknown(cx, name, "keeper type attribute", KNOWN, None),
                None => nameless(cx, &item),
            }
        }
        for item in keeper_items(cx, field.attrs.clone()) {
            cx.error(
                Code::MalformedAttribute,
                item.span,
                "keeper attributes of a column type belong on the struct",
            );
        }
        let rust_type = column_type_of(&field.ty);
        if rust_type.null {
            cx.error_spanned_by(
                Code::NotDerivable,
                &field.ty,
                format!(
                    "a column type cannot be `Option`: use `Option<{}>` in the model",
                    input.ident
                ),
            );
        }
        let mut column_type = spelling.resolve(cx, &rust_type.kind, field.ty.span());
        if !generics(cx, &input.generics, &field.ty, spelling.is_whole()) {
            // Any will do, so that one mistake is told once.
            column_type.value = RustType::Known(ColumnType::Text);
        }
        Some(Self {
            ident: input.ident.clone(),
            ty: field.ty.clone(),
            rust_type,
            column_type,
            spelled: spelling.is_whole(),
        })
    }
}

/// Type parameters may tell newtypes apart, as in `Id<Book>`. The column is the same for all.
fn generics(cx: &Ctxt, generics: &syn::Generics, ty: &syn::Type, spelled: bool) -> bool {
    let mut fit = true;
    for parameter in &generics.params {
        let GenericParam::Type(parameter) = parameter else {
            cx.error_spanned_by(
                Code::NotDerivable,
                parameter,
                "a column type can have type parameters only, for a `PhantomData`",
            );
            fit = false;
            continue;
        };
        if !spelled && mentions(ty.to_token_stream(), &parameter.ident) {
            cx.error_spanned_by(
                Code::UnknownColumnType,
                ty,
                format!(
                    "the column type cannot depend on `{}`: name a type, or add \
                     `#[keeper(type = \"...\")]` to the struct",
                    parameter.ident
                ),
            );
            fit = false;
        }
    }
    fit
}

fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The fields that hold anything.
fn real_fields(fields: &syn::Fields) -> Vec<&syn::Field> {
    let is_phantom = |field: &&syn::Field| match &field.ty {
        syn::Type::Path(path) => {
            let last = path.path.segments.last();
            last.is_some_and(|last| last.ident == "PhantomData")
        }
        _ => false,
    };
    fields.iter().filter(|field| !is_phantom(field)).collect()
}

fn only_field<'a>(cx: &Ctxt, input: &'a syn::DeriveInput) -> Option<&'a syn::Field> {
    let (span, message): (Span, &str) = match &input.data {
        Data::Struct(data) => match real_fields(&data.fields).as_slice() {
            [field] => return Some(field),
            [] => (input.ident.span(), "a column type needs one field"),
            [_, second, ..] => (second.span(), "a column type has one field only"),
        },
        Data::Enum(_) => (
            input.ident.span(),
            "`ColumnType` is for newtypes; for an enum derive `ColumnEnum`",
        ),
        Data::Union(_) => (
            input.ident.span(),
            "`ColumnType` is for structs of one field",
        ),
    };
    cx.error(Code::NotDerivable, span, message);
    None
}
