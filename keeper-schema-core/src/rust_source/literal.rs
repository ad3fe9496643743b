//! Rust's literals, on one line each but for [`lines`].

use crate::invisible::is_invisible;

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

/// A text of several lines as it is, if nothing in it has to be escaped.
pub(super) fn lines(text: &str) -> Option<String> {
    let is_plain = |line: &str| {
        line.trim_end() == line && !line.chars().any(|c| c.is_control() || is_invisible(c))
    };
    if !text.contains('\n') || !text.split('\n').all(is_plain) {
        return None;
    }
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    Some(format!("r{hashes}\"{text}\"{hashes}"))
}

/// Bytes.
pub(super) fn bytes(bytes: &[u8]) -> String {
    format!("b\"{}\"", bytes.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::{bytes, lines, string};

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
        for (text, expected) in [
            ("a", None),
            ("a\nb", Some("r\"a\nb\"")),
            ("a\n\"b\"#", Some("r##\"a\n\"b\"#\"##")),
            ("a \nb", None),
            ("a\r\nb", None),
        ] {
            assert_eq!(lines(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(bytes(b"\0a\"\xff"), r#"b"\x00a\"\xff""#);
    }
}
