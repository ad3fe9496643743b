//! What a user may type where a revision is asked for.

#[cfg(test)]
mod tests;

use std::fmt;

/// One revision or several, as written: `head`, `ae10`, `+2`, `shop@head-1`.
///
/// What it names is known only beside a graph: [`RevisionGraph::resolve`](super::RevisionGraph::resolve).
///
/// | written | names |
/// |---|---|
/// | `head`, `heads` | the only head; all heads |
/// | `base` | the state before the first revision |
/// | `current`, `@` | the heads of what is applied |
/// | `ae1027a6acf`, `ae10`, `shop` | the revision with this id, with the only id that begins so, with this label |
/// | `+2`, `-1` | as many revisions up or down from `current` |
/// | `ae10+2`, `head-1`, `base+3`, `@-1` | as many up or down from there |
/// | `shop@head`, `shop@+1`, `shop@ae10`, `shop@base` | the same, on the branch of this label or revision only |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionSpec {
    written: String,
    pub(super) branch: Option<String>,
    pub(super) anchor: Anchor,
    /// Up if positive, down if negative.
    pub(super) steps: i32,
}

/// Where the steps of a spec are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Head,
    Heads,
    Base,
    Current,
    /// An id, the beginning of one, or a label.
    Name(String),
}

/// Two specs with a colon between: `A:B`, `A:`, `:B`.
///
/// As in Alembic, `A:+2` goes two up from `A`, and `-3:B` begins three below `B`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRange {
    /// Where it begins; `base` if left out.
    pub lower: Option<RevisionSpec>,
    /// Where it ends; `heads` if left out.
    pub upper: Option<RevisionSpec>,
}

/// Why a text names no revision in any history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum SpecError {
    /// Nothing is written.
    Empty,
    /// More is written than any id, label and steps could need.
    TooLong { length: usize },
    /// A character that no id and no label has, or that cannot stand at its place.
    UnexpectedCharacter { written: String, character: char },
    /// Nothing before the `@`.
    NoLabel { written: String },
    /// Nothing after the `@`.
    NoTarget { written: String },
    /// Zero steps, or more than there could be.
    Steps { written: String },
    /// A range without a colon.
    NoColon { written: String },
}

impl RevisionSpec {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`SpecError`] for what can name no revision, whatever the history.
    pub fn parse(written: &str) -> Result<Self, SpecError> {
        if written.is_empty() {
            return Err(SpecError::Empty);
        }
        if written.len() > LONGEST {
            return Err(SpecError::TooLong {
                length: written.len(),
            });
        }
        let (branch, target) = split_branch(written)?;
        let (name, steps) = split_steps(written, target)?;
        let anchor = match name {
            "" | "current" => Anchor::Current,
            "head" => Anchor::Head,
            "heads" => Anchor::Heads,
            "base" => Anchor::Base,
            name => Anchor::Name(word(written, name)?.to_owned()),
        };
        Ok(Self {
            written: written.to_owned(),
            branch: branch.map(str::to_owned),
            anchor,
            steps,
        })
    }

    /// What was typed.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it means another revision on another database: `current`, `+2`, `-1`.
    pub fn needs_applied(&self) -> bool {
        self.anchor == Anchor::Current
    }

    /// What was typed after the label. All of it may be an id, though it reads as a name and steps.
    pub(super) fn target(&self) -> &str {
        match &self.branch {
            Some(branch) => &self.written[branch.len() + 1..],
            None => &self.written,
        }
    }

    /// The steps of `+2`, `-1` and `shop@+2`, which name nothing that they are counted from: `@-1` does.
    pub fn steps_from_nothing(&self) -> Option<i32> {
        let is_bare = self.anchor == Anchor::Current && self.target().starts_with(['+', '-']);
        is_bare.then_some(self.steps)
    }

    /// The steps of `+2`, `-1`, `@-1` and `shop@+2`.
    pub fn steps_from_current(&self) -> Option<i32> {
        let target = self.target().trim_start_matches('@');
        (self.anchor == Anchor::Current && target.starts_with(['+', '-'])).then_some(self.steps)
    }
}

impl fmt::Display for RevisionSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl RevisionRange {
    /// Whether an end of it means another revision on another database.
    pub fn needs_applied(&self) -> bool {
        let needs = |end: &Option<RevisionSpec>| {
            let end = end.as_ref();
            end.is_some_and(RevisionSpec::needs_applied)
        };
        let lower = needs(&self.lower) && !self.counts_lower_from_upper();
        let upper = needs(&self.upper) && !self.counts_upper_from_lower();
        lower || upper
    }

    /// Whether it is `-3:B`.
    pub(crate) fn counts_lower_from_upper(&self) -> bool {
        let (lower, upper) = self.steps_from_nothing();
        lower.is_some_and(i32::is_negative) && upper.is_none()
    }

    /// Whether it is `A:+2`.
    pub(crate) fn counts_upper_from_lower(&self) -> bool {
        let (lower, upper) = self.steps_from_nothing();
        upper.is_some_and(i32::is_positive) && lower.is_none()
    }

    fn steps_from_nothing(&self) -> (Option<i32>, Option<i32>) {
        let steps = |end: &Option<RevisionSpec>| end.as_ref()?.steps_from_nothing();
        (steps(&self.lower), steps(&self.upper))
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`SpecError`] for a text without a colon, and for what either end cannot be.
    pub fn parse(written: &str) -> Result<Self, SpecError> {
        let (lower, upper) = written.split_once(':').ok_or_else(|| SpecError::NoColon {
            written: written.to_owned(),
        })?;
        let end = |written: &str| match written {
            "" => Ok(None),
            _ => RevisionSpec::parse(written).map(Some),
        };
        Ok(Self {
            lower: end(lower)?,
            upper: end(upper)?,
        })
    }
}

impl fmt::Display for RevisionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end =
            |spec: &Option<RevisionSpec>| spec.as_ref().map_or("", |spec| spec.as_str()).to_owned();
        write!(f, "{}:{}", end(&self.lower), end(&self.upper))
    }
}

/// Two names of 64 letters and a number of steps fit well.
const LONGEST: usize = 160;

fn split_branch(written: &str) -> Result<(Option<&str>, &str), SpecError> {
    if written == "@" {
        return Ok((None, "current"));
    }
    let Some((branch, target)) = written.split_once('@') else {
        return Ok((None, written));
    };
    if branch.is_empty() && target.starts_with(['+', '-']) {
        return Ok((None, target));
    }
    if branch.is_empty() {
        return Err(SpecError::NoLabel {
            written: written.to_owned(),
        });
    }
    if target.is_empty() {
        return Err(SpecError::NoTarget {
            written: written.to_owned(),
        });
    }
    Ok((Some(word(written, branch)?), target))
}

/// Takes `+2` or `-2` off the end. `2024-0` and `2024-99999999999` can only be ids.
fn split_steps<'a>(written: &str, target: &'a str) -> Result<(&'a str, i32), SpecError> {
    let Some(at) = target.rfind(['+', '-']) else {
        return Ok((target, 0));
    };
    let (name, steps) = target.split_at(at);
    if steps.len() == 1 || !steps[1..].bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok((target, 0));
    }
    let down = steps.starts_with('-');
    match steps[1..].parse::<i32>() {
        Ok(count) if count > 0 => Ok((name, if down { -count } else { count })),
        _ if down && !name.is_empty() => Ok((target, 0)),
        _ => Err(SpecError::Steps {
            written: written.to_owned(),
        }),
    }
}

fn word<'a>(written: &str, word: &'a str) -> Result<&'a str, SpecError> {
    let unexpected = word
        .char_indices()
        .find(|&(at, character)| match character {
            '-' => at == 0,
            _ => !character.is_ascii_alphanumeric() && character != '_',
        });
    match unexpected {
        None => Ok(word),
        Some((_, character)) => Err(SpecError::UnexpectedCharacter {
            written: written.to_owned(),
            character,
        }),
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the revision is empty")?,
            Self::TooLong { length } => {
                write!(f, "no revision is written with {length} characters")?;
            }
            Self::UnexpectedCharacter { written, character } => {
                write!(f, "unexpected {character:?} in revision {written:?}")?;
            }
            Self::NoLabel { written } => write!(f, "no label before the `@` of `{written}`")?,
            Self::NoTarget { written } => write!(f, "no revision after the `@` of `{written}`")?,
            Self::Steps { written } => {
                write!(f, "the steps of `{written}` are none or too many")?;
            }
            Self::NoColon { written } => {
                return write!(
                    f,
                    "{written:?} is no range of revisions; write `A:B`, `A:` or `:B`"
                );
            }
        }
        f.write_str("; write an id or the beginning of one, `head`, `heads`, `base`, `current`, `+2`, `-1` or `LABEL@head`")
    }
}

impl std::error::Error for SpecError {}
