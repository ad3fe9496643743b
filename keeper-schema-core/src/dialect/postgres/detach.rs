//! Recognises what a person writes that PostgreSQL runs in no transaction: a partition that is
//! detached beside its users.
//! <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION>

use std::iter::Peekable;

use super::statement::{Alone, Resumed};
use crate::schema::sql_tokens::{Token, TokenKind, tokens};

/// `ALTER TABLE parent DETACH PARTITION partition CONCURRENTLY`, if the text is that and nothing
/// else.
pub(super) fn concurrently(sql: &str) -> Option<Alone> {
    let mut rest = tokens(sql).peekable();
    let rest = &mut rest;
    words(rest, &["alter", "table"])?;
    if rest.peek()?.is_word("if") {
        words(rest, &["if", "exists"])?;
    }
    let parent = name(rest)?;
    words(rest, &["detach", "partition"])?;
    let partition = name(rest)?;
    words(rest, &["concurrently"])?;
    let is_all = rest.all(|token| token.is_punctuation(";"));
    is_all.then(|| Alone {
        sql: sql.trim().trim_end_matches(';').to_owned(),
        resumed: Resumed::Partition { parent, partition },
    })
}

fn words<'a>(rest: &mut impl Iterator<Item = Token<'a>>, expected: &[&str]) -> Option<()> {
    for word in expected {
        rest.next().filter(|token| token.is_word(word))?;
    }
    Some(())
}

/// A name as it is written, with its schema.
fn name<'a>(rest: &mut Peekable<impl Iterator<Item = Token<'a>>>) -> Option<String> {
    let is_name =
        |token: &Token<'_>| matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdentifier);
    let mut name = rest.next().filter(is_name)?.text.to_owned();
    while rest.next_if(|token| token.is_punctuation(".")).is_some() {
        name.push('.');
        name.push_str(rest.next().filter(is_name)?.text);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::{Resumed, concurrently};

    /// The parent and the partition, as they are written.
    fn check(sql: &str, expected: Option<(&str, &str)>) {
        let found = concurrently(sql).map(|alone| match alone.resumed {
            Resumed::Partition { parent, partition } => (parent, partition),
            other => panic!("{other:?}"),
        });
        let expected =
            expected.map(|(parent, partition)| (parent.to_owned(), partition.to_owned()));
        assert_eq!(found, expected, "{sql}");
    }

    #[test]
    fn a_detachment_alone_in_its_text() {
        check(
            "alter table Sales detach partition sales_2020 concurrently;",
            Some(("Sales", "sales_2020")),
        );
        check(
            "ALTER TABLE IF EXISTS a.\"S t\" -- old\n DETACH PARTITION a.\"x.y\" CONCURRENTLY",
            Some(("a.\"S t\"", "a.\"x.y\"")),
        );
        check("ALTER TABLE a DETACH PARTITION b", None);
        check("ALTER TABLE a DETACH PARTITION b FINALIZE", None);
        check(
            "ALTER TABLE a DETACH PARTITION b CONCURRENTLY; SELECT 1",
            None,
        );
        check(
            "SELECT 'ALTER TABLE a DETACH PARTITION b CONCURRENTLY'",
            None,
        );
        check("ALTER TABLE", None);
    }
}
