//! Whether a text of a table names one of its columns, or the table itself.
//!
//! A text is not parsed, only read by tokens, and an identifier counts unless it can
//! be nothing but a function, a type, a collation or a keyword.

use crate::schema::sql_tokens::{Token, TokenKind, tokens};
use crate::schema::{SqlText, Table};

/// Whether the text names that column of its table.
pub(crate) fn column(text: &SqlText, column: &str) -> bool {
    any_token(text, |tokens, at| column_at(tokens, at, column))
}

/// Whether the text names its table: before a dot, or as the row as a whole.
pub(super) fn table(text: &SqlText, table: &Table) -> bool {
    any_token(text, |tokens, at| table_at(tokens, at, table))
}

/// Whether the text names something in that schema of the database. What stands before a
/// dot may also be the table.
pub(super) fn schema(text: &SqlText, schema: &str, table: &Table) -> bool {
    any_token(text, |tokens, at| {
        let is_field = at > 0 && tokens[at - 1].is_punctuation(".");
        tokens[at].is_identifier(schema)
            && follows(tokens, at, ".")
            && !is_field
            && !tokens[at].is_identifier(&table.name.name)
    })
}

/// Whether this one of the tokens names that column.
pub(crate) fn column_at(tokens: &[Token<'_>], at: usize, column: &str) -> bool {
    tokens[at].is_identifier(column)
        && names_value(tokens, at)
        && !follows(tokens, at, ".")
        && !is_keyword(&tokens[at])
}

/// Whether this one of the tokens names the table.
pub(crate) fn table_at(tokens: &[Token<'_>], at: usize, table: &Table) -> bool {
    let name = table.name.name.as_str();
    let has_column = || {
        let mut columns = table.columns.keys();
        columns.any(|column| column.eq_ignore_ascii_case(name))
    };
    let is_row = || names_value(tokens, at) && !is_keyword(&tokens[at]) && !has_column();
    tokens[at].is_identifier(name) && (follows(tokens, at, ".") || is_row())
}

fn any_token(text: &SqlText, is: impl Fn(&[Token<'_>], usize) -> bool) -> bool {
    text.all().any(|text| {
        let tokens: Vec<Token<'_>> = tokens(text).collect();
        (0..tokens.len()).any(|at| is(&tokens, at))
    })
}

fn follows(tokens: &[Token<'_>], at: usize, punctuation: &str) -> bool {
    tokens
        .get(at + 1)
        .is_some_and(|next| next.is_punctuation(punctuation))
}

/// Whether the identifier stands where a value can.
fn names_value(tokens: &[Token<'_>], at: usize) -> bool {
    let before = |steps: usize| at.checked_sub(steps).map(|at| &tokens[at]);
    let is_before = |steps, word: &str| before(steps).is_some_and(|token| token.is_word(word));
    let is_after =
        |punctuation: &str| before(1).is_some_and(|token| token.is_punctuation(punctuation));

    let is_call = follows(tokens, at, "(");
    // `date '2020-01-01'`: what stands before a string is its type.
    let is_type_of_literal = tokens
        .get(at + 1)
        .is_some_and(|next| next.kind == TokenKind::String);
    let is_type = is_after("::") || is_before(1, "as");
    let is_collation = is_before(1, "collate");
    let is_field_of_time = is_after("(") && is_before(2, "extract");
    let is_time_zone = tokens[at].is_word("zone") && is_before(1, "time")
        || tokens[at].is_word("time")
            && (is_before(1, "at") || is_before(1, "with") || is_before(1, "without"));
    !(is_call || is_type_of_literal || is_type || is_collation || is_field_of_time || is_time_zone)
}

/// Words that no column can be named by without quotes, on either database.
fn is_keyword(token: &Token<'_>) -> bool {
    const KEYWORDS: [&str; 24] = [
        "and", "as", "between", "case", "check", "collate", "distinct", "else", "exists", "from",
        "group", "in", "is", "isnull", "not", "notnull", "null", "or", "order", "select", "then",
        "when", "where", "escape",
    ];
    KEYWORDS.iter().any(|keyword| token.is_word(keyword))
}

#[cfg(test)]
mod tests {
    use crate::schema::{Column, ColumnType, Table, TableName};

    #[test]
    fn a_column_is_named_where_a_value_stands() {
        let cases = [
            ("mode > 0", true),
            ("MODE > 0", true),
            ("\"mode\" > 0", true),
            ("editions.mode > 0", true),
            ("lower(mode) = 'a'", true),
            ("(mode) IN (1, 2)", true),
            ("mode::text = 'a'", true),
            ("CAST(mode AS text) = 'a'", true),
            ("\"Mode\" > 0", false),
            ("kind = 'mode'", false),
            ("kind > 0 -- mode", false),
            ("kind > 0 /* mode */", false),
            ("mode(kind) > 0", false),
            ("mode.kind > 0", false),
            ("CAST(kind AS mode) = 1", false),
            ("kind::mode = 1", false),
            ("kind = mode '1'", false),
            ("kind COLLATE mode = 'a'", false),
            ("EXTRACT(mode FROM kind) = 1", false),
            ("modes > 0", false),
        ];
        for (text, expected) in cases {
            assert_eq!(super::column(&text.into(), "mode"), expected, "{text}");
        }
    }

    #[test]
    fn keywords_name_no_column_without_quotes() {
        let cases = [
            ("a IN (1)", "in", false),
            ("\"in\" > 1", "in", true),
            ("a AT TIME ZONE 'utc' > b", "time", false),
            ("time > b", "time", true),
        ];
        for (text, column, expected) in cases {
            assert_eq!(super::column(&text.into(), column), expected, "{text}");
        }
    }

    #[test]
    fn a_table_is_named_before_a_dot_or_as_a_row() {
        let check = |columns: &[&str], text: &str, expected| {
            let mut table = Table::new(TableName::new("status"));
            for name in columns {
                let column = Column::new(*name, ColumnType::Integer);
                table.columns.insert((*name).to_owned(), column);
            }
            assert_eq!(super::table(&text.into(), &table), expected, "{text}");
        };
        check(&["id"], "status.id > 0", true);
        check(&["id"], "status IS NOT NULL", true);
        check(&["id"], "id > 0", false);
        check(&["status"], "status > 0", false);
        check(&["status"], "status.status > 0", true);
    }
}
