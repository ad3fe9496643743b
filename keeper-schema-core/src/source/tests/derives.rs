//! Which types derive ours, by whatever path it is written.

use super::check;

#[test]
fn derives_by_every_path() {
    check(
        "use keeper_schema as ks; use keeper_schema::Model as Table;
         extern crate keeper_schema as other;
         #[derive(keeper_schema::Model)] struct A { id: i32 }
         #[derive(::keeper_schema::Model)] struct B { id: i32 }
         #[derive(ks::Model)] struct C { id: i32 }
         #[derive(Table)] struct D { id: i32 }
         #[derive(other::Model)] struct E { id: i32 }
         #[derive(self::Table)] struct F { id: i32 }
         mod db { pub use keeper_schema::{Model as Row, self as again}; pub mod deep { pub use super::Row; } }
         #[derive(db::Row)] struct G { id: i32 }
         #[derive(crate::db::deep::Row)] struct H { id: i32 }
         #[derive(db::again::Model)] struct I { id: i32 }",
        "A a(id integer)
        B b(id integer)
        C c(id integer)
        D d(id integer)
        E e(id integer)
        F f(id integer)
        G g(id integer)
        H h(id integer)
        I i(id integer)",
    );
}

#[test]
fn derives_through_globs() {
    check(
        "mod db { pub use keeper_schema::*; }
         use db::*;
         #[derive(Model)] struct A { id: i32 }
         mod inner { use super::*; #[derive(Model)] struct B { id: i32 } }",
        "A a(id integer)
        inner::B b(id integer)",
    );
}

#[test]
fn derives_by_a_renamed_dependency() {
    check(
        "use kit::Model; #[derive(Model)] struct A { id: i32 }
         //- Cargo.toml
         [package]
         name = \"app\"
         [dependencies]
         kit = { package = \"keeper-schema\" }",
        "A a(id integer)",
    );
}

#[test]
fn derives_of_others_are_not_ours() {
    check(
        "mod a { use other::Model; #[derive(Model)] struct A<T> { id: T } }
         mod b { use other::prelude::*; #[derive(Model)] struct B<T> { id: T } }
         mod c { #[derive(other::Model, Debug)] struct C<T> { id: T } }
         mod d { use other as keeper; #[derive(keeper::Model)] struct D<T> { id: T } }
         mod e { use other::Thing as Model; #[derive(Model)] struct E<T> { id: T } }",
        "",
    );
}

#[test]
fn a_derive_handed_on_by_another_crate_is_given_away_by_its_attribute() {
    check(
        "use shared::prelude::*;
         #[derive(Model)] struct A { #[keeper(primary_key)] id: i32 }
         mod b { use shared::Model as Row; #[derive(Row)] #[keeper(table = \"rows\")] struct B { id: i32 } }",
        "A a(id integer)
        b::B rows(id integer)",
    );
}

#[test]
fn derives_under_cfg_attr() {
    check(
        "use keeper_schema::Model;
         #[cfg_attr(feature = \"db\", derive(Model), keeper(table = \"rows\"))] struct A { id: i32 }
         #[cfg_attr(test, derive(Model))] struct B { id: i32 }
         #[cfg_attr(not(test), derive(Model))] struct C { id: i32 }
         #[cfg_attr(feature = \"x\", cfg_attr(feature = \"y\", derive(Model)))] struct D { id: i32 }",
        "A rows(id integer)
        C c(id integer)
        D d(id integer)",
    );
}

#[test]
fn a_type_of_the_name_is_no_derive() {
    check(
        "mod db { pub struct Model; }
         use keeper_schema::Model;
         #[derive(Model)] struct A { id: i32 }
         struct Wrapper { model: db::Model }",
        "A a(id integer)",
    );
}
