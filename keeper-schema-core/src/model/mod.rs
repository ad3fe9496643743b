//! Reads one Rust type into what it says about the database: a struct into a
//! [`Model`], an enum into an [`EnumModel`], a newtype into a [`NewtypeModel`], a struct
//! without fields into an [`ObjectModel`].
//!
//! The derives and the scan read with this same code, so that they cannot disagree.
//! Rules about one type hold here; a rule that needs other types lives in `lower`.
//! Every value keeps its span, and every mistake is reported, each at its own token.

mod attribute;
mod case;
mod check;
mod clause;
mod column_enum;
pub(crate) mod ctxt;
mod default;
mod doc;
mod enum_storage;
pub mod expand;
mod field;
mod index;
mod index_key;
mod key;
mod newtype;
pub(crate) mod object;
mod options;
pub(crate) mod said;
mod sequence;
mod spanned;
mod spelling;
mod table;
pub mod types;
mod value;
pub mod view;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span};
use syn::Type;
use syn::ext::IdentExt;

use crate::schema::{
    Default, Deferrable, ExclusionElement, Generated, Identity, IndexKey, Match, ReferentialAction,
    SqlText, TableName,
};

pub(crate) use self::case::{snake_case, text_of};
pub use self::check::name_fits;
pub use self::column_enum::{EnumModel, EnumRepr, EnumVariant};
pub use self::ctxt::{Ctxt, Mistake};
pub use self::enum_storage::EnumStorage;
pub use self::newtype::NewtypeModel;
pub use self::object::{Declared, ObjectDeclaration, ObjectModel, Statement};
pub use self::spanned::Spanned;
pub use self::types::{FieldType, Refusal, RustType};

/// A struct that derives `Model`.
///
/// Columns are named by their column name, not by their field, wherever a
/// [`Spanned<String>`] stands for one; the span is the token that names the field.
/// What a field says of keys, indexes and checks stands in the lists of the struct,
/// the fields' own in field order, then the struct's.
#[derive(Clone)]
pub struct Model {
    /// The struct's name.
    pub ident: Ident,
    /// The table, at `table = "..."` or at the struct's name.
    pub table: Spanned<String>,
    /// The database schema.
    pub schema: Option<Spanned<String>>,
    /// The fields that are columns, in order; those with `skip` are left out.
    pub fields: Vec<Field>,
    /// The primary key.
    pub primary_key: Option<PrimaryKey>,
    /// The unique constraints.
    pub unique: Vec<Unique>,
    /// The foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// The checks.
    pub checks: Vec<Check>,
    /// The exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// The indexes.
    pub indexes: Vec<Index>,
    /// The table's comment.
    pub comment: Option<Spanned<String>>,
    /// The struct's doc comment.
    pub doc: Option<String>,
    /// The name the table had before.
    pub renamed_from: Option<Spanned<String>>,
    /// `strict`, where it is said.
    pub strict: Option<Span>,
    /// `without_rowid`, where it is said.
    pub without_rowid: Option<Span>,
    /// `unlogged`, where it is said.
    pub unlogged: Option<Span>,
    /// `skip`, where it is said: the table is no part of the schema.
    pub skip: Option<Span>,
}

/// A field that is a column.
#[derive(Clone)]
pub struct Field {
    /// The field's name, `r#` included.
    pub ident: Ident,
    /// The column, at `column = "..."` or at the field's name.
    pub column: Spanned<String>,
    /// What the Rust type says by itself.
    pub rust_type: FieldType,
    /// The column's type: what an attribute says, else what the Rust type says.
    /// The span is that of whichever said it.
    pub column_type: Spanned<RustType>,
    /// Whether `type` or `precision` says the column type, so that nothing is asked of
    /// the Rust type but whether it is an `Option`.
    pub spelled: bool,
    /// The default.
    pub default: Option<Spanned<Default>>,
    /// `identity = "..."`; the value is `None` for `"none"`.
    pub identity: Option<Box<Spanned<Option<Identity>>>>,
    /// `autoincrement`, where it is said.
    pub autoincrement: Option<Span>,
    /// `enforce_length`, where it is said.
    pub enforce_length: Option<Span>,
    /// The expression of a generated column.
    pub generated: Option<Box<Spanned<Generated>>>,
    /// The collation.
    pub collation: Option<Box<Spanned<SqlText>>>,
    /// The comment.
    pub comment: Option<Spanned<String>>,
    /// The field's doc comment.
    pub doc: Option<String>,
    /// The name the column had before.
    pub renamed_from: Option<Spanned<String>>,
}

impl Field {
    /// Whether the column may be NULL.
    pub fn null(&self) -> bool {
        self.rust_type.null
    }
}

/// The primary key.
#[derive(Clone, Debug)]
pub struct PrimaryKey {
    /// The word `primary_key`.
    pub span: Span,
    /// The key columns, in order.
    pub columns: Vec<Spanned<String>>,
    /// Columns carried in the index beside the key.
    pub include: Vec<Spanned<String>>,
    /// When the constraint is checked.
    pub deferrable: Option<Spanned<Deferrable>>,
    /// The constraint's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The constraint's comment.
    pub comment: Option<Spanned<String>>,
}

/// A unique constraint.
#[derive(Clone, Debug)]
pub struct Unique {
    /// The word `unique`.
    pub span: Span,
    /// The columns, in order.
    pub columns: Vec<Spanned<String>>,
    /// `nulls_not_distinct`, where it is said.
    pub nulls_not_distinct: Option<Span>,
    /// Columns carried in the index beside the key.
    pub include: Vec<Spanned<String>>,
    /// When the constraint is checked.
    pub deferrable: Option<Spanned<Deferrable>>,
    /// The constraint's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The constraint's comment.
    pub comment: Option<Spanned<String>>,
}

/// A foreign key.
#[derive(Clone)]
pub struct ForeignKey {
    /// The word `references` or `foreign_key`.
    pub span: Span,
    /// The referring columns, in order.
    pub columns: Vec<Spanned<String>>,
    /// What they refer to.
    pub references: Reference,
    /// What happens when the target row is deleted.
    pub on_delete: Option<Spanned<ReferentialAction>>,
    /// The columns that `set null` and `set default` are limited to; empty for all.
    pub on_delete_columns: Vec<Spanned<String>>,
    /// What happens when the target key changes.
    pub on_update: Option<Spanned<ReferentialAction>>,
    /// How NULLs in a composite key count.
    pub match_type: Option<Spanned<Match>>,
    /// When the constraint is checked.
    pub deferrable: Option<Spanned<Deferrable>>,
    /// `not_valid`, where it is said.
    pub not_valid: Option<Span>,
    /// The constraint's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The constraint's comment.
    pub comment: Option<Spanned<String>>,
}

/// The target of a foreign key, as the model spells it.
#[derive(Clone)]
pub struct Reference {
    /// The other model, by its path in Rust.
    pub model: syn::Path,
    /// Fields of the other model; empty for its primary key.
    pub fields: Vec<Ident>,
}

/// A check.
#[derive(Clone, Debug)]
pub struct Check {
    /// The word `check`.
    pub span: Span,
    /// The condition.
    pub expression: SqlText,
    /// The column of the field it stands on, if it stands on one.
    pub column: Option<String>,
    /// `not_valid`, where it is said.
    pub not_valid: Option<Span>,
    /// `no_inherit`, where it is said.
    pub no_inherit: Option<Span>,
    /// The constraint's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The constraint's comment.
    pub comment: Option<Spanned<String>>,
}

/// An exclusion constraint.
#[derive(Clone, Debug)]
pub struct Exclusion {
    /// The word `exclude`.
    pub span: Span,
    /// What is compared, in order; columns by their column name.
    pub elements: Vec<Spanned<ExclusionElement>>,
    /// The access method of its index.
    pub method: Option<Spanned<String>>,
    /// The predicate of the rows that count.
    pub predicate: Option<Spanned<SqlText>>,
    /// When the constraint is checked.
    pub deferrable: Option<Spanned<Deferrable>>,
    /// The constraint's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The constraint's comment.
    pub comment: Option<Spanned<String>>,
}

/// An index.
#[derive(Clone, Debug)]
pub struct Index {
    /// The word `index`.
    pub span: Span,
    /// What it is over, in order; columns by their column name.
    pub keys: Vec<Spanned<IndexKey>>,
    /// Whether two rows may not have the same key.
    pub unique: bool,
    /// The predicate of a partial index.
    pub predicate: Option<Spanned<SqlText>>,
    /// The access method.
    pub method: Option<Spanned<String>>,
    /// Columns carried beside the key.
    pub include: Vec<Spanned<String>>,
    /// `nulls_not_distinct`, where it is said.
    pub nulls_not_distinct: Option<Span>,
    /// Storage parameters.
    pub with: BTreeMap<String, String>,
    /// `concurrently`, where it is said: how it is made, and no part of what it is.
    pub concurrently: Option<Span>,
    /// The index's name, if it is spelled.
    pub name: Option<Spanned<String>>,
    /// The index's comment.
    pub comment: Option<Spanned<String>>,
}

impl Model {
    /// Reads a struct, parts of which the model keeps. Mistakes are reported into `cx`; the
    /// model is to be used only if `cx` is clean. `None` if the input is nothing that could
    /// be a model.
    pub fn from_derive_input(cx: &Ctxt, input: syn::DeriveInput) -> Option<Self> {
        Some(Self::with_types(cx, input)?.0)
    }

    /// The same, and the Rust types of its fields as they are written, for a derive to prove.
    pub(crate) fn with_types(cx: &Ctxt, input: syn::DeriveInput) -> Option<(Self, Vec<Type>)> {
        let (model, types) = table::read(cx, input)?;
        check::model(cx, &model, &types);
        Some((model, types))
    }

    /// The table with the database schema it is in.
    pub fn table_name(&self) -> TableName {
        TableName {
            schema: self.schema.as_ref().map(|schema| schema.value.clone()),
            name: self.table.value.clone(),
        }
    }

    /// The field that is that column.
    pub fn column(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.column.value == name)
    }

    /// The field of that name, `r#` or not.
    pub fn field(&self, ident: &Ident) -> Option<&Field> {
        let name = ident.unraw();
        self.fields.iter().find(|field| field.ident.unraw() == name)
    }

    /// The field that the database numbers although no attribute says so: a sole
    /// primary key that is no foreign key and that nothing else fills.
    ///
    /// This holds for the column types `smallint`, `integer` and `bigint` only, which
    /// the caller must know: here a field of a newtype has no type yet. An enum is
    /// never numbered.
    pub fn numbered_field(&self) -> Option<&Field> {
        let [column] = self.primary_key.as_ref()?.columns.as_slice() else {
            return None;
        };
        let is_foreign = self
            .foreign_keys
            .iter()
            .flat_map(|foreign_key| &foreign_key.columns)
            .any(|foreign| foreign.value == column.value);
        let field = self.column(&column.value)?;
        let filled =
            field.default.is_some() || field.generated.is_some() || field.identity.is_some();
        (!is_foreign && !filled).then_some(field)
    }
}
