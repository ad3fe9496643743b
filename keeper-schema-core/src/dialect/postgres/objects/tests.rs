use super::{can_replace, or_replace};
use crate::schema::ObjectKind;

#[test]
fn what_keeps_its_columns_or_its_type_is_replaced() {
    let cases = [
        (
            ObjectKind::View,
            "CREATE VIEW v AS SELECT a FROM t WHERE a > 0",
            "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 1",
            true,
        ),
        (
            ObjectKind::View,
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE VIEW v AS SELECT b FROM t",
            false,
        ),
        (
            ObjectKind::View,
            "CREATE VIEW v AS SELECT a FROM t WHERE a > 0",
            "CREATE VIEW v AS SELECT a FROM t WHERE a > 0 UNION SELECT 1",
            false,
        ),
        (
            ObjectKind::Function,
            "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$",
            "CREATE FUNCTION f(a integer) RETURNS integer AS $$ SELECT 2 $$ LANGUAGE sql",
            true,
        ),
        (
            ObjectKind::Function,
            "CREATE FUNCTION f(a integer) RETURNS integer AS $$ SELECT 1 $$ LANGUAGE sql",
            "CREATE FUNCTION f(a integer) RETURNS bigint AS $$ SELECT 1 $$ LANGUAGE sql",
            false,
        ),
    ];
    for (kind, was, is, expected) in cases {
        assert_eq!(can_replace(kind, was, is), expected, "{is}");
    }
}

#[test]
fn a_statement_that_replaces_already_is_left() {
    for (text, expected) in [
        (" create view v AS", "create OR REPLACE view v AS"),
        ("CREATE OR REPLACE VIEW v", "CREATE OR REPLACE VIEW v"),
    ] {
        assert_eq!(or_replace(text), expected);
    }
}
