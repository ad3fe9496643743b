//! Answers that answer nothing.

use std::error::Error;
use std::fmt;

use crate::operation::value::plain;
use crate::schema::ElementPath;

use super::Answer;

/// Why an answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnswerError {
    /// It does not have the form that its flag takes.
    Form {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// What the flag takes.
        expected: &'static str,
    },
    /// It names what one of the schemas does not have.
    Unknown {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// The part that names nothing.
        name: String,
        /// Where the name was looked for.
        side: Side,
        /// The nearest name there.
        closest: Option<String>,
    },
    /// A table does not become a column, and nothing moves to another table or schema.
    Unlike {
        /// What was written.
        written: String,
    },
    /// The new name of a rename is another's in history.
    Exists {
        /// What was written.
        written: String,
        /// The new name.
        name: String,
    },
    /// Another answer is about the same.
    Twice {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// What both are about.
        name: String,
    },
    /// Nothing asks for it.
    Needless {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// Why not.
        reason: &'static str,
    },
}

/// Where a name was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In the replay of history.
    History,
    /// In the models.
    Models,
}

impl AnswerError {
    pub(super) fn needless(answer: Answer<'_>, reason: &'static str) -> Self {
        Self::Needless {
            flag: answer.flag(),
            written: answer.written().to_owned(),
            reason,
        }
    }

    pub(super) fn twice(answer: Answer<'_>, element: &ElementPath) -> Self {
        Self::Twice {
            flag: answer.flag(),
            written: answer.written().to_owned(),
            name: element.to_string(),
        }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form {
                flag,
                written,
                expected,
            } => write!(
                f,
                "`{flag} {}`: expected `{flag} {expected}`",
                plain(written)
            ),
            Self::Unknown {
                flag,
                written,
                name,
                side,
                closest,
            } => {
                let (written, name) = (plain(written), plain(name));
                write!(f, "`{flag} {written}`: {side} no `{name}`")?;
                match closest {
                    Some(closest) => write!(f, ", did you mean `{}`?", plain(closest)),
                    None => Ok(()),
                }
            }
            Self::Unlike { written } => write!(
                f,
                "`--rename {}`: a rename stays in its table and its schema, and keeps its kind",
                plain(written)
            ),
            Self::Exists { written, name } => write!(
                f,
                "`--rename {}`: the history has a `{}` already",
                plain(written),
                plain(name)
            ),
            Self::Twice {
                flag,
                written,
                name,
            } => write!(
                f,
                "`{flag} {}`: `{}` is answered twice",
                plain(written),
                plain(name)
            ),
            Self::Needless {
                flag,
                written,
                reason,
            } => write!(f, "`{flag} {}`: {reason}", plain(written)),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::History => "the history has",
            Self::Models => "the models have",
        })
    }
}

impl Error for AnswerError {}
