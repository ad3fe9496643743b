//! What a database declares, without what history leaves to chance: the order of columns
//! and constraints, and the spelling of `CREATE TABLE`.

use keeper_schema_core::schema::sql_tokens::{TokenKind, tokens};
use rusqlite::Connection;

use crate::support::rows;

/// Every table but the bookkeeping, one fact a line.
pub(crate) fn declared(connection: &Connection) -> String {
    let tables = rows(
        connection,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'keeper\\_%' ESCAPE '\\' ORDER BY name",
    );
    let mut facts = Vec::new();
    for table in tables.lines() {
        facts.push(format!("table {table}"));
        let name = table.replace('\'', "''");
        let mut of_table = Vec::new();
        let mut ask = |kind: &str, sql: &str| {
            let found = rows(connection, &sql.replace("{name}", &name));
            of_table.extend(found.lines().map(|line| format!("  {kind} {line}")));
        };
        ask(
            "is strict, without rowid",
            "SELECT strict, wr FROM pragma_table_list WHERE schema = 'main' AND name = '{name}'",
        );
        ask(
            "column",
            "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{name}')",
        );
        ask(
            "foreign key",
            "SELECT group_concat(\"from\"), \"table\", group_concat(\"to\"), on_update, on_delete FROM (SELECT * FROM pragma_foreign_key_list('{name}') ORDER BY id, seq) GROUP BY id",
        );
        ask(
            "key",
            "SELECT \"unique\", origin, (SELECT group_concat(ifnull(x.name, '') || ' ' || x.desc || ' ' || ifnull(x.coll, '')) FROM pragma_index_xinfo(i.name) AS x WHERE x.key) FROM pragma_index_list('{name}') AS i WHERE origin <> 'c'",
        );
        ask(
            "index",
            "SELECT name, \"unique\", partial, (SELECT group_concat(ifnull(x.name, '') || ' ' || x.desc || ' ' || ifnull(x.coll, '')) FROM pragma_index_xinfo(i.name) AS x WHERE x.key) FROM pragma_index_list('{name}') AS i WHERE origin = 'c'",
        );
        let sql = rows(
            connection,
            &format!("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{name}'"),
        );
        of_table.extend(texts(&sql));
        let sql = rows(
            connection,
            &format!(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{name}' AND sql IS NOT NULL"
            ),
        );
        of_table.extend(sql.lines().map(|sql| format!("  {}", normal(sql))));
        of_table.sort();
        facts.extend(of_table);
    }
    facts.join("\n")
}

/// The checks, the generating expressions and AUTOINCREMENT, which no pragma tells.
fn texts(create: &str) -> Vec<String> {
    let tokens: Vec<_> = tokens(create).collect();
    let mut texts = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.kind == TokenKind::Word && token.is_word("autoincrement") {
            texts.push("  autoincrement".to_owned());
        }
        let is_before = token.is_word("check") || token.is_word("as");
        if token.kind != TokenKind::Word || !is_before {
            continue;
        }
        let mut depth = 0;
        let mut text = String::new();
        for token in &tokens[at + 1..] {
            match token.text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            text.push_str(&word(token.kind, token.text));
            if depth == 0 {
                break;
            }
        }
        texts.push(format!("  {} {text}", token.text.to_lowercase()));
    }
    texts
}

fn normal(sql: &str) -> String {
    let words = tokens(sql).map(|token| word(token.kind, token.text));
    words.collect::<Vec<_>>().join(" ")
}

/// SQLite puts names in quotes as it likes when it renames.
fn word(kind: TokenKind, text: &str) -> String {
    match kind {
        TokenKind::Word => format!("\"{text}\""),
        _ => text.to_owned(),
    }
}
