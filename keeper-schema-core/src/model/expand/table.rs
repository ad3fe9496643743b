//! Writes what the derive of a table emits.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream};
use quote::{TokenStreamExt, format_ident, quote};
use syn::{DeriveInput, Type};

use super::agreement::{self, Agreement};
use super::types::{self, Proofs, Written};
use super::{compile_errors, constant, derived, description, references, values};
use crate::model::{Ctxt, Model, RustType};

/// How source without a token of the user's becomes tokens, or what is wrong with it.
pub type Read = fn(&str) -> Result<TokenStream, String>;

/// Expands `#[derive(Model)]`.
pub fn model(input: DeriveInput, read: Read) -> TokenStream {
    let cx = Ctxt::new();
    let (ident, generics) = (&input.ident.clone(), input.generics.clone());
    let found = Model::with_types(&cx, input);
    let (model, types) = match (cx.check(), found) {
        (Ok(()), Some(found)) => found,
        (Ok(()), None) => return TokenStream::new(),
        (Err(mistakes), found) => {
            let errors = compile_errors(&mistakes);
            let model = found.as_ref().map(|(model, _)| model);
            let items = items(read, &description::minimal_items(ident, model));
            let (generics, arguments, bounds) = generics.split_for_impl();
            let implementation = quote! {
                #[automatically_derived]
                impl #generics __keeper::Model for #ident #arguments #bounds { #items }
            };
            let derived = derived(ident, &implementation, &TokenStream::new());
            return quote!(#errors #derived);
        }
    };
    let agreement = agreement::with_view(&model);
    let (types, proofs) = columns(&model, &types, &agreement);
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
fn columns(model: &Model, types: &[Type], agreement: &Agreement) -> (Vec<String>, Proofs) {
    let mut proofs = Proofs::default();
    let fields = || model.fields.iter().zip(types);
    let columns = fields().enumerate().map(|(position, (field, ty))| {
        let seen = agreement.column_type(&field.column.value);
        match types::field_type(field, ty, seen, &mut proofs) {
            Written::Text(text) => values::literal(&text),
            Written::Expression(expression) => {
                let name = format_ident!("__KEEPER_TYPE_{position}");
                (proofs.evaluated).extend(quote!(const #name: &str = #expression;));
                name.to_string()
            }
        }
    });
    let columns = columns.collect();
    if let Some(numbered) = model.numbered_field()
        && let RustType::User(_) = numbered.column_type.value
        && let Some((_, ty)) = fields().find(|(field, _)| std::ptr::eq(*field, numbered))
    {
        let name = format_ident!("{}", description::NUMBERED);
        let numbered = quote!(const #name: bool = <#ty as __keeper::ColumnType>::NUMBERED;);
        proofs.evaluated.extend(numbered);
    }
    (columns, proofs)
}

fn items(read: Read, source: &str) -> TokenStream {
    read(source).unwrap_or_else(|error| {
        let message = format!("the derive wrote what is no Rust: {error}");
        quote!(::core::compile_error!(#message);)
    })
}
