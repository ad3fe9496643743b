//! Writes column types, with the proof that the names in the source mean what the scan
//! took them for.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Type};

use super::bounds;
use crate::model::spanned::span_of;
use crate::model::{Field, FieldType, NewtypeModel, RustType};
use crate::schema::ColumnType;

/// The type of a column, and the statement that proves it, if it needs one.
struct ColumnTokens {
    column_type: Written,
    proof: TokenStream,
}

/// How a column type is written.
pub(super) enum Written {
    /// As the text that it is.
    Text(String),
    /// As an expression in the user's tokens, which rustc evaluates.
    Expression(TokenStream),
}

/// What proves the types of a model's columns.
#[derive(Default)]
pub(super) struct Proofs {
    /// Types that have to be well-formed, with a comma after each.
    pub(super) bounds: TokenStream,
    /// Statements that rustc evaluates.
    pub(super) evaluated: TokenStream,
}

/// The type of a column, whose field is of that Rust type; `seen` is the type that the scan found
/// for it, if a view says.
pub(super) fn field_type(
    field: &Field,
    ty: &Type,
    seen: Option<&str>,
    proofs: &mut Proofs,
) -> Written {
    let proof = Proof {
        ty,
        rust_type: &field.rust_type,
        column_type: &field.column_type.value,
        spelled: field.spelled,
    };
    if let Some((column_type, column)) = proof.by_bound() {
        bounds::append(&mut proofs.bounds, ty, column);
        return Written::Text(column_type.to_string());
    }
    let tokens = proof.column_type(seen);
    if !tokens.proof.is_empty() {
        proofs.evaluated.extend(tokens.proof);
    }
    tokens.column_type
}

/// The type of a newtype's columns.
pub(super) fn newtype_type(model: &NewtypeModel) -> TokenStream {
    let tokens = Proof {
        ty: &model.ty,
        rust_type: &model.rust_type,
        column_type: &model.column_type.value,
        spelled: model.spelled,
    }
    .column_type(None);
    let column_type = match tokens.column_type {
        Written::Text(text) => text.to_token_stream(),
        Written::Expression(tokens) => tokens,
    };
    let proof = tokens.proof;
    match proof.is_empty() {
        true => column_type,
        false => quote!({ #proof #column_type }),
    }
}

/// Whether a primary key of a newtype is numbered.
pub(super) fn newtype_numbered(model: &NewtypeModel) -> TokenStream {
    match &model.column_type.value {
        RustType::Known(known) => is_integer(known).to_token_stream(),
        RustType::Computed(_) | RustType::ArrayOf(_) => quote!(false),
        RustType::User(_) => {
            let ty = &model.ty;
            quote!(<#ty as __keeper::ColumnType>::NUMBERED)
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
    /// The column type, and the type with the bound that proves it.
    fn by_bound(&self) -> Option<(&ColumnType, &'static str)> {
        match (self.column_type, &self.rust_type.kind) {
            (RustType::Known(known), Ok(RustType::Known(assumed))) if !self.spelled => {
                Some((known, bounds::column(assumed, self.rust_type.null)?))
            }
            _ => None,
        }
    }

    fn column_type(&self, seen: Option<&str>) -> ColumnTokens {
        match (self.column_type, &self.rust_type.kind) {
            (RustType::Known(known), Ok(RustType::Known(assumed))) if !self.spelled => {
                ColumnTokens {
                    column_type: Written::Text(known.to_string()),
                    proof: self.named(assumed),
                }
            }
            (RustType::Computed(length), _) => self.computed(length, seen),
            // Spelled, or refused with an error before this.
            (RustType::Known(known), _) => ColumnTokens {
                column_type: Written::Text(known.to_string()),
                proof: match self.rust_type.null {
                    true => TokenStream::new(),
                    false => self.not_null(),
                },
            },
            (RustType::User(_) | RustType::ArrayOf(_), _) => {
                let ty = self.ty;
                let own = quote_spanned!(span_of(ty)=> <#ty as __keeper::ColumnType>::TYPE);
                ColumnTokens {
                    column_type: Written::Expression(own),
                    proof: match seen {
                        Some(seen) => self.seen(seen),
                        None => self.null(),
                    },
                }
            }
        }
    }

    /// The type of that length, which must be the one that the scan computed.
    fn computed(&self, length: &Expr, seen: Option<&str>) -> ColumnTokens {
        // The name of the column type by the number, whatever type of number it is.
        let name = quote_spanned! {length.span()=>
            __keeper::Varchar::<{
                let length = #length;
                #[allow(clippy::cast_lossless, clippy::cast_possible_wrap, clippy::unnecessary_cast)]
                let length = length as i128;
                __keeper::length(length)
            }>::NAME
        };
        let named = self.named(&ColumnType::Text);
        let same = match seen {
            // Nothing is wrong with a length that was read, and with no other.
            None => quote_spanned!(length.span()=> let _ = #name;),
            Some(seen) => {
                quote_spanned!(length.span()=> __keeper::prove_length(#name, #seen);)
            }
        };
        ColumnTokens {
            proof: quote!(#named #same),
            column_type: Written::Expression(name),
        }
    }

    /// The proof that the type is what its name stands for.
    fn named(&self, assumed: &ColumnType) -> TokenStream {
        self.proof("prove_named", &assumed.to_string())
    }

    /// The proof that the type's own column type is what the scan found.
    fn seen(&self, seen: &str) -> TokenStream {
        self.proof("prove_seen", seen)
    }

    fn proof(&self, function: &str, column_type: &str) -> TokenStream {
        let (ty, span) = (self.ty, span_of(self.ty));
        let function = Ident::new(function, span);
        let fingerprint = fingerprint(column_type, self.rust_type.null);
        quote_spanned! {span=>
            __keeper::#function(
                <#ty as __keeper::ColumnType>::FINGERPRINT, #fingerprint, #column_type
            );
        }
    }

    /// The proof that a type of which nothing else is known hides no `Option`.
    fn not_null(&self) -> TokenStream {
        let ty = self.ty;
        quote_spanned! {span_of(ty)=> {
            #[allow(unused_imports)]
            use __keeper::NotOption as _;
            __keeper::prove_null(__keeper::Nullable::<#ty>::NULL, false);
        }}
    }

    /// The proof that its name says whether it can be NULL, whatever the type is.
    fn null(&self) -> TokenStream {
        let (ty, null) = (self.ty, self.rust_type.null);
        quote_spanned! {span_of(ty)=>
            __keeper::prove_null(<#ty as __keeper::ColumnType>::NULLABLE, #null);
        }
    }
}

/// What `keeper_schema::private::fingerprint` makes of them: FNV-1a of 64 bits.
///
/// A comparison of numbers is what a proof can afford: of texts, it would take most of the
/// time that a model takes to compile.
fn fingerprint(column_type: &str, null: bool) -> u64 {
    let bytes = column_type.bytes().chain([u8::from(null)]);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
