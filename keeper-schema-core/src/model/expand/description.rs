//! Writes a model as the constants of `keeper_schema::description`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::agreement::Agreement;
use super::types::{field_type, is_integer};
use crate::model::{Check, Field, ForeignKey, Index, Model, PrimaryKey, RustType, Spanned, Unique};
use crate::schema::{
    self, Default, Deferrable, IdentityKind, IndexTarget, Match, PerDialect, ReferentialAction,
    SortOrder, SqlText,
};

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
    let indexes = model.indexes.iter().map(index);
    let comment = text(model.comment.as_ref());
    let strict = model.strict.is_some();
    let without_rowid = model.without_rowid.is_some();
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
            indexes: &[#(#indexes),*],
            comment: #comment,
            strict: #strict,
            without_rowid: #without_rowid,
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
        return optional(said.value.map(identity_kind));
    }
    let is_numbered_field = model
        .numbered_field()
        .is_some_and(|numbered| numbered.ident == field.ident);
    match &field.column_type.value {
        _ if !is_numbered_field => none(),
        RustType::Known(known) if is_integer(known) => {
            optional(Some(identity_kind(IdentityKind::Serial)))
        }
        RustType::Known(_) | RustType::ArrayOf(_) => none(),
        RustType::User(_) => {
            let ty = &field.ty;
            quote_spanned!(ty.span()=> ::keeper_schema::private::identity(<#ty as ::keeper_schema::ColumnType>::NUMBERED))
        }
    }
}

fn identity_kind(kind: IdentityKind) -> TokenStream {
    let kind = match kind {
        IdentityKind::Serial => quote!(Serial),
        IdentityKind::ByDefault => quote!(ByDefault),
        IdentityKind::Always => quote!(Always),
    };
    quote!(::keeper_schema::description::Identity::#kind)
}

fn primary_key(key: &PrimaryKey) -> TokenStream {
    let (name, columns) = (text(key.name.as_ref()), strings(&key.columns));
    quote!(::keeper_schema::description::PrimaryKey { name: #name, columns: #columns })
}

fn unique(unique: &Unique) -> TokenStream {
    let (name, columns) = (text(unique.name.as_ref()), strings(&unique.columns));
    quote!(::keeper_schema::description::Unique { name: #name, columns: #columns })
}

fn foreign_key(key: &ForeignKey) -> TokenStream {
    let name = text(key.name.as_ref());
    let columns = strings(&key.columns);
    let referenced = referenced_columns(key);
    let model = &key.references.model;
    let on_delete = action(key.on_delete);
    let on_update = action(key.on_update);
    let match_type = match key.match_type.map(|match_type| match_type.value) {
        None | Some(Match::Simple) => quote!(Simple),
        Some(Match::Full) => quote!(Full),
    };
    let deferrable = optional(key.deferrable.map(|deferrable| {
        let deferrable = match deferrable.value {
            Deferrable::Deferrable => quote!(Deferrable),
            Deferrable::InitiallyDeferred => quote!(InitiallyDeferred),
        };
        quote!(::keeper_schema::description::Deferrable::#deferrable)
    }));
    quote! {
        ::keeper_schema::description::ForeignKey {
            name: #name,
            columns: #columns,
            references: ::keeper_schema::description::References {
                schema: <#model as ::keeper_schema::Model>::SCHEMA,
                table: <#model as ::keeper_schema::Model>::NAME,
                columns: #referenced,
            },
            on_delete: #on_delete,
            on_update: #on_update,
            match_type: ::keeper_schema::description::Match::#match_type,
            deferrable: #deferrable,
        }
    }
}

/// The columns of the other model, with the proof that it has them.
fn referenced_columns(key: &ForeignKey) -> TokenStream {
    let model = &key.references.model;
    let target = model.to_token_stream().to_string().replace(' ', "");
    if key.references.fields.is_empty() {
        let width = key.columns.len();
        let message = match width {
            1 => format!(
                "the primary key of `{target}` is not one column: name a field of it, as in \
                 `references = {target}::field`"
            ),
            _ => format!("the primary key of `{target}` has not the {width} columns of this key"),
        };
        return quote_spanned! {model.span()=>
            ::keeper_schema::private::primary_key::<#model>(#width, #message)
        };
    }
    let columns = key.references.fields.iter().map(|field| {
        let name = field.unraw().to_string();
        let message = format!("no field `{name}` in the model `{target}`");
        quote_spanned!(field.span()=> ::keeper_schema::private::column::<#model>(#name, #message))
    });
    quote!(const { &[#(#columns),*] })
}

fn action(action: Option<Spanned<ReferentialAction>>) -> TokenStream {
    let action = match action.map(|action| action.value) {
        None | Some(ReferentialAction::NoAction) => quote!(NoAction),
        Some(ReferentialAction::Restrict) => quote!(Restrict),
        Some(ReferentialAction::Cascade) => quote!(Cascade),
        Some(ReferentialAction::SetNull) => quote!(SetNull),
        Some(ReferentialAction::SetDefault) => quote!(SetDefault),
    };
    quote!(::keeper_schema::description::ReferentialAction::#action)
}

fn check(check: &Check) -> TokenStream {
    let (name, expression) = (text(check.name.as_ref()), sql(&check.expression));
    quote!(::keeper_schema::description::Check { name: #name, expression: #expression })
}

fn index(index: &Index) -> TokenStream {
    let name = text(index.name.as_ref());
    let unique = index.unique;
    let predicate = optional((index.predicate.as_ref()).map(|predicate| sql(&predicate.value)));
    let keys = index.keys.iter().map(|key| {
        let target = match &key.value.target {
            IndexTarget::Column(column) => quote!(Column(#column)),
            IndexTarget::Expression(text) => {
                let text = sql(text);
                quote!(Expression(#text))
            }
        };
        let order = match key.value.order {
            SortOrder::Ascending => quote!(Ascending),
            SortOrder::Descending => quote!(Descending),
        };
        quote! {
            ::keeper_schema::description::IndexKey {
                target: ::keeper_schema::description::IndexTarget::#target,
                order: ::keeper_schema::description::SortOrder::#order,
            }
        }
    });
    quote! {
        ::keeper_schema::description::Index {
            name: #name,
            keys: &[#(#keys),*],
            unique: #unique,
            predicate: #predicate,
        }
    }
}

fn sql(text: &SqlText) -> TokenStream {
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

fn strings<'a>(values: impl IntoIterator<Item = &'a Spanned<String>>) -> TokenStream {
    let values = values.into_iter().map(|value| &value.value);
    quote!(&[#(#values),*])
}

fn text(value: Option<&Spanned<String>>) -> TokenStream {
    optional(value.map(|value| value.value.to_token_stream()))
}

fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => none(),
    }
}

fn none() -> TokenStream {
    quote!(::core::option::Option::None)
}
