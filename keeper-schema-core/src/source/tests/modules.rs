//! Which files and modules are followed.

use super::check;

#[test]
fn modules_inline_nested_and_in_files() {
    check(
        "mod models;
         mod inline { pub mod deep { #[derive(keeper_schema::Model)] struct A { id: i32 } mod file; } }
         mod r#type;
         //- src/models/mod.rs
         mod tag; mod nested;
         //- src/models/tag.rs
         #[derive(keeper_schema::Model)] struct Tag { id: i32 }
         //- src/models/nested.rs
         mod leaf;
         //- src/models/nested/leaf.rs
         #[derive(keeper_schema::Model)] struct Leaf { id: i32 }
         //- src/inline/deep/file.rs
         #[derive(keeper_schema::Model)] struct InFile { id: i32 }
         //- src/type.rs
         #[derive(keeper_schema::Model)] struct Raw { r#type: i32 }",
        "inline::deep::file::InFile in_file(id integer)
        inline::deep::A a(id integer)
        models::nested::leaf::Leaf leaf(id integer)
        models::tag::Tag tag(id integer)
        type::Raw raw(type integer)",
    );
}

#[test]
fn path_attributes_by_the_rules_of_rustc() {
    // The table of the reference: from `mod.rs` and other files, inside inline modules
    // and outside.
    check(
        "mod plain; mod folder;
         #[path = \"elsewhere.rs\"] mod renamed;
         #[path = \"../shared/outside.rs\"] mod outside;
         #[path = \"thread_files\"] mod thread { #[path = \"tls.rs\"] mod local_data; mod other; }
         //- src/plain.rs
         #[path = \"beside_plain.rs\"] mod a;
         mod inline { #[path = \"in_inline.rs\"] mod b; }
         //- src/beside_plain.rs
         #[derive(keeper_schema::Model)] struct A { id: i32 }
         mod child;
         //- src/child.rs
         #[derive(keeper_schema::Model)] struct Child { id: i32 }
         //- src/plain/inline/in_inline.rs
         #[derive(keeper_schema::Model)] struct B { id: i32 }
         //- src/folder/mod.rs
         #[path = \"c.rs\"] mod c;
         mod inline { #[path = \"d.rs\"] mod d; }
         //- src/folder/c.rs
         #[derive(keeper_schema::Model)] struct C { id: i32 }
         //- src/folder/inline/d.rs
         #[derive(keeper_schema::Model)] struct D { id: i32 }
         //- src/elsewhere.rs
         #[derive(keeper_schema::Model)] struct E { id: i32 }
         //- shared/outside.rs
         #[derive(keeper_schema::Model)] struct F { id: i32 }
         //- src/thread_files/tls.rs
         #[derive(keeper_schema::Model)] struct G { id: i32 }
         //- src/thread_files/other.rs
         #[derive(keeper_schema::Model)] struct H { id: i32 }",
        "outside::F f(id integer)
        plain::a::A a(id integer)
        plain::a::child::Child child(id integer)
        renamed::E e(id integer)
        folder::c::C c(id integer)
        folder::inline::d::D d(id integer)
        plain::inline::b::B b(id integer)
        thread::other::H h(id integer)
        thread::local_data::G g(id integer)",
    );
}

#[test]
fn a_path_under_cfg_attr_is_followed_beside_the_others() {
    check(
        "#[cfg_attr(unix, path = \"unix.rs\")] #[cfg_attr(windows, path = \"windows.rs\")] mod os;
         #[cfg_attr(feature = \"x\", path = \"x.rs\")] mod y;
         //- src/unix.rs
         #[derive(keeper_schema::Model)] struct Unix { id: i32 }
         //- src/windows.rs
         #[derive(keeper_schema::Model)] struct Windows { id: i32 }
         //- src/x.rs
         #[derive(keeper_schema::Model)] struct X { id: i32 }
         //- src/y.rs
         #[derive(keeper_schema::Model)] struct Y { id: i32 }",
        "os::Unix unix(id integer)
        os::Windows windows(id integer)
        y::X x(id integer)
        y::Y y(id integer)",
    );
}

#[test]
fn a_missing_file_names_where_it_could_be() {
    check(
        "mod gone; mod a;
         #[path = \"none.rs\"] mod named;
         //- src/a.rs
         mod b;",
        "src/a.rs:1:14 `b`: file not found for module `b`
          create `src/a/b.rs` or `src/a/b/mod.rs`
        src/lib.rs:1:5 `gone`: file not found for module `gone`
          create `src/gone.rs` or `src/gone/mod.rs`
        src/lib.rs:2:34 `named`: file not found for module `named`
          create `src/none.rs`",
    );
}

#[test]
fn a_module_in_two_files() {
    check(
        "mod a;
         //- src/a.rs
         //- src/a/mod.rs",
        "src/lib.rs:1:5 `a`: module `a` has two files: `src/a.rs` and `src/a/mod.rs`
          delete or rename one of them",
    );
}

#[test]
fn a_file_inside_itself() {
    check(
        "#[path = \"lib.rs\"] mod a;",
        "src/lib.rs:1:24 `a`: module `a` is its own parent: `src/lib.rs` is being read already",
    );
}

#[test]
fn files_that_do_not_parse() {
    check(
        "mod a; mod b; mod c;
         //- src/a.rs
         struct { }
         //- src/b.rs
         struct B {
         //- src/c.rs
         fn c()
         ",
        "src/a.rs:1:17 `{`: expected identifier
        src/b.rs:1:20 ``: this is no Rust, or a delimiter before it is not closed
        src/c.rs:1:16 ``: unexpected end of input, expected curly braces",
    );
}

#[test]
fn a_target_that_is_not_there() {
    check(
        "//- Cargo.toml
         [package]
         name = \"app\"
         [lib]
         path = \"gone.rs\"",
        "cannot read `gone.rs`: entity not found",
    );
}

#[test]
fn tests_are_no_schema() {
    check(
        "#[cfg(test)] mod tests;
         #[cfg(test)] mod inline { #[derive(keeper_schema::Model)] struct A { id: Broken } }
         #[cfg(all(test, unix))] #[derive(keeper_schema::Model)] struct B { id: Broken }
         mod file;
         #[test] fn c() { #[derive(keeper_schema::Model)] struct C { id: Broken } }
         #[tokio::test] async fn d() { #[derive(keeper_schema::Model)] struct D { id: Broken } }
         fn e() { #[cfg(test)] #[derive(keeper_schema::Model)] struct E { id: Broken } }
         impl X { #[cfg(test)] fn f() { #[derive(keeper_schema::Model)] struct F { id: Broken } } }
         #[derive(keeper_schema::Model)] struct G { id: i32, #[cfg(test)] h: Broken }
         #[cfg(any())] mod never;
         //- src/file.rs
         #![cfg(test)]
         #[derive(keeper_schema::Model)] struct I { id: Broken }",
        "G g(id integer)",
    );
}

#[test]
fn a_model_in_a_function_is_refused() {
    check(
        "fn f() { if true { use keeper_schema::Model as M; #[derive(M)] struct A { id: i32 } } }
         const _: () = { #[derive(keeper_schema::Model)] struct B { id: i32 } };
         impl X { fn g() { fn h() { mod i { #[derive(keeper_schema::Model)] struct C { id: i32 } } } } }
         fn other() { use other::Model; #[derive(Model)] struct D { id: i32 } }",
        "src/lib.rs:1:71 `A`: a model inside a function is no part of the schema
          move it into a module, or under `#[cfg(test)]` if it is for a test
        src/lib.rs:2:65 `B`: a model inside a function is no part of the schema
          move it into a module, or under `#[cfg(test)]` if it is for a test
        src/lib.rs:3:84 `C`: a model inside a function is no part of the schema
          move it into a module, or under `#[cfg(test)]` if it is for a test",
    );
}

#[test]
fn library_and_binaries_share_files() {
    check(
        "mod models;
         //- src/main.rs
         mod models;
         #[derive(keeper_schema::Model)] struct Own { #[keeper(references = app::models::Tag)] tag_id: i32, kind: app::models::Kind }
         //- src/bin/tool.rs
         #[path = \"../models.rs\"] mod shared;
         //- src/models.rs
         #[derive(keeper_schema::ColumnEnum)] pub enum Kind { A }
         #[derive(keeper_schema::Model)] pub struct Tag { id: i32, kind: Kind, #[keeper(references = Tag)] parent: Option<i32> }",
        "Own own(tag_id integer, kind integer, -> Tag)
        models::Tag tag(id integer, kind integer, parent integer null, -> Tag)",
    );
}

#[test]
fn examples_and_tests_are_not_looked_at() {
    check(
        "//- src/lib.rs
         //- examples/a.rs
         #[derive(keeper_schema::Model)] struct A { id: Broken }
         //- tests/b.rs
         #[derive(keeper_schema::Model)] struct B { id: Broken }
         //- src/not_a_module.rs
         #[derive(keeper_schema::Model)] struct C { id: Broken }",
        "",
    );
}
