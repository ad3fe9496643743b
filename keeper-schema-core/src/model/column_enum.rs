//! Reads an enum that a column keeps as an integer, as text or as a value of an enum type.

use proc_macro2::Ident;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Data, Expr, ExprLit, ExprUnary, Fields, Lit, Token, UnOp};

use super::check::name_fits;
use super::enum_storage::{EnumAttributes, EnumStorage, VariantAttributes};
use super::table::refuse_generics;
use super::{Ctxt, Spanned, doc};
use crate::diagnostic::Code;
use crate::schema::ColumnType;

/// An enum that derives `ColumnEnum`.
#[derive(Clone, Debug)]
pub struct EnumModel {
    /// The enum's name.
    pub ident: Ident,
    /// How its values are kept.
    pub storage: Spanned<EnumStorage>,
    /// The name that its type had before, if it has one.
    pub renamed_from: Option<Spanned<String>>,
    /// The comment of its type.
    pub comment: Option<Spanned<String>>,
    /// The enum's doc comment.
    pub doc: Option<String>,
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
    /// The text it is kept as, where that is how the enum is kept.
    pub text: Spanned<String>,
    /// The text that it was before.
    pub renamed_from: Option<Spanned<String>>,
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
                Code::NotDerivable,
                input.ident.span(),
                "`ColumnEnum` is for enums; for a newtype derive `ColumnType`",
            );
            return None;
        };
        refuse_generics(cx, &input.generics, "a column enum");
        let attributes = EnumAttributes::read(cx, &input.attrs);
        let storage = attributes.storage(&input.ident);
        if data.variants.is_empty() {
            cx.error(
                Code::EnumValues,
                input.ident.span(),
                "a column enum needs at least one variant",
            );
        }
        let repr = repr(cx, input);
        let model = Self {
            ident: input.ident.clone(),
            variants: variants(cx, repr.value, &storage.value, data),
            renamed_from: attributes.renamed_from.clone(),
            comment: attributes.comment.clone(),
            doc: doc::comment(&input.attrs),
            storage,
            repr,
        };
        model.check_names(cx, attributes.schema());
        Some(model)
    }

    /// The column type.
    pub fn column_type(&self) -> ColumnType {
        let said = self.storage.value.column_type();
        said.unwrap_or_else(|| self.repr.value.column_type())
    }

    /// The texts that a column holds; none if it holds integers.
    pub fn texts(&self) -> Vec<String> {
        match &self.storage.value {
            EnumStorage::Integer => Vec::new(),
            EnumStorage::Text { .. } | EnumStorage::Native(_) => {
                let variants = self.variants.iter();
                variants.map(|variant| variant.text.value.clone()).collect()
            }
        }
    }

    fn check_names(&self, cx: &Ctxt, schema: Option<&Spanned<String>>) {
        let (length, name) = match &self.storage.value {
            EnumStorage::Integer => return,
            EnumStorage::Text { length } => (*length, None),
            EnumStorage::Native(name) => (
                None,
                Some(Spanned::new(name.name.clone(), self.storage.span)),
            ),
        };
        let is_native = name.is_some();
        let values = self.variants.iter().map(|variant| &variant.text);
        let before = self.variants.iter().map(|variant| &variant.renamed_from);
        let names = name.iter().chain(schema).chain(&self.renamed_from);
        let names = names.chain(before.flatten());
        for name in names.chain(values.clone().filter(|_| is_native)) {
            if let Err(message) = name_fits(&name.value) {
                cx.error(Code::NameRefused, name.span, message);
            }
        }
        for (at, value) in values.clone().enumerate() {
            if let Some(length) = length
                && value.value.chars().count() > length as usize
            {
                cx.error(
                    Code::EnumValues,
                    value.span,
                    format!("`{}` is longer than {length}", value.value),
                );
            }
            if value.value.contains('\0') && !is_native {
                cx.error(
                    Code::EnumValues,
                    value.span,
                    "a value cannot hold a NUL character",
                );
            }
            let mut others = self.variants.iter().take(at);
            if let Some(same) = others.find(|other| other.text.value == value.value) {
                cx.error(
                    Code::EnumValues,
                    value.span,
                    format!("`{}` has the value `{}` already", same.ident, value.value),
                );
            }
        }
        for variant in &self.variants {
            let Some(before) = &variant.renamed_from else {
                continue;
            };
            let mut values = values.clone();
            if before.value == variant.text.value {
                let message = format!("`{}` is the value it has now", before.value);
                cx.error(Code::StaleRename, before.span, message);
            } else if values.any(|value| value.value == before.value) {
                let message = format!("`{}` is a value still", before.value);
                cx.error(Code::StaleRename, before.span, message);
            }
        }
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
                    Code::EnumValues,
                    hint.span(),
                    format!("no column has the integers of `repr({name})`, use `{instead}`"),
                ),
            }
        }
    }
    found
}

fn variants(
    cx: &Ctxt,
    repr: EnumRepr,
    storage: &EnumStorage,
    data: &syn::DataEnum,
) -> Vec<EnumVariant> {
    let mut variants: Vec<EnumVariant> = Vec::new();
    let mut next = Some(0_i64);
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            cx.error_spanned_by(
                Code::EnumValues,
                &variant.fields,
                "a column enum is kept as one value: variants cannot have fields",
            );
        }
        let attributes = VariantAttributes::read(cx, variant, storage);
        let text = attributes.text(&variant.ident);
        let renamed_from = attributes.renamed_from;
        if *storage != EnumStorage::Integer {
            variants.push(EnumVariant {
                ident: variant.ident.clone(),
                value: 0,
                text,
                renamed_from,
            });
            continue;
        }
        let value = match &variant.discriminant {
            Some((_, expression)) => discriminant(cx, expression),
            None => {
                if next.is_none() {
                    cx.error(
                        Code::EnumValues,
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
                Code::EnumValues,
                span,
                format!("`{value}` does not fit into `{}`", repr.name()),
            );
        }
        if let Some(same) = variants.iter().find(|other| other.value == value) {
            cx.error(
                Code::EnumValues,
                span,
                format!("`{}` has the value `{value}` already", same.ident),
            );
        }
        variants.push(EnumVariant {
            ident: variant.ident.clone(),
            value,
            text,
            renamed_from,
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
            Code::EnumValues,
            expression,
            "expected a literal: the value is kept in databases, and other code must not change it",
        );
        return None;
    };
    let value = format!("{sign}{}", literal.base10_digits()).parse();
    if value.is_err() {
        cx.error(
            Code::EnumValues,
            expression.span(),
            "this number does not fit into 64 bits",
        );
    }
    value.ok()
}
