//! Keys and numbering where the type is another model's.

use super::*;

#[test]
fn foreign_keys_that_fit() {
    check(
        "#[derive(keeper_schema::Model)] #[keeper(primary_key(a, b), unique(c, b), index(d, b, unique))]
         struct T { a: i32, b: i64, c: i16, d: Kind, #[keeper(unique)] e: String }
         #[derive(keeper_schema::ColumnEnum)] #[repr(i16)] enum Kind { A }
         #[derive(keeper_schema::Model)]
         #[keeper(foreign_key(x, y, references = T), foreign_key(y, z, references = T(b, c)), foreign_key(z, y, references = T(d, b)))]
         struct S { x: i32, y: Option<i64>, z: i16, #[keeper(references = T::e, foreign_key_name = \"own\")] w: String }",
        "s
          x integer
          y bigint null
          z smallint
          w text
          own: w -> t(e)
          s_x_y_fkey: x, y -> t(a, b)
          s_y_z_fkey: y, z -> t(b, c)
          s_z_y_fkey: z, y -> t(d, b)
        t
          a integer
          b bigint
          c smallint
          d smallint
          e text
          t_pkey: primary key a, b
          t_e_key: unique e
          t_c_b_key: unique c, b
          t_d_b_idx: unique index d, b",
    );
}

#[test]
fn foreign_keys_that_do_not_fit() {
    check(
        "#[derive(keeper_schema::Model)] #[keeper(primary_key(a, b), index(c, unique, where = \"c > 0\"))]
         struct Wide { a: i32, b: i32, c: i32, #[keeper(skip)] d: i32 }
         #[derive(keeper_schema::Model)] struct Keyless { a: i32 }
         #[derive(keeper_schema::Model)] struct Long { #[keeper(primary_key)] id: i64, #[keeper(unique, length = 9)] slug: String }
         #[derive(keeper_schema::Model)] #[keeper(foreign_key(a, b, references = Wide(a, c)))] struct S {
            #[keeper(references = Wide)] a: i32,
            #[keeper(references = Keyless)] b: i32,
            #[keeper(references = Long)] c: i32,
            #[keeper(references = Long::slog)] d: String,
            #[keeper(references = Long::slug)] e: String,
            #[keeper(references = Wide::c)] f: i32,
            #[keeper(references = Wide::d)] g: i32,
         }",
        "src/lib.rs:5:87 `a`: a foreign key refers to what is unique, and `a`, `c` of `Wide` is not
          add `#[keeper(unique(a, c))]` to `Wide`, or refer to its primary key
        src/lib.rs:6:35 `Wide`: the primary key of `Wide` is (`a`, `b`), which this key of 1 column cannot refer to
        src/lib.rs:7:35 `Keyless`: `Keyless` has no primary key to refer to
          name a unique field: `references = Keyless::field`
        src/lib.rs:8:45 `i32`: `c` is `integer`, but refers to `long.id`, which is `bigint`
        src/lib.rs:9:41 `slog`: `Long` has no column field `slog`, did you mean `slug`?
        src/lib.rs:10:51 `String`: `e` is `text`, but refers to `long.slug`, which is `varchar(9)`
        src/lib.rs:11:41 `c`: a foreign key refers to what is unique, and `c` of `Wide` is not
          add `#[keeper(unique(c))]` to `Wide`, or refer to its primary key
        src/lib.rs:12:41 `d`: `Wide` has no column field `d`, did you mean `a`?",
    );
}

#[test]
fn numbering_where_the_type_is_known_only_here() {
    check(
        "type Id = i64; #[derive(keeper_schema::ColumnType)] struct Key(Id);
         #[derive(keeper_schema::ColumnEnum)] enum Kind { A }
         #[derive(keeper_schema::Model)] struct A { #[keeper(primary_key)] id: Id }
         #[derive(keeper_schema::Model)] struct B { #[keeper(primary_key)] id: Key }
         #[derive(keeper_schema::Model)] struct C { #[keeper(primary_key)] id: Kind }
         #[derive(keeper_schema::Model)] struct D { #[keeper(primary_key, references = A)] id: i64 }
         #[derive(keeper_schema::Model)] struct E { #[keeper(primary_key, identity = \"none\")] id: i64 }
         #[derive(keeper_schema::Model)] struct F { #[keeper(primary_key)] id: String }
         #[derive(keeper_schema::Model)] struct G { #[keeper(primary_key, identity = \"always\")] id: Key }",
        "a
          id bigint Serial
          a_pkey: primary key id
        b
          id bigint Serial
          b_pkey: primary key id
        c
          id integer
          c_pkey: primary key id
        d
          id bigint
          d_pkey: primary key id
          d_id_fkey: id -> a(id)
        e
          id bigint
          e_pkey: primary key id
        f
          id text
          f_pkey: primary key id
        g
          id bigint Always
          g_pkey: primary key id",
    );
}

#[test]
fn numbering_that_cannot_be() {
    check(
        "#[derive(keeper_schema::ColumnEnum)] enum Kind { A } #[derive(keeper_schema::ColumnType)] struct Slug(String);
         #[derive(keeper_schema::Model)] struct A { #[keeper(primary_key, identity = \"serial\")] id: Kind }
         #[derive(keeper_schema::Model)] struct B { #[keeper(primary_key, identity = \"serial\")] id: Slug }
         #[derive(keeper_schema::Model)] struct C { #[keeper(primary_key)] id: i32, #[keeper(identity = \"serial\")] b: i32 }",
        "src/lib.rs:2:86 `\"serial\"`: the database cannot number an enum
        src/lib.rs:3:86 `\"serial\"`: the database cannot number `text`
        src/lib.rs:4:105 `\"serial\"`: SQLite numbers a column only if it is the sole primary key
          for PostgreSQL alone set `dialects = [\"postgres\"]` in `[package.metadata.keeper-schema]`",
    );
}
