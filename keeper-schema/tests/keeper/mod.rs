//! Keeper's `8c431c5e70a8` on rows, with its data steps as they are, as `backfill`, and as hooks.
//!
//! It has three such steps, each between operations that make room for it:
//!
//! 1. After `organizations` is created, one row: the organization `default`.
//! 2. After `editions.kind` is added without a value, 3 where the slug is not `main`, and 1 where it
//!    is; then the column takes no NULL.
//! 3. After `products.organization_id` is added without a value, the organization `default`; then
//!    the column takes no NULL.
//!
//! No `backfill` brings a row, so that step 1 is a `bulk_insert` beside the two of them.

#![allow(
    clippy::disallowed_methods,
    reason = "the history is that of the repository"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema::embedded::{Database, EmbeddedRevision, Migrations, Migrator};
use keeper_schema::migrate::{HookError, Tx};
use keeper_schema_core::revision::checksum::checksum;
use keeper_schema_core::revision::{RevisionFile, read};

use crate::hooks::On;

const BEFORE: &str = "4ace74bc8168";
const REVISION: &str = "8c431c5e70a8";
const HEAD: &str = "1462b9ab22c3";

/// A step as it stands in the revision, and two other ways to have it.
struct Way {
    as_it_is: &'static str,
    by_backfill: &'static str,
    by_hook: &'static str,
}

const WAYS: [Way; 3] = [
    Way {
        as_it_is: r#"op = "execute"
sql = "INSERT INTO organizations (slug, title, layout, fastly_support, root_domain, root_path_prefix) VALUES ('default', 'Default', 1, false, 'example.com', '/')"
down = "nothing"
"#,
        by_backfill: r#"op = "bulk_insert"
table = "organizations"
rows = [{ slug = "default", title = "Default", layout = 1, fastly_support = false, root_domain = "example.com", root_path_prefix = "/" }]
down = "nothing"
"#,
        by_hook: r#"op = "run"
hook = "insert_default_organization"
down = "nothing"
"#,
    },
    Way {
        as_it_is: r#"op = "execute"
sql = [
    "UPDATE editions SET kind = 3 WHERE slug <> 'main'",
    "UPDATE editions SET kind = 1 WHERE slug = 'main'",
]
down = "nothing"
"#,
        // More batches than one.
        by_backfill: r#"op = "backfill"
table = "editions"
set = { kind = "CASE WHEN slug = 'main' THEN 1 ELSE 3 END" }
where = "kind IS NULL"
batch_size = 50
down = "nothing"
"#,
        by_hook: r#"op = "run"
hook = "fill_kinds"
down = "nothing"
"#,
    },
    Way {
        as_it_is: r#"op = "execute"
sql = "UPDATE products SET organization_id = (SELECT id FROM organizations WHERE slug = 'default')"
down = "nothing"
"#,
        by_backfill: r#"op = "backfill"
table = "products"
set = { organization_id = "(SELECT id FROM organizations WHERE slug = 'default')" }
where = "organization_id IS NULL"
batch_size = 7
down = "nothing"
"#,
        by_hook: r#"op = "run"
hook = "fill_organizations"
down = "nothing"
"#,
    },
];

fn insert_default_organization(tx: &mut Tx<'_>) -> Result<(), HookError> {
    let sql = "INSERT INTO organizations
        (slug, title, layout, fastly_support, root_domain, root_path_prefix)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        "default".into(),
        "Default".into(),
        1.into(),
        false.into(),
        "example.com".into(),
        "/".into(),
    ];
    tx.execute(sql, &values)?;
    Ok(())
}

fn fill_kinds(tx: &mut Tx<'_>) -> Result<(), HookError> {
    for row in tx.query("SELECT id, slug FROM editions", &[])? {
        let (id, slug): (i64, String) = (row.get(0)?, row.get(1)?);
        let kind = if slug == "main" { 1 } else { 3 };
        let sql = "UPDATE editions SET kind = $1 WHERE id = $2";
        tx.execute(sql, &[kind.into(), id.into()])?;
    }
    Ok(())
}

fn fill_organizations(tx: &mut Tx<'_>) -> Result<(), HookError> {
    let sql = "SELECT id FROM organizations WHERE slug = $1";
    let organization: i64 = tx.query(sql, &["default".into()])?[0].get(0)?;
    for row in tx.query("SELECT id FROM products", &[])? {
        let sql = "UPDATE products SET organization_id = $1 WHERE id = $2";
        tx.execute(sql, &[organization.into(), row.get::<i64>(0)?.into()])?;
    }
    Ok(())
}

/// Slugs that are `main`, and that are nearly. Each comes many times, of many products and of
/// none: the slug of an edition is not unique.
const SLUGS: [&str; 9] = [
    "main", "__main", "Main", "main ", "", "it's", "été", "🦀", "NULL",
];

const PRODUCTS: usize = 40;
const EDITIONS: usize = 540;

/// Rows of every table that there is before the revision, with what their columns take: NULL,
/// empty, quotes, letters of other alphabets, and rows that belong to nothing.
fn rows() -> Vec<String> {
    let mut rows = vec![
        "INSERT INTO users (id, username, password_hash, permissions)
         VALUES (1, 'ada', 'x', 31), (2, NULL, NULL, NULL), (3, 'Зоя', '', 0)"
            .to_owned(),
    ];
    let text = |value: String| format!("'{}'", value.replace('\'', "''"));
    let product = |id: usize| {
        let slug = text(format!("p{id} {}", SLUGS[id % SLUGS.len()]));
        let key = if id.is_multiple_of(3) {
            "NULL"
        } else {
            "'key'"
        };
        let bucket = if id.is_multiple_of(4) { "NULL" } else { "''" };
        format!("({id}, {slug}, 'git://é', 'T''s', 'd', 'f', {bucket}, {key})")
    };
    let build = |id: usize| {
        let product = match id % 5 {
            0 => "NULL".to_owned(),
            _ => (id % PRODUCTS + 1).to_string(),
        };
        let refs = if id.is_multiple_of(2) {
            "NULL"
        } else {
            "'[\"main\"]'"
        };
        format!(
            "({id}, {product}, 'b{id}', '2016-05-0{} 10:00:00', {refs}, 'k')",
            id % 9 + 1
        )
    };
    let edition = |id: usize| {
        let product = match id % 7 {
            0 => "NULL".to_owned(),
            _ => (id % PRODUCTS + 1).to_string(),
        };
        let build = match id % 3 {
            0 => "NULL".to_owned(),
            _ => (id % 100 + 1).to_string(),
        };
        let mode = if id.is_multiple_of(2) { "NULL" } else { "1" };
        let slug = text(SLUGS[id % SLUGS.len()].to_owned());
        let is_pending = if id.is_multiple_of(11) {
            "true"
        } else {
            "false"
        };
        format!(
            "({id}, {product}, {build}, {mode}, {slug}, 'T', '2017-01-01 00:00:00', \
             '2018-01-01 00:00:00', {is_pending})"
        )
    };
    let all = |count, row: &dyn Fn(usize) -> String| {
        let rows: Vec<String> = (1..=count).map(row).collect();
        rows.join(", ")
    };
    rows.push(format!(
        "INSERT INTO products (id, slug, doc_repo, title, root_domain, root_fastly_domain,
         bucket_name, surrogate_key) VALUES {}",
        all(PRODUCTS, &product)
    ));
    rows.push(format!(
        "INSERT INTO builds (id, product_id, slug, date_created, git_refs, surrogate_key)
         VALUES {}",
        all(100, &build)
    ));
    rows.push(format!(
        "INSERT INTO editions (id, product_id, build_id, mode, slug, title, date_created,
         date_rebuilt, pending_rebuild) VALUES {}",
        all(EDITIONS, &edition)
    ));
    rows
}

/// Keeper's history, from base to head, with this done to the revision.
fn history(edited: impl Fn(&str) -> String) -> Migrations {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    let read = |path: PathBuf| -> (RevisionFile, String) {
        let source = fs::read_to_string(&path).unwrap();
        let source = match source.contains(&format!("\nrevision = \"{REVISION}\"")) {
            true => edited(&source),
            false => source,
        };
        let name = Path::new("migrations").join(path.file_name().unwrap());
        let file = read::revision(&name, &source);
        let file = file.unwrap_or_else(|wrong| panic!("{wrong:#?} in {source}"));
        (file, source)
    };
    let mut by_parent: BTreeMap<String, (RevisionFile, String)> = files
        .into_iter()
        .map(read)
        .map(|(file, source)| {
            let parent = file.revision.down_revision.first();
            (
                parent.map(ToString::to_string).unwrap_or_default(),
                (file, source),
            )
        })
        .collect();
    let mut revisions = Vec::new();
    let mut parent = String::new();
    while let Some((file, source)) = by_parent.remove(&parent) {
        parent = file.revision.id.to_string();
        let path = file.path.display().to_string();
        revisions.push(EmbeddedRevision::new(
            parent.clone().leak(),
            path.leak(),
            checksum(&file.revision).leak(),
            source.leak(),
        ));
    }
    assert!(by_parent.is_empty(), "it has no branches");
    assert_eq!(parent, HEAD);
    Migrations::new("keeper", revisions.leak())
}

fn with(step: impl Fn(&Way) -> &'static str) -> Migrations {
    history(|source| {
        WAYS.iter().fold(source.to_owned(), |source, way| {
            assert_eq!(source.matches(way.as_it_is).count(), 1, "{}", way.as_it_is);
            source.replace(way.as_it_is, step(way))
        })
    })
}

impl<D: Database> On<'_, D> {
    /// Every row of every table, each with all its columns by name.
    fn everything(&self, catalog: &Catalog) -> BTreeMap<String, Vec<String>> {
        let tables = (self.run)(catalog.tables);
        let of = |table: String| {
            let columns = (self.run)(&catalog.columns.replace("{table}", &table));
            let texts = columns.iter().map(|column| {
                format!("'{column}=' || coalesce('[' || CAST({column} AS TEXT) || ']', 'NULL')")
            });
            let row = texts.collect::<Vec<_>>().join(" || ' ' || ");
            let rows = (self.run)(&format!("SELECT {row} FROM {table} ORDER BY 1"));
            (table, rows)
        };
        tables.into_iter().map(of).collect()
    }
}

/// How a database tells what is in it.
pub(crate) struct Catalog {
    /// The names of the tables but for the bookkeeping.
    pub(crate) tables: &'static str,
    /// The names of the columns of `{table}`.
    pub(crate) columns: &'static str,
}

/// Each on a database of its own.
pub(crate) fn its_data_steps_are_the_same_three_ways<D: Database>(
    databases: [On<'_, D>; 3],
    catalog: &Catalog,
) {
    let ways: [fn(&Way) -> &'static str; 3] =
        [|way| way.as_it_is, |way| way.by_backfill, |way| way.by_hook];
    let mut seen = Vec::new();
    for (mut on, way) in databases.into_iter().zip(ways) {
        let migrations = with(way);
        let mut migrator = Migrator::new(&migrations)
            .hook("insert_default_organization", insert_default_organization)
            .hook("fill_kinds", fill_kinds)
            .hook("fill_organizations", fill_organizations);
        migrator.upgrade_to(&mut on.database, BEFORE).unwrap();
        for sql in rows() {
            (on.run)(&sql);
        }
        let before = on.everything(catalog);
        migrator.upgrade_to(&mut on.database, REVISION).unwrap();
        let after = on.everything(catalog);
        check_filled(&on);
        migrator.upgrade(&mut on.database).unwrap();
        migrator.verify(&mut on.database).unwrap();
        let at_head = on.everything(catalog);
        migrator.downgrade_to(&mut on.database, BEFORE).unwrap();
        let down = on.everything(catalog);
        assert_eq!(down, before);
        migrator.upgrade_to(&mut on.database, REVISION).unwrap();
        let again = on.everything(catalog);
        seen.push([before, after, at_head, down, again]);
    }
    assert_eq!(seen[0][1].len(), 8, "all the tables of today");
    assert_eq!(seen[0][1]["editions"].len(), EDITIONS);
    for other in &seen[1..] {
        assert_eq!(*other, seen[0]);
    }
}

/// What the revision is to do, beside what it does.
fn check_filled<D: Database>(on: &On<'_, D>) {
    let of_kind = |kind: u8| {
        let sql = format!("SELECT id FROM editions WHERE kind = {kind} ORDER BY id");
        let ids = (on.run)(&sql).into_iter().map(|id| id.parse().unwrap());
        ids.collect::<Vec<usize>>()
    };
    let is_main = |id: &usize| SLUGS[id % SLUGS.len()] == "main";
    let (main, draft): (Vec<usize>, Vec<usize>) = (1..=EDITIONS).partition(is_main);
    assert_eq!(main.len(), EDITIONS / SLUGS.len());
    assert_eq!(of_kind(1), main);
    assert_eq!(of_kind(3), draft);
    let sql = "SELECT count(*) FROM products AS p JOIN organizations AS o
        ON o.id = p.organization_id WHERE o.slug = 'default'";
    assert_eq!((on.run)(sql), [PRODUCTS.to_string()]);
}
