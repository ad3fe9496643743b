//! How constraints and indexes are called that no model names.

use std::fmt;

/// A pattern for each kind of constraint, and for indexes.
///
/// The default is PostgreSQL's own naming.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are what the patterns are for")]
pub struct Naming {
    pub primary_key: Pattern,
    pub unique: Pattern,
    pub foreign_key: Pattern,
    pub check: Pattern,
    pub exclude: Pattern,
    pub index: Pattern,
}

impl Default for Naming {
    fn default() -> Self {
        let pattern = |parts: &[Part]| Pattern {
            parts: parts.to_vec(),
        };
        let of_columns = |suffix: &str| {
            let literal = |text: &str| Part::Literal(text.to_owned());
            pattern(&[Part::Table, literal("_"), Part::Columns, literal(suffix)])
        };
        Self {
            primary_key: pattern(&[Part::Table, Part::Literal("_pkey".to_owned())]),
            unique: of_columns("_key"),
            foreign_key: of_columns("_fkey"),
            check: of_columns("_check"),
            exclude: of_columns("_excl"),
            index: of_columns("_idx"),
        }
    }
}

/// A name with gaps for the table and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Table,
    Columns,
}

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PatternError {
    /// Braces round something that is no gap.
    UnknownGap {
        /// What stands between the braces.
        gap: String,
    },
    /// A brace without its other half.
    StrayBrace,
    /// Nothing at all.
    Empty,
}

impl Pattern {
    /// The gaps a pattern can have.
    pub(super) const GAPS: [&'static str; 2] = ["table", "columns"];

    /// Reads a pattern such as `ix_{table}_{columns}`.
    ///
    /// # Errors
    ///
    /// If it is empty, or a brace is not part of `{table}` or `{columns}`.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let (literal, gap) = rest.split_at(open);
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let Some((gap, after)) = gap.strip_prefix('{').and_then(|gap| gap.split_once('}'))
            else {
                return Err(PatternError::StrayBrace);
            };
            parts.push(match gap {
                "table" => Part::Table,
                "columns" => Part::Columns,
                _ => {
                    return Err(PatternError::UnknownGap {
                        gap: gap.to_owned(),
                    });
                }
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        if parts.is_empty() {
            return Err(PatternError::Empty);
        }
        Ok(Self { parts })
    }

    /// The name, of any length. With no columns, their gap goes with the `_` before it.
    pub fn fill(&self, table: &str, columns: &[String]) -> String {
        let mut name = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => name.push_str(text),
                Part::Table => name.push_str(table),
                Part::Columns if columns.is_empty() => {
                    if name.ends_with('_') {
                        name.pop();
                    }
                }
                Part::Columns => name.push_str(&columns.join("_")),
            }
        }
        name
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownGap { gap } => write!(f, "unknown gap `{{{gap}}}` in a name"),
            Self::StrayBrace => {
                f.write_str("a brace in a name belongs to `{table}` or `{columns}`")
            }
            Self::Empty => f.write_str("a name cannot be empty"),
        }
    }
}

impl std::error::Error for PatternError {}
