//! Values in place of the parameters of a statement.

use std::fmt::Write;

use keeper_schema_core::schema::sql_tokens::{TokenKind, tokens};

use super::other;
use crate::migrate::{DatabaseError, Value};

/// The statement with a literal for each of `$1`, `$2` and so on.
pub(super) fn with_values(sql: &str, values: &[Value]) -> Result<String, DatabaseError> {
    let mut written = String::with_capacity(sql.len());
    let mut end = 0;
    for token in tokens(sql).filter(|token| token.kind == TokenKind::Parameter) {
        let Some(number) = token.text.strip_prefix('$') else {
            continue;
        };
        let number: Option<usize> = number.parse().ok();
        let value = number.and_then(|number| values.get(number.checked_sub(1)?));
        let Some(value) = value else {
            let name = token.text;
            return Err(other(format!(
                "there is no value for the parameter `{name}`"
            )));
        };
        written += &sql[end..token.offset];
        written += &literal(value)?;
        end = token.offset + token.text.len();
    }
    written += &sql[end..];
    Ok(written)
}

fn literal(value: &Value) -> Result<String, DatabaseError> {
    Ok(match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(integer) => format!("({integer})"),
        Value::Real(real) if real.is_finite() => format!("('{real:?}'::float8)"),
        Value::Real(real) if real.is_nan() => "('NaN'::float8)".to_owned(),
        Value::Real(real) if *real > 0.0 => "('Infinity'::float8)".to_owned(),
        Value::Real(_) => "('-Infinity'::float8)".to_owned(),
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Text(text) if text.contains('\0') => {
            return Err(other("PostgreSQL keeps no NUL character".to_owned()));
        }
        Value::Text(text) => format!("(E'{}')", inert(text)),
        Value::Blob(bytes) => {
            let mut digits = String::with_capacity(bytes.len() * 2);
            for byte in bytes {
                let _ = write!(digits, "{byte:02x}");
            }
            format!("(E'\\\\x{digits}'::bytea)")
        }
    })
}

/// A text that ends no string, comment or name, whatever the server takes it to stand in.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE>
fn inert(text: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' ' => inert.push(' '),
            _ if character.is_ascii() && !character.is_ascii_alphanumeric() => {
                let _ = write!(inert, "\\{:03o}", u32::from(character));
            }
            _ => inert.push(character),
        }
    }
    inert
}

#[cfg(test)]
mod tests {
    use super::with_values;
    use crate::migrate::Value;

    #[test]
    fn values_stand_where_parameters_do_and_nowhere_else() {
        let values = [Value::from("it's \\"), Value::from(-5), Value::Null];
        let sql = "SELECT $1, '$1', \"$1\", $$ $1 $$, a$1, $2 -- $1\n, $3, $1 /* $2 */";
        assert_eq!(
            with_values(sql, &values).unwrap(),
            "SELECT (E'it\\047s \\134'), '$1', \"$1\", $$ $1 $$, a$1, (-5) -- $1\n, NULL, (E'it\\047s \\134') /* $2 */"
        );
        assert_eq!(
            with_values("SELECT $4", &values).unwrap_err().message,
            "there is no value for the parameter `$4`"
        );
    }
}
