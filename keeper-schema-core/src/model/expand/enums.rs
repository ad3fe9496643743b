//! Writes how an enum becomes what a column keeps of it, and back.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

use crate::model::{EnumModel, text_of};

/// An enum that is kept as its integers.
pub(super) fn of_integers(model: &EnumModel) -> TokenStream {
    let ident = &model.ident;
    let repr = format_ident!("{}", model.repr.value.name());
    let enum_name = text_of(ident);
    let variants = variants(model);
    let names = variants.iter().map(|variant| text_of(variant));
    let values = model
        .variants
        .iter()
        .map(|variant| Literal::i64_unsuffixed(variant.value));
    let values: Vec<_> = values.collect();
    quote! {
        #[automatically_derived]
        impl __keeper::ColumnEnum for #ident {
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
            type Error = __keeper::UnknownValue;

            fn try_from(value: #repr) -> ::core::result::Result<Self, Self::Error> {
                let value = ::core::convert::Into::<i64>::into(value);
                ::core::option::Option::ok_or(
                    <Self as __keeper::ColumnEnum>::from_value(value),
                    __keeper::UnknownValue { value, name: #enum_name },
                )
            }
        }
    }
}

/// An enum that is kept as text, of a type of its own or not.
pub(super) fn of_texts(model: &EnumModel) -> TokenStream {
    let ident = &model.ident;
    let enum_name = text_of(ident);
    let variants = variants(model);
    let names = variants.iter().map(|variant| text_of(variant));
    let texts = model.texts();
    quote! {
        #[automatically_derived]
        impl __keeper::TextEnum for #ident {
            const VALUES: &'static [(&'static str, &'static str)] = &[#((#names, #texts)),*];

            fn from_text(text: &str) -> ::core::option::Option<Self> {
                match text {
                    #(#texts => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }

            fn as_text(&self) -> &'static str {
                match self { #(Self::#variants => #texts,)* }
            }
        }
        #[automatically_derived]
        impl ::core::convert::From<#ident> for &'static str {
            fn from(value: #ident) -> Self {
                <#ident as __keeper::TextEnum>::as_text(&value)
            }
        }
        #[automatically_derived]
        impl ::core::convert::TryFrom<&str> for #ident {
            type Error = __keeper::UnknownText;

            fn try_from(text: &str) -> ::core::result::Result<Self, Self::Error> {
                ::core::option::Option::ok_or_else(
                    <Self as __keeper::TextEnum>::from_text(text),
                    || __keeper::UnknownText::new(text, #enum_name),
                )
            }
        }
    }
}

fn variants(model: &EnumModel) -> Vec<&Ident> {
    let variants = model.variants.iter();
    variants.map(|variant| &variant.ident).collect()
}
