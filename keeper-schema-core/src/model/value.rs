//! Reads the value of an item as what it must be, or reports what it must be.

use std::fmt::Display;
use std::str::FromStr;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::spanned::Spanned as _;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use super::attribute::{Form, Item, one_of, unknown};
use super::case::text_of;
use super::{Ctxt, Reference, Spanned};
use crate::closest::closest;
use crate::diagnostic::Code;
use crate::schema::sql_expression::expression_fits;
use crate::schema::{Deferrable, Match, PerDialect, ReferentialAction, SqlText};

/// Sets an option that may be given once. A value that was refused sets nothing.
pub(super) fn once<T>(cx: &Ctxt, name: &Ident, slot: &mut Option<T>, value: Option<T>) {
    if slot.is_some() {
        cx.error(
            Code::AttributesExclude,
            name.span(),
            format!("duplicate keeper attribute `{}`", name.unraw()),
        );
    } else {
        *slot = value;
    }
}

/// `name`: the place it is said at.
pub(super) fn flag(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Span> {
    if matches!(item.form, Form::Word(_)) {
        return Some(name.span());
    }
    cx.error(
        Code::MalformedAttribute,
        name.span(),
        format!("`{}` takes no value", name.unraw()),
    );
    None
}

/// `name = "text"`
pub(super) fn string(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<String>> {
    if let Form::Assign(_, expression) = &item.form {
        return text(cx, name, expression);
    }
    expected(cx, name, name.span(), "\"...\"");
    None
}

/// `name = 255`
pub(super) fn integer<N>(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<N>>
where
    N: FromStr<Err: Display>,
{
    let literal = match &item.form {
        Form::Assign(_, expression) => {
            let (inner, sign) = match &**expression {
                Expr::Unary(ExprUnary {
                    op: UnOp::Neg(_),
                    expr,
                    ..
                }) => (&**expr, "-"),
                other => (other, ""),
            };
            match inner {
                Expr::Lit(ExprLit {
                    lit: Lit::Int(literal),
                    ..
                }) => Ok((literal, sign, expression.span())),
                _ => Err(expression.span()),
            }
        }
        Form::Word(_) | Form::Call(..) | Form::Literal(_) => Err(name.span()),
    };
    let parsed = literal.map(|(literal, sign, span)| {
        let digits = format!("{sign}{}", literal.base10_digits());
        (span, digits.parse::<N>())
    });
    match parsed {
        Ok((span, Ok(value))) => Some(Spanned::new(value, span)),
        Ok((span, Err(error))) => {
            cx.error(Code::NumberOutOfRange, span, error);
            None
        }
        Err(span) => {
            cx.error(
                Code::MalformedAttribute,
                span,
                format!("expected a whole number: `{name} = 10`"),
            );
            None
        }
    }
}

/// The value of `name = LIMIT` or `name = 2 * LIMIT`: an expression that is more than a literal.
pub(super) fn expression_of(item: &Item) -> Option<&Expr> {
    let Form::Assign(_, expression) = &item.form else {
        return None;
    };
    match &**expression {
        Expr::Lit(_) => None,
        Expr::Unary(ExprUnary { expr, .. }) if matches!(**expr, Expr::Lit(_)) => None,
        expression => Some(expression),
    }
}

/// `name = "sql"`, or `name(sqlite = "sql", postgres = "sql")`.
pub(super) fn sql(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<SqlText>> {
    match &item.form {
        Form::Assign(_, expression) => {
            let text = text(cx, name, expression)?;
            Some(one_expression(cx, text)?.map(PerDialect::Common))
        }
        Form::Call(_, items) => {
            let mut parts = SqlParts::default();
            for item in items {
                if !parts.take(cx, item) {
                    match item.name() {
                        Some(option) => {
                            unknown(cx, option, "database", &["sqlite", "postgres"], None);
                        }
                        None => cx.error(
                            Code::MalformedAttribute,
                            item.span,
                            format!("expected `{name} = \"...\"`"),
                        ),
                    }
                }
            }
            parts.finish(cx, name)
        }
        Form::Word(_) | Form::Literal(_) => {
            expected(cx, name, name.span(), "\"...\"");
            None
        }
    }
}

/// SQL text that comes among other arguments: one text without a name, or one for
/// each database.
#[derive(Debug, std::default::Default)]
pub(super) struct SqlParts {
    pub(super) common: Option<Spanned<String>>,
    sqlite: Option<Spanned<String>>,
    postgres: Option<Spanned<String>>,
}

impl SqlParts {
    /// Takes the item if it is part of the text.
    pub(super) fn take(&mut self, cx: &Ctxt, item: &Item) -> bool {
        if let Form::Literal(Lit::Str(literal)) = &item.form {
            if self.common.is_some() {
                cx.error(
                    Code::MalformedAttribute,
                    literal.span(),
                    "expected one SQL text",
                );
            }
            self.common = Some(Spanned::new(literal.value(), literal.span()));
            return true;
        }
        let Some(name) = item.name() else {
            return false;
        };
        let slot = if name == "sqlite" {
            &mut self.sqlite
        } else if name == "postgres" {
            &mut self.postgres
        } else {
            return false;
        };
        once(cx, name, slot, string(cx, name, item));
        true
    }

    /// The text, or a report that `owner` needs one.
    pub(super) fn finish(self, cx: &Ctxt, owner: &Ident) -> Option<Spanned<SqlText>> {
        let each = self.sqlite.as_ref().or(self.postgres.as_ref());
        match (self.common, each) {
            (Some(common), Some(each)) => {
                cx.error(
                    Code::AttributesExclude,
                    each.span,
                    "a text for both databases and one for each cannot be used together",
                );
                Some(common.map(PerDialect::Common))
            }
            (Some(common), None) => Some(one_expression(cx, common)?.map(PerDialect::Common)),
            (None, Some(each)) => {
                let span = each.span;
                let text = |text: Option<Spanned<String>>| {
                    text.and_then(|text| one_expression(cx, text))
                        .map(|text| text.value)
                };
                Some(Spanned::new(
                    PerDialect::Each {
                        sqlite: text(self.sqlite),
                        postgres: text(self.postgres),
                    },
                    span,
                ))
            }
            (None, None) => {
                cx.error(
                    Code::MalformedAttribute,
                    owner.span(),
                    format!(
                        "`{owner}` needs SQL: `{owner}(\"...\")` or `{owner}(sqlite = \"...\", postgres = \"...\")`"
                    ),
                );
                None
            }
        }
    }
}

/// `name = "word"`, one of the words known.
pub(super) fn keyword<T: Copy>(
    cx: &Ctxt,
    name: &Ident,
    item: &Item,
    words: &[(&str, T)],
) -> Option<Spanned<T>> {
    let written = string(cx, name, item)?;
    known_word(cx, name, &written, words)
}

/// The value of a word, one of the words known.
pub(super) fn known_word<T: Copy>(
    cx: &Ctxt,
    name: &Ident,
    written: &Spanned<String>,
    words: &[(&str, T)],
) -> Option<Spanned<T>> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == written.value) {
        return Some(Spanned::new(*value, written.span));
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let message = match closest(&written.value, known.iter().copied()) {
        Some(meant) => format!(
            "unknown `{name}` value `{}`, did you mean `{meant}`?",
            written.value
        ),
        None => format!(
            "unknown `{name}` value `{}`, expected {}",
            written.value,
            one_of(&known)
        ),
    };
    cx.error(Code::UnknownAttribute, written.span, message);
    None
}

/// The words of `on_delete` and `on_update`.
pub(super) const REFERENTIAL_ACTIONS: [(&str, ReferentialAction); 5] = [
    ("no action", ReferentialAction::NoAction),
    ("restrict", ReferentialAction::Restrict),
    ("cascade", ReferentialAction::Cascade),
    ("set null", ReferentialAction::SetNull),
    ("set default", ReferentialAction::SetDefault),
];

/// The words of `match`.
pub(super) const MATCHES: [(&str, Match); 2] = [("simple", Match::Simple), ("full", Match::Full)];

/// The words of `deferrable`.
pub(super) const DEFERRABLES: [(&str, Deferrable); 2] = [
    ("deferrable", Deferrable::Deferrable),
    ("initially deferred", Deferrable::InitiallyDeferred),
];

/// `references = Model`, `Model::field` or `Model(field, field)`.
///
/// A path of several segments names a field if its last begins with a small letter.
pub(super) fn reference(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Reference> {
    const EXPECTED: &str = "expected `references = Model`, `Model::field` or `Model(field, ...)`";
    let Form::Assign(_, expression) = &item.form else {
        cx.error(Code::MalformedAttribute, name.span(), EXPECTED);
        return None;
    };
    match &**expression {
        Expr::Path(path) if path.qself.is_none() => Some(model_or_field(&path.path)),
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else {
                cx.error_spanned_by(Code::MalformedAttribute, &call.func, EXPECTED);
                return None;
            };
            let mut fields = Vec::new();
            for argument in &call.args {
                match argument {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        fields.extend(path.path.get_ident().cloned());
                    }
                    _ => cx.error_spanned_by(
                        Code::MalformedAttribute,
                        argument,
                        "expected the name of a field",
                    ),
                }
            }
            if call.args.is_empty() {
                cx.error_spanned_by(
                    Code::MalformedAttribute,
                    call,
                    "expected the name of a field in the parentheses",
                );
            }
            Some(Reference {
                model: path.path.clone(),
                fields,
            })
        }
        _ => {
            cx.error_spanned_by(Code::MalformedAttribute, expression, EXPECTED);
            None
        }
    }
}

fn model_or_field(path: &syn::Path) -> Reference {
    let mut model = path.clone();
    let names_field = path.segments.len() > 1
        && path.segments.last().is_some_and(|last| {
            let name = text_of(&last.ident);
            name.starts_with(|first: char| first.is_lowercase() || first == '_')
        });
    let mut fields = Vec::new();
    if names_field {
        fields.extend(model.segments.pop().map(|last| last.ident));
        model.segments.pop_punct();
    }
    Reference { model, fields }
}

/// A literal text, `name` being what it is the value of.
fn text(cx: &Ctxt, name: &Ident, expression: &Expr) -> Option<Spanned<String>> {
    if let Expr::Lit(ExprLit {
        lit: Lit::Str(literal),
        ..
    }) = expression
    {
        return Some(Spanned::new(literal.value(), literal.span()));
    }
    expected(cx, name, expression.span(), "\"...\"");
    None
}

/// The text, if it can be one SQL expression.
pub(super) fn one_expression(cx: &Ctxt, text: Spanned<String>) -> Option<Spanned<String>> {
    match expression_fits(&text.value) {
        Ok(()) => return Some(text),
        Err(_) if text.value.trim().is_empty() => {
            cx.error(
                Code::BrokenSql,
                text.span,
                "expected SQL, found an empty text",
            );
        }
        Err(flaw) => cx.error(Code::BrokenSql, text.span, flaw),
    }
    None
}

fn expected(cx: &Ctxt, name: &Ident, span: Span, value: &str) {
    cx.error(
        Code::MalformedAttribute,
        span,
        format!("expected `{} = {value}`", name.unraw()),
    );
}
