//! Ways to write, move and hide models, and what the scan makes of each.

mod derives;
mod modules;

use super::Scan;
use super::fixture::{scanned, told};

/// Each model as `module::Struct table(column type, ...)`, one a line; or the mistakes.
fn check(package: &str, expected: &str) {
    let found = match scanned(package) {
        Ok(scan) => shown(&scan),
        Err(error) => told(&error.diagnostics),
    };
    let expected: Vec<&str> = expected.trim().lines().map(str::trim_end).collect();
    let indent = "        ";
    let expected: Vec<&str> = (expected.iter())
        .map(|line| line.strip_prefix(indent).unwrap_or(line))
        .collect();
    assert_eq!(found, expected.join("\n"), "\n{package}");
}

fn shown(scan: &Scan) -> String {
    let models = scan.models.iter().map(|scanned| {
        let fields = scanned.model.fields.iter().zip(&scanned.columns);
        let mut parts: Vec<String> = fields
            .map(|(field, column)| {
                let null = if field.null() { " null" } else { "" };
                let name = &field.column.value;
                let under = scanned.conditional_columns.contains(name);
                let under = if under { " under cfg" } else { "" };
                format!("{name} {}{null}{under}", column.column_type)
            })
            .collect();
        for target in &scanned.targets {
            parts.push(format!("-> {}", scan.models[*target].model.ident));
        }
        let module = match scanned.module.as_str() {
            "" => String::new(),
            module => format!("{module}::"),
        };
        let under = if scanned.conditional {
            " under cfg"
        } else {
            ""
        };
        let table = scanned.model.table_name();
        let name = &scanned.model.ident;
        format!("{module}{name} {table}({}){under}", parts.join(", "))
    });
    models.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_model_at_the_root() {
    check(
        "use keeper_schema::Model;
         #[derive(Clone, Model)] pub struct Tag { id: i32, slug: Option<String> }",
        "Tag tag(id integer, slug text null)",
    );
}

#[test]
fn every_known_type() {
    check(
        "use jiff::civil::{self, Date as Day}; use jiff as j; use std::string::String as Text;
         #[derive(keeper_schema::Model)] struct A {
            a: bool, b: i16, c: i32, d: i64, e: f32, f: f64, g: String, h: Vec<u8>, i: Day,
            j: civil::Time, k: j::civil::DateTime, l: j::Timestamp, m: std::option::Option<i32>,
            n: core::primitive::i64, o: Text, p: ::std::string::String, q: Vec<Text>,
            r: Box<Option<Day>>, s: [i16; 3], t: Option<(Text)>,
            #[keeper(length = 9)] u: Text, #[keeper(type = \"uuid\")] v: uuid::Uuid,
            #[keeper(skip)] w: Whatever<'static>,
         }",
        "A a(a boolean, b smallint, c integer, d bigint, e real, f double, g text, h bytes, i date, j time, k timestamp, l timestamptz, m integer null, n bigint, o text, p text, q text[], r date null, s smallint[], t text null, u varchar(9), v uuid)",
    );
}

#[test]
fn aliases_newtypes_and_enums_are_resolved() {
    check(
        "use keeper_schema::{ColumnEnum, ColumnType, Model};
         type Id = i32; type Maybe = Option<Id>; type Deep = types::Outer;
         mod types {
            pub type Outer = Inner; type Inner = Option<super::kinds::Kind>;
            use keeper_schema::*;
            #[derive(ColumnType)] pub struct Slug(pub String);
            #[derive(ColumnType)] #[keeper(length = 64)] pub struct Short { inner: Raw }
            pub type Raw = String;
            #[derive(ColumnType)] pub struct Wrapped(Slug);
            #[derive(ColumnType)] pub struct List(Vec<Slug>);
         }
         mod kinds { #[derive(keeper_schema::ColumnEnum)] #[repr(i16)] pub enum Kind { A = 1 } }
         #[derive(ColumnEnum)] enum Layout { Path }
         use types::*; use kinds as k;
         #[derive(Model)] struct A {
            id: Id, a: Maybe, b: Deep, c: Slug, d: Option<types::Short>, e: Wrapped, f: List,
            g: k::Kind, h: self::Layout, i: Vec<k::Kind>, j: Vec<Id>, k: Option<Box<Slug>>,
         }",
        "A a(id integer, a integer null, b smallint null, c text, d varchar(64) null, e text, f text[], g smallint, h integer, i smallint[], j integer[], k text null)",
    );
}

#[test]
fn a_shadowing_type_is_the_packages_own() {
    check(
        "mod a { struct String; #[derive(keeper_schema::Model)] struct A { id: i32, name: String } }
         mod b { #[derive(keeper_schema::ColumnEnum)] #[repr(i64)] enum Date { X } #[derive(keeper_schema::Model)] struct B { id: Date } }
         mod c { use super::a::String as Option; #[derive(keeper_schema::Model)] struct C { id: Option } }",
        "src/lib.rs:1:82 `String`: `String` has no column type
          add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:3:97 `Option`: `String` has no column type
          add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column",
    );
}

#[test]
fn what_does_not_resolve_says_what_to_add() {
    check(
        "use uuid::Uuid; use chrono::DateTime; type Loop = Pool; type Pool = Loop;
         enum Kind { A } enum Full { A(i32) } struct New(i32); union Bits { a: i32 }
         #[derive(keeper_schema::Model)] struct Other { id: i32 }
         #[derive(keeper_schema::Model)] struct A {
            a: Uuid,
            b: serde_json::Value,
            c: Kind,
            d: Full,
            e: Option<New>,
            f: Bits,
            g: Nowhere,
            h: Loop,
            i: Other,
            j: DateTime<chrono::Utc>,
            k: DateTime,
            l: u32,
            m: Vec<Kind>,
         }",
        "src/lib.rs:5:16 `Uuid`: cannot tell the column type of `uuid::Uuid`
          add `#[keeper(type = \"uuid\")]`, or `#[keeper(skip)]` if it is no column
        src/lib.rs:6:16 `serde_json::Value`: cannot tell the column type of `serde_json::Value`
          add `#[keeper(type = \"json\")]`, or `#[keeper(skip)]` if it is no column
        src/lib.rs:7:16 `Kind`: `Kind` has no column type
          derive `ColumnEnum` for it, add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:8:16 `Full`: `Full` has no column type
          add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:9:23 `New`: `New` has no column type
          derive `ColumnType` for it, add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:10:16 `Bits`: `Bits` has no column type
          add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:11:16 `Nowhere`: cannot tell the column type of `Nowhere`
          add `#[keeper(type = \"...\")]`, or `#[keeper(skip)]` if it is no column
        src/lib.rs:12:16 `Loop`: `Loop` has no column type
          add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column
        src/lib.rs:13:16 `Other`: `Other` is a model, not a column type
          keep its key, an `i32` with `#[keeper(references = Other)]`, or add `#[keeper(skip)]` if it is no column
        src/lib.rs:14:16 `DateTime<chrono::Utc>`: a generic type has no column type: add `#[keeper(type = \"timestamptz\")]`
        src/lib.rs:15:16 `DateTime`: cannot tell the column type of `chrono::DateTime`
          add `#[keeper(type = \"timestamptz\")]`, or `#[keeper(skip)]` if it is no column
        src/lib.rs:16:16 `u32`: `u32` has no column type, use `i64`
        src/lib.rs:17:20 `Kind`: `Kind` has no column type
          derive `ColumnEnum` for it, add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column",
    );
}

#[test]
fn newtypes_that_contain_themselves() {
    check(
        "#[derive(keeper_schema::ColumnType)] struct A(Box<B>);
         #[derive(keeper_schema::ColumnType)] struct B(Box<A>);
         #[derive(keeper_schema::Model)] struct M { id: A }",
        "src/lib.rs:3:57 `A`: `A` contains itself
          add `#[keeper(type = \"...\")]` to it",
    );
}

#[test]
fn uses_that_lead_in_circles_do_not_hang() {
    check(
        "mod a { pub use super::b::*; pub use super::b::X; pub use super::c::*; }
         mod b { pub use super::a::*; pub use super::a::X; pub use super::c::*; }
         mod c { pub use super::a::*; pub use super::b::*; pub use self::d::*; pub use d::d::d; }
         use a::*; use b::X as Y; use serde; use serde::serde as serde2;
         #[derive(keeper_schema::Model)] struct M { id: i32, #[keeper(skip)] x: X, y: Y, z: serde2::Z }",
        "src/lib.rs:5:87 `Y`: cannot tell the column type of `Y`
          add `#[keeper(type = \"...\")]`, or `#[keeper(skip)]` if it is no column
        src/lib.rs:5:93 `serde2::Z`: cannot tell the column type of `serde::serde::Z`
          add `#[keeper(type = \"...\")]`, or `#[keeper(skip)]` if it is no column",
    );
}

#[test]
fn references_are_resolved() {
    check(
        "mod a { #[derive(keeper_schema::Model)] pub struct Tag { id: i32 } pub type Label = Tag; }
         mod b { pub use super::a::Tag as Renamed; }
         use b::*;
         #[derive(keeper_schema::Model)] struct M {
            id: i32,
            #[keeper(references = a::Tag)] a: i32,
            #[keeper(references = Renamed)] b: i32,
            #[keeper(references = crate::a::Label::id)] c: i32,
            #[keeper(references = Self)] d: i32,
            #[keeper(references = M::id)] e: i32,
         }",
        "a::Tag tag(id integer)
        M m(id integer, a integer, b integer, c integer, d integer, e integer, -> Tag, -> Tag, -> Tag, -> M, -> M)",
    );
}

#[test]
fn references_to_what_is_no_model() {
    check(
        "mod a { #[derive(keeper_schema::Model)] pub struct Organization { id: i32 } }
         struct Plain { id: i32 }
         #[derive(keeper_schema::Model)] struct M {
            id: i32,
            #[keeper(references = Organisation)] a: i32,
            #[keeper(references = Organization)] b: i32,
            #[keeper(references = Plain)] c: i32,
            #[keeper(references = gone::Thing)] d: i32,
         }",
        "src/lib.rs:5:35 `Organisation`: cannot find the model `Organisation`, did you mean `Organization`?
        src/lib.rs:6:35 `Organization`: cannot find the model `Organization`
          there is one of that name elsewhere: add a `use` or write its path
        src/lib.rs:7:35 `Plain`: `Plain` is no model
          derive `Model` for it, or refer to a struct that does
        src/lib.rs:8:35 `gone::Thing`: cannot find the model `gone::Thing`",
    );
}

#[test]
fn models_under_cfg_count_always() {
    check(
        "#[cfg(feature = \"a\")] #[derive(keeper_schema::Model)] struct A { id: i32 }
         #[cfg(not(feature = \"a\"))] mod b { #[derive(keeper_schema::Model)] struct B { id: i32 } }
         #[derive(keeper_schema::Model)] struct C {
            id: i32, #[cfg(unix)] a: i32, #[cfg_attr(unix, keeper(length = 5))] b: String,
            #[cfg(unix)] #[keeper(column = \"see\")] c: i32, #[cfg(not(unix))] #[keeper(column = \"see\")] c: i32,
            #[cfg_attr(unix, doc = \"x\")] d: i32,
         }",
        "A a(id integer) under cfg
        b::B b(id integer) under cfg
        C c(id integer, a integer under cfg, b varchar(5) under cfg, see integer under cfg, d integer)",
    );
}

#[test]
fn alternatives_that_differ_are_refused_unless_pinned() {
    let package = "#[cfg(feature = \"a\")] type Id = i32; #[cfg(not(feature = \"a\"))] type Id = i64;
         #[cfg(feature = \"a\")] #[derive(keeper_schema::ColumnEnum)] enum Kind { A }
         #[cfg(not(feature = \"a\"))] #[derive(keeper_schema::ColumnEnum)] #[repr(i16)] enum Kind { A }
         #[derive(keeper_schema::Model)] struct A { id: Id }
         #[derive(keeper_schema::Model)] struct B { kind: Kind }
         #[derive(keeper_schema::Model)] struct C { #[cfg(feature = \"a\")] c: i32, #[cfg(not(feature = \"a\"))] c: i64 }";
    check(package, "src/lib.rs:4:57 `Id`: `Id` differs under different `cfg`s: pin those that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`
        src/lib.rs:5:59 `Kind`: `Kind` differs under different `cfg`s: pin those that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`
        src/lib.rs:6:110 `c`: `c` differs under different `cfg`s: pin those that hold with `cfg = [...]` in `[package.metadata.keeper-schema]`");
    let pinned = format!(
        "{package}
         //- Cargo.toml
         [package]
         name = \"app\"
         [package.metadata.keeper-schema]
         cfg = ['feature = \"a\"']"
    );
    check(
        &pinned,
        "A a(id integer)
        B b(kind integer)
        C c(c integer)",
    );
}

#[test]
fn alternatives_that_agree_are_one() {
    check(
        "#[cfg(unix)] type Id = i32; #[cfg(windows)] use core::primitive::i32 as Id;
         #[cfg(unix)] mod os { pub type Key = i64; } #[cfg(not(unix))] mod os { pub type Key = i64; }
         #[cfg(unix)] #[derive(keeper_schema::ColumnType)] struct Slug(String);
         #[cfg(not(unix))] #[derive(keeper_schema::ColumnType)] struct Slug(std::string::String);
         #[derive(keeper_schema::Model)] struct A { key: os::Key, slug: Slug }",
        "A a(key bigint, slug text)",
    );
}

#[test]
fn mistakes_in_models_come_all_at_once() {
    check(
        "#[derive(keeper_schema::Model)] #[keeper(tabel = \"x\")] struct A { #[keeper(defualt = 5)] id: i32 }
         #[derive(keeper_schema::Model)] struct B(i32);
         #[derive(keeper_schema::ColumnEnum)] enum C { A(i32) }
         #[derive(keeper_schema::ColumnType)] struct D(i32, i32);
         #[derive(keeper_schema::Model)] struct E { c: C, d: D, #[keeper(references = A)] a: i32 }",
        "src/lib.rs:1:42 `tabel`: unknown keeper table attribute `tabel`, did you mean `table`?
        src/lib.rs:1:76 `defualt`: unknown keeper column attribute `defualt`, did you mean `default`?
        src/lib.rs:2:49 `B`: a model needs named fields; for a newtype derive `ColumnType`
        src/lib.rs:3:57 `(i32)`: a column enum is kept as one value: variants cannot have fields
        src/lib.rs:4:61 `i32`: a column type has one field only",
    );
}

#[test]
fn what_macros_make_is_not_seen() {
    check(
        "macro_rules! model { ($name:ident) => { #[derive(keeper_schema::Model)] struct $name { id: i32 } } }
         model!(A); include!(\"other.rs\");
         //- src/other.rs
         #[derive(keeper_schema::Model)] struct B { id: i32 }",
        "",
    );
}

#[test]
fn text_of_every_sort_keeps_its_place() {
    check(
        "\u{feff}#!/usr/bin/env run\r
         // ü\r
         mod a { #[derive(keeper_schema::Model)] struct Ünï { /* 日本 */ id: Gone } }",
        "src/lib.rs:3:76 `Gone`: cannot tell the column type of `Gone`
          add `#[keeper(type = \"...\")]`, or `#[keeper(skip)]` if it is no column",
    );
}
