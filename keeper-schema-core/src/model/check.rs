//! Rules about one struct that the parts alone cannot break.

use std::collections::BTreeMap;

use proc_macro2::Span;
use syn::Type;

use super::{Ctxt, Field, ForeignKey, Model, RustType, Spanned};
use crate::diagnostic::Code;
use crate::invisible::is_invisible;
use crate::schema::{ColumnType, IndexTarget, ReferentialAction, default_fits};

/// What is wrong with a name of the database, if anything is.
///
/// # Errors
///
/// If no database would keep the name as it is.
pub fn name_fits(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a name cannot be empty".to_owned());
    }
    if name.contains('\0') {
        return Err("a name cannot hold a NUL character".to_owned());
    }
    let invisible = (!is_plain(name)).then(|| name.chars().find(|found| is_invisible(*found)));
    if let Some(character) = invisible.flatten() {
        return Err(format!(
            "a name cannot hold the character U+{:04X}",
            u32::from(character)
        ));
    }
    // PostgreSQL cuts longer names without a word.
    if name.len() > 63 {
        return Err(format!(
            "a name has at most 63 bytes, and this one has {}",
            name.len()
        ));
    }
    Ok(())
}

/// Whether there is nothing but letters, digits and `_`: most names, told at little cost in a
/// debug build.
fn is_plain(name: &str) -> bool {
    name.as_bytes()
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

/// Applies every rule and reports what breaks one. The Rust types are those of the fields.
pub(super) fn model(cx: &Ctxt, model: &Model, types: &[Type]) {
    names(cx, model);
    duplicate_columns(cx, model);
    duplicate_constraint_names(cx, model);
    primary_key(cx, model, types);
    repeated_columns(cx, model);
    for field in &model.fields {
        numbering(cx, model, field);
        filling(cx, field);
        renaming(cx, &field.column, field.renamed_from.as_ref());
    }
    renaming(cx, &model.table, model.renamed_from.as_ref());
    lengths(cx, model);
    for foreign_key in &model.foreign_keys {
        deleted_columns(cx, foreign_key);
        referential_actions(cx, model, foreign_key);
        reference_width(cx, foreign_key);
    }
    if let (Some(span), None) = (model.without_rowid, &model.primary_key) {
        cx.error(
            Code::AttributeAlone,
            span,
            "`without_rowid` needs a primary key",
        );
    }
}

fn names(cx: &Ctxt, model: &Model) {
    let of_fields = model
        .fields
        .iter()
        .flat_map(|field| [Some(&field.column), field.renamed_from.as_ref()]);
    let of_table = [
        Some(&model.table),
        model.schema.as_ref(),
        model.renamed_from.as_ref(),
    ];
    let methods = (model.indexes.iter().map(|index| &index.method))
        .chain(model.exclusions.iter().map(|exclusion| &exclusion.method));
    let all = (of_table.into_iter().chain(of_fields).flatten())
        .chain(constraint_names(model))
        .chain(methods.flatten());
    for name in all {
        if let Err(message) = name_fits(&name.value) {
            cx.error(Code::NameRefused, name.span, message);
        }
    }
    for identity in model
        .fields
        .iter()
        .filter_map(|field| field.identity.as_ref())
    {
        let sequence = identity
            .value
            .as_ref()
            .and_then(|one| one.sequence.as_ref());
        if let Some(Err(message)) = sequence.map(|sequence| name_fits(sequence)) {
            cx.error(Code::NameRefused, identity.span, message);
        }
    }
}

/// The names that the model spells for constraints and indexes.
fn constraint_names(model: &Model) -> impl Iterator<Item = &Spanned<String>> {
    let primary_key = model.primary_key.iter().filter_map(|key| key.name.as_ref());
    let unique = model
        .unique
        .iter()
        .filter_map(|unique| unique.name.as_ref());
    let foreign_keys = model
        .foreign_keys
        .iter()
        .filter_map(|key| key.name.as_ref());
    let checks = model.checks.iter().filter_map(|check| check.name.as_ref());
    let indexes = model.indexes.iter().filter_map(|index| index.name.as_ref());
    let exclusions = (model.exclusions.iter()).filter_map(|one| one.name.as_ref());
    primary_key
        .chain(exclusions)
        .chain(unique)
        .chain(foreign_keys)
        .chain(checks)
        .chain(indexes)
}

fn duplicate_columns(cx: &Ctxt, model: &Model) {
    let mut seen = BTreeMap::new();
    for field in &model.fields {
        if let Some(first) = seen.insert(&field.column.value, &field.ident) {
            cx.error(
                Code::NameUsedTwice,
                field.column.span,
                format!(
                    "field `{first}` is the column `{}` already",
                    field.column.value
                ),
            );
        }
    }
}

fn duplicate_constraint_names(cx: &Ctxt, model: &Model) {
    let mut seen = BTreeMap::new();
    for name in constraint_names(model) {
        if seen.insert(&name.value, ()).is_some() {
            cx.error(
                Code::NameUsedTwice,
                name.span,
                format!("the name `{}` is used twice", name.value),
            );
        }
    }
}

fn primary_key(cx: &Ctxt, model: &Model, types: &[Type]) {
    let key = model.primary_key.iter().flat_map(|key| &key.columns);
    let fields = || model.fields.iter().zip(types);
    let columns = key.filter_map(|column| fields().find(|(it, _)| it.column.value == column.value));
    for (field, ty) in columns {
        if field.null() {
            cx.error_spanned_by(
                Code::ImpossibleKey,
                ty,
                "a field of the primary key cannot be `Option`",
            );
        }
        if let Some(generated) = &field.generated {
            cx.error(
                Code::AttributesExclude,
                generated.span,
                "`primary_key` and `generated` cannot be used together",
            );
        }
    }
}

/// A column twice in one key.
fn repeated_columns(cx: &Ctxt, model: &Model) {
    let primary_key = model.primary_key.iter();
    let primary_key = primary_key.map(|key| (&key.columns, &key.include[..]));
    let unique = model.unique.iter();
    let unique = unique.map(|unique| (&unique.columns, &unique.include[..]));
    let foreign_keys = model.foreign_keys.iter().map(|key| (&key.columns, &[][..]));
    for (columns, include) in primary_key.chain(unique).chain(foreign_keys) {
        let columns = columns.iter().chain(include);
        report_repeated(
            cx,
            columns.map(|column| (column.value.as_str(), column.span)),
        );
    }
    for index in &model.indexes {
        let columns = index.keys.iter().filter_map(|key| match &key.value.target {
            IndexTarget::Column(column) => Some((column.as_str(), key.span)),
            IndexTarget::Expression(_) => None,
        });
        report_repeated(cx, columns);
    }
}

fn report_repeated<'a>(cx: &Ctxt, columns: impl Iterator<Item = (&'a str, Span)>) {
    let mut seen = BTreeMap::new();
    for (column, span) in columns {
        if seen.insert(column, ()).is_some() {
            cx.error(
                Code::ImpossibleKey,
                span,
                format!("column `{column}` is named twice"),
            );
        }
    }
}

/// Rules of `identity` and `autoincrement`.
fn numbering(cx: &Ctxt, model: &Model, field: &Field) {
    let numbered = field
        .identity
        .as_ref()
        .filter(|identity| identity.value.is_some())
        .map(|identity| ("identity", identity.span));
    let autoincrement = field.autoincrement.map(|span| ("autoincrement", span));
    let Some((word, span)) = numbered.or(autoincrement) else {
        return;
    };
    let not_integer = match &field.column_type.value {
        RustType::Known(known) => !matches!(
            known,
            ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
        ),
        RustType::Computed(_) | RustType::ArrayOf(_) => true,
        // Known when the type is resolved.
        RustType::User(_) => false,
    };
    if not_integer {
        cx.error(
            Code::TypeRefuses,
            span,
            format!("`{word}` needs an integer: `i16`, `i32` or `i64`"),
        );
    }
    if field.null() {
        cx.error(
            Code::TypeRefuses,
            span,
            format!("`{word}` and `Option` cannot be used together"),
        );
    }
    if let (Some(span), None) = (field.autoincrement, numbered) {
        let is_numbered = (model.numbered_field()).is_some_and(|sole| sole.ident == field.ident);
        if !is_numbered {
            cx.error(
                Code::AttributeAlone,
                span,
                "`autoincrement` needs a field that the database numbers: the sole `primary_key`, \
                 without `references`, `default` or `identity = \"none\"`",
            );
        }
    }
}

/// A column is filled in one way only, and with what its type holds.
fn filling(cx: &Ctxt, field: &Field) {
    let identity = field
        .identity
        .as_ref()
        .filter(|identity| identity.value.is_some());
    let ways = [
        field
            .default
            .as_ref()
            .map(|default| ("default", default.span)),
        identity.map(|identity| ("identity", identity.span)),
        (field.generated.as_ref()).map(|generated| ("generated", generated.span)),
    ];
    let mut ways = ways.into_iter().flatten();
    if let Some((first, _)) = ways.next() {
        for (other, span) in ways {
            cx.error(
                Code::AttributesExclude,
                span,
                format!("`{first}` and `{other}` cannot be used together"),
            );
        }
    }
    if let (Some(default), RustType::Known(known)) = (&field.default, &field.column_type.value)
        && let Err(error) = default_fits(known, &default.value)
    {
        cx.error(Code::DefaultDoesNotFit, default.span, error.to_string());
    }
}

fn renaming(cx: &Ctxt, name: &Spanned<String>, renamed_from: Option<&Spanned<String>>) {
    if let Some(before) = renamed_from
        && before.value == name.value
    {
        cx.error(
            Code::StaleRename,
            before.span,
            format!("`{}` is the name it has now", before.value),
        );
    }
}

/// `enforce_length` needs a length.
fn lengths(cx: &Ctxt, model: &Model) {
    for field in &model.fields {
        let has_length = match &field.column_type.value {
            RustType::Known(ColumnType::Varchar(_) | ColumnType::Char(_))
            | RustType::Computed(_) => true,
            RustType::Known(_) | RustType::ArrayOf(_) => false,
            // Known when the type is resolved.
            RustType::User(_) => true,
        };
        if let (Some(span), false) = (field.enforce_length, has_length) {
            cx.error(
                Code::AttributeAlone,
                span,
                "`enforce_length` needs a `length`",
            );
        }
    }
}

/// `on_delete` is limited to columns of the key.
fn deleted_columns(cx: &Ctxt, foreign_key: &ForeignKey) {
    for column in &foreign_key.on_delete_columns {
        let is_own = |own: &Spanned<String>| own.value == column.value;
        if !foreign_key.columns.iter().any(is_own) {
            let message = format!("`{}` is no column of this key", column.value);
            cx.error(Code::UnknownField, column.span, message);
        }
    }
}

/// `set null` needs columns that may be NULL.
fn referential_actions(cx: &Ctxt, model: &Model, foreign_key: &ForeignKey) {
    let on_delete_columns = match foreign_key.on_delete_columns.as_slice() {
        [] => foreign_key.columns.as_slice(),
        limited => limited,
    };
    let actions = [
        (foreign_key.on_delete, on_delete_columns),
        (foreign_key.on_update, &foreign_key.columns[..]),
    ];
    for (action, columns) in actions {
        let Some(action) = action.filter(|action| action.value == ReferentialAction::SetNull)
        else {
            continue;
        };
        let not_null = (columns.iter())
            .filter_map(|column| model.column(&column.value))
            .find(|field| !field.null());
        if let Some(field) = not_null {
            cx.error(
                Code::TypeRefuses,
                action.span,
                format!(
                    "`set null` needs an `Option`, and `{}` is none",
                    field.ident
                ),
            );
        }
    }
}

/// A key and its target have as many columns. For a target without fields the other
/// model knows.
fn reference_width(cx: &Ctxt, foreign_key: &ForeignKey) {
    let fields = foreign_key.references.fields.len();
    if fields != 0 && !foreign_key.columns.is_empty() && fields != foreign_key.columns.len() {
        cx.error(
            Code::ReferenceDoesNotFit,
            foreign_key.span,
            format!(
                "the key has {} and refers to {}",
                counted(foreign_key.columns.len()),
                counted(fields)
            ),
        );
    }
}

fn counted(columns: usize) -> String {
    match columns {
        1 => "1 column".to_owned(),
        _ => format!("{columns} columns"),
    }
}
