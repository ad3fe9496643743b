//! Somebody else at the same database.

use std::fmt;
use std::time::Duration;

/// Another session, as far as the server tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSession {
    /// The id of the server's process.
    pub pid: i32,
    /// What the program calls itself; may be empty.
    pub application: String,
    /// The user; may be empty.
    pub user: String,
    /// What it does: `active`, `idle in transaction`; may be empty.
    pub state: String,
    /// How old: its transaction, or its connection if that is all that is known.
    pub age: Option<Duration>,
}

impl fmt::Display for OtherSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} (", self.pid)?;
        match self.application.is_empty() {
            true => f.write_str("no application name")?,
            false => write!(f, "`{}`", self.application.escape_debug())?,
        }
        if !self.user.is_empty() {
            write!(f, ", user `{}`", self.user.escape_debug())?;
        }
        if !self.state.is_empty() {
            write!(f, ", {}", self.state)?;
        }
        if let Some(age) = self.age {
            write!(f, ", for {}", Age(age))?;
        }
        f.write_str(")")
    }
}

struct Age(Duration);

impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..=119 => write!(f, "{:.1} s", self.0.as_secs_f64()),
            120..=7199 => write!(f, "{} min", seconds / 60),
            7200..=172_799 => write!(f, "{} h", seconds / 3600),
            _ => write!(f, "{} days", seconds / 86_400),
        }
    }
}
