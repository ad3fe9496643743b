//! Revision ids.

use std::fmt;

/// The id of a revision: by default 12 hexadecimal digits, at most 64 letters, digits, `_` and `-`.
///
/// It can stand in a file name, in a terminal and in an SQL string as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(String);

impl RevisionId {
    /// Checks that `written` can be an id.
    ///
    /// # Errors
    /// If it has another length or other characters, or already means something
    /// else where a revision is asked for.
    pub fn new(written: &str) -> Result<Self, RevisionIdError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        // `-1` is a step down, and any leading `-` a flag of the command line.
        let form = (1..=64).contains(&written.len())
            && written.bytes().all(allowed)
            && !written.starts_with('-');
        if !form {
            return Err(RevisionIdError::Malformed {
                written: written.to_owned(),
            });
        }
        if matches!(written, "base" | "head" | "heads" | "current") {
            return Err(RevisionIdError::Reserved {
                written: written.to_owned(),
            });
        }
        Ok(Self(written.to_owned()))
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot be the id of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevisionIdError {
    /// It is empty, too long, or has other characters.
    Malformed {
        /// What was written.
        written: String,
    },
    /// It is a word that means another thing where a revision is asked for.
    Reserved {
        /// What was written.
        written: String,
    },
}

impl fmt::Display for RevisionIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { written } => {
                // Whatever it holds, it is shown without harm to a terminal.
                let shown: String = written.chars().take(64).collect();
                write!(
                    f,
                    "`{}` cannot be a revision id: an id has 1 to 64 letters (a-z, A-Z), digits, `_` and `-`, and no `-` first",
                    shown.escape_debug()
                )
            }
            Self::Reserved { written } => {
                write!(
                    f,
                    "`{written}` cannot be a revision id: it means a place in the history"
                )
            }
        }
    }
}

impl std::error::Error for RevisionIdError {}

#[cfg(test)]
mod tests {
    use super::RevisionId;

    #[test]
    fn what_can_be_an_id() {
        let long = "x".repeat(64);
        for id in ["8c431c5e70a8", "a", "0001-tags", "A_b", &long] {
            assert_eq!(RevisionId::new(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn what_cannot() {
        let long = "x".repeat(65);
        for id in [
            "",
            "a b",
            "../etc",
            "a/b",
            "a\\b",
            "a\u{1b}[31m",
            "é",
            "-1",
            "head",
            "base",
            &long,
            "a\0",
            "a@b",
        ] {
            let error = RevisionId::new(id).unwrap_err().to_string();
            assert!(!error.contains('\u{1b}'), "{error}");
        }
    }
}
