//! A `Cargo.toml` as values that know their place, and the mistakes found in it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic, Place};

/// A value and its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The text of a manifest, and what is wrong with it.
pub(super) struct Manifest<'t> {
    text: &'t str,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'t> Manifest<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            diagnostics: Vec::new(),
        }
    }

    /// The manifest's table; `None`, with a report, if it is not TOML.
    pub(super) fn parse(&mut self) -> Option<DeTable<'t>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let message = error.message().replace('\n', ", ");
                match error.span() {
                    Some(span) => self.error(Code::ManifestNotRead, span, message),
                    None => self.refuse(message),
                }
                None
            }
        }
    }

    /// Reports a mistake at a place.
    pub(super) fn error(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) {
        let place = Place::in_text("Cargo.toml", self.text, span);
        (self.diagnostics).push(Diagnostic::new(code, message).at(place, self.text));
    }

    /// Refuses the whole file.
    pub(super) fn refuse(&mut self, message: impl Into<String>) {
        self.error(Code::ManifestNotRead, 0..0, message);
    }

    /// Reports a key that is none of those known.
    pub(super) fn unknown(
        &mut self,
        key: &Spanned<DeString<'_>>,
        kind: &str,
        known: &[&'static str],
    ) {
        let message = unknown(key.get_ref(), kind, known);
        self.error(Code::UnknownSetting, key.span(), message);
    }

    /// The text of a value, or a report that it has to be one.
    pub(super) fn text_of<'v>(&mut self, key: &str, value: &'v Value<'_>) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.expected(key, "a string", value);
        }
        text
    }

    /// Reports a value of the wrong type.
    pub(super) fn expected(&mut self, key: &str, expected: &str, value: &Value<'_>) {
        let found = value.get_ref().type_str();
        self.error(
            Code::WrongSetting,
            value.span(),
            format!("`{key}` must be {expected}, not of type {found}"),
        );
    }
}

/// The message about a name that is none of those known.
pub(super) fn unknown(written: &str, kind: &str, known: &[&'static str]) -> String {
    match closest(written, known.iter().copied()) {
        Some(meant) => format!("unknown {kind} `{written}`, did you mean `{meant}`?"),
        None => format!(
            "unknown {kind} `{written}`, expected one of `{}`",
            known.join("`, `")
        ),
    }
}

/// The table of that key, if it is one. What cargo itself refuses is not reported.
pub(super) fn table<'a, 't>(table: &'a DeTable<'t>, key: &str) -> Option<&'a DeTable<'t>> {
    table.get(key)?.get_ref().as_table()
}

/// The string of that key, if it is one.
pub(super) fn string<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key)?.get_ref().as_str()
}

/// The boolean of that key, if it is one.
pub(super) fn boolean(table: &DeTable<'_>, key: &str) -> Option<bool> {
    table.get(key)?.get_ref().as_bool()
}
