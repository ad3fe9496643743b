//! Writes what foreign keys refer to, with the proof that the other model has it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::not_seen;
use crate::diagnostic::Code;
use crate::model::ForeignKey;
use crate::model::ctxt::coded;

/// The constant `name` with what a key of the model `ident` refers to; `seen` is the table
/// that the scan found, if a view says.
pub(super) fn constant(
    ident: &Ident,
    key: &ForeignKey,
    name: &Ident,
    seen: Option<&str>,
) -> TokenStream {
    let target = &key.references.model;
    let written = target.to_token_stream().to_string().replace(' ', "");
    // `Self` is no name outside of the `impl`.
    let model = match target.is_ident("Self") {
        true => ident.to_token_stream(),
        false => target.to_token_stream(),
    };
    let head = quote_spanned!(target.span()=> <#model as __keeper::Model>::HEAD);
    let references = match key.references.fields.as_slice() {
        [] => {
            let width = key.columns.len();
            let message = coded(Code::ReferenceDoesNotFit, width_message(&written, width));
            quote_spanned!(target.span()=> #head.key(#width, #message))
        }
        fields => {
            let columns = fields.iter().map(|field| {
                let name = field.unraw().to_string();
                let message = format!("no field `{name}` in the model `{written}`");
                let message = coded(Code::UnknownField, message);
                quote_spanned!(field.span()=> #head.column(#name, #message))
            });
            quote!(#head.columns(&[#(#columns),*]))
        }
    };
    let seen = seen.map(|table| {
        let message = not_seen(&format!(
            "the schema scan took this for the model of table `{table}`, and it is another one \
             here: write the path of the model that is meant"
        ));
        quote_spanned!(target.span()=> #head.prove_table(#table, #message);)
    });
    quote! {
        const #name: __keeper::References = #references;
        #seen
    }
}

fn width_message(target: &str, width: usize) -> String {
    match width {
        1 => format!(
            "the primary key of `{target}` is not one column: name a field of it, as in \
             `references = {target}::field`"
        ),
        _ => format!("the primary key of `{target}` has not the {width} columns of this key"),
    }
}
