//! Strings in double quotes, which old databases have in their texts.
//!
//! SQLite takes a name in double quotes that it does not know for a string, unless that is
//! switched off, as it is for what runs here.

use keeper_schema_core::schema::sql_tokens::{Token, sqlite_tokens};

/// The text with single quotes round every string.
pub(super) fn in_single_quotes(text: &str, is_column: impl Fn(&str) -> bool) -> String {
    let tokens: Vec<Token<'_>> = sqlite_tokens(text).collect();
    let mut written = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if !token.text.starts_with('"') || is_name(before, tokens.get(at + 1)) {
            continue;
        }
        let name = token.identifier().unwrap_or_default();
        if is_column(&name) || is_rowid(&name) {
            continue;
        }
        written.push_str(&text[copied..token.offset]);
        written.push_str(&format!("'{}'", name.replace('\'', "''")));
        copied = token.offset + token.text.len();
    }
    written.push_str(&text[copied..]);
    written
}

/// Whether what is beside a word makes it the name of something else than a column.
fn is_name(before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> bool {
    let is_mark =
        |token: Option<&Token<'_>>, mark| token.is_some_and(|token| token.is_punctuation(mark));
    let of_keyword = before.is_some_and(|token| token.is_word("collate") || token.is_word("as"));
    of_keyword || is_mark(before, ".") || is_mark(after, ".") || is_mark(after, "(")
}

fn is_rowid(name: &str) -> bool {
    ["rowid", "oid", "_rowid_"]
        .iter()
        .any(|rowid| rowid.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::in_single_quotes;

    #[test]
    fn only_what_names_nothing_is_a_string() {
        for (text, expected) in [
            ("\"a\" IN (\"x\", \"it's\")", "\"a\" IN ('x', 'it''s')"),
            ("\"T\".\"b\" = \"A\"", "\"T\".\"b\" = \"A\""),
            (
                "\"lower\"(a) COLLATE \"NOCASE\"",
                "\"lower\"(a) COLLATE \"NOCASE\"",
            ),
            (
                "CAST(a AS \"x\") = [x] + `x`",
                "CAST(a AS \"x\") = [x] + `x`",
            ),
            ("\"rowid\" > 0", "\"rowid\" > 0"),
        ] {
            let is_column = |name: &str| name.eq_ignore_ascii_case("a");
            assert_eq!(in_single_quotes(text, is_column), expected);
        }
    }
}
