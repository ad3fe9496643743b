//! What a Rust type says about a column, from its name alone.
//!
//! No type is resolved here: `String` is taken for the standard library's. The derive
//! proves, by bounds or by constant evaluation, that each name meant what was assumed.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, GenericArgument, Path, PathArguments, PathSegment, Type};

use crate::schema::ColumnType;

/// What the type of a field says about its column.
#[derive(Clone)]
pub struct FieldType {
    /// Whether it is an `Option`.
    pub null: bool,
    /// The type of the values, or why there is none.
    pub kind: Result<RustType, Refusal>,
}

/// A Rust type whose values a column can hold.
#[derive(Clone)]
pub enum RustType {
    /// A type of the standard library or of jiff, or one that an attribute spells.
    Known(ColumnType),
    /// A `varchar` whose length is an expression of constants. The scan computes it first.
    Computed(Box<Expr>),
    /// A type of the application: a newtype, an enum, or a mistake.
    User(Path),
    /// An array of a type of the application.
    ArrayOf(Path),
}

/// Why a Rust type is no column type.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What is wrong and what would be right.
    pub message: String,
    /// The part of the type that is wrong.
    pub tokens: TokenStream,
}

/// Reads the type of a field.
pub fn column_type_of(ty: &Type) -> FieldType {
    let ty = transparent(ty);
    if let Some(inner) = argument_of(ty, "Option") {
        let inner_type = column_type_of(inner);
        let kind = if inner_type.null {
            Err(refusal(
                inner,
                "an `Option` in an `Option` has no column type: a column is NULL or not",
            ))
        } else {
            inner_type.kind
        };
        return FieldType { null: true, kind };
    }
    if let Some(inner) = argument_of(ty, "Box") {
        return column_type_of(inner);
    }
    FieldType {
        null: false,
        kind: value_type(ty),
    }
}

/// The column type that a type of another crate usually goes with.
pub fn usual_column_type(path: &Path) -> Option<&'static str> {
    let name = path.segments.last()?.ident.to_string();
    let column_type = match name.as_str() {
        "Uuid" => "uuid",
        "Value" | "Json" | "HashMap" | "BTreeMap" => "json",
        "NaiveDate" => "date",
        "NaiveTime" => "time",
        "NaiveDateTime" | "PrimitiveDateTime" => "timestamp",
        "DateTime" | "OffsetDateTime" | "Zoned" | "SystemTime" => "timestamptz",
        "Duration" | "Span" | "SignedDuration" => "interval",
        "Decimal" | "BigDecimal" => "numeric",
        "IpAddr" | "Ipv4Addr" | "Ipv6Addr" | "IpNet" => "inet",
        "Bytes" => "bytes",
        "PathBuf" | "Url" | "Cow" => "text",
        _ => return None,
    };
    Some(column_type)
}

/// The type of a value that is neither `Option` nor `Box`.
fn value_type(ty: &Type) -> Result<RustType, Refusal> {
    if let Some(element) = argument_of(ty, "Vec") {
        return array_type(ty, element);
    }
    match ty {
        Type::Array(array) => array_type(ty, &array.elem),
        Type::Path(path) if path.qself.is_none() => path_type(&path.path),
        _ => Err(refusal(ty, NO_COLUMN_TYPE)),
    }
}

/// What is said of a type that is no path: a reference, a tuple, a function.
const NO_COLUMN_TYPE: &str =
    "this type has no column type: use an owned type, or add `#[keeper(type = \"...\")]`";

/// An array, or bytes for `u8`.
fn array_type(array: &Type, element: &Type) -> Result<RustType, Refusal> {
    let element = transparent(element);
    if is_std(element, "u8") {
        return Ok(RustType::Known(ColumnType::Bytes));
    }
    // Databases let an element of any array be NULL.
    match column_type_of(element).kind? {
        RustType::Known(ColumnType::Array(_)) | RustType::ArrayOf(_) | RustType::Computed(_) => {
            Err(refusal(
                array,
                "an array of arrays has no column type: add `#[keeper(type = \"...\")]`",
            ))
        }
        RustType::Known(known) => Ok(RustType::Known(ColumnType::Array(Box::new(known)))),
        RustType::User(path) => Ok(RustType::ArrayOf(path)),
    }
}

/// A type by its name.
fn path_type(path: &Path) -> Result<RustType, Refusal> {
    if let Some(known) = known_type(path) {
        return Ok(RustType::Known(known));
    }
    if let Some(instead) = unfit_type(path) {
        let name = path
            .segments
            .last()
            .map(|segment| segment.ident.to_string());
        let name = name.unwrap_or_default();
        return Err(refusal(
            path,
            format!("`{name}` has no column type, use `{instead}`"),
        ));
    }
    // Of other crates; one of the application may be a newtype with parameters.
    if has_arguments(path)
        && let Some(suggestion) = usual_column_type(path)
    {
        return Err(refusal(
            path,
            format!("a generic type has no column type: add `#[keeper(type = \"{suggestion}\")]`"),
        ));
    }
    Ok(RustType::User(path.clone()))
}

/// The column type of a type of the standard library or of jiff.
fn known_type(path: &Path) -> Option<ColumnType> {
    let name = path.segments.last()?.ident.to_string();
    let column_type = match name.as_str() {
        "bool" => ColumnType::Boolean,
        "i16" => ColumnType::SmallInt,
        "i32" => ColumnType::Integer,
        "i64" => ColumnType::BigInt,
        "f32" => ColumnType::Real,
        "f64" => ColumnType::Double,
        "String" => ColumnType::Text,
        "Date" => ColumnType::Date,
        "Time" => ColumnType::Time,
        "DateTime" => ColumnType::Timestamp,
        "Timestamp" => ColumnType::TimestampTz,
        _ => return None,
    };
    (is_at_home(path, &name) && !has_arguments(path)).then_some(column_type)
}

/// What to use instead of a primitive type that no database has.
fn unfit_type(path: &Path) -> Option<&'static str> {
    let unfit = [
        ("u8", "i16"),
        ("i8", "i16"),
        ("u16", "i32"),
        ("u32", "i64"),
        ("u64", "i64"),
        ("usize", "i64"),
        ("isize", "i64"),
        ("u128", "i64"),
        ("i128", "i64"),
        ("char", "String"),
        ("str", "String"),
    ];
    let written = path.segments.last()?.ident.to_string();
    let (name, instead) = unfit.into_iter().find(|(name, _)| *name == written)?;
    is_at_home(path, name).then_some(instead)
}

/// The one type argument of the standard type `name`, if `ty` is that.
fn argument_of<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    // Before the name: most types have none, and to compare a name is dear in a macro.
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    if path.qself.is_some() || !names_std(&path.path, name) {
        return None;
    }
    match arguments.args.first() {
        Some(GenericArgument::Type(argument)) if arguments.args.len() == 1 => {
            Some(transparent(argument))
        }
        _ => None,
    }
}

/// Whether `ty` is the standard type `name`, without arguments.
fn is_std(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && names_std(&path.path, name))
}

/// Whether `path` is a usual way to write the standard or jiff type `name`: by its
/// name alone, or by its whole path.
fn names_std(path: &Path, name: &str) -> bool {
    (path.segments.last()).is_some_and(|segment| segment.ident == name) && is_at_home(path, name)
}

/// Whether what stands before the last name of `path` is nothing, or where `name` is at home.
fn is_at_home(path: &Path, name: &str) -> bool {
    if path.segments.len() == 1 {
        return true;
    }
    let segments: Vec<String> = segments(path)
        .take(path.segments.len() - 1)
        .map(|segment| segment.ident.to_string())
        .collect();
    let modules: Vec<&str> = segments.iter().map(String::as_str).collect();
    let home: &[&str] = match name {
        "Option" => &["option"],
        "Vec" => &["vec"],
        "Box" => &["boxed"],
        "String" => &["string"],
        "Date" | "Time" | "DateTime" => &["civil"],
        "Timestamp" => &[],
        _ => &["primitive"],
    };
    match modules.as_slice() {
        [] => true,
        ["jiff", rest @ ..] => {
            matches!(name, "Date" | "Time" | "DateTime" | "Timestamp") && rest == home
        }
        ["std" | "core" | "alloc", rest @ ..] => {
            !matches!(name, "Date" | "Time" | "DateTime" | "Timestamp") && rest == home
        }
        ["civil"] => home == ["civil"],
        _ => false,
    }
}

fn has_arguments(path: &Path) -> bool {
    segments(path).any(|segment| !segment.arguments.is_none())
}

/// The segments of a path. syn's own iterator is a box, and there is one for each field.
pub(crate) fn segments(path: &Path) -> impl Iterator<Item = &PathSegment> {
    (0..path.segments.len()).map(|index| &path.segments[index])
}

/// The type inside parentheses and the invisible groups that macros leave.
fn transparent(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => transparent(&group.elem),
        Type::Paren(paren) => transparent(&paren.elem),
        _ => ty,
    }
}

fn refusal(tokens: &impl ToTokens, message: impl Into<String>) -> Refusal {
    Refusal {
        message: message.into(),
        tokens: tokens.to_token_stream(),
    }
}

#[cfg(test)]
mod tests {
    use super::{RustType, column_type_of};

    #[test]
    fn types_are_known_by_their_usual_names() {
        let cases = [
            ("bool", "boolean"),
            ("core::primitive::i16", "smallint"),
            ("::std::string::String", "text"),
            ("alloc::vec::Vec<u8>", "bytes"),
            ("[u8; 32]", "bytes"),
            ("Vec<i64>", "bigint[]"),
            ("Vec<Vec<u8>>", "bytes[]"),
            ("[Option<f32>; 3]", "real[]"),
            ("Option<Box<String>>", "text NULL"),
            ("std::boxed::Box<core::option::Option<i32>>", "integer NULL"),
            ("jiff::Timestamp", "timestamptz"),
            ("civil::DateTime", "timestamp"),
            ("jiff::civil::Date", "date"),
            ("Time", "time"),
            ("Layout", "user Layout"),
            ("Option<crate::Layout>", "user crate :: Layout NULL"),
            ("Vec<Layout>", "array of Layout"),
            // A module of the application, and not the type of that name.
            ("time::Date", "user time :: Date"),
            ("my::String", "user my :: String"),
            ("u8", "`u8` has no column type, use `i16`"),
            ("std::primitive::u64", "`u64` has no column type, use `i64`"),
            (
                "Option<usize>",
                "`usize` has no column type, use `i64` NULL",
            ),
            (
                "chrono::DateTime<Utc>",
                "a generic type has no column type: add `#[keeper(type = \"timestamptz\")]`",
            ),
            (
                "Option<Option<i32>>",
                "an `Option` in an `Option` has no column type: a column is NULL or not NULL",
            ),
            (
                "(i32, i32)",
                "this type has no column type: use an owned type, or add `#[keeper(type = \"...\")]`",
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(shown(source), expected, "{source}");
        }
    }

    /// What a type is read as, in words.
    fn shown(source: &str) -> String {
        let field_type = column_type_of(&syn::parse_str(source).unwrap());
        let kind = match field_type.kind {
            Ok(RustType::Known(known)) => known.to_string(),
            Ok(RustType::User(path)) => format!("user {}", quote::quote!(#path)),
            Ok(RustType::ArrayOf(path)) => format!("array of {}", quote::quote!(#path)),
            Ok(RustType::Computed(length)) => format!("varchar({})", quote::quote!(#length)),
            Err(refusal) => refusal.message,
        };
        let null = if field_type.null { " NULL" } else { "" };
        format!("{kind}{null}")
    }
}
