//! `kill -9` of the process at any point.

use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, ended, until};

/// How many upgrades are killed.
const KILLS: u32 = 10;

/// A table with rows, a revision in five parts, and a change of rows.
fn history() -> Sandbox {
    Sandbox::with_history(&[
        (
            "000000000001",
            "[[upgrade]]\nop = \"create_table\"\ntable = \"books\"\ncolumns = [\n{ name = \"id\", type = \"integer\" },\n{ name = \"title\", type = \"text\" },\n]\nprimary_key = { name = \"books_pkey\", columns = [\"id\"] }\n\
             [[upgrade]]\nop = \"execute\"\nsql = { postgres = \"INSERT INTO books SELECT n, md5(n::text) FROM generate_series(1, 4000) AS n\", sqlite = \"SELECT 1\" }\ndown = \"nothing\"\n",
        ),
        (
            "000000000002",
            "[[upgrade]]\nop = \"add_column\"\ntable = \"books\"\ncolumn = { name = \"pages\", type = \"integer\", null = true }\n\
             [[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"books_title_idx\"\nkeys = [\"title\"]\nunique = true\nconcurrently = true\n\
             [[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET pages = coalesce(pages, 0) + length(title) + id\"\ndown = \"nothing\"\n\
             [[upgrade]]\nop = \"create_index\"\ntable = \"books\"\nname = \"books_pages_idx\"\nkeys = [\"pages\"]\nconcurrently = true\n",
        ),
        (
            "000000000003",
            "[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE books SET title = title || 'x', pages = pages + 1\"\ndown = \"nothing\"\n\
             [[upgrade]]\nop = \"alter_column\"\ntable = \"books\"\ncolumn = \"pages\"\nset = { null = false }\nwas = { null = true }\n",
        ),
    ])
}

fn rows(sandbox: &Sandbox) -> Vec<String> {
    sandbox
        .database
        .run("SELECT count(*), sum(pages), md5(string_agg(id || title || pages, ',' ORDER BY id)) FROM books")
}

#[test]
fn a_rerun_reaches_head_wherever_the_kill_was() {
    let undisturbed = history();
    let start = Instant::now();
    undisturbed.done(&["upgrade"]);
    let whole = start.elapsed();
    let (declared, expected) = (undisturbed.declared(), rows(&undisturbed));
    let mut reached = Vec::new();
    for number in 0..KILLS {
        let sandbox = history();
        let mut migrator = sandbox.start(&["upgrade"]);
        // Spread over the run: each kill falls into another part of it.
        let moment = Instant::now() + whole * number / KILLS + Duration::from_millis(2);
        until("the moment of the kill", || {
            Instant::now() >= moment || migrator.try_wait().is_ok_and(|ended| ended.is_some())
        });
        // It may have ended already.
        let _ = migrator.kill();
        ended(migrator);
        let recorded = "SELECT coalesce((xpath('/row/n/text()', query_to_xml(
            'SELECT count(*) AS n FROM keeper_revisions', false, true, '')))[1]::text, '0')
            WHERE to_regclass('keeper_revisions') IS NOT NULL";
        reached.push(sandbox.database.run(recorded).concat());
        sandbox.done(&["upgrade"]);
        assert_eq!(sandbox.declared(), declared, "kill {number}");
        assert_eq!(rows(&sandbox), expected, "kill {number}");
        assert_eq!(sandbox.recorded().len(), 3);
        assert_eq!(sandbox.database.run("SELECT * FROM keeper_steps"), [""; 0]);
    }
    reached.dedup();
    assert!(
        reached.len() > 1,
        "all kills fell into one place: {reached:?}"
    );
}
