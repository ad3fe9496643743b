//! Writes the proofs that names of the standard library mean its types, as bounds.
//!
//! Token by token: a stream within a stream would be one more call into rustc for each field.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;

use crate::model::spanned::ends;
use crate::schema::ColumnType;

/// The type of `keeper_schema::private` that stands for a column of that type. Only those have
/// one that types of the standard library are held in.
pub(super) fn column(column_type: &ColumnType) -> Option<&'static str> {
    let name = match column_type {
        ColumnType::Boolean => "Boolean",
        ColumnType::SmallInt => "SmallInt",
        ColumnType::Integer => "Integer",
        ColumnType::BigInt => "BigInt",
        ColumnType::Real => "Real",
        ColumnType::Double => "Double",
        ColumnType::Text => "Text",
        ColumnType::Bytes => "Bytes",
        _ => return None,
    };
    Some(name)
}

/// Appends `Proof<ty, column>`, which rustc refuses at `ty`, and a comma.
pub(super) fn append(proofs: &mut TokenStream, ty: &Type, column: &str, null: bool) {
    let (start, end) = ends(ty);
    append_path(proofs, "Proof", start);
    append_punct(proofs, '<', start);
    ty.to_tokens(proofs);
    append_punct(proofs, ',', start);
    if null {
        append_path(proofs, "Null", start);
        append_punct(proofs, '<', start);
    }
    append_path(proofs, column, start);
    if null {
        append_punct(proofs, '>', start);
    }
    append_punct(proofs, '>', end);
    append_punct(proofs, ',', end);
}

/// Appends `__keeper::name`.
fn append_path(tokens: &mut TokenStream, name: &str, span: Span) {
    tokens.append(Ident::new("__keeper", span));
    let mut colon = Punct::new(':', Spacing::Joint);
    colon.set_span(span);
    tokens.append(colon);
    append_punct(tokens, ':', span);
    tokens.append(Ident::new(name, span));
}

fn append_punct(tokens: &mut TokenStream, character: char, span: Span) {
    let mut punct = Punct::new(character, Spacing::Alone);
    punct.set_span(span);
    tokens.append(punct);
}
