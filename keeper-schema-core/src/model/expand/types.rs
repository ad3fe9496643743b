//! Writes column types, with the proof that the names in the source mean what the scan
//! took them for.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Type};

use super::not_seen;
use crate::model::{Field, FieldType, NewtypeModel, RustType};
use crate::schema::ColumnType;

/// The type of a column; `seen` is the type that the scan found for it, if a view says.
pub(super) fn field_type(field: &Field, seen: Option<&str>) -> TokenStream {
    Proof {
        ty: &field.ty,
        rust_type: &field.rust_type,
        column_type: &field.column_type.value,
        spelled: field.spelled,
    }
    .column_type(seen)
}

/// The type of a newtype's columns.
pub(super) fn newtype_type(model: &NewtypeModel) -> TokenStream {
    Proof {
        ty: &model.ty,
        rust_type: &model.rust_type,
        column_type: &model.column_type.value,
        spelled: model.spelled,
    }
    .column_type(None)
}

/// Whether a primary key of a newtype is numbered.
pub(super) fn newtype_numbered(model: &NewtypeModel) -> TokenStream {
    match &model.column_type.value {
        RustType::Known(known) => is_integer(known).to_token_stream(),
        RustType::Computed(_) | RustType::ArrayOf(_) => quote!(false),
        RustType::User(_) => {
            let ty = &model.ty;
            quote!(<#ty as ::keeper_schema::ColumnType>::NUMBERED)
        }
    }
}

/// Whether the database can number columns of that type.
pub(super) fn is_integer(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
    )
}

/// A Rust type, what was read of it, and what attributes made of that.
struct Proof<'a> {
    ty: &'a Type,
    rust_type: &'a FieldType,
    column_type: &'a RustType,
    spelled: bool,
}

impl Proof<'_> {
    fn column_type(&self, seen: Option<&str>) -> TokenStream {
        match (self.column_type, &self.rust_type.kind) {
            (RustType::Known(known), Ok(RustType::Known(assumed))) if !self.spelled => {
                let (known, assumed) = (known.to_string(), assumed.to_string());
                let message = format!(
                    "`{}` is not the type of that name that the scan takes for `{assumed}`: \
                     write the type in full, or add `#[keeper(type = \"...\")]`",
                    self.written()
                );
                let proved = self.proved(&assumed, &message);
                if known == assumed {
                    proved
                } else {
                    quote!({ let _ = #proved; #known })
                }
            }
            (RustType::Computed(length), _) => self.computed(length, seen),
            // Spelled, or refused with an error before this.
            (RustType::Known(known), _) => known.to_string().to_token_stream(),
            (RustType::User(_) | RustType::ArrayOf(_), _) => match seen {
                Some(seen) => {
                    let message = format!(
                        "the schema scan took `{}` for `{seen}`, and it is another type here: \
                         write the path of the type that is meant",
                        self.written()
                    );
                    self.proved(seen, &message)
                }
                None => self.resolved(),
            },
        }
    }

    /// The type of that length, which must be the one that the scan computed.
    fn computed(&self, length: &Expr, seen: Option<&str>) -> TokenStream {
        let text = ColumnType::Text.to_string();
        let message = format!(
            "`{}` is not the type of that name that the scan takes for `{text}`: write the type in \
             full, or add `#[keeper(type = \"...\")]`",
            self.written()
        );
        let proved = self.proved(&text, &message);
        // The name of the column type by the number, whatever type of number it is.
        let name = quote_spanned! {length.span()=>
            ::keeper_schema::private::Varchar::<{
                let length = #length;
                #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, clippy::unnecessary_cast)]
                let length = length as i128;
                ::keeper_schema::private::length(length)
            }>::NAME
        };
        let name = match seen {
            None => name,
            Some(seen) => {
                let message = format!(
                    "the schema scan took this column for `{seen}`, and its length is another one \
                     here: write the number"
                );
                let message = not_seen(&message);
                quote_spanned! {length.span()=>
                    ::keeper_schema::private::proved(#name, #seen, true, #message)
                }
            }
        };
        quote!({ let _ = #proved; #name })
    }

    /// The type's own column type, which must be the one assumed.
    fn proved(&self, assumed: &str, message: &str) -> TokenStream {
        let (ty, null) = (self.ty, self.rust_type.null);
        let message = not_seen(message);
        quote_spanned! {ty.span()=>
            ::keeper_schema::private::proved(
                <#ty as ::keeper_schema::ColumnType>::TYPE,
                #assumed,
                <#ty as ::keeper_schema::ColumnType>::NULLABLE == #null,
                #message,
            )
        }
    }

    /// The type's own column type, whatever it is.
    fn resolved(&self) -> TokenStream {
        let (ty, null) = (self.ty, self.rust_type.null);
        let message = not_seen(&format!(
            "`{}` is an alias that hides an `Option`: write `Option<...>` in the struct, where \
             the scan sees it",
            self.written()
        ));
        quote_spanned! {ty.span()=>
            ::keeper_schema::private::resolved(
                <#ty as ::keeper_schema::ColumnType>::TYPE,
                <#ty as ::keeper_schema::ColumnType>::NULLABLE == #null,
                #message,
            )
        }
    }

    /// The type as a person writes it.
    fn written(&self) -> String {
        self.ty.to_token_stream().to_string().replace(' ', "")
    }
}
