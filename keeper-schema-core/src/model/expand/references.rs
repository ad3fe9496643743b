//! Writes what foreign keys refer to, with the proof that the other model has it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned as _;

use super::not_seen;
use crate::diagnostic::Code;
use crate::model::ctxt::coded;
use crate::model::{ForeignKey, text_of};

/// The constant `name` with what a key of the model `ident` refers to; `seen` is the table
/// that the scan found, if a view says.
pub(super) fn constant(
    ident: &Ident,
    key: &ForeignKey,
    name: &Ident,
    seen: Option<&str>,
) -> TokenStream {
    let target = &key.references.model;
    // `Self` is no name outside of the `impl`.
    let own = Path::from(ident.clone());
    let model = match target.is_ident("Self") {
        true => &own,
        false => target,
    };
    let written = written(target);
    let span = target.span();
    let mut tokens = match key.references.fields.as_slice() {
        [] => {
            let width = key.columns.len();
            let message = coded(Code::ReferenceDoesNotFit, width_message(&written, width));
            quote_spanned! {span=>
                const #name: __keeper::References =
                    <#model as __keeper::Model>::HEAD.key(#width, #message);
            }
        }
        fields => {
            let head = quote_spanned!(span=> <#model as __keeper::Model>::HEAD);
            let columns = fields.iter().map(|field| {
                let name = text_of(field);
                let message = format!("no field `{name}` in the model `{written}`");
                let message = coded(Code::UnknownField, message);
                quote_spanned!(field.span()=> #head.column(#name, #message))
            });
            quote! {
                const #name: __keeper::References = #head.columns(&[#(#columns),*]);
            }
        }
    };
    if let Some(table) = seen {
        let message = not_seen(&format!(
            "the schema scan took this for the model of table `{table}`, and it is another one \
             here: write the path of the model that is meant"
        ));
        tokens.extend(quote_spanned! {span=>
            <#model as __keeper::Model>::HEAD.prove_table(#table, #message);
        });
    }
    tokens
}

/// A path as it is written.
fn written(path: &Path) -> String {
    let names: Vec<String> = (path.segments.iter())
        .map(|segment| segment.ident.to_string())
        .collect();
    let leading = path.leading_colon.map_or("", |_| "::");
    format!("{leading}{}", names.join("::"))
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
