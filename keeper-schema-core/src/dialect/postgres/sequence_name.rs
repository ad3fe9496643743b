//! The names that PostgreSQL gives to sequences.

/// What PostgreSQL calls the sequence of a `serial` column: the longer of the two names is
/// cut first.
/// <https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/indexcmds.c#L2388>
pub fn default_sequence(table: &str, column: &str) -> String {
    let room = 63 - "__seq".len();
    let (mut table_length, mut column_length) = (table.len(), column.len());
    while table_length + column_length > room {
        if table_length > column_length {
            table_length -= 1;
        } else {
            column_length -= 1;
        }
    }
    let (table, column) = (cut(table, table_length), cut(column, column_length));
    format!("{table}_{column}_seq")
}

/// At most that many bytes, in whole characters.
fn cut(name: &str, length: usize) -> &str {
    let mut end = length.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::default_sequence;

    #[test]
    fn the_longer_name_is_cut_first() {
        let long = "l".repeat(60);
        for (table, column, expected) in [
            ("products", "id", "products_id_seq".to_owned()),
            (&long, "id", format!("{}_id_seq", "l".repeat(56))),
            (&long, &long, format!("{0}_{0}_seq", "l".repeat(29))),
            (&"ä".repeat(30), "id", format!("{}_id_seq", "ä".repeat(28))),
        ] {
            assert_eq!(default_sequence(table, column), expected);
        }
    }
}
