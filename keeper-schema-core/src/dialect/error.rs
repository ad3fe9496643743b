//! What a dialect refuses.

use std::fmt;

use super::Dialect;
use crate::diagnostic::Code;
use crate::operation::ApplyError;
use crate::schema::ElementPath;

/// Why operations cannot be turned into statements.
#[derive(Debug)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum DialectError {
    /// An operation does not fit the schema before it.
    Apply(ApplyError),
    /// A name or a text holds a NUL character, which no SQL text can.
    Nul { text: String },
    /// SQL text that the database needs is given for the other one only.
    NotCovered {
        dialect: Dialect,
        element: Option<ElementPath>,
        what: &'static str,
    },
    /// The database has no such thing.
    Unsupported {
        dialect: Dialect,
        element: ElementPath,
        feature: &'static str,
        instead: &'static str,
    },
    /// A hook is code of the application, which no script can run.
    HookInScript { hook: String },
}

impl DialectError {
    /// What kind of mistake it is.
    pub fn code(&self) -> Code {
        match self {
            Self::Apply(error) => error.code(),
            Self::HookInScript { .. } => Code::HookNotThere,
            Self::Nul { .. } | Self::NotCovered { .. } | Self::Unsupported { .. } => {
                Code::NotForDatabase
            }
        }
    }
}

impl fmt::Display for DialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Apply(error) => error.fmt(f),
            Self::Nul { text } => write!(
                f,
                "`{}` holds a NUL character, which no SQL text can",
                text.escape_debug()
            ),
            Self::NotCovered {
                dialect,
                element,
                what,
            } => {
                write!(f, "{what}")?;
                if let Some(element) = element {
                    write!(f, " of `{element}`")?;
                }
                let key = dialect.key();
                write!(f, " is not given for {dialect}; add it under `{key}`")
            }
            Self::Unsupported {
                dialect,
                element,
                feature,
                instead,
            } => write!(f, "`{element}`: {dialect} has no {feature}; {instead}"),
            Self::HookInScript { hook } => write!(
                f,
                "the hook `{hook}` is code of the application, which no script can run; upgrade the database by the application's own program"
            ),
        }
    }
}

impl std::error::Error for DialectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Apply(error) => error.source(),
            Self::Nul { .. }
            | Self::NotCovered { .. }
            | Self::Unsupported { .. }
            | Self::HookInScript { .. } => None,
        }
    }
}

impl From<ApplyError> for DialectError {
    fn from(error: ApplyError) -> Self {
        Self::Apply(error)
    }
}
