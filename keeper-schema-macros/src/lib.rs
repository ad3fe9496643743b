//! The macros of keeper-schema. A door: parses nothing, decides nothing.

use keeper_schema_core::embed;
use keeper_schema_core::model::expand;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("model.md")]
#[proc_macro_derive(Model, attributes(keeper))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    // `proc_macro2` would read the text itself first, in a debug build at twice the cost of all
    // else that a derive does.
    let read = |source: &str| match source.parse::<TokenStream>() {
        Ok(tokens) => Ok(tokens.into()),
        Err(error) => Err(error.to_string()),
    };
    expand::model(input, read).into()
}

/// Lets a column keep an enum as its integer: an `i32`, or what `#[repr(i16)]` or
/// `#[repr(i64)]` says. Variants are numbered as Rust numbers them, by literals only.
///
/// With `#[keeper(native)]` or `#[keeper(native = "name")]` it is an enum type of the
/// database, with `#[keeper(text)]` text with a check. `schema` and `renamed_from` say more
/// of a native one, `length` of text; on a variant, `#[keeper(value = "...")]` is the value
/// and `renamed_from` the one before.
#[proc_macro_derive(ColumnEnum, attributes(keeper))]
pub fn derive_column_enum(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::column_enum(&input).into()
}

/// Declares a view, function, trigger or the like, or a sequence, beside the tables.
///
/// `#[keeper(view = "name", sql = "CREATE VIEW ...")]` on a struct without fields, with
/// `file = "sql/name.sql"` in place of `sql` where the statement has a file of its own.
#[proc_macro_derive(SqlObject, attributes(keeper))]
pub fn derive_sql_object(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::sql_object(&input).into()
}

/// Lets a column hold a struct of one field as that field.
///
/// `#[keeper(type = "...")]`, `length = 255` and `precision = 10, scale = 2` on the struct
/// say which type columns of it have.
#[proc_macro_derive(ColumnType, attributes(keeper))]
pub fn derive_column_type(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::column_type(&input).into()
}

/// The revisions of this package, compiled in: a
/// [`Migrations`](https://docs.rs/keeper-schema/latest/keeper_schema/embedded/struct.Migrations.html)
/// for a `static`.
///
/// ```ignore
/// static MIGRATIONS: keeper_schema::embedded::Migrations = keeper_schema::embed_migrations!();
/// ```
///
/// The folder is that of the package's settings, `migrations` by default, or the one in the
/// parentheses, relative to the package's folder. A revision that cannot be read or cannot
/// apply is a compile error. Cargo compiles anew when a revision is edited; when one is
/// added or removed, if the guard is in `build.rs`, or `build.rs` says
/// `cargo::rerun-if-changed=migrations`.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    embed::migrations(input.into()).into()
}

/// Repeats models that a macro makes, so that the schema scan, which expands no macros, reads
/// them here.
///
/// It makes nothing itself: each struct is the one that the macro makes, whose derive proves
/// that what is repeated is what it is.
///
/// ```ignore
/// archived!(OldBook, "old_books");
///
/// keeper_schema::models! {
///     #[derive(Model)]
///     #[keeper(table = "old_books")]
///     pub struct OldBook {
///         #[keeper(primary_key)]
///         pub id: i32,
///     }
/// }
/// ```
#[proc_macro]
pub fn models(input: TokenStream) -> TokenStream {
    expand::models(input.into()).into()
}
