//! Defaults: how a model writes them.

use proc_macro2::Ident;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprUnary, Lit, UnOp};

use super::attribute::{Form, Item, unknown};
use super::value::{SqlParts, once, string};
use super::{Ctxt, Spanned};
use crate::schema::{Default, Literal};

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
