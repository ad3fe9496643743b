//! Keeper's real history as SQL for psql, on a real server, from base to head and back.

use keeper_schema_testing::{Cluster, Database};

use crate::sandbox::{Sandbox, repository};

/// The revisions of the history, oldest first.
fn revisions() -> Vec<String> {
    let printed = Sandbox::keeper()
        .done(&["history", "--format", "json"])
        .stdout;
    let history: serde_json::Value = serde_json::from_str(&printed).expect("it is JSON");
    let newest_first = history.as_array().expect("it is a list").iter();
    let ids = newest_first.map(|revision| revision["revision"].as_str());
    let ids = ids.map(|id| id.expect("an id is text").to_owned());
    ids.rev().collect()
}

fn printed(arguments: &[&str]) -> String {
    let dialect = ["--sql", "--dialect", "postgres"];
    Sandbox::keeper()
        .done(&[arguments, &dialect].concat())
        .stdout
}

fn run(database: &Database, script: &str) {
    let outcome = database.psql(script);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
}

/// What a database has but for the bookkeeping, a line per fact, without the order of
/// columns.
fn facts(database: &Database) -> Vec<String> {
    database.run(
        r"SELECT format('column %s.%s %s null=%s default=%s', c.relname, attname,
              format_type(atttypid, atttypmod), NOT attnotnull, pg_get_expr(adbin, adrelid))
          FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
          WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'keeper\_%'
          UNION ALL
          SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
              AND conrelid::regclass::text NOT LIKE 'keeper\_%'
          UNION ALL
          SELECT format('index %s', indexdef) FROM pg_indexes
          WHERE schemaname = 'public' AND tablename NOT LIKE 'keeper\_%'
          ORDER BY 1",
    )
}

#[test]
fn the_database_has_postgres_own_names() {
    let database = Cluster::shared().database();
    run(&database, &printed(&["upgrade"]));
    let facts = facts(&database);
    for expected in [
        "constraint products.products_pkey PRIMARY KEY (id)",
        "constraint products.products_slug_key UNIQUE (slug)",
        "constraint builds.builds_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)",
        "constraint producttags.producttags_pkey PRIMARY KEY (tag_id, product_id)",
        "constraint tags.tags_slug_organization_id_key UNIQUE (slug, organization_id)",
        "index CREATE INDEX ix_builds_product_id ON public.builds USING btree (product_id)",
        "index CREATE UNIQUE INDEX ix_users_username ON public.users USING btree (username)",
        "column products.id integer null=f default=nextval('products_id_seq'::regclass)",
        "column builds.id integer null=f default=nextval('builds_id_seq'::regclass)",
        "column products.slug character varying(255) null=f default=",
        "column editions.pending_rebuild boolean null=f default=false",
        "column organizations.fastly_encrypted_api_key bytea null=t default=",
        "column editions.date_created timestamp without time zone null=f default=",
    ] {
        assert!(
            facts.iter().any(|fact| fact == expected),
            "{expected}: {facts:#?}"
        );
    }
    let applied = database.run("SELECT revision FROM keeper_revisions ORDER BY seq");
    assert_eq!(applied, revisions());
}

#[test]
fn the_database_has_what_the_models_and_the_history_say() {
    let upgraded = Cluster::shared().database();
    run(&upgraded, &printed(&["upgrade"]));
    let manifest = repository().join("Cargo.toml");
    let manifest = manifest.to_str().expect("the path is UTF-8");
    for schema in [
        printed(&["schema", "models", "--manifest-path", manifest]),
        printed(&["schema", "head"]),
    ] {
        let built = Cluster::shared().database();
        built.run(&schema);
        assert_eq!(facts(&upgraded), facts(&built));
    }
}

#[test]
fn every_step_down_gives_the_schema_before_it() {
    let database = Cluster::shared().database();
    let revisions = revisions();
    assert_eq!(revisions.len(), 12);
    let mut at_revision = vec![Vec::new()];
    let mut before = "base";
    for revision in &revisions {
        run(
            &database,
            &printed(&["upgrade", &format!("{before}:{revision}")]),
        );
        at_revision.push(facts(&database));
        before = revision;
    }
    for (number, revision) in revisions.iter().enumerate().rev() {
        let before = number
            .checked_sub(1)
            .map_or("base", |number| &revisions[number]);
        run(
            &database,
            &printed(&["downgrade", &format!("{revision}:{before}")]),
        );
        assert_eq!(facts(&database), at_revision[number], "below {revision}");
    }
    run(&database, &printed(&["upgrade"]));
    assert_eq!(facts(&database), at_revision[revisions.len()]);
    run(&database, &printed(&["downgrade", "head:base"]));
    assert_eq!(facts(&database), Vec::<String>::new());
}

#[test]
fn rows_from_before_the_v2_tables_are_kept_and_filled() {
    let database = Cluster::shared().database();
    run(&database, &printed(&["upgrade", "4ace74bc8168"]));
    database.run(
        "INSERT INTO users (username, permissions) VALUES ('jon', 31), ('o''hara', 0);
         INSERT INTO products (slug, doc_repo, title, root_domain, root_fastly_domain, bucket_name)
         VALUES ('pipelines', 'https://example.org/p', 'Pipelines', 'example.org', 'f.example.org', 'b');
         INSERT INTO editions (product_id, slug, title, date_created, date_rebuilt, pending_rebuild)
         VALUES (1, 'main', 'Latest', '2018-05-01', '2018-05-02', false),
                (1, '__main', 'Latest', '2018-05-01', '2018-05-02', true)",
    );
    run(&database, &printed(&["upgrade", "4ace74bc8168:head"]));
    assert_eq!(
        database.run("SELECT slug, kind FROM editions ORDER BY id"),
        ["main|1", "__main|3"]
    );
    assert_eq!(
        database.run(
            "SELECT p.slug, o.slug FROM products AS p JOIN organizations AS o ON o.id = organization_id"
        ),
        ["pipelines|default"]
    );
}
