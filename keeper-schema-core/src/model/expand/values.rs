//! Writes texts, lists and what may be absent.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::model::Spanned;
use crate::schema::{PerDialect, SqlText};

pub(super) fn sql(text: &SqlText) -> TokenStream {
    let value = match text {
        PerDialect::Common(text) => quote!(Common(#text)),
        PerDialect::Each { sqlite, postgres } => {
            let sqlite = optional(sqlite.as_ref().map(ToTokens::to_token_stream));
            let postgres = optional(postgres.as_ref().map(ToTokens::to_token_stream));
            quote!(Each { sqlite: #sqlite, postgres: #postgres })
        }
    };
    quote!(::keeper_schema::description::Sql::#value)
}

pub(super) fn strings<'a>(values: impl IntoIterator<Item = &'a Spanned<String>>) -> TokenStream {
    let values = values.into_iter().map(|value| &value.value);
    quote!(&[#(#values),*])
}

pub(super) fn text(value: Option<&Spanned<String>>) -> TokenStream {
    optional(value.map(|value| value.value.to_token_stream()))
}

pub(super) fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => none(),
    }
}

pub(super) fn none() -> TokenStream {
    quote!(::core::option::Option::None)
}
