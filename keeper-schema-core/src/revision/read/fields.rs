//! Reads a TOML table key by key.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::{Report, shown};
use crate::closest::closest;
use crate::diagnostic::{Code, Diagnostic};

/// A value and its bytes in the file.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// A table that is being read. Each key that is asked for is thereby known;
/// [`Fields::finish`] refuses the others, and says which are missing.
pub(super) struct Fields<'a> {
    pub(super) report: &'a Report<'a>,
    table: &'a DeTable<'a>,
    /// What the table is, as in "a column" or "`add_column`".
    what: String,
    /// What to point at when a key is missing.
    span: Range<usize>,
    known: Vec<&'static str>,
    /// Keys that must be there and are not, each with its error.
    missing: Vec<(&'static str, Range<usize>, String)>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        report: &'a Report<'a>,
        table: &'a DeTable<'a>,
        span: Range<usize>,
        what: impl Into<String>,
    ) -> Self {
        Self {
            report,
            table,
            what: what.into(),
            span,
            known: Vec::with_capacity(12),
            missing: Vec::new(),
        }
    }

    /// The keys of a value that must be a table.
    pub(super) fn of(report: &'a Report<'a>, value: &'a Value<'a>, what: &str) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(report, table, value.span(), what)),
            _ => expected(report, value, "a table"),
        }
    }

    /// Goes on as the keys of something else, pointing elsewhere.
    pub(super) fn become_what(&mut self, what: String, span: Range<usize>) {
        self.what = what;
        self.span = span;
    }

    /// Reads a key that may be absent.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(key);
        read(self.report, self.table.get(key)?)
    }

    /// Reads a key that must be there. That it is missing is said in the end, unless another
    /// key turns out to be a slip of it.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
    ) -> Option<T> {
        if !self.table.contains_key(key) {
            let missing = (key, self.span.clone(), self.missing(key));
            self.missing.push(missing);
        }
        self.optional(key, read)
    }

    /// Reads a key without which no other means anything: where it is missing, that is all
    /// that is said.
    pub(super) fn decisive<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Report<'a>, &'a Value<'a>) -> Option<T>,
    ) -> Option<T> {
        if !self.table.contains_key(key) && !self.refuse_slip_of(key) {
            let message = self.missing(key);
            self.report
                .error(Code::MissingKey, self.span.clone(), message);
        }
        self.optional(key, read)
    }

    fn missing(&self, key: &str) -> String {
        format!("missing key `{key}` of {}", self.what)
    }

    /// Reads a key that is true or, where absent, false.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        self.optional(key, super::value::boolean).unwrap_or(false)
    }

    /// Knows a key, and refuses it.
    pub(super) fn unsupported(&mut self, key: &'static str) {
        self.known.push(key);
        if let Some((key, _)) = self.table.get_key_value(key) {
            let message = format!("`{}` is not supported yet", key.get_ref());
            self.report.error(Code::UnknownKey, key.span(), message);
        }
    }

    /// A key's value, if it is there.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table.get(key)
    }

    /// Refuses a key that was most likely to be this one; tells whether there is one.
    fn refuse_slip_of(&self, meant: &'static str) -> bool {
        let is_slip = |key: &str| closest(key, [meant]).is_some();
        let slip = self.table.iter().find(|(key, _)| is_slip(key.get_ref()));
        if let Some((key, _)) = slip {
            let written = shown(key.get_ref());
            let message = format!(
                "unknown key `{written}` of {}, did you mean `{meant}`?",
                self.what
            );
            self.report.error(Code::UnknownKey, key.span(), message);
        }
        slip.is_some()
    }

    /// The bytes of a key's value, if it is there.
    pub(super) fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.value(key).map(Value::span)
    }

    /// What to point at for the table as a whole.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Refuses the keys that nobody asked for, and says which are missing.
    pub(super) fn finish(self) {
        self.finish_with(|_| None);
    }

    /// The same; `explain` may know a key from elsewhere.
    pub(super) fn finish_with(mut self, explain: impl Fn(&str) -> Option<Diagnostic>) {
        let mut missing = std::mem::take(&mut self.missing);
        let absent: Vec<&str> = missing.iter().map(|(key, ..)| *key).collect();
        for (key, _) in self.table {
            let written = key.get_ref();
            if self.known.contains(&written.as_ref()) {
                continue;
            }
            let diagnostic = explain(written).unwrap_or_else(|| {
                // What is missing is meant sooner than what is there.
                let meant = closest(written, absent.iter().copied());
                missing.retain(|(key, ..)| Some(*key) != meant);
                self.unknown(written, meant)
            });
            self.report.report(key.span(), diagnostic);
        }
        for (_, span, message) in missing {
            self.report.error(Code::MissingKey, span, message);
        }
    }

    fn unknown(&self, key: &str, meant: Option<&str>) -> Diagnostic {
        let message = format!("unknown key `{}` of {}", shown(key), self.what);
        match meant.or_else(|| closest(key, self.known.iter().copied())) {
            Some(meant) => Diagnostic::new(
                Code::UnknownKey,
                format!("{message}, did you mean `{meant}`?"),
            ),
            None if self.known.is_empty() => {
                Diagnostic::new(Code::UnknownKey, message).help("no keys are known here yet")
            }
            None => {
                let known = self.known.join("`, `");
                Diagnostic::new(Code::UnknownKey, message)
                    .help(format!("the keys of {} are `{known}`", self.what))
            }
        }
    }
}

/// Reports a value of the wrong kind.
pub(super) fn expected<T>(report: &Report<'_>, value: &Value<'_>, wanted: &str) -> Option<T> {
    let found = match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    report.error(
        Code::WrongType,
        value.span(),
        format!("expected {wanted}, found {found}"),
    );
    None
}
