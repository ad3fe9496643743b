//! Writes a model as the constants of `keeper_schema::description`.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::agreement::Agreement;
use super::elements::{check, exclusion, foreign_key, index, primary_key, unique};
use super::types::{field_type, is_integer};
use super::values::{sql, strings, text};
use crate::model::{Field, Model, RustType};
use crate::schema::{self, Default, Identity, IdentityKind};

/// The items of `impl Model`.
pub(super) fn model_items(model: &Model, agreement: &Agreement) -> TokenStream {
    let references = reference_items(&model.ident, Some(model));
    let columns = model
        .fields
        .iter()
        .map(|field| column(model, agreement, field));
    let table = with_members(
        &quote!(::keeper_schema::description::Table),
        &quote!(Self::NAME),
        [
            (
                "schema",
                model.schema.as_ref().map(|_| quote!(Self::SCHEMA)),
            ),
            ("columns", list(columns)),
            (
                "primary_key",
                model
                    .primary_key
                    .as_ref()
                    .map(|key| some(&primary_key(key))),
            ),
            ("unique", list(model.unique.iter().map(unique))),
            (
                "foreign_keys",
                list(model.foreign_keys.iter().map(foreign_key)),
            ),
            ("checks", list(model.checks.iter().map(check))),
            ("exclusions", list(model.exclusions.iter().map(exclusion))),
            ("indexes", list(model.indexes.iter().map(index))),
            (
                "comment",
                model.comment.as_ref().map(|comment| some(&comment.value)),
            ),
            ("strict", flag(model.strict.is_some())),
            ("without_rowid", flag(model.without_rowid.is_some())),
            ("unlogged", flag(model.unlogged.is_some())),
        ],
    );
    quote! {
        #references
        const TABLE: ::keeper_schema::description::Table = #table;
    }
}

/// A value of which most members are as `new` makes them: what is not said costs nothing to
/// compile.
fn with_members<const N: usize>(
    path: &TokenStream,
    arguments: &TokenStream,
    members: [(&str, Option<TokenStream>); N],
) -> TokenStream {
    let said = members.into_iter().filter_map(|(name, value)| {
        let (name, value) = (Ident::new(name, Span::call_site()), value?);
        Some(quote!(#name: #value,))
    });
    let said: TokenStream = said.collect();
    match said.is_empty() {
        true => quote!(#path::new(#arguments)),
        false => quote!(#path { #said ..#path::new(#arguments) }),
    }
}

fn list(elements: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let elements: Vec<TokenStream> = elements.collect();
    (!elements.is_empty()).then(|| quote!(&[#(#elements),*]))
}

fn some(value: &impl ToTokens) -> TokenStream {
    quote!(::core::option::Option::Some(#value))
}

fn flag(is_set: bool) -> Option<TokenStream> {
    is_set.then(|| quote!(true))
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
    let generated = field.generated.as_ref().map(|generated| {
        let expression = sql(&generated.value.expression);
        let stored = generated.value.stored;
        quote!(::keeper_schema::description::Generated { expression: #expression, stored: #stored })
    });
    let default = field.default.as_ref();
    let collation = field.collation.as_ref();
    with_members(
        &quote!(::keeper_schema::description::Column),
        &quote!(#name, #column_type, #null),
        [
            (
                "default",
                default.map(|default| some(&default_value(&default.value))),
            ),
            ("identity", identity(model, field)),
            ("autoincrement", flag(field.autoincrement.is_some())),
            ("enforce_length", flag(field.enforce_length.is_some())),
            ("generated", generated.map(|generated| some(&generated))),
            (
                "collation",
                collation.map(|collation| some(&sql(&collation.value))),
            ),
            (
                "comment",
                field.comment.as_ref().map(|comment| some(&comment.value)),
            ),
        ],
    )
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
fn identity(model: &Model, field: &Field) -> Option<TokenStream> {
    if let Some(said) = &field.identity {
        return said.value.as_ref().map(|said| some(&identity_value(said)));
    }
    let is_numbered_field = model
        .numbered_field()
        .is_some_and(|numbered| numbered.ident == field.ident);
    match &field.column_type.value {
        _ if !is_numbered_field => None,
        RustType::Known(known) if is_integer(known) => {
            Some(some(&identity_value(&Identity::new(IdentityKind::Serial))))
        }
        RustType::Known(_) | RustType::Computed(_) | RustType::ArrayOf(_) => None,
        RustType::User(_) => {
            let ty = &field.ty;
            Some(
                quote_spanned!(ty.span()=> ::keeper_schema::private::identity(<#ty as ::keeper_schema::ColumnType>::NUMBERED)),
            )
        }
    }
}

fn identity_value(identity: &Identity) -> TokenStream {
    let kind = match identity.kind {
        IdentityKind::Serial => quote!(Serial),
        IdentityKind::ByDefault => quote!(ByDefault),
        IdentityKind::Always => quote!(Always),
    };
    let number = |number: Option<i64>| number.map(|number| some(&number));
    with_members(
        &quote!(::keeper_schema::description::Identity),
        &quote!(::keeper_schema::description::IdentityKind::#kind),
        [
            ("start", number(identity.start)),
            ("increment", number(identity.increment)),
            ("min", number(identity.min)),
            ("max", number(identity.max)),
            ("cache", number(identity.cache)),
            ("cycle", flag(identity.cycle)),
            ("sequence", identity.sequence.as_ref().map(some)),
        ],
    )
}
