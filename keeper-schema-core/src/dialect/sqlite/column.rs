//! Column definitions.

use super::column_type::declared;
use super::table::{is_rowid_alias, not_covered, unsupported};
use crate::dialect::quote::parenthesised;
use crate::dialect::{DialectError, quoted, string_literal};
use crate::schema::{Column, ColumnType, Default, ElementPath, Literal, Table};

/// The definition of a column, as in `CREATE TABLE` and `ADD COLUMN`.
///
/// # Errors
/// What SQLite has no form for.
pub(super) fn definition(table: &Table, column: &Column) -> Result<String, DialectError> {
    let element = || ElementPath::Column(table.name.clone(), column.name.clone());
    let mut sql = format!("{} {}", quoted(&column.name)?, declared(table, column)?);
    let primary_key = table.primary_key.as_ref();
    if !column.null {
        sql.push_str(" NOT NULL");
    }
    if is_rowid_alias(table, column)? {
        if let Some(key) = primary_key {
            sql.push_str(&format!(" CONSTRAINT {} PRIMARY KEY", quoted(&key.name)?));
        }
        if column.sqlite.autoincrement {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(default) = &column.default {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default_sql(table, column, default)?);
    }
    if let Some(collation) = column.collation.as_deref().and_then(|name| name.sqlite()) {
        sql.push_str(&format!(" COLLATE {}", quoted(collation)?));
    }
    if let Some(generated) = &column.generated {
        let expression = generated.expression.sqlite();
        let expression =
            expression.ok_or_else(|| not_covered(element(), "the generating expression"))?;
        let kind = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        let expression = parenthesised(expression);
        sql.push_str(&format!(" GENERATED ALWAYS AS {expression} {kind}"));
    }
    if column.sqlite.enforce_length {
        let (ColumnType::Varchar(length) | ColumnType::Char(length)) = column.column_type else {
            return Err(unsupported(
                element(),
                "length to enforce in this type",
                "use `varchar(n)`, or take `enforce_length` away",
            ));
        };
        let name = quoted(&column.name)?;
        sql.push_str(&format!(" CHECK (length({name}) <= {length})"));
    }
    Ok(sql)
}

/// The SQL of a default, ready to stand after `DEFAULT`.
pub(super) fn default_sql(
    table: &Table,
    column: &Column,
    default: &Default,
) -> Result<String, DialectError> {
    match default {
        Default::Literal(literal) => literal_sql(&column.column_type, literal),
        Default::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            Ok(format!("X'{digits}'"))
        }
        Default::Expression(expression) => {
            let element = || ElementPath::Column(table.name.clone(), column.name.clone());
            let expression = expression.sqlite();
            let expression = expression.ok_or_else(|| not_covered(element(), "the default"))?;
            Ok(match expression.trim().to_ascii_uppercase().as_str() {
                keyword @ ("CURRENT_TIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME" | "NULL") => {
                    keyword.to_owned()
                }
                _ => parenthesised(expression),
            })
        }
    }
}

fn literal_sql(column_type: &ColumnType, literal: &Literal) -> Result<String, DialectError> {
    match literal {
        Literal::String(text) if is_number(column_type) && is_decimal(text) => Ok(text.clone()),
        Literal::String(text) => string_literal(text),
        Literal::Integer(number) => Ok(number.to_string()),
        Literal::Boolean(value) => Ok(value.to_string()),
    }
}

fn is_number(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Numeric(_) | ColumnType::Real | ColumnType::Double
    )
}

/// Digits with a sign and a point, and nothing that SQLite could read in another way.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}
