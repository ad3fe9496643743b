//! Reads what a struct says over several of its fields: keys, unique constraints and
//! foreign keys.

use proc_macro2::{Ident, Span};
use syn::Lit;

use super::attribute::{Form, Item, one_of, unknown};
use super::case::text_of;
use super::options::KeyOptions;
use super::value::{self, keyword, once, string};
use super::{Ctxt, ForeignKey, PrimaryKey, Spanned, Unique};
use crate::closest::closest;
use crate::diagnostic::Code;
use crate::schema::ReferentialAction;

/// The fields that an item on the struct may name, and their columns.
pub(super) struct Names {
    columns: Vec<(String, String)>,
    skipped: Vec<String>,
}

impl Names {
    /// The names of fields with their columns, and those of fields that are none.
    pub(super) fn new<'a>(
        fields: impl Iterator<Item = (&'a Ident, String)>,
        skipped: Vec<Ident>,
    ) -> Self {
        Self {
            columns: fields
                .map(|(field, column)| (text_of(field), column))
                .collect(),
            skipped: skipped.iter().map(text_of).collect(),
        }
    }

    /// The column of a field, or a report that there is no such field.
    pub(super) fn column(&self, cx: &Ctxt, ident: &Ident) -> Option<Spanned<String>> {
        self.column_or_flag(cx, ident, &[])
    }

    /// The same where a word may also be one of the flags, none of which it is.
    pub(super) fn column_or_flag(
        &self,
        cx: &Ctxt,
        ident: &Ident,
        flags: &[&str],
    ) -> Option<Spanned<String>> {
        let written = text_of(ident);
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
        } else if let Some(meant) = closest(&written, flags.iter().copied()) {
            format!("no field `{written}` in this struct, did you mean the option `{meant}`?")
        } else if let Some((field, _)) = self.columns.iter().find(|(_, column)| *column == written)
        {
            format!("keys name fields, not columns: `{written}` is the column of `{field}`")
        } else {
            format!(
                "no field `{written}` in this struct, expected {}",
                one_of(&fields)
            )
        };
        cx.error(Code::UnknownField, ident.span(), message);
        None
    }
}

/// `primary_key(a, b, include(c), deferrable = "...", name = "...", comment = "...")`
pub(super) fn primary_key(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> PrimaryKey {
    let (columns, options) = columns_and_options(cx, names, word, items, KeyOptions::PRIMARY_KEY);
    primary_key_of(cx, names, word.span(), columns, options)
}

/// `unique(a, b, include(c), nulls_not_distinct, deferrable = "...", name = "...")`
pub(super) fn unique(cx: &Ctxt, names: &Names, word: &Ident, items: &[Item]) -> Unique {
    let (columns, options) = columns_and_options(cx, names, word, items, KeyOptions::UNIQUE);
    unique_of(cx, names, word.span(), columns, options)
}

/// The primary key over columns.
pub(super) fn primary_key_of(
    cx: &Ctxt,
    names: &Names,
    span: Span,
    columns: Vec<Spanned<String>>,
    options: KeyOptions,
) -> PrimaryKey {
    PrimaryKey {
        span,
        columns,
        include: options.include.columns(cx, names),
        deferrable: options.deferrable,
        name: options.name,
        comment: options.comment,
    }
}

/// The unique constraint over columns.
pub(super) fn unique_of(
    cx: &Ctxt,
    names: &Names,
    span: Span,
    columns: Vec<Spanned<String>>,
    options: KeyOptions,
) -> Unique {
    Unique {
        span,
        columns,
        nulls_not_distinct: options.nulls_not_distinct,
        include: options.include.columns(cx, names),
        deferrable: options.deferrable,
        name: options.name,
        comment: options.comment,
    }
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
    let mut on_delete_columns = Vec::new();
    let mut not_valid = None;
    let mut constraint_name = None;
    let mut comment = None;
    for item in items {
        match &item.form {
            Form::Word(word) if word == "not_valid" => {
                once(cx, word, &mut not_valid, Some(word.span()));
            }
            Form::Word(field) => {
                columns.extend(names.column_or_flag(cx, field, &["not_valid"]));
            }
            Form::Call(name, items) if name == "on_delete" => {
                let (action, columns) = on_delete_of(cx, names, name, items);
                once(cx, name, &mut on_delete, action);
                on_delete_columns = columns;
            }
            Form::Assign(name, _) => match text_of(name).as_str() {
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
                "comment" => once(cx, name, &mut comment, string(cx, name, item)),
                _ => unknown(cx, name, "`foreign_key` option", FOREIGN_KEY_OPTIONS, None),
            },
            Form::Call(..) | Form::Literal(_) => {
                cx.error(
                    Code::MalformedAttribute,
                    item.span,
                    "expected the name of a field or an option",
                );
            }
        }
    }
    let said_references = items
        .iter()
        .filter_map(Item::name)
        .any(|name| name == "references");
    if !said_references {
        cx.error(
            Code::AttributeAlone,
            word.span(),
            "`foreign_key` needs `references = Model(field, ...)`",
        );
    }
    let is_field = |item: &Item| matches!(&item.form, Form::Word(word) if word != "not_valid");
    if !items.iter().any(is_field) {
        cx.error(
            Code::MalformedAttribute,
            word.span(),
            "`foreign_key` needs the name of a field",
        );
    }
    Some(ForeignKey {
        span: word.span(),
        columns,
        references: references?,
        on_delete,
        on_delete_columns,
        on_update,
        match_type,
        deferrable,
        not_valid,
        name: constraint_name,
        comment,
    })
}

/// `on_delete("set null", a, b)`: the action, and the columns that it is limited to.
fn on_delete_of(
    cx: &Ctxt,
    names: &Names,
    name: &Ident,
    items: &[Item],
) -> (Option<Spanned<ReferentialAction>>, Vec<Spanned<String>>) {
    const EXPECTED: &str = "expected `on_delete(\"set null\", field, ...)`";
    let Some((Form::Literal(Lit::Str(word)), fields)) =
        (items.split_first()).map(|(first, fields)| (&first.form, fields))
    else {
        cx.error(Code::MalformedAttribute, name.span(), EXPECTED);
        return (None, Vec::new());
    };
    let written = Spanned::new(word.value(), word.span());
    let action = value::known_word(cx, name, &written, &value::REFERENTIAL_ACTIONS);
    if let Some(action) = action
        && !matches!(
            action.value,
            ReferentialAction::SetNull | ReferentialAction::SetDefault
        )
    {
        cx.error(
            Code::AttributesExclude,
            action.span,
            "only `set null` and `set default` can be limited to some columns",
        );
    }
    let mut columns = Vec::new();
    for item in fields {
        match &item.form {
            Form::Word(field) => columns.extend(names.column(cx, field)),
            Form::Assign(..) | Form::Call(..) | Form::Literal(_) => {
                cx.error(
                    Code::MalformedAttribute,
                    item.span,
                    "expected the name of a field",
                );
            }
        }
    }
    (action, columns)
}

const FOREIGN_KEY_OPTIONS: &[&str] = &[
    "references",
    "on_delete",
    "on_update",
    "match",
    "deferrable",
    "not_valid",
    "name",
    "comment",
];

/// The only option of a key that is a word alone.
const NULLS: &str = "nulls_not_distinct";

/// `(a, b, name = "...")`
fn columns_and_options(
    cx: &Ctxt,
    names: &Names,
    word: &Ident,
    items: &[Item],
    known: &[&str],
) -> (Vec<Spanned<String>>, KeyOptions) {
    let mut columns = Vec::new();
    let mut options = KeyOptions::default();
    let mut fields = 0;
    for item in items {
        if options.take(cx, item, known) {
            continue;
        }
        match &item.form {
            Form::Word(field) => {
                fields += 1;
                let flags = known.iter().copied().filter(|option| *option == NULLS);
                let flags: Vec<&str> = flags.collect();
                columns.extend(names.column_or_flag(cx, field, &flags));
            }
            Form::Assign(name, _) | Form::Call(name, _) => {
                unknown(cx, name, &format!("`{word}` option"), known, None);
            }
            Form::Literal(_) => cx.error(
                Code::MalformedAttribute,
                item.span,
                "expected the name of a field",
            ),
        }
    }
    if fields == 0 {
        cx.error(
            Code::MalformedAttribute,
            word.span(),
            format!("`{word}` needs the name of a field"),
        );
    }
    (columns, options)
}
