//! Writes a model as the constants of `keeper_schema::description`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::agreement::Agreement;
use super::elements::{check, exclusion, foreign_key, index, primary_key, unique};
use super::types::{field_type, is_integer};
use super::values::{none, optional, sql, strings, text};
use crate::model::{Field, Model, RustType};
use crate::schema::{self, Default, Identity, IdentityKind};

/// The items of `impl Model`.
pub(super) fn model_items(model: &Model, agreement: &Agreement) -> TokenStream {
    let references = reference_items(&model.ident, Some(model));
    let columns = model
        .fields
        .iter()
        .map(|field| column(model, agreement, field));
    let primary_key = optional(model.primary_key.as_ref().map(primary_key));
    let unique = model.unique.iter().map(unique);
    let foreign_keys = model.foreign_keys.iter().map(foreign_key);
    let checks = model.checks.iter().map(check);
    let exclusions = model.exclusions.iter().map(exclusion);
    let indexes = model.indexes.iter().map(index);
    let comment = text(model.comment.as_ref());
    let strict = model.strict.is_some();
    let without_rowid = model.without_rowid.is_some();
    let unlogged = model.unlogged.is_some();
    quote! {
        #references
        const TABLE: ::keeper_schema::description::Table = ::keeper_schema::description::Table {
            name: Self::NAME,
            schema: Self::SCHEMA,
            columns: &[#(#columns),*],
            primary_key: #primary_key,
            unique: &[#(#unique),*],
            foreign_keys: &[#(#foreign_keys),*],
            checks: &[#(#checks),*],
            exclusions: &[#(#exclusions),*],
            indexes: &[#(#indexes),*],
            comment: #comment,
            strict: #strict,
            without_rowid: #without_rowid,
            unlogged: #unlogged,
        };
    }
}

/// The items of `impl Model` after a mistake: enough for models that refer to it.
pub(super) fn minimal_items(ident: &Ident, model: Option<&Model>) -> TokenStream {
    let references = reference_items(ident, model);
    quote! {
        #references
        const TABLE: ::keeper_schema::description::Table =
            ::keeper_schema::description::Table::new(Self::NAME);
    }
}

/// The items that other models refer to.
fn reference_items(ident: &Ident, model: Option<&Model>) -> TokenStream {
    let name = model.map_or_else(
        || ident.unraw().to_string(),
        |model| model.table.value.clone(),
    );
    let schema = text(model.and_then(|model| model.schema.as_ref()));
    let fields = (model.iter().flat_map(|model| &model.fields)).map(|field| {
        let (name, column) = (field.ident.unraw().to_string(), &field.column.value);
        quote!((#name, #column))
    });
    let primary_key = strings(
        (model.iter())
            .filter_map(|model| model.primary_key.as_ref())
            .flat_map(|key| &key.columns),
    );
    quote! {
        const NAME: &'static str = #name;
        const SCHEMA: ::core::option::Option<&'static str> = #schema;
        const FIELDS: &'static [(&'static str, &'static str)] = &[#(#fields),*];
        const PRIMARY_KEY: &'static [&'static str] = #primary_key;
    }
}

fn column(model: &Model, agreement: &Agreement, field: &Field) -> TokenStream {
    let name = &field.column.value;
    let column_type = field_type(field, agreement.column_type(name));
    let null = field.null();
    let default = optional((field.default.as_ref()).map(|default| default_value(&default.value)));
    let identity = identity(model, field);
    let autoincrement = field.autoincrement.is_some();
    let enforce_length = field.enforce_length.is_some();
    let generated = optional(field.generated.as_ref().map(|generated| {
        let expression = sql(&generated.value.expression);
        let stored = generated.value.stored;
        quote!(::keeper_schema::description::Generated { expression: #expression, stored: #stored })
    }));
    let collation = optional((field.collation.as_ref()).map(|collation| sql(&collation.value)));
    let comment = text(field.comment.as_ref());
    quote! {
        ::keeper_schema::description::Column {
            name: #name,
            column_type: #column_type,
            null: #null,
            default: #default,
            identity: #identity,
            autoincrement: #autoincrement,
            enforce_length: #enforce_length,
            generated: #generated,
            collation: #collation,
            comment: #comment,
        }
    }
}

fn default_value(default: &Default) -> TokenStream {
    let value = match default {
        Default::Literal(schema::Literal::String(text)) => quote!(Text(#text)),
        Default::Literal(schema::Literal::Integer(value)) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Integer(#value))
        }
        Default::Literal(schema::Literal::Boolean(value)) => quote!(Boolean(#value)),
        Default::Bytes(bytes) => {
            let bytes = Literal::byte_string(bytes);
            quote!(Bytes(#bytes))
        }
        Default::Expression(text) => {
            let text = sql(text);
            quote!(Expression(#text))
        }
    };
    quote!(::keeper_schema::description::Default::#value)
}

/// How the column is numbered: as it says, or because it is the whole primary key.
fn identity(model: &Model, field: &Field) -> TokenStream {
    if let Some(said) = &field.identity {
        return optional(said.value.as_ref().map(identity_value));
    }
    let is_numbered_field = model
        .numbered_field()
        .is_some_and(|numbered| numbered.ident == field.ident);
    match &field.column_type.value {
        _ if !is_numbered_field => none(),
        RustType::Known(known) if is_integer(known) => {
            optional(Some(identity_value(&Identity::new(IdentityKind::Serial))))
        }
        RustType::Known(_) | RustType::Computed(_) | RustType::ArrayOf(_) => none(),
        RustType::User(_) => {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> ::keeper_schema::private::identity(<#ty as ::keeper_schema::ColumnType>::NUMBERED))
        }
    }
}

fn identity_value(identity: &Identity) -> TokenStream {
    let kind = match identity.kind {
        IdentityKind::Serial => quote!(Serial),
        IdentityKind::ByDefault => quote!(ByDefault),
        IdentityKind::Always => quote!(Always),
    };
    let number = |number: Option<i64>| optional(number.map(|number| number.to_token_stream()));
    let (start, increment) = (number(identity.start), number(identity.increment));
    let (min, max, cache) = (
        number(identity.min),
        number(identity.max),
        number(identity.cache),
    );
    let cycle = identity.cycle;
    let sequence = optional(identity.sequence.as_ref().map(ToTokens::to_token_stream));
    quote! {
        ::keeper_schema::description::Identity {
            kind: ::keeper_schema::description::IdentityKind::#kind,
            start: #start,
            increment: #increment,
            min: #min,
            max: #max,
            cache: #cache,
            cycle: #cycle,
            sequence: #sequence,
        }
    }
}
