//! Values of columns that a check lists, as it does for an enum that is kept as text.

use crate::schema::sql_tokens::{Token, TokenKind, tokens};
use crate::schema::{Check, Column, ColumnType, PerDialect, Table};

/// The values that checks admit into a column.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ValueList {
    pub column: String,
    pub values: Vec<String>,
}

impl ValueList {
    /// The lists of a table's columns that are text: of each what all of its lists admit.
    pub(super) fn in_table(table: &Table) -> Vec<Self> {
        let mut lists: Vec<Self> = Vec::new();
        for list in table.checks.values().filter_map(|it| Self::of(it, table)) {
            match lists.iter_mut().find(|it| it.column == list.column) {
                Some(same) => same.values.retain(|value| list.values.contains(value)),
                None => lists.push(list),
            }
        }
        lists
    }

    /// The values of a column of the table: none if no check lists them.
    pub(super) fn of_column(table: &Table, column: &str) -> Vec<String> {
        let mut lists = Self::in_table(table).into_iter();
        let list = lists.find(|list| list.column == column);
        list.map_or_else(Vec::new, |list| list.values)
    }

    /// Of a check of all rows that says no more than `"column" IN ('a', 'b')`, in the same way
    /// for both databases.
    fn of(check: &Check, table: &Table) -> Option<Self> {
        let PerDialect::Common(expression) = &check.expression else {
            return None;
        };
        let mut tokens = tokens(expression);
        let name = tokens.next()?;
        let mut columns = table.columns.values();
        let column = columns.find(|column| name.is_identifier(&column.name))?;
        let is_list = tokens.next()?.is_word("in")
            && tokens.next()?.is_punctuation("(")
            && is_text(column)
            && !check.not_valid;
        if !is_list {
            return None;
        }
        let mut values = Vec::new();
        loop {
            values.push(string(&tokens.next()?)?);
            let next = tokens.next()?;
            if next.is_punctuation(")") && tokens.next().is_none() {
                let column = column.name.clone();
                return Some(Self { column, values });
            }
            if !next.is_punctuation(",") {
                return None;
            }
        }
    }
}

fn is_text(column: &Column) -> bool {
    let is_text = matches!(
        column.column_type,
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text
    );
    is_text && column.generated.is_none()
}

/// A string without a prefix, and without its quotes.
fn string(token: &Token<'_>) -> Option<String> {
    let inside = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
    (token.kind == TokenKind::String).then(|| inside.replace("''", "'"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::ValueList;
    use crate::operation::Replay;
    use crate::operation::fixture::written;
    use crate::schema::Schema;

    /// A table whose check lists the values of a column.
    pub(in crate::diff) fn table(column: &str, values: &str) -> String {
        format!(
            "op = \"create_table\"\ntable = \"t\"\ncolumns = [\n\
             {{ name = \"id\", type = \"integer\" }},\n\
             {{ name = \"{column}\", type = \"varchar(3)\" }},\n]\n\
             primary_key = {{ name = \"t_pkey\", columns = [\"id\"] }}\n\
             checks = [{{ name = \"c\", expression = \"{column} IN ({values})\" }}]\n"
        )
    }

    pub(in crate::diff) fn schema(operations: &str) -> Schema {
        let mut replay = Replay::default();
        replay.apply_all(&written(operations)).unwrap();
        replay.into_schema()
    }

    #[test]
    fn a_check_that_lists_values_is_read() {
        let lists = |check: &str| {
            let replaced = "kind IN ('a')";
            let table = table("kind", "'a'").replace(replaced, check);
            let table = schema(&table).tables.into_values().next().unwrap();
            let lists = ValueList::in_table(&table);
            lists
                .into_iter()
                .map(|list| list.values.join(" "))
                .collect::<Vec<_>>()
        };
        let listed = [
            ("kind IN ('a', 'it''s')", "a it's"),
            ("KIND in ('a')", "a"),
            (r#"\"kind\" IN ('a')"#, "a"),
            (
                r#"kind IN ('a', 'b')" }, { name = "d", expression = "kind IN ('b', 'c')"#,
                "b",
            ),
        ];
        for (check, expected) in listed {
            assert_eq!(lists(check), [expected], "{check}");
        }
        for other in [
            "kind IN ('a') OR kind IS NULL",
            "kind IN ('a',)",
            "kind IN ('a', 1)",
            "kind NOT IN ('a')",
            "kind IN (E'a')",
            "id IN ('a')",
            r#"kind IN ('a')", not_valid = true, comment = "old"#,
        ] {
            assert_eq!(lists(other), [""; 0], "{other}");
        }
    }
}
