//! Reads what a struct says over several of its fields: keys, unique constraints,
//! indexes and foreign keys.

use proc_macro2::Ident;
use syn::Lit;
use syn::ext::IdentExt;

use super::attribute::{Form, Item, one_of, unknown};
use super::clause::IndexClause;
use super::value::{self, keyword, once, string};
use super::{Ctxt, Field, ForeignKey, PrimaryKey, Spanned, Unique};
use crate::closest::closest;
use crate::schema::{IndexKey, IndexTarget, PerDialect, SortOrder};

/// The fields that an item on the struct may name, and their columns.
pub(super) struct Names {
    columns: Vec<(String, String)>,
    skipped: Vec<String>,
}

impl Names {
    pub(super) fn new<'a>(fields: impl Iterator<Item = &'a Field>, skipped: Vec<Ident>) -> Self {
        Self {
            columns: fields
                .map(|field| (field.ident.unraw().to_string(), field.column.value.clone()))
                .collect(),
            skipped: skipped
                .iter()
                .map(|ident| ident.unraw().to_string())
                .collect(),
        }
    }

    /// The column of a field, or a report that there is no such field.
    fn column(&self, cx: &Ctxt, ident: &Ident) -> Option<Spanned<String>> {
        let written = ident.unraw().to_string();
        if let Some((_, column)) = self.columns.iter().find(|(field, _)| *field == written) {
            return Some(Spanned::new(column.clone(), ident.span()));
        }
        let fields: Vec<&str> = self
            .columns
            .iter()
            .map(|(field, _)| field.as_str())
            .collect();
        let message = if self.skipped.contains(&written) {
            format!("field `{written}` is no column: it has `#[keeper(skip)]`")
        } else if let Some(meant) = closest(&written, fields.iter().copied()) {
            format!("no field `{written}` in this struct, did you mean `{meant}`?")
        } else if let Some((field, _)) = self.columns.iter().find(|(_, column)| *column == written)
        {
            format!("keys name fields, not columns: `{written}` is the column of `{field}`")
        } else {
            format!(
                "no field `{written}` in this struct, expected {}",
                one_of(&fields)
            )
        };
        cx.error(ident.span(), message);
        None
    }
}

/// `primary_key(a, b, name = "...")`
pub(super) fn primary_key(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> PrimaryKey {
    let (columns, name) = columns_and_name(cx, names, word, items);
    PrimaryKey {
        span: word.span(),
        columns,
        name,
    }
}

/// `unique(a, b, name = "...")`
pub(super) fn unique(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> Unique {
    let (columns, name) = columns_and_name(cx, names, word, items);
    Unique {
        span: word.span(),
        columns,
        name,
    }
}

/// `index(a, desc(b), "lower(c)", unique, where = "...", name = "...")`
pub(super) fn index(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> super::Index {
    let mut clause = IndexClause::new(word.span());
    let mut keys = Vec::new();
    for item in items {
        if !clause.take(cx, item) {
            keys.extend(index_key(cx, names, item));
        }
    }
    if items.is_empty() {
        cx.error(word.span(), "`index` needs the name of a field");
    }
    clause.index(keys)
}

/// `foreign_key(a, b, references = Model(x, y), on_delete = "...", ...)`
pub(super) fn foreign_key(
    cx: &Ctxt,
    names: &Names,
    word: &Ident,
    items: &[Item],
) -> Option<ForeignKey> {
    let mut columns = Vec::new();
    let mut references = None;
    let mut on_delete = None;
    let mut on_update = None;
    let mut match_type = None;
    let mut deferrable = None;
    let mut constraint_name = None;
    for item in items {
        match &item.form {
            Form::Word(field) => columns.extend(names.column(cx, field)),
            Form::Assign(name, _) => match name.unraw().to_string().as_str() {
                "references" => {
                    once(cx, name, &mut references, value::reference(cx, name, item));
                }
                "on_delete" => {
                    let action = keyword(cx, name, item, &value::REFERENTIAL_ACTIONS);
                    once(cx, name, &mut on_delete, action);
                }
                "on_update" => {
                    let action = keyword(cx, name, item, &value::REFERENTIAL_ACTIONS);
                    once(cx, name, &mut on_update, action);
                }
                "match" => {
                    once(
                        cx,
                        name,
                        &mut match_type,
                        keyword(cx, name, item, &value::MATCHES),
                    );
                }
                "deferrable" => {
                    let when = keyword(cx, name, item, &value::DEFERRABLES);
                    once(cx, name, &mut deferrable, when);
                }
                "name" => once(cx, name, &mut constraint_name, string(cx, name, item)),
                _ => unknown(cx, name, "`foreign_key` option", FOREIGN_KEY_OPTIONS, None),
            },
            Form::Call(..) | Form::Literal(_) => {
                cx.error(item.span, "expected the name of a field or an option");
            }
        }
    }
    let said_references = items
        .iter()
        .filter_map(Item::name)
        .any(|name| name == "references");
    if !said_references {
        cx.error(
            word.span(),
            "`foreign_key` needs `references = Model(field, ...)`",
        );
    }
    if !items.iter().any(|item| matches!(item.form, Form::Word(_))) {
        cx.error(word.span(), "`foreign_key` needs the name of a field");
    }
    Some(ForeignKey {
        span: word.span(),
        columns,
        references: references?,
        on_delete,
        on_update,
        match_type,
        deferrable,
        name: constraint_name,
    })
}

const FOREIGN_KEY_OPTIONS: &[&str] = &[
    "references",
    "on_delete",
    "on_update",
    "match",
    "deferrable",
    "name",
];

/// `(a, b, name = "...")`
fn columns_and_name(
    cx: &Ctxt,
    names: &Names,
    word: &Ident,
    items: &[Item],
) -> (Vec<Spanned<String>>, Option<Spanned<String>>) {
    let mut columns = Vec::new();
    let mut constraint_name = None;
    let mut fields = 0;
    for item in items {
        match &item.form {
            Form::Word(field) => {
                fields += 1;
                columns.extend(names.column(cx, field));
            }
            Form::Assign(name, _) if name == "name" => {
                once(cx, name, &mut constraint_name, string(cx, name, item));
            }
            Form::Assign(name, _) | Form::Call(name, _) => {
                unknown(cx, name, &format!("`{word}` option"), &["name"], None);
            }
            Form::Literal(_) => cx.error(item.span, "expected the name of a field"),
        }
    }
    if fields == 0 {
        cx.error(word.span(), format!("`{word}` needs the name of a field"));
    }
    (columns, constraint_name)
}

/// `field`, `"expression"`, or one of them in `asc(...)` or `desc(...)`.
fn index_key(cx: &Ctxt, names: &Names, item: &Item) -> Option<Spanned<IndexKey>> {
    match &item.form {
        Form::Word(field) => Some(names.column(cx, field)?.map(IndexKey::column)),
        Form::Literal(Lit::Str(text)) => {
            let text = value::one_expression(cx, Spanned::new(text.value(), text.span()))?;
            Some(text.map(|text| IndexKey {
                target: IndexTarget::Expression(PerDialect::Common(text)),
                ..IndexKey::column(String::new())
            }))
        }
        Form::Call(name, items) if name == "desc" || name == "asc" => {
            let [inner] = items.as_slice() else {
                cx.error(name.span(), format!("expected `{name}(field)`"));
                return None;
            };
            let mut key = index_key(cx, names, inner)?;
            if name == "desc" {
                key.value.order = SortOrder::Descending;
            }
            Some(key)
        }
        Form::Assign(name, _) | Form::Call(name, _) => {
            let known = ["asc", "desc", "unique", "name", "where"];
            unknown(cx, name, "`index` option", &known, None);
            None
        }
        Form::Literal(_) => {
            cx.error(item.span, "expected the name of a field or SQL as text");
            None
        }
    }
}
