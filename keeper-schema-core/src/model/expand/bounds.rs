//! Writes the proofs that names of the standard library mean its types, as bounds.
//!
//! Token by token: a stream within a stream would be one more call into rustc for each field.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;

use crate::model::spanned::ends;
use crate::schema::ColumnType;

/// The type of `keeper_schema::private` that takes only what a column of that type holds, and the
/// one for a column that may be NULL. Only those have one that types of the standard library are
/// held in.
pub(super) fn column(column_type: &ColumnType, null: bool) -> Option<&'static str> {
    let (column, nullable) = match column_type {
        ColumnType::Boolean => ("Boolean", "NullBoolean"),
        ColumnType::SmallInt => ("SmallInt", "NullSmallInt"),
        ColumnType::Integer => ("Integer", "NullInteger"),
        ColumnType::BigInt => ("BigInt", "NullBigInt"),
        ColumnType::Real => ("Real", "NullReal"),
        ColumnType::Double => ("Double", "NullDouble"),
        ColumnType::Text => ("Text", "NullText"),
        ColumnType::Bytes => ("Bytes", "NullBytes"),
        _ => return None,
    };
    Some(if null { nullable } else { column })
}

/// Appends `__keeper::column<ty>`, which rustc refuses at `ty`, and a comma.
pub(super) fn append(proofs: &mut TokenStream, ty: &Type, column: &str) {
    let (start, end) = ends(ty);
    proofs.append(Ident::new("__keeper", start));
    proofs.append(punct(':', Spacing::Joint, start));
    proofs.append(punct(':', Spacing::Alone, start));
    proofs.append(Ident::new(column, start));
    proofs.append(punct('<', Spacing::Alone, start));
    ty.to_tokens(proofs);
    proofs.append(punct('>', Spacing::Alone, end));
    proofs.append(punct(',', Spacing::Alone, end));
}

fn punct(character: char, spacing: Spacing, span: Span) -> Punct {
    let mut punct = Punct::new(character, spacing);
    punct.set_span(span);
    punct
}
