//! `diff` and `inspect` between databases on a server.

use expect_test::{Expect, expect};
use keeper_schema_testing::Cluster;

use crate::sandbox::Sandbox;

/// Compares two databases, runs what is printed on the first, and compares again.
fn check(old: &str, new: &str, sql: Expect) {
    let sandbox = Sandbox::with_history(&[]);
    let (from, to) = (Cluster::shared().database(), Cluster::shared().database());
    from.run(old);
    to.run(new);
    let call = ["diff", from.url(), to.url(), "--sql"];
    let outcome = sandbox.done(&call);
    sql.assert_eq(&outcome.stdout);
    let ran = from.psql(&outcome.stdout);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(sandbox.done(&call).stdout, "");
}

#[test]
fn enums_schemas_and_expressions() {
    check(
        "CREATE SCHEMA shop;
         CREATE TYPE shop.kind AS ENUM ('new', 'used');
         CREATE TABLE shop.books (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
             kind text NOT NULL CHECK (kind IN ('new', 'used')), price numeric CHECK (price > 0));
         CREATE TABLE gone (a int)",
        "CREATE SCHEMA shop;
         CREATE TYPE shop.kind AS ENUM ('new', 'used', 'lost');
         CREATE TABLE shop.books (id int GENERATED ALWAYS AS IDENTITY (MAXVALUE 100) PRIMARY KEY,
             kind shop.kind NOT NULL, price numeric CHECK (0 < price));
         CREATE TABLE authors (id serial PRIMARY KEY, books int[] NOT NULL DEFAULT '{}')",
        expect![[r#"
            BEGIN;
            DROP TABLE "gone";
            ALTER TABLE "shop"."books" DROP CONSTRAINT "books_kind_check";
            ALTER TABLE "shop"."books" DROP CONSTRAINT "books_price_check";
            COMMIT;
            ALTER TYPE "shop"."kind" ADD VALUE IF NOT EXISTS 'lost' AFTER 'used';
            BEGIN;
            CREATE TABLE "authors" (
                "id" serial NOT NULL,
                "books" integer[] NOT NULL DEFAULT '{}',
                CONSTRAINT "authors_pkey" PRIMARY KEY ("id")
            );
            DO $keeper$
            DECLARE
                counter record;
            BEGIN
                EXECUTE 'SELECT last_value, is_called FROM ' || pg_get_serial_sequence('"shop"."books"', 'id') INTO counter;
                IF counter.last_value > 100 THEN
                    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"shop"."books"', 'id') || ' MAXVALUE 100 RESTART WITH 100';
                    PERFORM setval(pg_get_serial_sequence('"shop"."books"', 'id'), 100, counter.is_called);
                ELSE
                    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"shop"."books"', 'id') || ' MAXVALUE 100';
                END IF;
            END
            $keeper$;
            ALTER TABLE "shop"."books" ALTER COLUMN "kind" TYPE "shop"."kind" USING ("kind")::text::"shop"."kind";
            ALTER TABLE "shop"."books" ADD CONSTRAINT "books_price_check" CHECK ((0)::numeric < price);
            COMMIT;
        "#]],
    );
}

#[test]
fn the_same_in_other_words_is_nothing() {
    check(
        "CREATE TABLE t (a int CHECK (a IN (1, 2)), b timestamptz DEFAULT now() + '1 day');
         CREATE INDEX i ON t (a) WHERE a = 1 OR a = 2",
        "CREATE TABLE t (b timestamptz DEFAULT (now() + interval '1 day'), a int CHECK (a = ANY (ARRAY[1, 2])));
         CREATE INDEX i ON t (a) WHERE (a = 1) OR ((a = 2))",
        expect![""],
    );
}

#[test]
fn a_database_is_read_whatever_its_schemas() {
    let sandbox = Sandbox::with_history(&[]);
    let database = Cluster::shared().database();
    database.run(
        "CREATE SCHEMA shop;
         CREATE TYPE shop.kind AS ENUM ('new', 'used');
         CREATE TABLE shop.books (id serial PRIMARY KEY, kind shop.kind);
         CREATE TABLE authors (id bigint PRIMARY KEY, book int REFERENCES shop.books);
         COMMENT ON TABLE authors IS 'who wrote'",
    );
    expect![[r#"
        [[upgrade]]
        op = "create_schema"
        schema = "shop"

        [[upgrade]]
        op = "create_enum"
        schema = "shop"
        enum = "kind"
        values = ["new", "used"]

        [[upgrade]]
        op = "create_table"
        schema = "shop"
        table = "books"
        columns = [
            { name = "id", type = "integer", identity = "serial" },
            { name = "kind", type = "enum:shop.kind", null = true },
        ]
        primary_key = { name = "books_pkey", columns = ["id"] }

        [[upgrade]]
        op = "create_table"
        table = "authors"
        columns = [
            { name = "id", type = "bigint" },
            { name = "book", type = "integer", null = true },
        ]
        primary_key = { name = "authors_pkey", columns = ["id"] }
        foreign_keys = [
            { name = "authors_book_fkey", columns = ["book"], references = { schema = "shop", table = "books", columns = ["id"] } },
        ]
        comment = "who wrote"
    "#]].assert_eq(&sandbox.done(&["inspect", database.url()]).stdout);
    let sql = sandbox.done(&["inspect", database.url(), "--sql"]).stdout;
    let copy = Cluster::shared().database();
    let ran = copy.psql(&sql);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        sandbox.done(&["diff", database.url(), copy.url()]).stdout,
        ""
    );
}

/// As dumps before PostgreSQL 10 have it, and sequences of types of their own.
#[test]
fn sequences_of_another_type_than_their_columns() {
    check(
        "CREATE SEQUENCE few AS smallint;
         CREATE TABLE old (id bigserial)",
        "CREATE SEQUENCE few;
         CREATE SEQUENCE down AS integer INCREMENT -1;
         CREATE SEQUENCE wide_id_seq;
         CREATE TABLE wide (id integer NOT NULL DEFAULT nextval('wide_id_seq'));
         ALTER SEQUENCE wide_id_seq OWNED BY wide.id;
         CREATE SEQUENCE old_id_seq AS integer;
         CREATE TABLE old (id bigint NOT NULL DEFAULT nextval('old_id_seq'));
         ALTER SEQUENCE old_id_seq OWNED BY old.id",
        expect![[r#"
            BEGIN;
            ALTER SEQUENCE "few" AS bigint NO MAXVALUE;
            CREATE SEQUENCE "down" AS integer INCREMENT BY -1 MINVALUE -2147483648;
            CREATE SEQUENCE "wide_id_seq" AS bigint MAXVALUE 9223372036854775807;
            CREATE TABLE "wide" (
                "id" integer NOT NULL DEFAULT nextval('"wide_id_seq"'::regclass)
            );
            ALTER SEQUENCE "wide_id_seq" OWNED BY "wide"."id";
            DO $keeper$
            DECLARE
                counter record;
            BEGIN
                EXECUTE 'SELECT last_value, is_called FROM ' || pg_get_serial_sequence('"old"', 'id') INTO counter;
                IF counter.last_value > 2147483647 THEN
                    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"old"', 'id') || ' AS integer MAXVALUE 2147483647 RESTART WITH 2147483647';
                    PERFORM setval(pg_get_serial_sequence('"old"', 'id'), 2147483647, counter.is_called);
                ELSE
                    EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"old"', 'id') || ' AS integer MAXVALUE 2147483647';
                END IF;
            END
            $keeper$;
            COMMIT;
        "#]],
    );
}

#[test]
fn a_sequence_that_gets_an_owner_and_one_that_loses_it() {
    check(
        "CREATE SEQUENCE a;
         CREATE TABLE x (id integer NOT NULL DEFAULT nextval('a'));
         CREATE TABLE y (id serial)",
        "CREATE SEQUENCE a START 10;
         CREATE TABLE x (id integer NOT NULL DEFAULT nextval('a'));
         ALTER SEQUENCE a OWNED BY x.id;
         CREATE SEQUENCE y_id_seq AS integer;
         CREATE TABLE y (id integer NOT NULL DEFAULT nextval('y_id_seq'))",
        expect![[r#"
            BEGIN;
            ALTER SEQUENCE "y_id_seq" OWNED BY NONE;
            ALTER SEQUENCE "a" START WITH 10 OWNED BY "x"."id";
            COMMIT;
        "#]],
    );
}

#[test]
fn an_enum_that_a_foreign_key_compares_loses_a_value() {
    check(
        "CREATE TYPE kind AS ENUM ('new', 'old', 'gone');
         CREATE TABLE kinds (kind kind PRIMARY KEY, word text);
         CREATE TABLE books (kind kind REFERENCES kinds, UNIQUE (kind))",
        "CREATE TYPE kind AS ENUM ('new', 'old');
         CREATE TABLE kinds (kind kind PRIMARY KEY, word text);
         CREATE TABLE books (kind kind REFERENCES kinds, UNIQUE (kind))",
        expect![[r#"
            BEGIN;
            ALTER TABLE "books" DROP CONSTRAINT "books_kind_fkey";
            ALTER TYPE "kind" RENAME TO "_keeper_old_enum";
            CREATE TYPE "kind" AS ENUM ('new', 'old');
            ALTER TABLE "books" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
            ALTER TABLE "kinds" ALTER COLUMN "kind" TYPE "kind" USING "kind"::text::"kind";
            DROP TYPE "_keeper_old_enum";
            ALTER TABLE "books" ADD CONSTRAINT "books_kind_fkey" FOREIGN KEY ("kind") REFERENCES "kinds" ("kind");
            COMMIT;
        "#]],
    );
}

#[test]
fn a_renamed_table_has_its_sequence_renamed_and_values_are_read_from_texts() {
    check(
        "CREATE TABLE persons (id serial PRIMARY KEY, name text, born date, code integer)",
        "CREATE TABLE people (id serial PRIMARY KEY, name text, born date, code uuid)",
        expect![[r#"
            BEGIN;
            ALTER TABLE "persons" RENAME TO "people";
            ALTER TABLE "people" RENAME CONSTRAINT "persons_pkey" TO "people_pkey";
            DO $keeper$
            BEGIN
                EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"people"', 'id') || ' RENAME TO "people_id_seq"';
            END
            $keeper$;
            ALTER TABLE "people" ALTER COLUMN "code" TYPE uuid USING ("code"::text::uuid);
            COMMIT;
        "#]],
    );
}
