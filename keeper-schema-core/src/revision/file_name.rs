//! Names of revision files: `<revision>_<slug>.toml`.

use super::RevisionId;

/// The name of a new revision's file.
pub fn file_name(revision: &RevisionId, message: &str) -> String {
    match slug(message).as_str() {
        "" => format!("{revision}.toml"),
        slug => format!("{revision}_{slug}.toml"),
    }
}

/// A message as part of a file name: its words of a-z and 0-9 in lower case, joined by
/// `_`, and at most 40 characters of them. Empty if the message has none.
///
/// Alembic's rule, but for the letters of other scripts, which file systems do not
/// keep alike.
pub fn slug(message: &str) -> String {
    let mut slug = String::new();
    for word in message.split(|character: char| !character.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let separated = usize::from(!slug.is_empty());
        let left = LONGEST.saturating_sub(slug.len() + separated);
        if word.len() > left {
            // Of a word that is too long, a part is better than no name.
            if slug.is_empty() {
                slug.push_str(&word[..left]);
            }
            break;
        }
        if separated > 0 {
            slug.push('_');
        }
        slug.push_str(word);
    }
    slug.make_ascii_lowercase();
    slug
}

const LONGEST: usize = 40;

/// Whether a file may be named so: `<revision>.toml`, or with `_` and anything between.
pub(super) fn is_name_of(file_name: &str, revision: &RevisionId) -> bool {
    let stem = file_name.strip_suffix(".toml");
    let rest = stem.and_then(|stem| stem.strip_prefix(revision.as_str()));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_become_slugs() {
        let long = "x".repeat(100);
        let cases = [
            ("v2 tables", "v2_tables"),
            ("Add `editions.tracked_ref`!", "add_editions_tracked_ref"),
            (
                "a message that is much longer than forty characters",
                "a_message_that_is_much_longer_than_forty",
            ),
            (
                "a message that is much longer than thirty characters",
                "a_message_that_is_much_longer_than",
            ),
            (&long, &long[..40]),
            ("../../etc/passwd", "etc_passwd"),
            ("C:\\x\0\u{1b}[31m", "c_x_31m"),
            ("naïve façade", "na_ve_fa_ade"),
            ("日本語", ""),
            ("", ""),
            ("___", ""),
        ];
        for (message, expected) in cases {
            assert_eq!(slug(message), expected, "{message:?}");
        }
    }

    #[test]
    fn files_are_named_by_revision_and_slug() {
        let id = RevisionId::new("8c431c5e70a8").unwrap();
        assert_eq!(file_name(&id, "v2 tables"), "8c431c5e70a8_v2_tables.toml");
        assert_eq!(file_name(&id, "日本語"), "8c431c5e70a8.toml");
        assert!(is_name_of("8c431c5e70a8.toml", &id));
        assert!(is_name_of("8c431c5e70a8_any Thing.toml", &id));
        assert!(!is_name_of("8c431c5e70a8b_v2.toml", &id));
        assert!(!is_name_of("v2.toml", &id));
    }
}
