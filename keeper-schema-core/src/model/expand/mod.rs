//! Writes what the derives emit.
//!
//! After a mistake the traits are implemented all the same, with what is known, so
//! that one mistake gives one error.

mod agreement;
mod bounds;
mod description;
mod elements;
mod enums;
mod models;
mod object;
mod references;
mod table;
mod types;
mod values;

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream};
use quote::{TokenStreamExt, quote, quote_spanned};
use syn::{DeriveInput, Ident};

pub use self::models::models;
pub use self::table::{Read, model};

use super::ctxt::coded;
use super::{Ctxt, EnumModel, EnumStorage, Mistake, NewtypeModel, ObjectModel};
use crate::diagnostic::Code;

/// Expands `#[derive(ColumnEnum)]`.
pub fn column_enum(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = EnumModel::from_derive_input(&cx, input);
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), _) => return stand_in(input, &mistakes, "integer"),
    };
    let column_type = model.column_type().to_string();
    let type_impl = column_type_impl(input, &quote!(#column_type), &quote!(false));
    let conversions = match &model.storage.value {
        EnumStorage::Integer => enums::of_integers(&model),
        EnumStorage::Text { .. } | EnumStorage::Native(_) => enums::of_texts(&model),
    };
    derived(
        &model.ident,
        &quote!(#type_impl #conversions),
        &agreement::of_enum(&model).proof(&model.ident),
    )
}

/// Expands `#[derive(ColumnType)]`.
pub fn column_type(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = NewtypeModel::from_derive_input(&cx, input);
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), _) => return stand_in(input, &mistakes, "text"),
    };
    let ident = &model.ident;
    let numbered = types::newtype_numbered(&model);
    let type_impl = column_type_impl(input, &types::newtype_type(&model), &numbered);
    // A generic one is evaluated where it is used.
    let used = (input.generics.params.is_empty())
        .then(|| quote!(let _: &str = <#ident as __keeper::ColumnType>::TYPE;));
    derived(ident, &type_impl, &used.unwrap_or_default())
}

/// Expands `#[derive(SqlObject)]`.
pub fn sql_object(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = ObjectModel::from_derive_input(&cx, input);
    match (cx.check(), model) {
        (Ok(()), Some(model)) => {
            let proof = agreement::of_object(&model).proof(&model.ident);
            derived(&model.ident, &object::items(&model), &proof)
        }
        (Ok(()), None) => TokenStream::new(),
        (Err(mistakes), _) => compile_errors(&mistakes),
    }
}

/// Items, and statements that rustc evaluates while it compiles: a constant of a trait is
/// evaluated only where it is used, and proofs are to be made.
fn derived(ident: &Ident, items: &TokenStream, evaluated: &TokenStream) -> TokenStream {
    constant(quote_spanned! {ident.span()=>
        use ::keeper_schema::private as __keeper;

        #items
        #evaluated
    })
}

/// A constant without a name, whose value is that block.
///
/// By appending: in a debug build, a stream within a stream costs several calls into rustc.
fn constant(block: TokenStream) -> TokenStream {
    let mut tokens = quote!(const _: () =);
    tokens.append(Group::new(Delimiter::Brace, block));
    tokens.append(Punct::new(';', Spacing::Alone));
    tokens
}

/// What there is of a column type after mistakes.
fn stand_in(input: &DeriveInput, mistakes: &[Mistake], column_type: &str) -> TokenStream {
    let errors = compile_errors(mistakes);
    let type_impl = column_type_impl(input, &quote!(#column_type), &quote!(false));
    let derived = derived(&input.ident, &type_impl, &TokenStream::new());
    quote!(#errors #derived)
}

fn column_type_impl(
    input: &DeriveInput,
    column_type: &TokenStream,
    numbered: &TokenStream,
) -> TokenStream {
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #generics __keeper::ColumnType for #ident #arguments #bounds {
            const TYPE: &'static str = #column_type;
            const NUMBERED: bool = #numbered;
        }
    }
}

/// Each mistake, as rustc takes it from a macro.
fn compile_errors(mistakes: &[Mistake]) -> TokenStream {
    mistakes.iter().map(Mistake::to_compile_error).collect()
}

/// What rustc says of a model that the guard saw otherwise.
fn not_seen(message: &str) -> String {
    coded(Code::ModelNotSeen, message)
}
