//! Keeper's real history, from base to head and back, by one process and by ten.

use crate::sandbox::{Sandbox, ended};

const REVISIONS: [&str; 12] = [
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
    "1462b9ab22c3",
];

#[test]
fn down_to_base_and_up_again_leaves_the_same_schema() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.recorded(), REVISIONS);
    let head = sandbox.declared();
    for fact in [
        "constraint products_pkey on products PRIMARY KEY (id) valid=t",
        "constraint products_slug_key on products UNIQUE (slug) valid=t",
        "constraint builds_product_id_fkey on builds FOREIGN KEY (product_id) REFERENCES products(id) valid=t",
        "index CREATE INDEX ix_builds_product_id ON public.builds USING btree (product_id) valid=t",
        "column products.id integer null=f default=nextval('products_id_seq'::regclass)",
        "column organizations.fastly_encrypted_api_key bytea null=t default=none",
    ] {
        assert!(head.iter().any(|line| line == fact), "{fact}: {head:#?}");
    }
    sandbox.done(&["downgrade", "base"]);
    assert_eq!(sandbox.declared(), Vec::<String>::new());
    assert_eq!(sandbox.recorded(), Vec::<String>::new());
    sandbox.done(&["upgrade"]);
    assert_eq!(sandbox.declared(), head);
    let again = sandbox.done(&["upgrade"]);
    assert!(again.stderr.contains("nothing to do"), "{again:?}");
}

#[test]
fn every_step_down_gives_the_schema_before_it() {
    let sandbox = Sandbox::keeper();
    let mut at_revision = Vec::new();
    for revision in REVISIONS {
        sandbox.done(&["upgrade", revision]);
        at_revision.push(sandbox.declared());
    }
    for (revision, expected) in REVISIONS.iter().zip(at_revision).rev() {
        sandbox.done(&["downgrade", revision]);
        assert_eq!(sandbox.declared(), expected, "at {revision}");
    }
}

#[test]
fn ten_at_once_apply_each_revision_once() {
    let sandbox = Sandbox::keeper();
    let started: Vec<_> = (0..10).map(|_| sandbox.start(&["upgrade"])).collect();
    let mut applied = 0;
    for child in started {
        let outcome = ended(child);
        assert_eq!(outcome.status, 0, "{outcome:?}");
        applied += outcome.stderr.matches("  upgraded ").count();
    }
    assert_eq!(applied, REVISIONS.len());
    assert_eq!(sandbox.recorded(), REVISIONS);
}

#[test]
fn the_bookkeeping_can_be_in_a_schema_of_its_own() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["upgrade", "--schema", "ops"]);
    let tables = "SELECT table_schema || '.' || table_name FROM information_schema.tables
        WHERE table_name LIKE 'keeper\\_%' ORDER BY 1";
    assert_eq!(
        sandbox.database.run(tables),
        [
            "ops.keeper_meta",
            "ops.keeper_revisions",
            "ops.keeper_steps"
        ]
    );
    let current = sandbox.done(&["current", "--schema", "ops"]);
    assert!(
        current.stdout.contains("1462b9ab22c3 (head)"),
        "{current:?}"
    );
    sandbox.done(&["downgrade", "base", "--schema", "ops"]);
    assert_eq!(sandbox.declared(), Vec::<String>::new());
}

#[test]
fn stamping_runs_nothing() {
    let sandbox = Sandbox::keeper();
    sandbox.done(&["stamp", "4ace74bc8168"]);
    assert_eq!(sandbox.recorded(), REVISIONS[..7]);
    sandbox.done(&["stamp", "d9a390ebdf1e"]);
    assert_eq!(sandbox.recorded(), REVISIONS[..2]);
    sandbox.database.run(
        "ALTER TABLE keeper_revisions DROP COLUMN kind;
         INSERT INTO keeper_steps VALUES ('abc', 'upgrade', 0, 'p1:', 'running', '', now())",
    );
    let damaged = sandbox.call(&["current"]);
    assert_eq!(damaged.status, 2, "{damaged:?}");
    sandbox.done(&["stamp", "--purge", "heads"]);
    assert_eq!(sandbox.recorded(), REVISIONS);
    assert_eq!(sandbox.declared(), Vec::<String>::new());
    sandbox.done(&["upgrade"]);
}
