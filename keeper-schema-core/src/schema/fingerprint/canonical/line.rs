//! A line of the text, and how names and SQL stand in it.

use crate::schema::{PerDialect, SqlText, TableName};

/// As long as most lines are.
const LENGTH: usize = 96;

/// A line of keys and values.
pub(super) struct Line(String);

impl Line {
    pub(super) fn new(kind: &str, name: &str) -> Self {
        let mut line = String::with_capacity(LENGTH);
        line.push_str(kind);
        if !name.is_empty() {
            line.push(' ');
            line.push_str(&quoted(name));
        }
        Self(line)
    }

    pub(super) fn value(mut self, key: &str, value: impl AsRef<str>) -> Self {
        for part in [" ", key, "=", value.as_ref()] {
            self.0.push_str(part);
        }
        self
    }

    pub(super) fn said(self, key: &str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.value(key, value),
            None => self,
        }
    }

    pub(super) fn flag(self, key: &str, is: bool) -> Self {
        if is { self.value(key, "true") } else { self }
    }

    pub(super) fn list(self, key: &str, names: &[String]) -> Self {
        match names {
            [] => self,
            names => self.value(key, list(names)),
        }
    }

    /// Without its end.
    pub(super) fn text(self) -> String {
        self.0
    }

    pub(super) fn end(self) -> String {
        self.0 + "\n"
    }
}

pub(super) fn table_name(name: &TableName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&name.name)),
        None => quoted(&name.name),
    }
}

pub(super) fn sql(text: &SqlText) -> String {
    match text {
        PerDialect::Common(text) => quoted(text),
        PerDialect::Each { sqlite, postgres } => {
            let each = |text: &Option<String>| text.as_deref().map_or("-".to_owned(), quoted);
            format!("{{{},{}}}", each(sqlite), each(postgres))
        }
    }
}

pub(super) fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    format!("[{}]", names.join(","))
}

/// Only what would end the text or the line is escaped: it is the same in all versions
/// of Unicode. How a checkout ends lines does not count.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let is_escaped = |byte: u8| matches!(byte, b'"' | b'\\' | b'\r' | b'\n');
    if !text.bytes().any(is_escaped) {
        quoted.push_str(text);
        quoted.push('"');
        return quoted;
    }
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
