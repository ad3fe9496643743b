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
            BEGIN
                EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence('"shop"."books"', 'id') || ' MAXVALUE 100';
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
