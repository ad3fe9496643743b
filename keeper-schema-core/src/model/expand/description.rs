//! Writes a model as the constants of `keeper_schema::description`.

use proc_macro2::Ident;

use super::elements::{check, exclusion, foreign_key, index, primary_key, unique};
use super::types::is_integer;
use super::values::{flag, list, literal, some, sql, text, texts, with_members};
use crate::model::{Field, Model, RustType, text_of};
use crate::schema::{self, Default, Identity, IdentityKind};

/// The items of `impl Model`; `types` are the expressions of the columns' types.
pub(super) fn model_items(model: &Model, types: &[String]) -> String {
    let head = head(&model.ident, Some(model));
    let numbered = model.numbered_field();
    let columns = (model.fields.iter().zip(types)).map(|(field, of)| {
        let is_numbered = numbered.is_some_and(|numbered| std::ptr::eq(numbered, field));
        column(field, of, is_numbered)
    });
    let keys = model.foreign_keys.iter().enumerate();
    let keys = keys.map(|(position, key)| foreign_key(key, &references_name(position)));
    let schema = model.schema.as_ref();
    let key = model.primary_key.as_ref();
    let table = with_members(
        "Table",
        "Self::HEAD.name",
        [
            ("schema", schema.map(|_| "Self::HEAD.schema".to_owned())),
            ("columns", list(columns)),
            ("primary_key", key.map(|key| some(&primary_key(key)))),
            ("unique", list(model.unique.iter().map(unique))),
            ("foreign_keys", list(keys)),
            ("checks", list(model.checks.iter().map(check))),
            ("exclusions", list(model.exclusions.iter().map(exclusion))),
            ("indexes", list(model.indexes.iter().map(index))),
            ("comment", text(model.comment.as_ref())),
            ("strict", flag(model.strict.is_some())),
            ("without_rowid", flag(model.without_rowid.is_some())),
            ("unlogged", flag(model.unlogged.is_some())),
        ],
    );
    format!("{head} const TABLE: __keeper::Table = {table};")
}

/// The items of `impl Model` after a mistake: enough for models that refer to it.
pub(super) fn minimal_items(ident: &Ident, model: Option<&Model>) -> String {
    let head = head(ident, model);
    format!(
        "{head} const TABLE: __keeper::Table = __keeper::Table::new(Self::HEAD.name); \
         type Proofs = ();"
    )
}

/// The constant that holds what the foreign key at that position refers to.
pub(super) fn references_name(position: usize) -> String {
    format!("__KEEPER_REFERENCES_{position}")
}

/// What other models refer to.
fn head(ident: &Ident, model: Option<&Model>) -> String {
    let name = match model {
        Some(model) => model.table.value.clone(),
        None => text_of(ident),
    };
    let fields = model.map_or(&[][..], |model| &model.fields);
    let fields = fields
        .iter()
        .map(|field| (text_of(&field.ident), &field.column.value));
    let fields: Vec<_> = fields.collect();
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let renamed = (fields.iter())
        .filter(|(name, column)| name != *column)
        .map(|(name, column)| format!("({name:?}, {column:?})"));
    let primary_key = model.and_then(|model| model.primary_key.as_ref());
    let head = with_members(
        "Head",
        &literal(&name),
        [
            (
                "schema",
                text(model.and_then(|model| model.schema.as_ref())),
            ),
            (
                "primary_key",
                primary_key.and_then(|key| texts(&key.columns)),
            ),
            (
                "fields",
                (!names.is_empty()).then(|| literal(&names.join(" "))),
            ),
            ("renamed", list(renamed)),
        ],
    );
    format!("const HEAD: __keeper::Head = {head};")
}

fn column(field: &Field, column_type: &str, is_numbered: bool) -> String {
    let (name, null) = (&field.column.value, field.null());
    let generated = field.generated.as_ref().map(|generated| {
        let expression = sql(&generated.value.expression);
        let stored = generated.value.stored;
        format!("__keeper::Generated {{ expression: {expression}, stored: {stored} }}")
    });
    let default = field.default.as_ref();
    let collation = field.collation.as_ref();
    with_members(
        "Column",
        &format!("{name:?}, {column_type}, {null}"),
        [
            (
                "default",
                default.map(|default| some(&default_value(&default.value))),
            ),
            ("identity", identity(field, is_numbered)),
            ("autoincrement", flag(field.autoincrement.is_some())),
            ("enforce_length", flag(field.enforce_length.is_some())),
            ("generated", generated.as_ref().map(some)),
            (
                "collation",
                collation.map(|collation| some(&sql(&collation.value))),
            ),
            ("comment", text(field.comment.as_ref())),
        ],
    )
}

fn default_value(default: &Default) -> String {
    let value = match default {
        Default::Literal(schema::Literal::String(text)) => format!("Text({text:?})"),
        Default::Literal(schema::Literal::Integer(value)) => format!("Integer({value})"),
        Default::Literal(schema::Literal::Boolean(value)) => format!("Boolean({value})"),
        Default::Bytes(bytes) => format!("Bytes(&{bytes:?})"),
        Default::Expression(text) => format!("Expression({})", sql(text)),
    };
    format!("__keeper::Default::{value}")
}

/// How the column is numbered: as it says, or because it is the whole primary key.
fn identity(field: &Field, is_numbered: bool) -> Option<String> {
    if let Some(said) = &field.identity {
        return said.value.as_ref().map(|said| some(&identity_value(said)));
    }
    if !is_numbered {
        return None;
    }
    match &field.column_type.value {
        RustType::Known(known) if is_integer(known) => {
            Some(some(&identity_value(&Identity::new(IdentityKind::Serial))))
        }
        RustType::Known(_) | RustType::Computed(_) | RustType::ArrayOf(_) => None,
        RustType::User(_) => Some(format!("__keeper::identity({NUMBERED})")),
    }
}

/// The constant that tells whether the primary key's own type is numbered.
pub(super) const NUMBERED: &str = "__KEEPER_NUMBERED";

fn identity_value(identity: &Identity) -> String {
    let kind = match identity.kind {
        IdentityKind::Serial => "Serial",
        IdentityKind::ByDefault => "ByDefault",
        IdentityKind::Always => "Always",
    };
    let number = |number: Option<i64>| number.map(|number| some(&number));
    let sequence = identity.sequence.as_ref();
    with_members(
        "Identity",
        &format!("__keeper::IdentityKind::{kind}"),
        [
            ("start", number(identity.start)),
            ("increment", number(identity.increment)),
            ("min", number(identity.min)),
            ("max", number(identity.max)),
            ("cache", number(identity.cache)),
            ("cycle", flag(identity.cycle)),
            (
                "sequence",
                sequence.map(|sequence| some(&literal(sequence))),
            ),
        ],
    )
}
