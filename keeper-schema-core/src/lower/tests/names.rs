//! The names of constraints and indexes, and of the schemas that they are in.

use super::*;

#[test]
fn names_follow_the_convention() {
    check(
        "#[derive(keeper_schema::Model)]
         #[keeper(unique(b, a), index(a, \"lower(b)\", \"upper(b)\"), check(\"a <> b\"), check(\"b <> a\"), primary_key(id, a, name = \"the_key\"))]
         struct T {
            id: i32, #[keeper(unique, check = \"a > 0\", index(unique))] a: i32,
            #[keeper(column = \"bee\", unique = \"own\")] b: String,
         }",
        "t
          id integer
          a integer
          bee text
          the_key: primary key id, a
          t_a_key: unique a
          own: unique bee
          t_bee_a_key: unique bee, a
          t_a_check: check a > 0
          t_check: check a <> b
          t_check1: check b <> a
          t_a_idx: unique index a
          t_a_expr_expr1_idx: index a, (lower(b)), (upper(b))",
    );
}

#[test]
fn names_that_are_taken_are_numbered() {
    check(
        "#[derive(keeper_schema::Model)] struct A { #[keeper(index, primary_key)] b_c: i32 }
         #[derive(keeper_schema::Model)] #[keeper(table = \"a_b\")] struct B { #[keeper(primary_key, index, index)] c: i32 }
         #[derive(keeper_schema::Model)] #[keeper(table = \"a_pkey\")] struct C { #[keeper(index = \"A_B_PKEY\")] c: i32 }",
        "a
          b_c integer Serial
          a_pkey1: primary key b_c
          a_b_c_idx: index b_c
        a_b
          c integer Serial
          a_b_pkey1: primary key c
          a_b_c_idx1: index c
          a_b_c_idx2: index c
        a_pkey
          c integer
          A_B_PKEY: index c",
    );
}

#[test]
fn long_names_are_cut_with_a_hash() {
    let long = "ä".repeat(31);
    let package = format!(
        "#[derive(keeper_schema::Model)] #[keeper(table = \"{long}\")]
         struct A {{ #[keeper(primary_key, index, unique)] {long}: i32, #[keeper(unique)] x{long}: i32 }}",
    );
    let models = lowered(&package).unwrap();
    let names: Vec<String> = models
        .implied_names
        .iter()
        .map(ToString::to_string)
        .collect();
    let longest = names
        .iter()
        .map(|name| name.rsplit('.').next().unwrap().len());
    assert_eq!(longest.max(), Some(63), "{names:#?}");
    assert_eq!(models.implied_names.len(), 4);
}

#[test]
fn explicit_names_that_clash() {
    check(
        "#[derive(keeper_schema::Model)] struct A { #[keeper(index = \"ix\")] a: i32, #[keeper(unique = \"b\")] c: i32 }
         #[derive(keeper_schema::Model)] struct B { #[keeper(index = \"IX\")] a: i32, #[keeper(check(\"a > 0\", name = \"same\"))] c: i32 }
         #[derive(keeper_schema::Model)] struct C { #[keeper(check(\"a > 0\", name = \"same\"))] a: i32 }",
        "src/lib.rs:1:94 `\"b\"`: the name `b` is taken
          tables, indexes, primary keys, unique and exclusion constraints share one space of names
        src/lib.rs:2:70 `\"IX\"`: the name `IX` is taken
          tables, indexes, primary keys, unique and exclusion constraints share one space of names",
    );
}

#[test]
fn schemas_are_spaces_of_their_own() {
    check(
        "#[derive(keeper_schema::Model)] #[keeper(schema = \"audit\", table = \"t\")] struct A { #[keeper(primary_key)] id: i32, #[keeper(index = \"ix\")] a: i32 }
         #[derive(keeper_schema::Model)] struct T { #[keeper(primary_key)] id: i32, #[keeper(index = \"ix\", references = A)] a: i32 }",
        "t
          id integer Serial
          a integer
          t_pkey: primary key id
          t_a_fkey: a -> audit.t(id)
          ix: index a
        audit.t
          id integer Serial
          a integer
          t_pkey: primary key id
          ix: index a",
    );
}

#[test]
fn the_schemas_that_tables_are_in_are_part_of_it() {
    let models = lowered(
        "#[derive(keeper_schema::Model)] #[keeper(schema = \"audit\")] struct A { #[keeper(primary_key)] id: i32 }
         #[derive(keeper_schema::Model)] #[keeper(schema = \"public\")] struct B { #[keeper(primary_key)] id: i32 }
         #[derive(keeper_schema::Model)] struct C { #[keeper(primary_key)] id: i32 }",
    );
    let models = models.unwrap();
    let schemas: Vec<&String> = models.schema.schemas.iter().collect();
    assert_eq!(schemas, ["audit"]);
    let schema = ElementPath::Schema("audit".to_owned());
    let place = models.places.get(&schema).unwrap();
    assert_eq!(place.line, 1);
}
