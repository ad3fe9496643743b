//! What the derive of an object emits.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Declared, ObjectModel, Statement};

/// The trait, and the files as what rustc has read: a change of one is a change of the crate.
pub(super) fn items(model: &ObjectModel) -> TokenStream {
    let ident = &model.ident;
    let (name, schema) = match &model.declared.value {
        Declared::Object(object) => (object.name.bare(), &object.name.name.schema),
        Declared::Sequence(sequence) => (sequence.name.name.as_str(), &sequence.name.schema),
    };
    let schema = match schema {
        Some(schema) => quote!(::core::option::Option::Some(#schema)),
        None => quote!(::core::option::Option::None),
    };
    let kind = model.words();
    let paths = match &model.declared.value {
        Declared::Object(object) => match &object.statement {
            Statement::InFiles(paths) => paths.all().collect(),
            Statement::Written(_) => Vec::new(),
        },
        Declared::Sequence(_) => Vec::new(),
    };
    let files = paths.iter().map(|path| {
        let path = format!("/{}", path.value);
        quote! {
            const _: &str = ::core::include_str!(
                ::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #path)
            );
        }
    });
    quote! {
        #[automatically_derived]
        impl __keeper::SqlObject for #ident {
            const KIND: &'static str = #kind;
            const NAME: &'static str = #name;
            const SCHEMA: ::core::option::Option<&'static str> = #schema;
        }
        #(#files)*
    }
}
