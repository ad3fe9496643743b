//! Collects every mistake of one file, each at its place.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Place};

/// What is being read, and what is wrong with it so far.
///
/// A reader that returns `None` has reported why. What it was part of goes on
/// being read: all mistakes of a file come out in one go.
pub(super) struct Report<'a> {
    path: &'a Path,
    text: &'a str,
    /// Where each line begins, found when a place is first asked for.
    lines: OnceCell<Vec<usize>>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    left_out: Cell<usize>,
}

/// More mistakes of one file than anybody reads.
const LIMIT: usize = 100;
/// Longer lines are not shown: they are not written by hand.
const LONGEST_LINE: usize = 1_000;

impl<'a> Report<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str) -> Self {
        Self {
            path,
            text,
            lines: OnceCell::new(),
            diagnostics: RefCell::new(Vec::new()),
            left_out: Cell::new(0),
        }
    }

    /// Reports a mistake at these bytes of the text.
    pub(super) fn error(&self, code: Code, span: Range<usize>, message: impl Into<String>) {
        self.report(span, Diagnostic::new(code, message));
    }

    /// Reports a mistake with a label or help of its own.
    pub(super) fn report(&self, span: Range<usize>, mut diagnostic: Diagnostic) {
        let mut diagnostics = self.diagnostics.borrow_mut();
        if diagnostics.len() == LIMIT {
            self.left_out.set(self.left_out.get() + 1);
            return;
        }
        let line = self.line(self.line_index(span.start));
        if line.len() <= LONGEST_LINE {
            diagnostic.source_line = Some(line.to_owned());
        }
        diagnostic.place = Some(self.place(span));
        diagnostics.push(diagnostic);
    }

    /// The place of these bytes. What goes on over several lines is cut at the end of the first.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let index = self.line_index(span.start);
        let (start, line) = (self.starts()[index], self.line(index));
        let from = (span.start - start).min(line.len());
        let to = (span.end.max(span.start) - start).min(line.len());
        Place {
            file: self.path.to_path_buf(),
            line: index + 1,
            column: characters(line, 0..from) + 1,
            length: characters(line, from..to).max(1),
        }
    }

    /// The bytes of a part of a string, where the file has the string without
    /// escapes; or else those of the whole string.
    pub(super) fn inside(
        &self,
        span: Range<usize>,
        string: &str,
        part: Range<usize>,
    ) -> Range<usize> {
        let written = self.text.get(span.clone()).unwrap_or_default();
        match written.find(string) {
            Some(offset) => {
                let start = span.start + offset;
                start + part.start..start + part.end
            }
            None => span,
        }
    }

    /// The text of these bytes.
    pub(super) fn text(&self, span: Range<usize>) -> &'a str {
        self.text.get(span).unwrap_or_default()
    }

    /// The value, if nothing was wrong; or else all mistakes in the order of the file.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Diagnostic>> {
        let mut diagnostics = self.diagnostics.into_inner();
        match value {
            Some(value) if diagnostics.is_empty() => Ok(value),
            _ => {
                let at = |diagnostic: &Diagnostic| {
                    let place = diagnostic.place.as_ref();
                    place.map(|place| (place.line, place.column))
                };
                diagnostics.sort_by_key(at);
                if let (left_out @ 1.., Some(last)) = (self.left_out.get(), diagnostics.last_mut())
                {
                    last.help
                        .push(format!("{left_out} more mistakes are not shown"));
                }
                Err(diagnostics)
            }
        }
    }

    fn starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let after = self.text.match_indices('\n').map(|(index, _)| index + 1);
            std::iter::once(0).chain(after).collect()
        })
    }

    fn line_index(&self, offset: usize) -> usize {
        self.starts().partition_point(|start| *start <= offset) - 1
    }

    fn line(&self, index: usize) -> &'a str {
        let start = self.starts()[index];
        self.text[start..].lines().next().unwrap_or_default()
    }
}

/// How many characters the bytes of a line are, even if they begin or end inside one.
fn characters(line: &str, bytes: Range<usize>) -> usize {
    line.char_indices()
        .filter(|(index, _)| bytes.contains(index))
        .count()
}

/// What somebody wrote, for a message: short, and without harm to a terminal.
pub(super) fn shown(written: &str) -> String {
    let mut shown = String::new();
    for (index, character) in written.chars().enumerate() {
        if index == 80 {
            shown.push('…');
            break;
        }
        if crate::invisible::is_invisible(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}
