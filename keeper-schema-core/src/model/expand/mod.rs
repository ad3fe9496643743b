//! Writes what the derives emit.
//!
//! After a mistake the traits are implemented all the same, with what is known, so
//! that one mistake gives one error.

mod agreement;
mod description;
mod elements;
mod enums;
mod models;
mod object;
mod types;
mod values;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::DeriveInput;

pub use self::models::models;

use super::ctxt::coded;
use super::{Ctxt, EnumModel, EnumStorage, Mistake, Model, NewtypeModel, ObjectModel};
use crate::diagnostic::Code;

/// Expands `#[derive(Model)]`.
pub fn model(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = Model::from_derive_input(&cx, input);
    let ident = &input.ident;
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), model) => {
            let errors = compile_errors(&mistakes);
            let items = description::minimal_items(ident, model.as_ref());
            let (generics, arguments, bounds) = input.generics.split_for_impl();
            return quote! {
                #errors
                #[automatically_derived]
                impl #generics ::keeper_schema::Model for #ident #arguments #bounds { #items }
            };
        }
    };
    let agreement = agreement::with_view(&model);
    let body = description::model_items(&model, &agreement);
    let proof = agreement.items_with_fields(&model.ident, &model.fields);
    let references = agreement.references(&model);
    // A constant of a trait is evaluated only where it is used: use it, so that the
    // proofs in it are made.
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl ::keeper_schema::Model for #ident { #body }
        const _: ::keeper_schema::description::Table = <#ident as ::keeper_schema::Model>::TABLE;
        #references
        #proof
    }
}

/// Expands `#[derive(ColumnEnum)]`.
pub fn column_enum(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = EnumModel::from_derive_input(&cx, input);
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), _) => {
            let errors = compile_errors(&mistakes);
            let stand_in = column_type_impl(input, &quote!("integer"), &quote!(false));
            return quote! { #errors #stand_in };
        }
    };
    let column_type = model.column_type().to_string();
    let type_impl = column_type_impl(input, &quote!(#column_type), &quote!(false));
    let conversions = match &model.storage.value {
        EnumStorage::Integer => enums::of_integers(&model),
        EnumStorage::Text { .. } | EnumStorage::Native(_) => enums::of_texts(&model),
    };
    let proof = agreement::of_enum(&model).items(&model.ident);
    quote! {
        #type_impl
        #conversions
        #proof
    }
}

/// Expands `#[derive(ColumnType)]`.
pub fn column_type(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = NewtypeModel::from_derive_input(&cx, input);
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), _) => {
            let errors = compile_errors(&mistakes);
            let stand_in = column_type_impl(input, &quote!("text"), &quote!(false));
            return quote! { #errors #stand_in };
        }
    };
    let ident = &model.ident;
    let numbered = types::newtype_numbered(&model);
    let type_impl = column_type_impl(input, &types::newtype_type(&model), &numbered);
    // A generic one is evaluated where it is used.
    let used = (input.generics.params.is_empty())
        .then(|| quote!(const _: &str = <#ident as ::keeper_schema::ColumnType>::TYPE;));
    quote!(#type_impl #used)
}

/// Each mistake, as rustc takes it from a macro.
fn compile_errors(mistakes: &[Mistake]) -> TokenStream {
    mistakes.iter().map(Mistake::to_compile_error).collect()
}

/// What rustc says of a model that the guard saw otherwise.
fn not_seen(message: &str) -> String {
    coded(Code::ModelNotSeen, message)
}

/// Expands `#[derive(SqlObject)]`.
pub fn sql_object(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = ObjectModel::from_derive_input(&cx, input);
    match (cx.check(), model) {
        (Ok(()), Some(model)) => {
            let items = object::items(&model);
            let proof = agreement::of_object(&model).items(&model.ident);
            quote!(#items #proof)
        }
        (Ok(()), None) => TokenStream::new(),
        (Err(mistakes), _) => compile_errors(&mistakes),
    }
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
        impl #generics ::keeper_schema::ColumnType for #ident #arguments #bounds {
            const TYPE: &'static str = #column_type;
            const NUMBERED: bool = #numbered;
        }
    }
}
