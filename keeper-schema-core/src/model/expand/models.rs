//! Expands `models!`, which repeats what a macro makes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Item};

use crate::diagnostic::Code;
use crate::model::ctxt::coded;

/// The items in the braces.
struct Declared {
    items: Vec<Item>,
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut items = Vec::new();
        while !input.is_empty() {
            items.push(input.parse()?);
        }
        Ok(Self { items })
    }
}

/// Expands `models! { ... }`: makes nothing, and asks that each type is there. That each is
/// what is repeated, its own derive proves.
pub fn models(input: TokenStream) -> TokenStream {
    let declared = match syn::parse2::<Declared>(input) {
        Ok(declared) => declared,
        Err(error) => return error.to_compile_error(),
    };
    declared.items.iter().map(is_there).collect()
}

fn is_there(item: &Item) -> TokenStream {
    let (ident, attributes): (&Ident, &[Attribute]) = match item {
        Item::Struct(item) => (&item.ident, &item.attrs),
        Item::Enum(item) => (&item.ident, &item.attrs),
        other => {
            let message =
                "`models!` repeats structs and enums that a macro makes, and nothing else";
            let message = coded(Code::NotDerivable, message);
            return syn::Error::new_spanned(other.to_token_stream(), message).to_compile_error();
        }
    };
    let cfgs = attributes.iter().filter(|it| it.path().is_ident("cfg"));
    quote_spanned! {ident.span()=>
        #(#cfgs)*
        const _: ::core::marker::PhantomData<#ident> = ::core::marker::PhantomData;
    }
}
