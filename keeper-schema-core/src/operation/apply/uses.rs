//! What a table or column is used by, so that it is not dropped from under it.

use std::fmt;

use super::{At, mentions};
use crate::schema::sql_tokens::{Token, TokenKind, tokens};
use crate::schema::{
    Column, ColumnType, Default, Exclusion, ForeignKey, Index, IndexKey, IndexTarget, Literal,
    ObjectKind, SqlText, Table, TableName,
};

/// Something that names a column or refers to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What it is.
    pub kind: UseKind,
    /// Its name.
    pub name: String,
    /// The table it belongs to, where that is another one.
    pub table: Option<TableName>,
}

/// What can name a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are SQL's own words")]
pub enum UseKind {
    PrimaryKey,
    Unique,
    ForeignKey,
    Check,
    Exclusion,
    Index,
    GeneratedColumn,
    Default,
    Object(ObjectKind),
}

impl Use {
    pub(super) fn new(kind: UseKind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            table: None,
        }
    }
}

impl fmt::Display for UseKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
            Self::Exclusion => "exclusion constraint",
            Self::Index => "index",
            Self::GeneratedColumn => "generated column",
            Self::Default => "default of column",
            Self::Object(kind) => kind.words(),
        })
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name.escape_debug())?;
        match &self.table {
            Some(table) => write!(f, " of `{}`", table.to_string().escape_debug()),
            None => Ok(()),
        }
    }
}

/// The foreign keys of other tables to the table.
pub(super) fn of_table(at: &At<'_>, name: &TableName) -> Vec<Use> {
    foreign_keys_to(at, name)
        .filter(|(referrer, _)| referrer.name != *name)
        .map(|(referrer, foreign_key)| foreign_use(referrer, foreign_key, name))
        .collect()
}

/// Whatever in the table, or in other tables, needs the column.
pub(super) fn of_column(at: &At<'_>, table: &Table, column: &str) -> Vec<Use> {
    let names = |columns: &[String]| columns.iter().any(|name| name == column);
    let mut uses = Vec::new();
    if let Some(key) = &table.primary_key
        && (names(&key.columns) || names(&key.include))
    {
        uses.push(Use::new(UseKind::PrimaryKey, &key.name));
    }
    for unique in table.unique.values() {
        if names(&unique.columns) || names(&unique.include) {
            uses.push(Use::new(UseKind::Unique, &unique.name));
        }
    }
    for foreign_key in table.foreign_keys.values() {
        if names(&foreign_key.columns) {
            uses.push(Use::new(UseKind::ForeignKey, &foreign_key.name));
        }
    }
    for exclusion in table.exclusions.values() {
        if exclusion_columns(exclusion).any(|name| name == column) {
            uses.push(Use::new(UseKind::Exclusion, &exclusion.name));
        }
    }
    for index in table.indexes.values() {
        if index_columns(index).any(|name| name == column) {
            uses.push(Use::new(UseKind::Index, &index.name));
        }
    }
    for (used_by, text) in texts(table) {
        let is_itself = used_by.kind == UseKind::GeneratedColumn && used_by.name == column;
        if !is_itself && !uses.contains(&used_by) && mentions::column(text, column) {
            uses.push(used_by);
        }
    }
    for (referrer, foreign_key) in foreign_keys_to(at, &table.name) {
        let used_by = foreign_use(referrer, foreign_key, &table.name);
        if names(&foreign_key.references.columns) && !uses.contains(&used_by) {
            uses.push(used_by);
        }
    }
    uses
}

/// The foreign keys that find no key in this version of a table.
pub(super) fn without_key(at: &At<'_>, table: &Table) -> Vec<Use> {
    foreign_keys_to(at, &table.name)
        .filter(|(_, foreign_key)| {
            // A foreign key that goes with this change needs no key.
            at.schema.table(&table.name).is_some_and(|before| {
                before.is_unique(&foreign_key.references.columns)
                    && !table.is_unique(&foreign_key.references.columns)
            })
        })
        .map(|(referrer, foreign_key)| foreign_use(referrer, foreign_key, &table.name))
        .collect()
}

/// Whatever in a table that uses an enum holds a value of it, but for the defaults that
/// are the value as it is. A text that names neither the enum nor a column of it holds the
/// same word for another reason.
pub(super) fn of_value(table: &Table, enum_name: &TableName, value: &str) -> Vec<Use> {
    let about = texts(table).filter(|(_, text)| is_about_enum(text, table, enum_name));
    let mut uses: Vec<Use> = about
        .chain(default_texts(table))
        .filter(|(_, text)| holds_string(text, value))
        .map(|(used_by, _)| used_by)
        .collect();
    let arrays = table.columns.values().filter(|column| {
        let is_array = matches!(column.column_type, ColumnType::Array(_));
        is_array && column.column_type.enum_name() == Some(enum_name) && array_holds(column, value)
    });
    uses.extend(arrays.map(|column| Use::new(UseKind::Default, &column.name)));
    uses.dedup();
    for used_by in &mut uses {
        used_by.table = Some(table.name.clone());
    }
    uses
}

fn is_about_enum(text: &SqlText, table: &Table, enum_name: &TableName) -> bool {
    let columns = table.columns.values();
    let mut of_enum = columns.filter(|column| column.column_type.enum_name() == Some(enum_name));
    let names_enum = |text: &String| tokens(text).any(|it| it.is_identifier(&enum_name.name));
    of_enum.any(|column| mentions::column(text, &column.name))
        || mentions::table(text, table)
        || text.all().any(names_enum)
}

/// The defaults that are SQL.
pub(super) fn default_texts(table: &Table) -> impl Iterator<Item = (Use, &SqlText)> {
    table.columns.values().filter_map(|column| {
        let Some(Default::Expression(text)) = &column.default else {
            return None;
        };
        Some((Use::new(UseKind::Default, &column.name), text))
    })
}

/// Whether one of its strings is `value`.
fn holds_string(text: &SqlText, value: &str) -> bool {
    let is_value = |token: Token<'_>| {
        let content = token.text.split_once('\'').map(|(_, content)| content);
        let content = content.and_then(|content| content.strip_suffix('\''));
        token.kind == TokenKind::String
            && content.is_some_and(|content| content.replace("''", "'") == value)
    };
    text.all().any(|text| tokens(text).any(is_value))
}

/// Whether `value` is an element of the array that a column is by default: `{a,"b c"}`.
fn array_holds(column: &Column, value: &str) -> bool {
    let Some(Default::Literal(Literal::String(array))) = &column.default else {
        return false;
    };
    let elements = array.trim().strip_prefix('{');
    let elements = elements.and_then(|elements| elements.strip_suffix('}'));
    elements.is_some_and(|elements| {
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        let mut plain = elements.split([',', '{', '}']);
        elements.contains(&format!("\"{escaped}\"")) || plain.any(|element| element.trim() == value)
    })
}

/// Every SQL text in which a table names its columns, and what it belongs to.
pub(super) fn texts(table: &Table) -> impl Iterator<Item = (Use, &SqlText)> {
    let checks = table
        .checks
        .values()
        .map(|check| (Use::new(UseKind::Check, &check.name), &check.expression));
    let exclusions = table.exclusions.values().flat_map(|exclusion| {
        exclusion_expressions(exclusion)
            .chain(&exclusion.predicate)
            .map(|text| (Use::new(UseKind::Exclusion, &exclusion.name), text))
    });
    let generated = table.columns.values().filter_map(|column| {
        let generated = column.generated.as_ref()?;
        let used_by = Use::new(UseKind::GeneratedColumn, &column.name);
        Some((used_by, &generated.expression))
    });
    let indexes = table.indexes.values().flat_map(|index| {
        expressions(index)
            .chain(&index.predicate)
            .map(|text| (Use::new(UseKind::Index, &index.name), text))
    });
    checks.chain(exclusions).chain(generated).chain(indexes)
}

/// The keys of an index that are expressions.
pub(super) fn expressions(index: &Index) -> impl Iterator<Item = &SqlText> {
    index.keys.iter().filter_map(expression)
}

/// The elements of an exclusion that are expressions.
pub(super) fn exclusion_expressions(exclusion: &Exclusion) -> impl Iterator<Item = &SqlText> {
    let keys = exclusion.elements.iter().map(|element| &element.key);
    keys.filter_map(expression)
}

pub(super) fn expression(key: &IndexKey) -> Option<&SqlText> {
    match &key.target {
        IndexTarget::Column(_) => None,
        IndexTarget::Expression(text) => Some(text),
    }
}

/// The columns that an index names outside its texts.
pub(super) fn index_columns(index: &Index) -> impl Iterator<Item = &String> {
    index.keys.iter().filter_map(column).chain(&index.include)
}

/// The columns that an exclusion names outside its texts.
pub(super) fn exclusion_columns(exclusion: &Exclusion) -> impl Iterator<Item = &String> {
    let keys = exclusion.elements.iter().map(|element| &element.key);
    keys.filter_map(column)
}

fn column(key: &IndexKey) -> Option<&String> {
    match &key.target {
        IndexTarget::Column(column) => Some(column),
        IndexTarget::Expression(_) => None,
    }
}

/// Every foreign key to the table, with the table that has it.
pub(super) fn foreign_keys_to<'a>(
    at: &At<'a>,
    name: &TableName,
) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
    let schema = at.schema;
    at.catalog
        .referrers(name)
        .filter_map(move |referrer| schema.table(referrer))
        .flat_map(move |referrer| {
            let foreign_keys = referrer.foreign_keys.values();
            foreign_keys
                .filter(move |foreign_key| foreign_key.references.table == *name)
                .map(move |foreign_key| (referrer, foreign_key))
        })
}

fn foreign_use(referrer: &Table, foreign_key: &ForeignKey, name: &TableName) -> Use {
    Use {
        table: (referrer.name != *name).then(|| referrer.name.clone()),
        ..Use::new(UseKind::ForeignKey, &foreign_key.name)
    }
}
