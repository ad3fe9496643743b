//! A `cfg` that is pinned to hold.

use std::fmt;

/// A `cfg` value such as `unix` or `feature = "postgres"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CfgPin {
    /// The name before `=`.
    pub name: String,
    /// The value, if it has one.
    pub value: Option<String>,
}

impl CfgPin {
    /// Reads `name` or `name = "value"`; `None` if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => {
                let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
                (name, Some(value))
            }
            None => (text, None),
        };
        let name = name.trim();
        let is_plain = value.is_none_or(|value| !value.contains(['"', '\\']));
        (is_identifier(name) && is_plain).then(|| Self {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        })
    }
}

fn is_identifier(name: &str) -> bool {
    let starts = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
    starts && (name.chars()).all(|character| character.is_alphanumeric() || character == '_')
}

impl fmt::Display for CfgPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} = \"{value}\"", self.name),
            None => f.write_str(&self.name),
        }
    }
}
