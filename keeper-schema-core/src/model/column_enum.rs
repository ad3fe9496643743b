//! Reads an enum that a column keeps as its integer.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Data, Expr, ExprLit, ExprUnary, Fields, Lit, Token, UnOp};

use super::attribute::keeper_items;
use super::table::refuse_generics;
use super::{Ctxt, Spanned};
use crate::schema::ColumnType;

/// An enum that derives `ColumnEnum`.
#[derive(Clone, Debug)]
pub struct EnumModel {
    /// The enum's name.
    pub ident: Ident,
    /// The integer's type: what `#[repr(...)]` says, else `i32`.
    pub repr: Spanned<EnumRepr>,
    /// The variants, in order.
    pub variants: Vec<EnumVariant>,
}

/// A variant without fields.
#[derive(Clone, Debug)]
pub struct EnumVariant {
    /// The variant's name.
    pub ident: Ident,
    /// The integer it is kept as, numbered as Rust numbers it.
    pub value: i64,
}

/// The integer types that columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the types they are named for")]
pub enum EnumRepr {
    I16,
    I32,
    I64,
}

impl EnumModel {
    /// Reads an enum. Mistakes are reported into `cx`; the model is to be used only if
    /// `cx` is clean. `None` if the input is no enum.
    pub fn from_derive_input(cx: &Ctxt, input: &syn::DeriveInput) -> Option<Self> {
        let Data::Enum(data) = &input.data else {
            cx.error(
                input.ident.span(),
                "`ColumnEnum` is for enums; for a newtype derive `ColumnType`",
            );
            return None;
        };
        refuse_generics(cx, &input.generics, "a column enum");
        let attributes = (input.attrs.iter())
            .chain(data.variants.iter().flat_map(|variant| &variant.attrs))
            .cloned();
        for item in keeper_items(cx, &attributes.collect::<Vec<_>>()) {
            cx.error(item.span, "a column enum takes no keeper attributes");
        }
        if data.variants.is_empty() {
            cx.error(
                input.ident.span(),
                "a column enum needs at least one variant",
            );
        }
        let repr = repr(cx, input);
        Some(Self {
            ident: input.ident.clone(),
            variants: variants(cx, repr.value, data),
            repr,
        })
    }
}

impl EnumRepr {
    /// The column type.
    pub fn column_type(self) -> ColumnType {
        match self {
            Self::I16 => ColumnType::SmallInt,
            Self::I32 => ColumnType::Integer,
            Self::I64 => ColumnType::BigInt,
        }
    }

    /// The Rust type.
    pub fn name(self) -> &'static str {
        match self {
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        }
    }

    fn holds(self, value: i64) -> bool {
        match self {
            Self::I16 => i16::try_from(value).is_ok(),
            Self::I32 => i32::try_from(value).is_ok(),
            Self::I64 => true,
        }
    }
}

fn repr(cx: &Ctxt, input: &syn::DeriveInput) -> Spanned<EnumRepr> {
    let mut found = Spanned::new(EnumRepr::I32, input.ident.span());
    for attribute in input
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("repr"))
    {
        // What rustc refuses in a `repr` it reports itself.
        let Ok(hints) =
            attribute.parse_args_with(Punctuated::<syn::Meta, Token![,]>::parse_terminated)
        else {
            continue;
        };
        for hint in hints {
            let Some(name) = hint.path().get_ident().map(Ident::to_string) else {
                continue;
            };
            let instead = match name.as_str() {
                "i16" => Ok(EnumRepr::I16),
                "i32" => Ok(EnumRepr::I32),
                "i64" => Ok(EnumRepr::I64),
                "i8" | "u8" => Err("i16"),
                "u16" | "C" => Err("i32"),
                "u32" | "u64" | "usize" | "isize" | "u128" | "i128" => Err("i64"),
                _ => continue,
            };
            match instead {
                Ok(repr) => found = Spanned::new(repr, hint.span()),
                Err(instead) => cx.error(
                    hint.span(),
                    format!("no column has the integers of `repr({name})`, use `{instead}`"),
                ),
            }
        }
    }
    found
}

fn variants(cx: &Ctxt, repr: EnumRepr, data: &syn::DataEnum) -> Vec<EnumVariant> {
    let mut variants: Vec<EnumVariant> = Vec::new();
    let mut next = Some(0_i64);
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            cx.error_spanned_by(
                &variant.fields,
                "a column enum is kept as its integer: variants cannot have fields",
            );
        }
        let value = match &variant.discriminant {
            Some((_, expression)) => discriminant(cx, expression),
            None => {
                if next.is_none() {
                    cx.error(
                        variant.ident.span(),
                        "this variant's number does not fit into 64 bits",
                    );
                }
                next
            }
        };
        // After a mistake the count goes on from 0, and nothing more is said of it.
        let Some(value) = value else {
            next = Some(0);
            continue;
        };
        next = value.checked_add(1);
        let span = match &variant.discriminant {
            Some((_, expression)) => expression.span(),
            None => variant.ident.span(),
        };
        if !repr.holds(value) {
            cx.error(
                span,
                format!("`{value}` does not fit into `{}`", repr.name()),
            );
        }
        if let Some(same) = variants.iter().find(|other| other.value == value) {
            cx.error(
                span,
                format!("`{}` has the value `{value}` already", same.ident),
            );
        }
        variants.push(EnumVariant {
            ident: variant.ident.clone(),
            value,
        });
    }
    variants
}

/// The number that a literal says.
fn discriminant(cx: &Ctxt, expression: &Expr) -> Option<i64> {
    let (inner, sign) = match expression {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => (&**expr, "-"),
        _ => (expression, ""),
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Int(literal),
        ..
    }) = inner
    else {
        cx.error_spanned_by(
            expression,
            "expected a literal: the value is kept in databases, and other code must not change it",
        );
        return None;
    };
    let value = format!("{sign}{}", literal.base10_digits()).parse();
    if value.is_err() {
        cx.error(expression.span(), "this number does not fit into 64 bits");
    }
    value.ok()
}
