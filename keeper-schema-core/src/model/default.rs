//! Defaults: how they are written, and which values fit which type.

use proc_macro2::Ident;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprUnary, Lit, UnOp};

use super::attribute::{Form, Item, unknown};
use super::value::{SqlParts, once, string};
use super::{Ctxt, Spanned};
use crate::schema::{ColumnType, Default, Literal};

/// What is wrong with a default for that type, if anything is.
///
/// # Errors
///
/// If the value is none of the type's. Expressions and types by literal name pass.
pub fn default_fits(column_type: &ColumnType, default: &Default) -> Result<(), String> {
    let refuse = |instead: &str| Err(format!("`{column_type}` needs {instead} as its default"));
    match default {
        Default::Expression(_) => Ok(()),
        Default::Bytes(_) => match column_type {
            ColumnType::Bytes | ColumnType::Raw(_) => Ok(()),
            _ => Err(format!("`{column_type}` cannot have bytes as its default")),
        },
        Default::Literal(literal) => match column_type {
            ColumnType::SmallInt => integer_fits(
                column_type,
                literal,
                i64::from(i16::MIN),
                i64::from(i16::MAX),
            ),
            ColumnType::Integer => integer_fits(
                column_type,
                literal,
                i64::from(i32::MIN),
                i64::from(i32::MAX),
            ),
            ColumnType::BigInt => integer_fits(column_type, literal, i64::MIN, i64::MAX),
            ColumnType::Real | ColumnType::Double | ColumnType::Numeric(_) => match literal {
                Literal::Integer(_) => Ok(()),
                Literal::String(text) if is_decimal(text) => Ok(()),
                Literal::String(_) | Literal::Boolean(_) => refuse("a number"),
            },
            ColumnType::Varchar(length) | ColumnType::Char(length) => match literal {
                Literal::String(text) if text.chars().count() <= *length as usize => Ok(()),
                Literal::String(_) => Err(format!("this default is longer than `{column_type}`")),
                Literal::Integer(_) | Literal::Boolean(_) => refuse("text"),
            },
            ColumnType::Boolean => match literal {
                Literal::Boolean(_) => Ok(()),
                Literal::String(_) | Literal::Integer(_) => refuse("`true` or `false`"),
            },
            ColumnType::Bytes => refuse("bytes, as in `b\"...\"`,"),
            ColumnType::Text
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz
            | ColumnType::Interval
            | ColumnType::Uuid
            | ColumnType::Json
            | ColumnType::Jsonb
            | ColumnType::Inet
            | ColumnType::Array(_)
            | ColumnType::Enum(_) => match literal {
                Literal::String(_) => Ok(()),
                Literal::Integer(_) | Literal::Boolean(_) => refuse("text"),
            },
            ColumnType::Raw(_) => Ok(()),
        },
    }
}

/// `default = value`, `default(sql = "...")`, `default(sqlite = "...", postgres = "...")`.
pub(super) fn read(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<Default>> {
    const EXPECTED: &str = "expected `default = value` or `default(sql = \"...\")`";
    match &item.form {
        Form::Assign(_, expression) => literal(cx, expression),
        Form::Call(_, items) => {
            let mut parts = SqlParts::default();
            for item in items {
                match item.name() {
                    Some(option) if option == "sql" => {
                        once(cx, option, &mut parts.common, string(cx, option, item));
                    }
                    Some(option) if !parts.take(cx, item) => {
                        let known = ["sql", "sqlite", "postgres"];
                        unknown(cx, option, "`default` option", &known, None);
                    }
                    Some(_) => {}
                    None => cx.error(item.span, EXPECTED),
                }
            }
            Some(parts.finish(cx, name)?.map(Default::Expression))
        }
        Form::Word(_) | Form::Literal(_) => {
            cx.error(name.span(), EXPECTED);
            None
        }
    }
}

/// A default that is a value rather than an expression.
fn literal(cx: &Ctxt, expression: &Expr) -> Option<Spanned<Default>> {
    let span = expression.span();
    let (literal, negative) = match expression {
        Expr::Lit(literal) => (&literal.lit, false),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => match &**expr {
            Expr::Lit(literal) => (&literal.lit, true),
            _ => return refuse_default(cx, expression),
        },
        _ => return refuse_default(cx, expression),
    };
    let value = match literal {
        Lit::Bool(value) if !negative => Default::Literal(Literal::Boolean(value.value)),
        Lit::Str(value) if !negative => Default::Literal(Literal::String(value.value())),
        Lit::ByteStr(value) if !negative => Default::Bytes(value.value()),
        Lit::Int(value) => {
            let sign = if negative { "-" } else { "" };
            let Ok(value) = format!("{sign}{}", value.base10_digits()).parse() else {
                cx.error(span, "this number does not fit into 64 bits");
                return None;
            };
            Default::Literal(Literal::Integer(value))
        }
        Lit::Float(value) => {
            let sign = if negative { "-" } else { "" };
            cx.error(
                span,
                format!(
                    "a decimal is written as text, so that it is kept exactly: `default = \"{sign}{}\"`",
                    value.base10_digits()
                ),
            );
            return None;
        }
        _ => return refuse_default(cx, expression),
    };
    Some(Spanned::new(value, span))
}

fn refuse_default(cx: &Ctxt, expression: &Expr) -> Option<Spanned<Default>> {
    cx.error_spanned_by(
        expression,
        "expected a literal: text, a whole number or a boolean; SQL is written `default(sql = \"...\")`",
    );
    None
}

fn integer_fits(
    column_type: &ColumnType,
    literal: &Literal,
    least: i64,
    greatest: i64,
) -> Result<(), String> {
    match literal {
        Literal::Integer(value) if (least..=greatest).contains(value) => Ok(()),
        Literal::Integer(value) => Err(format!("`{value}` does not fit into `{column_type}`")),
        Literal::String(_) | Literal::Boolean(_) => Err(format!(
            "`{column_type}` needs a whole number as its default"
        )),
    }
}

/// Whether a text is a decimal number: digits with an optional sign, point and exponent.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().is_ok()),
        None => (text, true),
    };
    let digits = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let all_digits = (whole.chars().chain(fraction.chars())).all(|digit| digit.is_ascii_digit());
    exponent && has_digits && all_digits
}
