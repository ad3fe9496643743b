//! Keeper's real history on real SQLite files, from base to head and back.

use crate::sandbox::{Sandbox, declared, repository, strings};

const REVISIONS: [&str; 11] = [
    "aa9e2d2736c8",
    "d9a390ebdf1e",
    "1ba709663f26",
    "0c0c70d73d4b",
    "ffdd80058eed",
    "aae44dcdaf52",
    "4ace74bc8168",
    "8c431c5e70a8",
    "febbe2d7e47b",
    "f8eeb27a49e7",
    "8fa19dcad1d1",
];

#[test]
fn the_database_declares_what_the_models_say() {
    let upgraded = Sandbox::keeper();
    upgraded.done(&["upgrade"]);
    let modelled = Sandbox::keeper();
    let manifest = repository().join("Cargo.toml");
    let manifest = manifest.to_str().expect("the path is UTF-8");
    let sql = modelled.done(&["schema", "models", "--sql", "--manifest-path", manifest]);
    modelled
        .connection()
        .execute_batch(&sql.stdout)
        .expect("the SQL of the models runs");
    assert_eq!(
        declared(&upgraded.connection()),
        declared(&modelled.connection())
    );
}

#[test]
fn down_to_base_and_up_again_leaves_the_same_schema() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade"]);
    let before = declared(&sandbox.connection());
    assert!(
        before.len() > 80,
        "eight tables declare more than {before:?}"
    );
    sandbox.done(&["downgrade", "base"]);
    assert_eq!(declared(&sandbox.connection()), Vec::<String>::new());
    sandbox.done(&["upgrade"]);
    assert_eq!(declared(&sandbox.connection()), before);
}

#[test]
fn every_step_down_gives_the_schema_before_it() {
    let sandbox = Sandbox::keeper();
    let mut at_revision = Vec::new();
    for revision in REVISIONS {
        sandbox.done(&["upgrade", revision]);
        at_revision.push(declared(&sandbox.connection()));
    }
    sandbox.done(&["upgrade"]);
    for (revision, expected) in REVISIONS.iter().zip(at_revision).rev() {
        sandbox.done(&["downgrade", revision]);
        assert_eq!(declared(&sandbox.connection()), expected, "at {revision}");
    }
}

#[test]
fn rows_from_before_the_v2_tables_are_kept_and_filled() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "4ace74bc8168"]);
    let connection = sandbox.connection();
    connection
        .execute_batch(
            "INSERT INTO users (id, username, permissions) VALUES (1, 'jon', 31), (2, 'o''hara', 0);
             INSERT INTO products (id, slug, doc_repo, title, root_domain, root_fastly_domain, bucket_name)
             VALUES (7, 'pipelines', 'https://example.org/p', 'Pipelines', 'example.org', 'f.example.org', 'b');
             INSERT INTO builds (id, product_id, slug, date_created, surrogate_key)
             VALUES (1, 7, '1', '2018-05-01 10:00:00', 'abc'), (2, 7, '2', '2018-05-02 10:00:00', 'def');
             INSERT INTO editions (id, product_id, build_id, slug, title, date_created, date_rebuilt, pending_rebuild)
             VALUES (1, 7, 2, 'main', 'Latest', '2018-05-01', '2018-05-02', false),
                    (2, 7, 1, '__main', 'Latest', '2018-05-01', '2018-05-02', true),
                    (3, 7, NULL, 'v1', 'One', '2018-05-01', '2018-05-02', false);",
        )
        .expect("the rows fit the schema of their time");
    drop(connection);
    sandbox.done(&["upgrade"]);
    let connection = sandbox.connection();
    let rows = |query| strings(&connection, query);
    assert_eq!(
        rows("SELECT format('%d %s %d', id, username, permissions) FROM users ORDER BY id"),
        ["1 jon 31", "2 o'hara 0"]
    );
    assert_eq!(
        rows("SELECT format('%d %s %d', id, slug, kind) FROM editions ORDER BY id"),
        ["1 main 1", "2 __main 3", "3 v1 3"]
    );
    assert_eq!(
        rows("SELECT format('%d %d %s', id, product_id, surrogate_key) FROM builds ORDER BY id"),
        ["1 7 abc", "2 7 def"]
    );
    assert_eq!(
        rows(
            "SELECT products.slug || ' ' || organizations.slug FROM products
             JOIN organizations ON organizations.id = organization_id"
        ),
        ["pipelines default"]
    );
}
