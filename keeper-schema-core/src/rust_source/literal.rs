//! Rust's literals, on one line each.

/// A string.
pub(super) fn string(text: &str) -> String {
    let escaped = format!("{text:?}");
    // SQL is full of quotes.
    let raw = format!("\"{text}\"");
    let is_plain_but_for_quotes = escaped.replace("\\\"", "\"").replace("\\\\", "\\") == raw;
    match is_plain_but_for_quotes && escaped != raw && !text.contains("\"#") {
        true => format!("r#\"{text}\"#"),
        false => escaped,
    }
}

/// Bytes.
pub(super) fn bytes(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::{bytes, string};

    #[test]
    fn strings_are_escaped_where_they_must_be() {
        for (text, expected) in [
            ("a", r#""a""#),
            ("it's", r#""it's""#),
            ("\"a\" > 0", "r#\"\"a\" > 0\"#"),
            ("a\\.b", "r#\"a\\.b\"#"),
            ("\"#", r##""\"#""##),
            ("a\n\"b\"", r#""a\n\"b\"""#),
            ("\\n\n", r#""\\n\n""#),
            ("\u{202e}", r#""\u{202e}""#),
        ] {
            assert_eq!(string(text), expected);
        }
        assert_eq!(bytes(b"\0a\"\xff"), r#"b"\x00a\"\xff""#);
    }
}
