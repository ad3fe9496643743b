//! Collects the mistakes of the stage.

use proc_macro2::Span;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::{Scan, ScannedModel, SourceFile};

/// The mistakes so far, and the files they are in.
pub(super) struct Report<'a> {
    scan: &'a Scan,
    diagnostics: Vec<Diagnostic>,
}

/// How two declarations come to be of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Double {
    /// They are for different builds, and say different things.
    Alternatives,
    /// Another name is to be given by that attribute.
    Namesakes { attribute: &'static str },
}

impl<'a> Report<'a> {
    pub(super) fn new(scan: &'a Scan) -> Self {
        Self {
            scan,
            diagnostics: Vec::new(),
        }
    }

    /// Reports a mistake at a token of a model.
    pub(super) fn error(
        &mut self,
        code: Code,
        model: &ScannedModel,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.error_in(code, model.file, span, message)
    }

    /// The same at a token of a file, by its place in the scan.
    pub(super) fn error_in(
        &mut self,
        code: Code,
        file: usize,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let file = &self.scan.files[file];
        self.diagnostics.push(file.diagnostic(code, span, message));
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// Reports a second declaration of `what`, such as "table `books`", at a token of a file,
    /// and where the first is. Alternatives differ under another `cfg`.
    pub(super) fn double(
        &mut self,
        what: &str,
        first: &Place,
        (file, span): (usize, Span),
        kind: Double,
    ) {
        let (code, message, help) = match kind {
            Double::Alternatives => (
                Code::AlternativesDiffer,
                format!("{what} differs from the one at `{first}` under another `cfg`"),
                "pin the `cfg`s that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`"
                    .to_owned(),
            ),
            Double::Namesakes { attribute } => (
                Code::NameUsedTwice,
                format!("{what} is declared at `{first}` already"),
                format!("give one of them another name with `#[keeper({attribute} = \"...\")]`"),
            ),
        };
        (self.error_in(code, file, span, message).help).push(help);
    }

    /// The file that a model is in.
    pub(super) fn file(&self, model: &ScannedModel) -> &'a SourceFile {
        &self.scan.files[model.file]
    }

    /// Where a token of a model is.
    pub(super) fn place(&self, model: &ScannedModel, span: Span) -> Place {
        self.place_in(model.file, span)
    }

    /// The same of a token of a file.
    pub(super) fn place_in(&self, file: usize, span: Span) -> Place {
        self.scan.files[file].place(span)
    }

    /// The value, if nothing was wrong.
    pub(super) fn result<T>(mut self, value: T) -> Result<T, Vec<Diagnostic>> {
        if self.diagnostics.is_empty() {
            return Ok(value);
        }
        (self.diagnostics).sort_by(|one, other| one.place.cmp(&other.place));
        Err(self.diagnostics)
    }
}
