//! Reads the items that say more than one thing: `unique`, `index`, `check`, `generated`.

use proc_macro2::{Ident, Span};

use super::attribute::{Form, Item, nameless, unknown};
use super::value::{SqlParts, flag, once, sql, string};
use super::{Check, Ctxt, Index, Spanned};
use crate::schema::{Generated, IndexKey, SqlText};

/// What `unique` says beside its columns.
pub(super) struct UniqueClause {
    pub(super) span: Span,
    pub(super) name: Option<Spanned<String>>,
}

/// What `check` says.
pub(super) struct CheckClause {
    span: Span,
    expression: SqlText,
    name: Option<Spanned<String>>,
}

impl CheckClause {
    /// The check, of a column or of the table.
    pub(super) fn check(self, column: Option<String>) -> Check {
        Check {
            span: self.span,
            expression: self.expression,
            column,
            name: self.name,
        }
    }
}

/// What `index` says beside its keys.
pub(super) struct IndexClause {
    span: Span,
    unique: Option<Span>,
    predicate: Option<Spanned<SqlText>>,
    name: Option<Spanned<String>>,
}

impl IndexClause {
    pub(super) const KNOWN: &'static [&'static str] = &["unique", "name", "where"];

    pub(super) fn new(span: Span) -> Self {
        Self {
            span,
            unique: None,
            predicate: None,
            name: None,
        }
    }

    /// Takes the item if it is an option of an index.
    pub(super) fn take(&mut self, cx: &Ctxt, item: &Item) -> bool {
        let Some(name) = item.name() else {
            return false;
        };
        // `unique` and `name` may be fields as well: a bare `name` is one.
        match (name.to_string().as_str(), &item.form) {
            ("unique", Form::Word(_)) => once(cx, name, &mut self.unique, Some(name.span())),
            ("name", Form::Assign(..)) => once(cx, name, &mut self.name, string(cx, name, item)),
            ("where", _) => once(cx, name, &mut self.predicate, sql(cx, name, item)),
            _ => return false,
        }
        true
    }

    pub(super) fn index(self, keys: Vec<Spanned<IndexKey>>) -> Index {
        Index {
            span: self.span,
            keys,
            unique: self.unique.is_some(),
            predicate: self.predicate,
            name: self.name,
        }
    }
}

/// `unique` or `unique = "name"`.
pub(super) fn unique(cx: &Ctxt, name: &Ident, item: &Item) -> Option<UniqueClause> {
    let constraint_name = match &item.form {
        Form::Word(_) => None,
        _ => Some(string(cx, name, item)?),
    };
    Some(UniqueClause {
        span: name.span(),
        name: constraint_name,
    })
}

/// `index`, `index = "name"` or `index(unique, name = "...", where = "...")`.
pub(super) fn index(cx: &Ctxt, name: &Ident, item: &Item) -> Option<IndexClause> {
    let mut options = IndexClause::new(name.span());
    match &item.form {
        Form::Word(_) | Form::Literal(_) => {}
        Form::Assign(..) => options.name = Some(string(cx, name, item)?),
        Form::Call(_, items) => {
            for item in items {
                if options.take(cx, item) {
                    continue;
                }
                match item.name() {
                    Some(option) => {
                        let known = IndexClause::KNOWN;
                        unknown(cx, option, "`index` option", known, None);
                    }
                    None => nameless(cx, item),
                }
            }
        }
    }
    Some(options)
}

/// `check = "sql"`, or `check("sql", name = "...")` with one text or one for each database.
pub(super) fn check(cx: &Ctxt, name: &Ident, item: &Item) -> Option<CheckClause> {
    let Form::Call(_, items) = &item.form else {
        return Some(CheckClause {
            span: name.span(),
            expression: sql(cx, name, item)?.value,
            name: None,
        });
    };
    let mut parts = SqlParts::default();
    let mut constraint_name = None;
    for item in items {
        match item.name() {
            Some(option) if option == "name" => {
                once(cx, option, &mut constraint_name, string(cx, option, item));
            }
            Some(option) if !parts.take(cx, item) => {
                let known = ["name", "sqlite", "postgres"];
                unknown(cx, option, "`check` option", &known, None);
            }
            Some(_) => {}
            None if parts.take(cx, item) => {}
            None => cx.error(item.span, "expected SQL as text"),
        }
    }
    Some(CheckClause {
        span: name.span(),
        expression: parts.finish(cx, name)?.value,
        name: constraint_name,
    })
}

/// `generated = "sql"`, or `generated("sql", virtual)` with one text or one for each database.
pub(super) fn generated(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<Generated>> {
    let Form::Call(_, items) = &item.form else {
        let text = sql(cx, name, item)?;
        return Some(text.map(|expression| Generated {
            expression,
            stored: true,
        }));
    };
    let mut parts = SqlParts::default();
    let mut stored: Option<Span> = None;
    let mut computed: Option<Span> = None;
    for item in items {
        match item.name() {
            Some(option) if option == "stored" => {
                once(cx, option, &mut stored, flag(cx, option, item));
            }
            Some(option) if option == "virtual" => {
                once(cx, option, &mut computed, flag(cx, option, item));
            }
            Some(option) if !parts.take(cx, item) => {
                let known = ["stored", "virtual", "sqlite", "postgres"];
                unknown(cx, option, "`generated` option", &known, None);
            }
            Some(_) => {}
            None if parts.take(cx, item) => {}
            None => cx.error(item.span, "expected SQL as text"),
        }
    }
    if let (Some(_), Some(span)) = (stored, computed) {
        cx.error(span, "`stored` and `virtual` cannot be used together");
    }
    let text = parts.finish(cx, name)?;
    Some(text.map(|expression| Generated {
        expression,
        stored: computed.is_none(),
    }))
}
