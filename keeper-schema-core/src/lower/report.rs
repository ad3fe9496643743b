//! Collects the mistakes of the stage.

use proc_macro2::Span;

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Scan, ScannedModel};

/// The mistakes so far, and the files they are in.
pub(super) struct Report<'a> {
    scan: &'a Scan,
    diagnostics: Vec<Diagnostic>,
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
        model: &ScannedModel,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.error_in(model.file, span, message)
    }

    /// The same at a token of a file, by its place in the scan.
    pub(super) fn error_in(
        &mut self,
        file: usize,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let file = &self.scan.files[file];
        self.diagnostics.push(file.diagnostic(span, message));
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
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
