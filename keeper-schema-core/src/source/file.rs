//! The files of the scan, and the places that spans name in them.

use std::path::PathBuf;

use proc_macro2::Span;

use crate::diagnostic::{Code, Diagnostic, Place};

/// A file that the scan followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path, relative to the package's folder where it is inside it.
    pub path: PathBuf,
    /// The text, without a byte order mark.
    pub text: String,
}

/// A stretch of one line of a file that is known: a [`Place`] without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    line: usize,
    column: usize,
    length: usize,
}

impl Stretch {
    /// The place in a file.
    pub(crate) fn of(self, file: PathBuf) -> Place {
        Place {
            file,
            line: self.line,
            column: self.column,
            length: self.length,
        }
    }
}

impl SourceFile {
    pub(super) fn new(path: PathBuf, text: String) -> Self {
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        };
        Self { path, text }
    }

    /// The place of a span that was made from this file: of several lines, the first.
    pub fn place(&self, span: Span) -> Place {
        self.stretch(span).of(self.path.clone())
    }

    /// The same without the file.
    pub(crate) fn stretch(&self, span: Span) -> Stretch {
        let (start, end) = (span.start(), span.end());
        let length = if start.line == end.line {
            end.column.saturating_sub(start.column)
        } else {
            let line = self.text.lines().nth(start.line.saturating_sub(1));
            line.map_or(1, |line| line.chars().count().saturating_sub(start.column))
        };
        Stretch {
            line: start.line,
            column: start.column + 1,
            length: length.max(1),
        }
    }

    /// A mistake at a span of this file.
    pub fn diagnostic(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message).at(self.place(span), &self.text)
    }

    /// Every mistake that syn's error holds, all of one kind.
    pub(super) fn diagnostics(&self, code: Code, error: syn::Error) -> Vec<Diagnostic> {
        let errors = error.into_iter();
        errors
            .map(|error| {
                let message = match error.to_string() {
                    // The lexer's only words.
                    message if message == "cannot parse string into token stream" => {
                        "this is no Rust, or a delimiter before it is not closed".to_owned()
                    }
                    message => message,
                };
                // At the end of the file syn has no token to point at.
                if error.span().byte_range().is_empty() {
                    return Diagnostic::new(code, message).at(self.end(), &self.text);
                }
                self.diagnostic(code, error.span(), message)
            })
            .collect()
    }

    /// The place behind the last token or comment.
    fn end(&self) -> Place {
        let end = self.text.trim_end().len();
        Place::in_text(self.path.clone(), &self.text, end..end)
    }
}
