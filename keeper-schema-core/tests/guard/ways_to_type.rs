//! Ways to say what a column is: aliases, newtypes, generics, constants, references.

use crate::package::check_ways;

#[test]
fn aliases_and_newtypes() {
    check_ways(&[
        (
            "an alias",
            "USE type Id = i64; #[derive(Model)] struct Tag { id: Id }",
            "tag(id bigint)",
        ),
        (
            "an alias of another module",
            "USE mod ids { pub type Id = i64; } #[derive(Model)] struct Tag { id: ids::Id }",
            "tag(id bigint)",
        ),
        (
            "an alias of an alias, in a file",
            "USE mod ids; mod base; use ids::Key; #[derive(Model)] struct Tag { id: Key }\n//- \
             src/ids.rs\nuse crate::base::Number as N; pub type Key = N;\n//- src/base.rs\npub \
             type Number = i16;",
            "tag(id smallint)",
        ),
        (
            "an alias that hides an Option",
            "USE type Maybe = Option<i64>; #[derive(Model)] struct Tag { id: Maybe }",
            "tag(id bigint null)",
        ),
        (
            "a type under another name",
            "USE use std::string::String as Text; #[derive(Model)] struct Tag { id: Text }",
            "tag(id text)",
        ),
        (
            "a newtype",
            "use keeper_schema::{ColumnType, Model}; #[derive(ColumnType)] struct Id(i64); \
             #[derive(Model)] struct Tag { id: Id, next: Option<Id> }",
            "tag(id bigint, next bigint null)",
        ),
        (
            "a newtype of a newtype, elsewhere",
            "USE mod ids { use keeper_schema::ColumnType; #[derive(ColumnType)] pub struct A(i16); \
             #[derive(ColumnType)] pub struct B { pub a: A } } #[derive(Model)] struct Tag { id: \
             ids::B }",
            "tag(id smallint)",
        ),
        (
            "a newtype with a length",
            "use keeper_schema::{ColumnType, Model}; #[derive(ColumnType)] #[keeper(length = 9)] \
             struct Slug(String); #[derive(Model)] struct Tag { slug: Slug }",
            "tag(slug varchar(9))",
        ),
        (
            "a newtype that holds itself",
            "use keeper_schema::{ColumnType, Model}; #[derive(ColumnType)] struct Id(Box<Id>); \
             #[derive(Model)] struct Tag { id: Id }",
            "refused src/lib.rs:1:117 `Id` contains itself",
        ),
        (
            "a struct that is no newtype",
            "USE struct Id(i64); #[derive(Model)] struct Tag { id: Id }",
            "refused src/lib.rs:1:77 `Id` has no column type",
        ),
        (
            "an enum",
            "use keeper_schema::{ColumnEnum, Model}; #[derive(ColumnEnum)] #[repr(i16)] enum Kind \
             { A = 1 } #[derive(Model)] struct Tag { kind: Kind }",
            "tag(kind smallint)",
        ),
        (
            "a native enum",
            "use keeper_schema::{ColumnEnum, Model}; #[derive(ColumnEnum)] #[keeper(native)] enum \
             Kind { A } #[derive(Model)] struct Tag { kind: Vec<Kind> }",
            "tag(kind enum:kind[]); enum kind",
        ),
        (
            "a type of another crate",
            "USE #[derive(Model)] struct Tag { id: uuid::Uuid }",
            "refused src/lib.rs:1:61 cannot tell the column type of `uuid::Uuid`",
        ),
        (
            "a type of another crate, spelled",
            "USE #[derive(Model)] struct Tag { #[keeper(type = \"uuid\")] id: uuid::Uuid }",
            "tag(id uuid)",
        ),
        (
            "a type that a macro makes",
            "USE id_type!(Id); #[derive(Model)] struct Tag { id: Id }",
            "refused src/lib.rs:1:75 cannot tell the column type of `Id`",
        ),
        (
            "a type of the name of a known one",
            "USE struct String; #[derive(Model)] struct Tag { id: String }",
            "refused src/lib.rs:1:76 `String` has no column type",
        ),
    ]);
}

#[test]
fn generics() {
    const ID: &str = "use std::marker::PhantomData; use keeper_schema::{ColumnType, Model}; \
                      #[derive(ColumnType)] pub struct Id<T>(i64, PhantomData<T>); ";
    let ways = [
        (
            "a generic newtype",
            "#[derive(Model)] struct Book { id: Id<Book>, next: Option<Id<Book>> }",
            "book(id bigint, next bigint null)",
        ),
        (
            "an alias of one",
            "type BookId = Id<Book>; #[derive(Model)] struct Book { id: BookId }",
            "book(id bigint)",
        ),
        (
            "an alias in another module",
            "mod ids { use super::{Book, Id}; pub type BookId = Id<Book>; } #[derive(Model)] \
             struct Book { id: ids::BookId }",
            "book(id bigint)",
        ),
        (
            "a key to one",
            "#[derive(Model)] struct Book { #[keeper(primary_key)] id: Id<Book> } \
             #[derive(Model)] struct Page { id: i32, #[keeper(references = Book)] book: Id<Book> }",
            "book(id bigint); page(id integer, book bigint) -> book",
        ),
        (
            "one whose column would depend on it",
            "#[derive(ColumnType)] struct Of<T>(T); #[derive(Model)] struct Book { id: Of<i32> }",
            "refused src/lib.rs:1:167 the column type cannot depend on `T`: name a type, or add \
             `#[keeper(type = \"...\")]` to the struct",
        ),
        (
            "a generic alias",
            "type Key<T> = Id<T>; #[derive(Model)] struct Book { id: Key<Book> }",
            "refused src/lib.rs:1:188 `Key` has no column type",
        ),
        (
            "a generic of another crate",
            "#[derive(Model)] struct Book { id: i32, at: chrono::DateTime<chrono::Utc> }",
            "refused src/lib.rs:1:176 a generic type has no column type: add `#[keeper(type = \
             \"timestamptz\")]`",
        ),
        (
            "a generic model",
            "#[derive(Model)] struct Book<T> { id: T }",
            "refused src/lib.rs:1:161 a model cannot have generic parameters\nsrc/lib.rs:1:170 cannot tell the column type of `T`",
        ),
    ];
    let written: Vec<(&str, String, &str)> = (ways.iter())
        .map(|(name, way, seen)| (*name, format!("{ID}{way}"), *seen))
        .collect();
    let ways: Vec<(&str, &str, &str)> = (written.iter())
        .map(|(name, way, seen)| (*name, way.as_str(), *seen))
        .collect();
    check_ways(&ways);
}

#[test]
fn constants_in_lengths() {
    let slug = |length: &str| {
        format!("#[derive(Model)] struct Tag {{ #[keeper(length = {length})] slug: String }}")
    };
    let ways = [
        (
            "a constant",
            "const MAX: usize = 80;",
            "MAX",
            "tag(slug varchar(80))",
        ),
        (
            "an expression",
            "const N: u32 = 40;",
            "2 * N + 1",
            "tag(slug varchar(81))",
        ),
        (
            "an expression in a constant",
            "const A: usize = 3; const B: usize = (A << 4) / 2 - 1 % 3;",
            "B",
            "tag(slug varchar(23))",
        ),
        (
            "a constant of another module",
            "mod limits { pub const MAX: i32 = 80; }",
            "limits::MAX",
            "tag(slug varchar(80))",
        ),
        (
            "one that is used under another name",
            "mod limits { pub mod a { pub const MAX: u8 = 80; } } use limits::a::MAX as M;",
            "M",
            "tag(slug varchar(80))",
        ),
        (
            "one that a glob brings",
            "mod limits { pub const MAX: u16 = 80; } use limits::*;",
            "MAX as usize",
            "tag(slug varchar(80))",
        ),
        (
            "one of a file",
            "mod limits;",
            "crate::limits::MAX",
            "tag(slug varchar(80))\n//- src/limits.rs\npub const MAX: usize = super::BASE * 8; ",
        ),
        ("a limit of a type", "", "u8::MAX", "tag(slug varchar(255))"),
        (
            "a block",
            "const N: u32 = 9;",
            "{ N }",
            "tag(slug varchar(9))",
        ),
        (
            "an associated constant",
            "struct Limits; impl Limits { const MAX: u32 = 5; }",
            "Limits::MAX",
            "refused src/lib.rs:1:COL `Limits::MAX` is an associated constant, which the schema \
             scan does not read: make it a `const` item, or write the number",
        ),
        (
            "one of its own",
            "",
            "Self::MAX",
            "refused src/lib.rs:1:COL `Self::MAX` is an associated constant, which the schema \
             scan does not read: make it a `const` item, or write the number",
        ),
        (
            "one of another crate",
            "",
            "other::MAX",
            "refused src/lib.rs:1:COL `other::MAX` is of another crate, which the schema scan \
             does not read: write the number",
        ),
        (
            "one that is not there",
            "const MAXIMUM: u32 = 5;",
            "MAXIMUN",
            "refused src/lib.rs:1:COL cannot find the constant `MAXIMUN`, did you mean `MAXIMUM`?",
        ),
        (
            "a call",
            "const fn f() -> u32 { 5 }",
            "f()",
            "refused src/lib.rs:1:COL the schema scan cannot compute `f ()`: it knows whole \
             numbers, `const` items of the package and arithmetic with them; write the number",
        ),
        (
            "one that goes in a circle",
            "const A: u32 = B; const B: u32 = A;",
            "A",
            "refused src/lib.rs:1:COL `A` is computed from itself",
        ),
        (
            "one that differs under cfgs",
            "#[cfg(unix)] const A: u32 = 1; #[cfg(windows)] const A: u32 = 2;",
            "A",
            "refused src/lib.rs:1:COL `A` differs under different `cfg`s: pin those that hold \
             with `cfg = [...]` in `[package.metadata.keeper-schema]`",
        ),
        (
            "nothing",
            "const A: i32 = 3 - 3;",
            "A",
            "refused src/lib.rs:1:COL `length` must be from 1 to 10485760",
        ),
        (
            "less than nothing",
            "const A: i32 = 3 - 9;",
            "A",
            "refused src/lib.rs:1:COL `length` must be from 1 to 10485760, and this is -6",
        ),
    ];
    for (name, before, length, expected) in ways {
        let line = format!("USE {before} {}", slug(length));
        let (expected, files) = match expected.split_once('\n') {
            Some((expected, files)) => {
                (expected, format!("\npub const BASE: usize = 10;\n{files}"))
            }
            None => (expected, String::new()),
        };
        let column = line.replace("USE", "use keeper_schema::Model;");
        let column = column
            .find("length = ")
            .map_or(0, |at| at + "length = ".len() + 1);
        let expected = expected.replace("COL", &column.to_string());
        check_ways(&[(name, &format!("{line}{files}"), &expected)]);
    }
}

#[test]
fn references() {
    let page = |reference: &str| {
        format!(
            "#[derive(Model)] struct Page {{ id: i32, #[keeper(references = {reference})] book: i32 }}"
        )
    };
    let ways = [
        (
            "a model beside",
            "BOOK",
            "Book",
            "book(id integer); page(id integer, book integer) -> book",
        ),
        (
            "a model by its path",
            "mod a { USE BOOK }",
            "crate::a::Book",
            "book(id integer); page(id integer, book integer) -> book",
        ),
        (
            "a model under another name",
            "mod a { USE BOOK } use a::Book as B;",
            "B::id",
            "book(id integer); page(id integer, book integer) -> book",
        ),
        (
            "an alias of a model",
            "mod a { USE BOOK } type Volume = a::Book;",
            "Volume",
            "book(id integer); page(id integer, book integer) -> book",
        ),
        (
            "itself",
            "",
            "Self::id",
            "refused src/lib.rs:1:COL a foreign key refers to what is unique, and `id` of `Page` is not",
        ),
        (
            "no model",
            "struct Book;",
            "Book",
            "refused src/lib.rs:1:COL `Book` is no model",
        ),
        (
            "nothing",
            "BOOK",
            "Bok",
            "refused src/lib.rs:1:COL cannot find the model `Bok`, did you mean `Book`?",
        ),
        (
            "a model elsewhere",
            "mod a { USE BOOK }",
            "Book",
            "refused src/lib.rs:1:COL cannot find the model `Book`",
        ),
    ];
    for (name, before, reference, expected) in ways {
        let line = format!("USE {before} {}", page(reference));
        let shown = line.replace("USE", "use keeper_schema::Model;").replace(
            "BOOK",
            "#[derive(Model)] #[keeper(table = \"book\")] pub struct Book { #[keeper(primary_key)] \
             pub id: i32 }",
        );
        let column = shown
            .find("references = ")
            .map_or(0, |at| at + "references = ".len() + 1);
        let column = match expected.contains("is unique") {
            true => column + "Self::".len(),
            false => column,
        };
        let expected = expected.replace("COL", &column.to_string());
        check_ways(&[(name, &line, &expected)]);
    }
    check_ways(&[(
        "a key of another type",
        "USE BOOK #[derive(Model)] struct Page { id: i32, #[keeper(references = Book)] book: i64 }",
        "refused src/lib.rs:1:200 `book` is `bigint`, but refers to `book.id`, which is `integer`",
    )]);
}
