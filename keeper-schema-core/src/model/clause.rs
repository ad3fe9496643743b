//! Reads the items of a field that say more than one thing: `unique`, `check`,
//! `generated`, `identity`.

use proc_macro2::{Ident, Span};

use super::attribute::{Form, Item, nameless, unknown};
use super::options::KeyOptions;
use super::value::{SqlParts, flag, integer, keyword, once, sql, string};
use super::{Check, Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::{Generated, Identity, IdentityKind, SqlText};

/// What `unique` or `primary_key` says of a field.
pub(super) struct KeyClause {
    pub(super) span: Span,
    pub(super) options: KeyOptions,
}

/// What `check` says.
pub(super) struct CheckClause {
    span: Span,
    expression: SqlText,
    not_valid: Option<Span>,
    no_inherit: Option<Span>,
    name: Option<Spanned<String>>,
    comment: Option<Spanned<String>>,
}

impl CheckClause {
    /// The check, of a column or of the table.
    pub(super) fn check(self, column: Option<String>) -> Check {
        Check {
            span: self.span,
            expression: self.expression,
            column,
            not_valid: self.not_valid,
            no_inherit: self.no_inherit,
            name: self.name,
            comment: self.comment,
        }
    }
}

/// `unique`, `unique = "name"` or `unique(deferrable = "...", include(a))` of a field, and
/// the same of `primary_key`.
pub(super) fn key(cx: &Ctxt, name: &Ident, item: &Item, known: &[&str]) -> Option<KeyClause> {
    let mut options = KeyOptions::default();
    match &item.form {
        Form::Word(_) => {}
        Form::Assign(..) | Form::Literal(_) => options.name = Some(string(cx, name, item)?),
        Form::Call(_, items) => {
            for item in items {
                if options.take(cx, item, known) {
                    continue;
                }
                match item.name() {
                    Some(option) => unknown(cx, option, &format!("`{name}` option"), known, None),
                    None => nameless(cx, item),
                }
            }
        }
    }
    Some(KeyClause {
        span: name.span(),
        options,
    })
}

/// `check = "sql"`, or `check("sql", name = "...")` with one text or one for each database.
pub(super) fn check(cx: &Ctxt, name: &Ident, item: &Item) -> Option<CheckClause> {
    let Form::Call(_, items) = &item.form else {
        return Some(CheckClause {
            span: name.span(),
            expression: sql(cx, name, item)?.value,
            not_valid: None,
            no_inherit: None,
            name: None,
            comment: None,
        });
    };
    let mut parts = SqlParts::default();
    let mut constraint_name = None;
    let mut not_valid = None;
    let mut no_inherit = None;
    let mut comment = None;
    for item in items {
        match item.name() {
            Some(option) if option == "name" => {
                once(cx, option, &mut constraint_name, string(cx, option, item));
            }
            Some(option) if option == "not_valid" => {
                once(cx, option, &mut not_valid, flag(cx, option, item));
            }
            Some(option) if option == "no_inherit" => {
                once(cx, option, &mut no_inherit, flag(cx, option, item));
            }
            Some(option) if option == "comment" => {
                once(cx, option, &mut comment, string(cx, option, item));
            }
            Some(option) if !parts.take(cx, item) => {
                let known = [
                    "name",
                    "not_valid",
                    "no_inherit",
                    "comment",
                    "sqlite",
                    "postgres",
                ];
                unknown(cx, option, "`check` option", &known, None);
            }
            Some(_) => {}
            None if parts.take(cx, item) => {}
            None => cx.error(Code::MalformedAttribute, item.span, "expected SQL as text"),
        }
    }
    Some(CheckClause {
        span: name.span(),
        expression: parts.finish(cx, name)?.value,
        not_valid,
        no_inherit,
        name: constraint_name,
        comment,
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
            None => cx.error(Code::MalformedAttribute, item.span, "expected SQL as text"),
        }
    }
    if let (Some(_), Some(span)) = (stored, computed) {
        cx.error(
            Code::AttributesExclude,
            span,
            "`stored` and `virtual` cannot be used together",
        );
    }
    let text = parts.finish(cx, name)?;
    Some(text.map(|expression| Generated {
        expression,
        stored: computed.is_none(),
    }))
}

const IDENTITIES: [(&str, Option<IdentityKind>); 4] = [
    ("serial", Some(IdentityKind::Serial)),
    ("by_default", Some(IdentityKind::ByDefault)),
    ("always", Some(IdentityKind::Always)),
    ("none", None),
];

/// `identity = "always"`, or `identity(always, start = 100, increment = 10, sequence = "...")`.
pub(super) fn identity(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<Option<Identity>>> {
    let Form::Call(_, items) = &item.form else {
        let kind = keyword(cx, name, item, &IDENTITIES)?;
        return Some(kind.map(|kind| kind.map(Identity::new)));
    };
    let mut kind: Option<Spanned<IdentityKind>> = None;
    let mut start = None;
    let mut increment: Option<Spanned<i64>> = None;
    let (mut min, mut max, mut cache, mut cycle) = (None, None, None::<Spanned<i64>>, None);
    let mut sequence = None;
    for item in items {
        let Some(option) = item.name() else {
            nameless(cx, item);
            continue;
        };
        let word = option.to_string();
        let named = IDENTITIES.iter().find(|(known, _)| *known == word);
        match (word.as_str(), named) {
            ("start", _) => once(cx, option, &mut start, integer(cx, option, item)),
            ("increment", _) => once(cx, option, &mut increment, integer(cx, option, item)),
            ("min", _) => once(cx, option, &mut min, integer(cx, option, item)),
            ("max", _) => once(cx, option, &mut max, integer(cx, option, item)),
            ("cache", _) => once(cx, option, &mut cache, integer(cx, option, item)),
            ("cycle", _) => once(cx, option, &mut cycle, flag(cx, option, item)),
            ("sequence", _) => once(cx, option, &mut sequence, string(cx, option, item)),
            (_, Some((_, Some(known)))) => {
                let said = flag(cx, option, item).map(|span| Spanned::new(*known, span));
                once(cx, option, &mut kind, said);
            }
            _ => unknown(cx, option, "`identity` option", IDENTITY_OPTIONS, None),
        }
    }
    if let Some(increment) = increment
        && increment.value == 0
    {
        cx.error(
            Code::NumberOutOfRange,
            increment.span,
            "`increment` cannot be 0",
        );
    }
    if let Some(cache) = cache
        && cache.value < 1
    {
        cx.error(
            Code::NumberOutOfRange,
            cache.span,
            "a `cache` holds at least 1 value",
        );
    }
    let Some(kind) = kind else {
        cx.error(
            Code::MalformedAttribute,
            name.span(),
            "`identity` needs `serial`, `by_default` or `always`",
        );
        return None;
    };
    Some(kind.map(|kind| {
        Some(Identity {
            kind,
            start: start.map(|start: Spanned<i64>| start.value),
            increment: increment.map(|increment| increment.value),
            min: min.map(|min: Spanned<i64>| min.value),
            max: max.map(|max: Spanned<i64>| max.value),
            cache: cache.map(|cache| cache.value),
            cycle: cycle.is_some(),
            sequence: sequence.map(|sequence: Spanned<String>| sequence.value),
        })
    }))
}

const IDENTITY_OPTIONS: &[&str] = &[
    "serial",
    "by_default",
    "always",
    "start",
    "increment",
    "min",
    "max",
    "cache",
    "cycle",
    "sequence",
];
