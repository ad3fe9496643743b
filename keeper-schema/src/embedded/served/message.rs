//! What the program tells: a JSON text a line, each after a character that no text of people
//! begins with, by <https://www.rfc-editor.org/rfc/rfc7464>. What hooks print is between them.

use std::fmt::Write as _;
use std::io::{Write as _, stdout};
use std::time::Duration;

use keeper_schema_core::revision::RevisionId;

use crate::migrate::Direction;

/// The character before each.
const RECORD_SEPARATOR: char = '\u{1e}';

/// A message, as it is made.
pub(super) struct Message(String);

impl Message {
    pub(super) fn new(event: &str) -> Self {
        Self(format!("{{\"event\":{}", string(event)))
    }

    pub(super) fn text(self, key: &str, value: &str) -> Self {
        self.field(key, &string(value))
    }

    pub(super) fn number(self, key: &str, value: u64) -> Self {
        self.field(key, &value.to_string())
    }

    pub(super) fn flag(self, key: &str, value: bool) -> Self {
        self.field(key, if value { "true" } else { "false" })
    }

    /// In whole microseconds.
    pub(super) fn time(self, key: &str, value: Duration) -> Self {
        self.number(key, u64::try_from(value.as_micros()).unwrap_or(u64::MAX))
    }

    /// Of what is JSON already.
    pub(super) fn list(self, key: &str, values: impl Iterator<Item = String>) -> Self {
        let values: Vec<String> = values.collect();
        self.field(key, &format!("[{}]", values.join(",")))
    }

    pub(super) fn revisions(self, revisions: &[RevisionId]) -> Self {
        let ids = revisions.iter().map(|id| string(id.as_str()));
        self.list("revisions", ids)
    }

    pub(super) fn direction(self, direction: Direction) -> Self {
        let word = match direction {
            Direction::Upgrade => "upgrade",
            Direction::Downgrade => "downgrade",
        };
        self.text("direction", word)
    }

    /// Whoever stopped listening also closed stdin, which is heard there.
    pub(super) fn tell(self) {
        let line = format!("{RECORD_SEPARATOR}{}\n", self.json());
        let mut stdout = stdout().lock();
        let _ = stdout.write_all(line.as_bytes());
        let _ = stdout.flush();
    }

    pub(super) fn json(self) -> String {
        self.0 + "}"
    }

    fn field(mut self, key: &str, value: &str) -> Self {
        let _ = write!(self.0, ",{}:{value}", string(key));
        self
    }
}

/// A text as JSON has it: <https://www.rfc-editor.org/rfc/rfc8259#section-7>.
pub(super) fn string(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\0'..='\u{1f}' => {
                let _ = write!(written, "\\u{:04x}", u32::from(character));
            }
            _ => written.push(character),
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_one_line_of_json() {
        let message = Message::new("failed")
            .text("message", "a \"b\" \\ c\n\u{1e}\té🦀")
            .number("total", u64::MAX)
            .flag("in_part", false)
            .list("help", ["x", "y"].map(string).into_iter());
        assert_eq!(
            message.json(),
            r#"{"event":"failed","message":"a \"b\" \\ c\u000a\u001e\u0009é🦀","total":18446744073709551615,"in_part":false,"help":["x","y"]}"#
        );
    }
}
