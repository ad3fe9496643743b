//! TOML strings in which nothing hides.

use std::borrow::Cow;
use std::fmt::Write;

use crate::invisible::is_invisible;

/// A string on one line.
pub(super) fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_basic(&mut out, text);
    out
}

/// The same at the end of another text.
pub(super) fn push_basic(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            _ => push(out, character),
        }
    }
    out.push('"');
}

/// A string over several lines, as it is in the text but for what would be lost or not seen.
pub(super) fn multi_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 7);
    out.push_str("\"\"\"\n");
    let mut characters = text.chars().peekable();
    let mut after_quote = false;
    while let Some(character) = characters.next() {
        let next = characters.peek();
        let line_ends = matches!(next, None | Some('\n' | '\r'));
        match character {
            // Two in a row and one at the end are right in TOML, and hard to count.
            '"' if after_quote || next.is_none() => out.push_str("\\\""),
            '"' | '\n' => out.push(character),
            // Editors cut white space at the end of a line.
            ' ' if line_ends => out.push_str("\\u0020"),
            '\t' if !line_ends => out.push('\t'),
            _ => push(&mut out, character),
        }
        after_quote = character == '"';
    }
    out.push_str("\"\"\"");
    out
}

/// A key, quoted where it has to be.
pub(super) fn key(key: &str) -> Cow<'_, str> {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !key.is_empty() && key.bytes().all(bare) {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(basic(key))
    }
}

fn push(out: &mut String, character: char) {
    match character {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        // Writing to a string does not fail.
        _ if is_invisible(character) && u32::from(character) <= 0xffff => {
            let _ = write!(out, "\\u{:04X}", u32::from(character));
        }
        _ if is_invisible(character) => {
            let _ = write!(out, "\\U{:08X}", u32::from(character));
        }
        _ => out.push(character),
    }
}
