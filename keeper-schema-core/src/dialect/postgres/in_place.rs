//! Objects that take the place of one of their name, which need not go for that.

use crate::schema::ObjectKind;
use crate::schema::sql_tokens::{Token, tokens};

/// Whether `CREATE OR REPLACE` takes the one for the other: it changes neither the type of
/// a function nor the columns of a view.
pub(super) fn can_replace(kind: ObjectKind, was: &str, is: &str) -> bool {
    let ends: &[&str] = match kind {
        ObjectKind::Function | ObjectKind::Procedure => &[
            "as",
            "language",
            "begin",
            "return",
            "immutable",
            "stable",
            "volatile",
            "strict",
            "called",
            "security",
            "parallel",
            "cost",
            "rows",
            "set",
            "leakproof",
            "window",
        ],
        // The columns are told by what is selected, and from where.
        ObjectKind::View => &["where"],
        ObjectKind::Extension
        | ObjectKind::MaterializedView
        | ObjectKind::Trigger
        | ObjectKind::Policy => return false,
    };
    let (was, is): (Vec<Token<'_>>, Vec<Token<'_>>) = (tokens(was).collect(), tokens(is).collect());
    let combines = |tokens: &[Token<'_>]| {
        let words = ["union", "intersect", "except"];
        tokens
            .iter()
            .any(|token| words.iter().any(|word| token.is_word(word)))
    };
    if kind == ObjectKind::View && (combines(&was) || combines(&is)) {
        return false;
    }
    let head = |tokens: &[Token<'_>]| -> Vec<String> {
        let mut depth = 0_usize;
        let mut head = Vec::new();
        for token in tokens {
            if token.is_punctuation("(") {
                depth += 1;
            } else if token.is_punctuation(")") {
                depth = depth.saturating_sub(1);
            }
            let is_end = depth == 0 && ends.iter().any(|word| token.is_word(word));
            if is_end {
                break;
            }
            let is_or_replace = head.len() < 3 && (token.is_word("or") || token.is_word("replace"));
            if !is_or_replace {
                head.push(token.text.to_lowercase());
            }
        }
        head
    };
    head(&was) == head(&is)
}

/// The statement that makes one in the place of another.
pub(super) fn or_replace(definition: &str) -> String {
    let definition = definition.trim();
    let mut words = tokens(definition);
    match (words.next(), words.next()) {
        (Some(create), Some(next)) if create.is_word("create") && !next.is_word("or") => {
            let (head, rest) = definition.split_at(create.offset + create.text.len());
            format!("{head} OR REPLACE{rest}")
        }
        _ => definition.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{can_replace, or_replace};
    use crate::schema::ObjectKind;

    #[test]
    fn what_keeps_its_columns_or_its_type_is_replaced() {
        let cases = [
            (
                ObjectKind::View,
                "CREATE VIEW v AS SELECT a FROM t WHERE a > 0",
                "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 1",
                true,
            ),
            (
                ObjectKind::View,
                "CREATE VIEW v AS SELECT a FROM t",
                "CREATE VIEW v AS SELECT b FROM t",
                false,
            ),
            (
                ObjectKind::View,
                "CREATE VIEW v AS SELECT a FROM t WHERE a > 0",
                "CREATE VIEW v AS SELECT a FROM t WHERE a > 0 UNION SELECT 1",
                false,
            ),
            (
                ObjectKind::Function,
                "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$",
                "CREATE FUNCTION f(a integer) RETURNS integer AS $$ SELECT 2 $$ LANGUAGE sql",
                true,
            ),
            (
                ObjectKind::Function,
                "CREATE FUNCTION f(a integer) RETURNS integer AS $$ SELECT 1 $$ LANGUAGE sql",
                "CREATE FUNCTION f(a integer) RETURNS bigint AS $$ SELECT 1 $$ LANGUAGE sql",
                false,
            ),
        ];
        for (kind, was, is, expected) in cases {
            assert_eq!(can_replace(kind, was, is), expected, "{is}");
        }
    }

    #[test]
    fn a_statement_that_replaces_already_is_left() {
        for (text, expected) in [
            (" create view v AS", "create OR REPLACE view v AS"),
            ("CREATE OR REPLACE VIEW v", "CREATE OR REPLACE VIEW v"),
        ] {
            assert_eq!(or_replace(text), expected);
        }
    }
}
