//! Values of keys as one line of text: as a revision file spells them, or near to it.

use crate::schema::{Default, Generated, Identity, IdentityKind, Literal, PerDialect, SqlText};

/// Text in quotes; control characters are escaped.
pub(crate) fn text(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('"', "\\\""))
}

/// Texts in quotes, one after the other.
pub(crate) fn texts(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|value| text(value)).collect();
    texts.join(", ")
}

/// Text without quotes; control characters are escaped.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unprintable(character) {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}

pub(crate) fn default(default: &Default) -> String {
    match default {
        Default::Literal(Literal::String(value)) => text(value),
        Default::Literal(Literal::Integer(value)) => value.to_string(),
        Default::Literal(Literal::Boolean(value)) => value.to_string(),
        Default::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("bytes \"{digits}\"")
        }
        Default::Expression(expression) => format!("sql {}", sql(expression)),
    }
}

pub(crate) fn identity(identity: &Identity) -> String {
    let kind = match identity.kind {
        IdentityKind::Serial => "serial",
        IdentityKind::ByDefault => "by_default",
        IdentityKind::Always => "always",
    };
    let mut shown = kind.to_owned();
    if let Some(start) = identity.start {
        shown.push_str(&format!(" start {start}"));
    }
    for (key, value) in [
        ("increment", identity.increment),
        ("min", identity.min),
        ("max", identity.max),
        ("cache", identity.cache),
    ] {
        if let Some(value) = value {
            shown.push_str(&format!(" {key} {value}"));
        }
    }
    if identity.cycle {
        shown.push_str(" cycle");
    }
    if let Some(sequence) = &identity.sequence {
        shown.push_str(&format!(" sequence {}", text(sequence)));
    }
    shown
}

pub(crate) fn generated(generated: &Generated) -> String {
    let kept = if generated.stored { " stored" } else { "" };
    format!("{}{kept}", sql(&generated.expression))
}

/// SQL text in quotes, one for each database where they differ.
pub(crate) fn sql(sql: &SqlText) -> String {
    match sql {
        PerDialect::Common(common) => text(common),
        PerDialect::Each { sqlite, postgres } => {
            let each = [("sqlite", sqlite), ("postgres", postgres)];
            let said: Vec<String> = each
                .into_iter()
                .filter_map(|(name, value)| Some(format!("{name} {}", text(value.as_ref()?))))
                .collect();
            said.join(", ")
        }
    }
}

/// Control characters, and those that turn the direction of what follows.
fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
