//! Reads a struct of one field that a column holds as that field.

use proc_macro2::{Ident, Span};
use syn::Data;
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::attribute::{keeper_items, nameless, unknown};
use super::spelling::Spelling;
use super::table::refuse_generics;
use super::types::{RustType, column_type_of};
use super::{Ctxt, FieldType, Spanned};

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
        refuse_generics(cx, &input.generics, "a column type");
        let mut spelling = Spelling::default();
        for item in keeper_items(cx, &input.attrs) {
            match item.name() {
                Some(name) if KNOWN.contains(&name.unraw().to_string().as_str()) => {
                    spelling.take(cx, name, &item);
                }
                Some(name) => unknown(cx, name, "keeper type attribute", KNOWN, None),
                None => nameless(cx, &item),
            }
        }
        for item in keeper_items(cx, &field.attrs) {
            cx.error(
                item.span,
                "keeper attributes of a column type belong on the struct",
            );
        }
        let rust_type = column_type_of(&field.ty);
        if rust_type.null {
            cx.error_spanned_by(
                &field.ty,
                format!(
                    "a column type cannot be `Option`: use `Option<{}>` in the model",
                    input.ident
                ),
            );
        }
        let column_type = spelling.resolve(cx, &rust_type.kind, field.ty.span());
        Some(Self {
            ident: input.ident.clone(),
            ty: field.ty.clone(),
            rust_type,
            column_type,
            spelled: spelling.is_whole(),
        })
    }
}

fn only_field<'a>(cx: &Ctxt, input: &'a syn::DeriveInput) -> Option<&'a syn::Field> {
    let (span, message): (Span, &str) = match &input.data {
        Data::Struct(data) => match data.fields.iter().collect::<Vec<_>>().as_slice() {
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
    cx.error(span, message);
    None
}
