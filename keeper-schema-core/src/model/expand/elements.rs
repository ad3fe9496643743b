//! Writes constraints and indexes as the constants of `keeper_schema::description`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;

use super::values::{optional, sql, strings, text};
use crate::diagnostic::Code;
use crate::model::ctxt::coded;
use crate::model::{Check, Exclusion, ForeignKey, Index, PrimaryKey, Spanned, Unique};
use crate::schema::{
    Deferrable, IndexKey, IndexTarget, Match, NullsOrder, ReferentialAction, SortOrder,
};

pub(super) fn primary_key(key: &PrimaryKey) -> TokenStream {
    let comment = text(key.comment.as_ref());
    let (name, columns) = (text(key.name.as_ref()), strings(&key.columns));
    let (include, deferrable) = (strings(&key.include), deferrable(key.deferrable));
    quote! {
        ::keeper_schema::description::PrimaryKey {
            name: #name,
            columns: #columns,
            include: #include,
            deferrable: #deferrable,
            comment: #comment,
        }
    }
}

pub(super) fn unique(unique: &Unique) -> TokenStream {
    let comment = text(unique.comment.as_ref());
    let (name, columns) = (text(unique.name.as_ref()), strings(&unique.columns));
    let (include, deferrable) = (strings(&unique.include), deferrable(unique.deferrable));
    let nulls_not_distinct = unique.nulls_not_distinct.is_some();
    quote! {
        ::keeper_schema::description::Unique {
            name: #name,
            columns: #columns,
            nulls_not_distinct: #nulls_not_distinct,
            include: #include,
            deferrable: #deferrable,
            comment: #comment,
        }
    }
}

fn deferrable(deferrable: Option<Spanned<Deferrable>>) -> TokenStream {
    optional(deferrable.map(|deferrable| {
        let deferrable = match deferrable.value {
            Deferrable::Deferrable => quote!(Deferrable),
            Deferrable::InitiallyDeferred => quote!(InitiallyDeferred),
        };
        quote!(::keeper_schema::description::Deferrable::#deferrable)
    }))
}

pub(super) fn foreign_key(key: &ForeignKey) -> TokenStream {
    let comment = text(key.comment.as_ref());
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
    let deferrable = deferrable(key.deferrable);
    let on_delete_columns = strings(&key.on_delete_columns);
    let not_valid = key.not_valid.is_some();
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
            on_delete_columns: #on_delete_columns,
            on_update: #on_update,
            match_type: ::keeper_schema::description::Match::#match_type,
            deferrable: #deferrable,
            not_valid: #not_valid,
            comment: #comment,
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
        let message = coded(Code::ReferenceDoesNotFit, message);
        return quote_spanned! {model.span()=>
            ::keeper_schema::private::primary_key::<#model>(#width, #message)
        };
    }
    let columns = key.references.fields.iter().map(|field| {
        let name = field.unraw().to_string();
        let message = format!("no field `{name}` in the model `{target}`");
        let message = coded(Code::UnknownField, message);
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

pub(super) fn check(check: &Check) -> TokenStream {
    let comment = text(check.comment.as_ref());
    let (name, expression) = (text(check.name.as_ref()), sql(&check.expression));
    let (not_valid, no_inherit) = (check.not_valid.is_some(), check.no_inherit.is_some());
    quote! {
        ::keeper_schema::description::Check {
            name: #name,
            expression: #expression,
            not_valid: #not_valid,
            no_inherit: #no_inherit,
            comment: #comment,
        }
    }
}

pub(super) fn exclusion(exclusion: &Exclusion) -> TokenStream {
    let comment = text(exclusion.comment.as_ref());
    let name = text(exclusion.name.as_ref());
    let elements = exclusion.elements.iter().map(|element| {
        let (key, operator) = (index_key(&element.value.key), &element.value.operator);
        quote!(::keeper_schema::description::ExclusionElement { key: #key, operator: #operator })
    });
    let method = text(exclusion.method.as_ref());
    let predicate = optional((exclusion.predicate.as_ref()).map(|text| sql(&text.value)));
    let deferrable = deferrable(exclusion.deferrable);
    quote! {
        ::keeper_schema::description::Exclusion {
            name: #name,
            elements: &[#(#elements),*],
            method: #method,
            predicate: #predicate,
            deferrable: #deferrable,
            comment: #comment,
        }
    }
}

pub(super) fn index(index: &Index) -> TokenStream {
    let comment = text(index.comment.as_ref());
    let name = text(index.name.as_ref());
    let unique = index.unique;
    let predicate = optional((index.predicate.as_ref()).map(|predicate| sql(&predicate.value)));
    let keys = index.keys.iter().map(|key| index_key(&key.value));
    let (method, include) = (text(index.method.as_ref()), strings(&index.include));
    let nulls_not_distinct = index.nulls_not_distinct.is_some();
    let with = index
        .with
        .iter()
        .map(|(name, value)| quote!((#name, #value)));
    quote! {
        ::keeper_schema::description::Index {
            name: #name,
            keys: &[#(#keys),*],
            unique: #unique,
            predicate: #predicate,
            method: #method,
            include: #include,
            nulls_not_distinct: #nulls_not_distinct,
            with: &[#(#with),*],
            comment: #comment,
        }
    }
}

fn index_key(key: &IndexKey) -> TokenStream {
    let target = match &key.target {
        IndexTarget::Column(column) => quote!(Column(#column)),
        IndexTarget::Expression(text) => {
            let text = sql(text);
            quote!(Expression(#text))
        }
    };
    let order = match key.order {
        SortOrder::Ascending => quote!(Ascending),
        SortOrder::Descending => quote!(Descending),
    };
    let nulls = optional(key.nulls.map(|nulls| {
        let nulls = match nulls {
            NullsOrder::First => quote!(First),
            NullsOrder::Last => quote!(Last),
        };
        quote!(::keeper_schema::description::NullsOrder::#nulls)
    }));
    let opclass = optional(key.opclass.as_ref().map(sql));
    let collation = optional(key.collation.as_ref().map(sql));
    quote! {
        ::keeper_schema::description::IndexKey {
            target: ::keeper_schema::description::IndexTarget::#target,
            order: ::keeper_schema::description::SortOrder::#order,
            nulls: #nulls,
            opclass: #opclass,
            collation: #collation,
        }
    }
}
