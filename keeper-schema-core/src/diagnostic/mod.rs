//! One mistake, with its place and the way out; drawn as rustc draws its own.

mod code;
mod render;
mod visible;

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

pub use self::code::Code;

/// A stretch of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the package's folder where it is inside it.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// How many characters, at least 1.
    pub length: usize,
}

impl Place {
    /// The place of some bytes of a file's text; of several lines, the part in the first.
    pub fn in_text(file: impl Into<PathBuf>, text: &str, bytes: Range<usize>) -> Self {
        let before = text.get(..bytes.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let marked = text.get(bytes).unwrap_or_default();
        let marked = marked.lines().next().unwrap_or_default();
        Self {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            length: marked.chars().count().max(1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// One thing that is wrong: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake it is; none where a call was wrong.
    pub code: Option<Code>,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// The source line of `place`, without its end.
    pub source_line: Option<String>,
    /// What stands beside the caret.
    pub label: Option<String>,
    /// Other places that it is about.
    pub related: Vec<Related>,
    /// What would be right: commands and spellings, one a line.
    pub help: Vec<String>,
}

/// A further place of a [`Diagnostic`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// The source line of `place`, without its end.
    pub source_line: Option<String>,
    /// What stands beside the caret.
    pub label: String,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::of_call(message)
        }
    }

    /// What is wrong with a call, or with the machine: it has no page to look up.
    pub fn of_call(message: impl Into<String>) -> Self {
        Self {
            code: None,
            message: message.into(),
            place: None,
            source_line: None,
            label: None,
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Says where; `source` is the whole text of the file.
    #[must_use]
    pub fn at(mut self, place: Place, source: &str) -> Self {
        self.source_line = line_of(&place, source);
        self.place = Some(place);
        self
    }

    /// Says what stands beside the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds another place, with what stands beside its caret; `source` is the whole text of
    /// that file.
    #[must_use]
    pub fn related(mut self, place: Place, source: &str, label: impl Into<String>) -> Self {
        self.related.push(Related {
            source_line: line_of(&place, source),
            place,
            label: label.into(),
        });
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

fn line_of(place: &Place, source: &str) -> Option<String> {
    let index = place.line.checked_sub(1)?;
    source.lines().nth(index).map(str::to_owned)
}
