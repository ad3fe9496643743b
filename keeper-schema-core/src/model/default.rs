//! Defaults: how a model writes them.

use proc_macro2::Ident;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprUnary, Lit, UnOp};

use super::attribute::{Form, Item, unknown};
use super::value::{SqlParts, once, string};
use super::{Ctxt, RustType, Spanned};
use crate::diagnostic::Code;
use crate::schema::{ColumnType, Default, Literal, SqlText};

/// A default as it is written.
pub(super) enum DefaultSpelling {
    /// It says all.
    Said(Default),
    /// `now`, of which the type says how exact it is.
    Now,
}

/// The default of a column of that type.
pub(super) fn resolve(
    cx: &Ctxt,
    default: Spanned<DefaultSpelling>,
    column_type: &RustType,
) -> Option<Spanned<Default>> {
    let default = match default.value {
        DefaultSpelling::Said(said) => return Some(Spanned::new(said, default.span)),
        DefaultSpelling::Now => default.span,
    };
    let now = match column_type {
        RustType::Known(ColumnType::Date) => "CURRENT_DATE",
        RustType::Known(ColumnType::Time) => "CURRENT_TIME",
        RustType::Known(ColumnType::Timestamp | ColumnType::TimestampTz) => "CURRENT_TIMESTAMP",
        RustType::Known(_) | RustType::Computed(_) => {
            cx.error(
                Code::DefaultDoesNotFit,
                default,
                "`now` is for a date, a time or a timestamp; SQL is written `default(sql = \"...\")`",
            );
            return None;
        }
        // The type is known only where all are.
        RustType::User(_) | RustType::ArrayOf(_) => {
            cx.error(
                Code::DefaultDoesNotFit,
                default,
                "`now` needs a type that is seen here: write `default(sql = \"CURRENT_TIMESTAMP\")`, \
                 or spell the type",
            );
            return None;
        }
    };
    let now = Default::Expression(SqlText::from(now));
    Some(Spanned::new(now, default))
}

/// `default = value`, `default = now`, `default(sql = "...")`, `default(sqlite = "...", postgres = "...")`.
pub(super) fn read(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<DefaultSpelling>> {
    const EXPECTED: &str = "expected `default = value` or `default(sql = \"...\")`";
    match &item.form {
        Form::Assign(_, expression) => match &**expression {
            Expr::Path(path) if path.path.is_ident("now") => {
                Some(Spanned::new(DefaultSpelling::Now, expression.span()))
            }
            _ => Some(literal(cx, expression)?.map(DefaultSpelling::Said)),
        },
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
                    None => cx.error(Code::MalformedAttribute, item.span, EXPECTED),
                }
            }
            let text = parts.finish(cx, name)?;
            Some(text.map(|text| DefaultSpelling::Said(Default::Expression(text))))
        }
        Form::Word(_) | Form::Literal(_) => {
            cx.error(Code::MalformedAttribute, name.span(), EXPECTED);
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
                cx.error(
                    Code::NumberOutOfRange,
                    span,
                    "this number does not fit into 64 bits",
                );
                return None;
            };
            Default::Literal(Literal::Integer(value))
        }
        Lit::Float(value) => {
            let sign = if negative { "-" } else { "" };
            cx.error(
                Code::DefaultDoesNotFit,
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
        Code::MalformedAttribute,
        expression,
        "expected `now` or a literal: text, a whole number or a boolean; SQL is written `default(sql = \"...\")`",
    );
    None
}
