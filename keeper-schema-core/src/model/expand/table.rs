//! Writes what the derive of a table emits.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream};
use quote::{TokenStreamExt, format_ident, quote};
use syn::DeriveInput;

use super::agreement::{self, Agreement};
use super::types::{self, Proofs, Written};
use super::{compile_errors, constant, derived, description, references, values};
use crate::model::{Ctxt, Model, RustType};

/// How source without a token of the user's becomes tokens, or what is wrong with it.
pub type Read = fn(&str) -> Result<TokenStream, String>;

/// Expands `#[derive(Model)]`.
pub fn model(input: &DeriveInput, read: Read) -> TokenStream {
    let cx = Ctxt::new();
    let model = Model::from_derive_input(&cx, input);
    let ident = &input.ident;
    let model = match (cx.check(), model) {
        (Ok(()), Some(model)) => model,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), model) => {
            let errors = compile_errors(&mistakes);
            let items = items(read, &description::minimal_items(ident, model.as_ref()));
            let (generics, arguments, bounds) = input.generics.split_for_impl();
            let implementation = quote! {
                #[automatically_derived]
                impl #generics __keeper::Model for #ident #arguments #bounds { #items }
            };
            let derived = derived(ident, &implementation, &TokenStream::new());
            return quote!(#errors #derived);
        }
    };
    let agreement = agreement::with_view(&model);
    let (types, proofs) = columns(&model, &agreement);
    let mut evaluated = proofs.evaluated;
    for (position, key) in model.foreign_keys.iter().enumerate() {
        let name = Ident::new(&description::references_name(position), ident.span());
        let seen = agreement.referenced_table(key);
        evaluated.extend(references::constant(ident, key, &name, seen));
    }
    evaluated.extend(agreement.proof_with_fields(ident, &model.fields));
    let source = description::model_items(&model, &types);
    let mut members = items(read, &format!("{source} type Proofs = fn"));
    members.append(Group::new(Delimiter::Parenthesis, proofs.bounds));
    members.append(Punct::new(';', Spacing::Alone));
    let mut block = items(
        read,
        "use ::keeper_schema::private as __keeper; \
         #[automatically_derived] impl __keeper::Model for",
    );
    block.append(ident.clone());
    block.append(Group::new(Delimiter::Brace, members));
    if !evaluated.is_empty() {
        block.extend(evaluated);
    }
    constant(block)
}

/// The columns' types as expressions, and the constants and proofs behind them.
fn columns(model: &Model, agreement: &Agreement) -> (Vec<String>, Proofs) {
    let mut proofs = Proofs::default();
    let types = model.fields.iter().enumerate().map(|(position, field)| {
        let seen = agreement.column_type(&field.column.value);
        match types::field_type(field, seen, &mut proofs) {
            Written::Text(text) => values::literal(&text),
            Written::Expression(expression) => {
                let name = format_ident!("__KEEPER_TYPE_{position}");
                (proofs.evaluated).extend(quote!(const #name: &str = #expression;));
                name.to_string()
            }
        }
    });
    let types = types.collect();
    if let Some(field) = model.numbered_field()
        && let RustType::User(_) = field.column_type.value
    {
        let (ty, name) = (&field.ty, format_ident!("{}", description::NUMBERED));
        let numbered = quote!(const #name: bool = <#ty as __keeper::ColumnType>::NUMBERED;);
        proofs.evaluated.extend(numbered);
    }
    (types, proofs)
}

fn items(read: Read, source: &str) -> TokenStream {
    read(source).unwrap_or_else(|error| {
        let message = format!("the derive wrote what is no Rust: {error}");
        quote!(::core::compile_error!(#message);)
    })
}
