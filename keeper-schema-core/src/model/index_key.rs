//! Reads one key of an index or of an exclusion constraint.

use proc_macro2::{Ident, Span};
use syn::Lit;

use super::attribute::{Form, Item, unknown};
use super::case::text_of;
use super::key::Names;
use super::value::{SqlParts, flag, keyword, once, one_expression, sql, string};
use super::{Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::{
    IndexKey, IndexTarget, NullsOrder, PerDialect, SortOrder, SqlText, is_operator,
};

/// What is said of a key beside what it is over.
#[derive(Debug, Default)]
pub(super) struct KeyParts {
    order: Option<(SortOrder, Span)>,
    nulls: Option<Spanned<NullsOrder>>,
    opclass: Option<Spanned<SqlText>>,
    collation: Option<Spanned<SqlText>>,
    operator: Option<Spanned<String>>,
}

const NULLS: [(&str, NullsOrder); 2] = [("first", NullsOrder::First), ("last", NullsOrder::Last)];
const OPTIONS: &[&str] = &[
    "nulls",
    "opclass",
    "collation",
    "with",
    "sqlite",
    "postgres",
];

/// The options of an index that are words alone.
const FLAGS: &[&str] = &["unique", "nulls_not_distinct", "concurrently"];

impl KeyParts {
    /// Takes the item if it is an option of a key.
    fn take(&mut self, cx: &Ctxt, item: &Item) -> bool {
        let Some(name) = item.name() else {
            return false;
        };
        match text_of(name).as_str() {
            "nulls" => once(cx, name, &mut self.nulls, keyword(cx, name, item, &NULLS)),
            "opclass" => once(cx, name, &mut self.opclass, sql(cx, name, item)),
            "collation" => once(cx, name, &mut self.collation, sql(cx, name, item)),
            "with" => once(cx, name, &mut self.operator, operator(cx, name, item)),
            _ => return false,
        }
        true
    }

    /// The same for the key of a field, where `desc` is a word.
    pub(super) fn take_of_field(&mut self, cx: &Ctxt, item: &Item) -> bool {
        let Some(name) = item.name() else {
            return false;
        };
        let order = match name.to_string().as_str() {
            "asc" => SortOrder::Ascending,
            "desc" => SortOrder::Descending,
            "with" => return false,
            _ => return self.take(cx, item),
        };
        let said = flag(cx, name, item).map(|span| (order, span));
        if self.order.is_some() {
            cx.error(
                Code::AttributesExclude,
                name.span(),
                "`asc` and `desc` cannot be used together",
            );
        }
        self.order = said;
        true
    }

    /// The key with all that is said of it.
    pub(super) fn apply(&self, key: IndexKey) -> IndexKey {
        IndexKey {
            target: key.target,
            order: self.order.map_or(key.order, |(order, _)| order),
            nulls: self.nulls.map(|nulls| nulls.value),
            opclass: self.opclass.as_ref().map(|text| text.value.clone()),
            collation: self.collation.as_ref().map(|text| text.value.clone()),
        }
    }
}

/// Whether an item says what an index is over.
pub(super) fn is_key(item: &Item) -> bool {
    match &item.form {
        Form::Word(_) | Form::Literal(_) => true,
        Form::Call(name, _) => wrapper(name).is_some(),
        Form::Assign(..) => false,
    }
}

/// `field`, `"expression"`, or one of them with options in `asc(...)`, `desc(...)` or
/// `key(...)`; and the operator that `with` says.
///
/// `owner` is what the key is of, and the options that this knows beside fields.
pub(super) fn read(
    cx: &Ctxt,
    names: &Names,
    item: &Item,
    owner: (&str, &[&str]),
) -> Option<(Spanned<IndexKey>, Option<Spanned<String>>)> {
    match &item.form {
        Form::Word(field) => {
            let column = names.column_or_flag(cx, field, FLAGS)?;
            Some((column.map(IndexKey::column), None))
        }
        Form::Literal(Lit::Str(text)) => {
            let text = one_expression(cx, Spanned::new(text.value(), text.span()))?;
            Some((text.map(|text| expression(PerDialect::Common(text))), None))
        }
        Form::Call(name, items) if wrapper(name).is_some() => {
            let mut parts = KeyParts {
                order: wrapper(name).map(|order| (order, name.span())),
                ..KeyParts::default()
            };
            let key = target(cx, names, name, items, &mut parts)?;
            Some((key.map(|key| parts.apply(key)), parts.operator))
        }
        Form::Assign(name, _) | Form::Call(name, _) => {
            let (owner, known) = owner;
            unknown(cx, name, &format!("`{owner}` option"), known, None);
            None
        }
        Form::Literal(_) => {
            cx.error(
                Code::MalformedAttribute,
                item.span,
                "expected the name of a field or SQL as text",
            );
            None
        }
    }
}

/// What a key in `asc(...)`, `desc(...)` or `key(...)` is over; the options go into `parts`.
fn target(
    cx: &Ctxt,
    names: &Names,
    word: &Ident,
    items: &[Item],
    parts: &mut KeyParts,
) -> Option<Spanned<IndexKey>> {
    let mut field = None;
    let mut text = SqlParts::default();
    let mut said_text = false;
    for item in items {
        match &item.form {
            Form::Word(name) => once(cx, name, &mut field, Some(name)),
            _ if parts.take(cx, item) => {}
            _ if text.take(cx, item) => said_text = true,
            Form::Assign(name, _) | Form::Call(name, _) => {
                unknown(cx, name, &format!("`{word}` option"), OPTIONS, None);
            }
            Form::Literal(_) => {
                cx.error(
                    Code::MalformedAttribute,
                    item.span,
                    "expected the name of a field or SQL as text",
                );
            }
        }
    }
    match (field, said_text) {
        (Some(field), false) => Some(names.column(cx, field)?.map(IndexKey::column)),
        (None, true) => Some(text.finish(cx, word)?.map(expression)),
        (Some(_), true) | (None, false) => {
            cx.error(
                Code::MalformedAttribute,
                word.span(),
                format!("expected `{word}(field)`"),
            );
            None
        }
    }
}

/// Whether a key says an operator, right or wrong.
pub(super) fn says_operator(item: &Item) -> bool {
    match &item.form {
        Form::Call(_, items) => {
            let mut names = items.iter().filter_map(Item::name);
            names.any(|name| name == "with")
        }
        Form::Word(_) | Form::Assign(..) | Form::Literal(_) => false,
    }
}

fn expression(text: SqlText) -> IndexKey {
    IndexKey {
        target: IndexTarget::Expression(text),
        ..IndexKey::column(String::new())
    }
}

fn wrapper(name: &Ident) -> Option<SortOrder> {
    match name.to_string().as_str() {
        "asc" | "key" => Some(SortOrder::Ascending),
        "desc" => Some(SortOrder::Descending),
        _ => None,
    }
}

/// `with = "&&"`
fn operator(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<String>> {
    let operator = string(cx, name, item)?;
    if !is_operator(&operator.value) {
        cx.error(
            Code::MalformedAttribute,
            operator.span,
            "expected an operator, as `=` or `&&`",
        );
        return None;
    }
    Some(operator)
}
