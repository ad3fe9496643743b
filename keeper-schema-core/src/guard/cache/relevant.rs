//! Whether an edit of a file concerns the schema.

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// What an item inside a function begins with. The scan looks at those.
const ITEMS: [&str; 13] = [
    "const",
    "enum",
    "extern",
    "fn",
    "impl",
    "macro_rules",
    "mod",
    "static",
    "struct",
    "trait",
    "type",
    "union",
    "use",
];

/// Whether two texts of a file say the same of the schema, and name their types in the same
/// lines: they differ at most in comments, white space and bodies of functions without items.
/// Rather no than yes.
pub(super) fn is_same(path: &Path, before: &str, now: &str) -> bool {
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    if !is_rust {
        return false;
    }
    let said = |text: &str| -> Option<Vec<String>> {
        let tokens: TokenStream = text.parse().ok()?;
        let mut said = Vec::new();
        collect(tokens, &mut said);
        Some(said)
    };
    match (said(before), said(now)) {
        (Some(before), Some(now)) => before == now,
        (None, _) | (_, None) => false,
    }
}

fn collect(tokens: TokenStream, said: &mut Vec<String>) {
    let mut in_signature = false;
    let mut names_type = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                match names_type {
                    true => said.push(format!("{word}:{}", ident.span().start().line)),
                    false => said.push(word.clone()),
                }
                in_signature |= word == "fn";
                names_type = matches!(word.as_str(), "struct" | "enum");
            }
            TokenTree::Punct(punct) => {
                in_signature &= punct.as_char() != ';';
                said.push(punct.to_string());
            }
            TokenTree::Literal(literal) => said.push(literal.to_string()),
            TokenTree::Group(group) => {
                said.push(format!("{:?}", group.delimiter()));
                let is_body = in_signature && group.delimiter() == Delimiter::Brace;
                if !is_body || has_items(group.stream()) {
                    collect(group.stream(), said);
                }
                in_signature &= !is_body;
                said.push("end".to_owned());
            }
        }
    }
}

fn has_items(body: TokenStream) -> bool {
    body.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ITEMS.iter().any(|item| ident == item),
        TokenTree::Group(group) => has_items(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
