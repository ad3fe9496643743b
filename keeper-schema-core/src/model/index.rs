//! Reads indexes and exclusion constraints: what they are over, and their options.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::{Expr, ExprLit, Lit};

use super::attribute::{Form, Item, nameless, unknown};
use super::case::text_of;
use super::index_key::{self, KeyParts};
use super::key::Names;
use super::options::Include;
use super::value::{DEFERRABLES, flag, keyword, once, sql, string};
use super::{Ctxt, Exclusion, Index, Spanned};
use crate::diagnostic::Code;
use crate::schema::{Deferrable, ExclusionElement, IndexKey, SqlText};

/// What `index` says beside its keys.
#[derive(Debug)]
pub(super) struct IndexClause {
    span: Span,
    /// What a field says of its own key.
    key: KeyParts,
    unique: Option<Span>,
    nulls_not_distinct: Option<Span>,
    concurrently: Option<Span>,
    predicate: Option<Spanned<SqlText>>,
    method: Option<Spanned<String>>,
    include: Include,
    with: Option<BTreeMap<String, String>>,
    name: Option<Spanned<String>>,
    comment: Option<Spanned<String>>,
}

const OPTIONS: &[&str] = &[
    "unique",
    "name",
    "where",
    "method",
    "include",
    "nulls_not_distinct",
    "with",
    "concurrently",
    "comment",
];
/// What of the key of an index stands beside them: on a struct, and on a field.
const ON_A_STRUCT: &[&str] = &["asc", "desc", "key"];
const ON_A_FIELD: &[&str] = &["asc", "desc", "nulls", "opclass", "collation"];

impl IndexClause {
    fn new(span: Span) -> Self {
        Self {
            span,
            key: KeyParts::default(),
            unique: None,
            nulls_not_distinct: None,
            concurrently: None,
            predicate: None,
            method: None,
            include: Include::default(),
            with: None,
            name: None,
            comment: None,
        }
    }

    /// Takes the item if it is an option of an index.
    fn take(&mut self, cx: &Ctxt, item: &Item) -> bool {
        let Some(name) = item.name() else {
            return false;
        };
        let written = text_of(name);
        // Flags may be fields as well, but for these three; other bare words are fields.
        match (written.as_str(), &item.form) {
            ("unique", Form::Word(_)) => once(cx, name, &mut self.unique, Some(name.span())),
            ("nulls_not_distinct", _) => {
                let said = flag(cx, name, item);
                once(cx, name, &mut self.nulls_not_distinct, said);
            }
            ("concurrently", _) => once(cx, name, &mut self.concurrently, flag(cx, name, item)),
            (option, Form::Word(_)) if OPTIONS.contains(&option) && option != "where" => {
                return false;
            }
            ("name", _) => once(cx, name, &mut self.name, string(cx, name, item)),
            ("comment", _) => once(cx, name, &mut self.comment, string(cx, name, item)),
            ("where", _) => once(cx, name, &mut self.predicate, sql(cx, name, item)),
            ("method", _) => once(cx, name, &mut self.method, string(cx, name, item)),
            ("include", _) => self.include.take(cx, name, item),
            ("with", _) => once(cx, name, &mut self.with, parameters(cx, name, item)),
            _ => return false,
        }
        true
    }

    /// The index of a field of its own.
    pub(super) fn of_field(self, cx: &Ctxt, names: &Names, key: Spanned<IndexKey>) -> Index {
        let key = key.map(|key| self.key.apply(key));
        self.index(cx, names, vec![key])
    }

    fn index(self, cx: &Ctxt, names: &Names, keys: Vec<Spanned<IndexKey>>) -> Index {
        Index {
            span: self.span,
            keys,
            unique: self.unique.is_some(),
            predicate: self.predicate,
            method: self.method,
            include: self.include.columns(cx, names),
            nulls_not_distinct: self.nulls_not_distinct,
            with: self.with.unwrap_or_default(),
            concurrently: self.concurrently,
            name: self.name,
            comment: self.comment,
        }
    }
}

/// `index`, `index = "name"` or `index(unique, desc, name = "...", where = "...")` of a field.
pub(super) fn of_field(cx: &Ctxt, name: &Ident, item: &Item) -> Option<IndexClause> {
    let mut options = IndexClause::new(name.span());
    match &item.form {
        Form::Word(_) | Form::Literal(_) => {}
        Form::Assign(..) => options.name = Some(string(cx, name, item)?),
        Form::Call(_, items) => {
            for item in items {
                if options.take(cx, item) || options.key.take_of_field(cx, item) {
                    continue;
                }
                match item.name() {
                    Some(option) => {
                        let known = [ON_A_FIELD, OPTIONS].concat();
                        unknown(cx, option, "`index` option", &known, None);
                    }
                    None => nameless(cx, item),
                }
            }
        }
    }
    Some(options)
}

/// `index(a, desc(b), "lower(c)", unique, where = "...", name = "...")` of a struct.
pub(super) fn of_struct(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> Index {
    let mut clause = IndexClause::new(word.span());
    let mut keys = Vec::new();
    for item in items {
        if !clause.take(cx, item) {
            let known = [ON_A_STRUCT, OPTIONS].concat();
            let key = index_key::read(cx, names, item, ("index", &known));
            keys.extend(key.map(|(key, operator)| {
                if let Some(operator) = operator {
                    cx.error(
                        Code::AttributeAlone,
                        operator.span,
                        "an operator belongs to `exclude`",
                    );
                }
                key
            }));
        }
    }
    if items.is_empty() {
        cx.error(
            Code::MalformedAttribute,
            word.span(),
            "`index` needs the name of a field",
        );
    }
    clause.index(cx, names, keys)
}

const EXCLUDE_OPTIONS: &[&str] = &["key", "method", "where", "deferrable", "name", "comment"];

/// `exclude(key(a, with = "="), key("...", with = "&&"), method = "gist")`
pub(super) fn exclusion(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> Exclusion {
    let mut elements = Vec::new();
    let mut method = None;
    let mut predicate = None;
    let mut deferrable: Option<Spanned<Deferrable>> = None;
    let mut constraint_name = None;
    let mut comment = None;
    for item in items {
        if let Form::Assign(name, _) | Form::Call(name, _) = &item.form {
            match text_of(name).as_str() {
                "method" => once(cx, name, &mut method, string(cx, name, item)),
                "where" => once(cx, name, &mut predicate, sql(cx, name, item)),
                "deferrable" => {
                    let when = keyword(cx, name, item, &DEFERRABLES);
                    once(cx, name, &mut deferrable, when);
                }
                "name" => once(cx, name, &mut constraint_name, string(cx, name, item)),
                "comment" => once(cx, name, &mut comment, string(cx, name, item)),
                _ => elements.extend(element(cx, names, item)),
            }
            continue;
        }
        elements.extend(element(cx, names, item));
    }
    if !items.iter().any(index_key::is_key) {
        cx.error(
            Code::MalformedAttribute,
            word.span(),
            "`exclude` needs a key: `key(field, with = \"=\")`",
        );
    }
    Exclusion {
        span: word.span(),
        elements,
        method,
        predicate,
        deferrable,
        name: constraint_name,
        comment,
    }
}

fn element(cx: &Ctxt, names: &Names, item: &Item) -> Option<Spanned<ExclusionElement>> {
    let (key, operator) = index_key::read(cx, names, item, ("exclude", EXCLUDE_OPTIONS))?;
    let Some(operator) = operator else {
        if !index_key::says_operator(item) {
            cx.error(
                Code::MalformedAttribute,
                key.span,
                "expected the operator that two rows are compared by: `key(field, with = \"=\")`",
            );
        }
        return None;
    };
    Some(key.map(|key| ExclusionElement {
        key,
        operator: operator.value,
    }))
}

/// `with(fillfactor = 70, fastupdate = false)`: the storage parameters.
fn parameters(cx: &Ctxt, name: &Ident, item: &Item) -> Option<BTreeMap<String, String>> {
    const EXPECTED: &str = "expected `with(parameter = value)`";
    let Form::Call(_, items) = &item.form else {
        cx.error(Code::MalformedAttribute, name.span(), EXPECTED);
        return None;
    };
    let mut parameters = BTreeMap::new();
    for item in items {
        let Form::Assign(parameter, value) = &item.form else {
            cx.error(Code::MalformedAttribute, item.span, EXPECTED);
            continue;
        };
        let value = match &**value {
            Expr::Lit(ExprLit { lit, .. }) => match lit {
                Lit::Str(text) => text.value(),
                Lit::Int(number) => number.base10_digits().to_owned(),
                Lit::Float(number) => number.base10_digits().to_owned(),
                Lit::Bool(value) => value.value.to_string(),
                _ => {
                    cx.error(Code::MalformedAttribute, item.span, EXPECTED);
                    continue;
                }
            },
            _ => {
                cx.error(Code::MalformedAttribute, item.span, EXPECTED);
                continue;
            }
        };
        if parameters.insert(parameter.to_string(), value).is_some() {
            cx.error(
                Code::AttributesExclude,
                parameter.span(),
                format!("`{parameter}` is said twice"),
            );
        }
    }
    Some(parameters)
}
