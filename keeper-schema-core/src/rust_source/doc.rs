//! Doc comments from the comments of a database.

use crate::invisible::is_invisible;

/// The lines of a doc comment that is read as exactly that text; `None` if there is none,
/// or rustdoc would see code in it.
pub(super) fn lines(comment: &str, indent: usize) -> Option<String> {
    let is_plain = |line: &&str| {
        let is_code = line.starts_with("    ") || line.contains("```") || line.contains("~~~");
        !is_code && line.trim_end() == *line && !line.chars().any(is_invisible)
    };
    let is_whole = comment == comment.trim() && !comment.is_empty();
    if !is_whole || !comment.split('\n').all(|line| is_plain(&line)) {
        return None;
    }
    let indent = " ".repeat(indent);
    let lines = comment.split('\n').map(|line| match line {
        "" => format!("{indent}///\n"),
        line => format!("{indent}/// {line}\n"),
    });
    Some(lines.collect())
}

/// The text without what would end a line of code, or show it in another order.
pub(super) fn one_line(text: &str) -> String {
    let shown = |character: char| match is_invisible(character) {
        true => character.escape_unicode().to_string(),
        false => character.to_string(),
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_rustdoc_would_run_is_no_doc_comment() {
        for (comment, expected) in [
            ("A track.", Some("/// A track.\n")),
            ("One\n\ntwo", Some("/// One\n///\n/// two\n")),
            ("a\n    drop(b)", None),
            ("```", None),
            (" a", None),
            ("a \nb", None),
            ("a\r\nb", None),
            ("", None),
        ] {
            assert_eq!(lines(comment, 0).as_deref(), expected, "{comment:?}");
        }
    }
}
