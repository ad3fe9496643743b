//! Keeps a password out of what others say.

use std::fmt::Write;

use crate::database_url::Secret;

/// Replaces a password, in whatever form a server or a driver repeats it.
#[derive(Clone, Default)]
pub(super) struct Redactor {
    /// The longest first: one may be part of another.
    forms: Vec<String>,
}

impl Redactor {
    pub(super) fn new(passwords: &[&Secret]) -> Self {
        let mut forms = Vec::new();
        for password in passwords {
            let raw = password.reveal();
            forms.push(raw.to_owned());
            forms.push(raw.escape_debug().to_string());
            for kept in ["-._~", "-._~!$&'()*+,;=:", ""] {
                let encoded = percent_encoded(raw, kept);
                forms.push(lower_hex(&encoded));
                forms.push(encoded);
            }
        }
        forms.retain(|form| !form.is_empty());
        forms.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        forms.dedup();
        Self { forms }
    }

    /// The text without the password.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in &self.forms {
            if clean.contains(form.as_str()) {
                clean = clean.replace(form.as_str(), "***");
            }
        }
        clean
    }
}

fn percent_encoded(text: &str, kept: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let character = char::from(byte);
        match byte.is_ascii_alphanumeric() || kept.contains(character) {
            true => encoded.push(character),
            false => {
                // Writing to a string does not fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

/// The same with `%2f` for `%2F`.
fn lower_hex(encoded: &str) -> String {
    let mut lower = String::with_capacity(encoded.len());
    let mut hex = 0;
    for character in encoded.chars() {
        match hex {
            0 => lower.push(character),
            _ => lower.push(character.to_ascii_lowercase()),
        }
        hex = match character {
            '%' => 2,
            _ => i32::max(hex - 1, 0),
        };
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::Redactor;
    use crate::database_url::Secret;

    #[test]
    fn every_form_is_taken_out() {
        let redactor = Redactor::new(&[&Secret::new("p/A@'s w%ü")]);
        for (said, expected) in [
            ("no p/A@'s w%ü here", "no *** here"),
            ("p%2FA%40%27s%20w%25%C3%BC", "***"),
            ("p%2fA%40%27s%20w%25%c3%bc", "***"),
            ("p%2FA%40's%20w%25%C3%BC", "***"),
            (r"p/A@\'s w%ü", "***"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(redactor.clean(said), expected);
        }
    }

    #[test]
    fn no_password_hides_nothing() {
        assert_eq!(Redactor::new(&[&Secret::new("")]).clean("text"), "text");
        assert_eq!(Redactor::default().clean("text"), "text");
    }
}
