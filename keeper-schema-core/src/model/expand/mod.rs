//! Writes what the derives emit.
//!
//! After a mistake the traits are implemented all the same, with what is known, so
//! that one mistake gives one error.

mod agreement;
mod description;
mod elements;
mod types;
mod values;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::DeriveInput;
use syn::ext::IdentExt;

use super::{Ctxt, EnumModel, Model, NewtypeModel};

/// Expands `#[derive(Model)]`.
pub fn model(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = Model::from_derive_input(&cx, input);
    let ident = &input.ident;
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(error), model) => {
            let error = error.to_compile_error();
            let items = description::minimal_items(ident, model.as_ref());
            let (generics, arguments, bounds) = input.generics.split_for_impl();
            return quote! {
                #error
                #[automatically_derived]
                impl #generics ::keeper_schema::Model for #ident #arguments #bounds { #items }
            };
        }
    };
    let agreement = agreement::with_view(&model);
    let body = description::model_items(&model, &agreement);
    let proof = agreement.items(&model);
    // A constant of a trait is evaluated only where it is used: use it, so that the
    // proofs in it are made.
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl ::keeper_schema::Model for #ident { #body }
        const _: ::keeper_schema::description::Table = <#ident as ::keeper_schema::Model>::TABLE;
        #proof
    }
}

/// Expands `#[derive(ColumnEnum)]`.
pub fn column_enum(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = EnumModel::from_derive_input(&cx, input);
    let ident = &input.ident;
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(error), _) => {
            let error = error.to_compile_error();
            let stand_in = column_type_impl(input, &quote!("integer"), &quote!(false));
            return quote! { #error #stand_in };
        }
    };
    let repr = format_ident!("{}", model.repr.value.name());
    let column_type = model.repr.value.column_type().to_string();
    let type_impl = column_type_impl(input, &quote!(#column_type), &quote!(false));
    let enum_name = ident.unraw().to_string();
    let variants: Vec<_> = model
        .variants
        .iter()
        .map(|variant| &variant.ident)
        .collect();
    let names = variants.iter().map(|variant| variant.unraw().to_string());
    let values = model
        .variants
        .iter()
        .map(|variant| Literal::i64_unsuffixed(variant.value));
    let values: Vec<_> = values.collect();
    quote! {
        #type_impl
        #[automatically_derived]
        impl ::keeper_schema::ColumnEnum for #ident {
            const VALUES: &'static [(&'static str, i64)] = &[#((#names, #values)),*];

            fn from_value(value: i64) -> ::core::option::Option<Self> {
                match value {
                    #(#values => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn to_value(&self) -> i64 {
                match self { #(Self::#variants => #values,)* }
            }
        }
        #[automatically_derived]
        impl ::core::convert::From<#ident> for #repr {
            fn from(value: #ident) -> Self {
                match value { #(#ident::#variants => #values,)* }
            }
        }
        #[automatically_derived]
        impl ::core::convert::TryFrom<#repr> for #ident {
            type Error = ::keeper_schema::UnknownValue;

            fn try_from(value: #repr) -> ::core::result::Result<Self, Self::Error> {
                let value = ::core::convert::Into::<i64>::into(value);
                ::core::option::Option::ok_or(
                    <Self as ::keeper_schema::ColumnEnum>::from_value(value),
                    ::keeper_schema::UnknownValue { value, name: #enum_name },
                )
            }
        }
    }
}

/// Expands `#[derive(ColumnType)]`.
pub fn column_type(input: &DeriveInput) -> TokenStream {
    let cx = Ctxt::new();
    let model = NewtypeModel::from_derive_input(&cx, input);
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(error), _) => {
            let error = error.to_compile_error();
            let stand_in = column_type_impl(input, &quote!("text"), &quote!(false));
            return quote! { #error #stand_in };
        }
    };
    let ident = &model.ident;
    let numbered = types::newtype_numbered(&model);
    let type_impl = column_type_impl(input, &types::newtype_type(&model), &numbered);
    quote! {
        #type_impl
        const _: &str = <#ident as ::keeper_schema::ColumnType>::TYPE;
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
