//! Reads the options that keys share: `name`, `include`, `deferrable`, `nulls_not_distinct`,
//! `comment`.

use proc_macro2::{Ident, Span};

use super::attribute::{Form, Item};
use super::case::text_of;
use super::key::Names;
use super::value::{DEFERRABLES, flag, keyword, once, string};
use super::{Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::Deferrable;

/// What a key says beside its columns.
#[derive(Debug, Default)]
pub(super) struct KeyOptions {
    pub(super) name: Option<Spanned<String>>,
    pub(super) include: Include,
    pub(super) deferrable: Option<Spanned<Deferrable>>,
    pub(super) nulls_not_distinct: Option<Span>,
    pub(super) comment: Option<Spanned<String>>,
}

/// The fields that an index carries beside its key.
#[derive(Debug, Default)]
pub(super) struct Include {
    fields: Option<Vec<Ident>>,
}

impl KeyOptions {
    pub(super) const PRIMARY_KEY: &'static [&'static str] =
        &["name", "include", "deferrable", "comment"];
    pub(super) const UNIQUE: &'static [&'static str] = &[
        "name",
        "include",
        "deferrable",
        "nulls_not_distinct",
        "comment",
    ];

    /// Takes the item if it is one of the options in `known`.
    pub(super) fn take(&mut self, cx: &Ctxt, item: &Item, known: &[&str]) -> bool {
        let Some(name) = item.name() else {
            return false;
        };
        let written = text_of(name);
        if !known.contains(&written.as_str()) {
            return false;
        }
        // A bare word but for `nulls_not_distinct` is a field.
        match (written.as_str(), &item.form) {
            ("nulls_not_distinct", _) => {
                once(cx, name, &mut self.nulls_not_distinct, flag(cx, name, item))
            }
            (_, Form::Word(_)) => return false,
            ("name", _) => once(cx, name, &mut self.name, string(cx, name, item)),
            ("comment", _) => once(cx, name, &mut self.comment, string(cx, name, item)),
            ("include", _) => self.include.take(cx, name, item),
            _ => {
                let when = keyword(cx, name, item, &DEFERRABLES);
                once(cx, name, &mut self.deferrable, when);
            }
        }
        true
    }
}

impl Include {
    /// `include(a, b)`
    pub(super) fn take(&mut self, cx: &Ctxt, name: &Ident, item: &Item) {
        once(cx, name, &mut self.fields, fields(cx, name, item));
    }

    /// The columns of the fields.
    pub(super) fn columns(self, cx: &Ctxt, names: &Names) -> Vec<Spanned<String>> {
        let fields = self.fields.iter().flatten();
        fields.filter_map(|field| names.column(cx, field)).collect()
    }
}

/// The names in `name(a, b)`.
fn fields(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Vec<Ident>> {
    let Form::Call(_, items) = &item.form else {
        cx.error(
            Code::MalformedAttribute,
            name.span(),
            format!("expected `{name}(...)` with the names of fields"),
        );
        return None;
    };
    if items.is_empty() {
        cx.error(
            Code::MalformedAttribute,
            name.span(),
            format!("`{name}` needs the name of a field"),
        );
    }
    let mut fields = Vec::new();
    for item in items {
        match &item.form {
            Form::Word(field) => fields.push(field.clone()),
            Form::Assign(..) | Form::Call(..) | Form::Literal(_) => {
                cx.error(
                    Code::MalformedAttribute,
                    item.span,
                    "expected the name of a field",
                );
            }
        }
    }
    Some(fields)
}
