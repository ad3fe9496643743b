//! Edits of models: each is told, at its place.

use keeper_schema_core::config::Config;
use keeper_schema_core::guard;

use crate::package::write;
use crate::shelf::{MODELS, check_edits, shelf};

#[test]
fn columns() {
    check_edits(&[
        (
            "a column is added",
            "src/models.rs",
            "    pub born: Option<i32>,",
            "    pub born: Option<i32>,\n    pub died: Option<i32>,",
            "src/models.rs:14:9 schema drift: `authors.died` is in the models but in no revision",
        ),
        (
            "a column goes",
            "src/models.rs",
            "    pub born: Option<i32>,\n",
            "",
            "src/models.rs:8:12 schema drift: `authors.born` is in the history but no longer in the models (its data would be lost)",
        ),
        (
            "a column is renamed",
            "src/models.rs",
            "pub born:",
            "pub birth:",
            "src/models.rs:13:9 schema drift: `authors.born` (integer) is gone and `birth` is new, of a like type: renamed?",
        ),
        (
            "a column is renamed by its attribute",
            "src/models.rs",
            "    pub born:",
            "    #[keeper(column = \"birth\")]\n    pub born:",
            "src/models.rs:14:9 schema drift: `authors.born` (integer) is gone and `birth` is new, of a like type: renamed?",
        ),
        (
            "a column is renamed and says so",
            "src/models.rs",
            "    pub born:",
            "    #[keeper(renamed_from = \"born\")]\n    pub birth:",
            "src/models.rs:14:9 schema drift: `authors.birth` is called `born` in the history",
        ),
        (
            "a column is skipped",
            "src/models.rs",
            "    pub born:",
            "    #[keeper(skip)]\n    pub born:",
            "src/models.rs:8:12 schema drift: `authors.born` is in the history but no longer in the models (its data would be lost)",
        ),
        (
            "a type becomes wider",
            "src/models.rs",
            "pub born: Option<i32>",
            "pub born: Option<i64>",
            "src/models.rs:13:9 schema drift: `authors.born` is bigint in the models and integer in the history",
        ),
        (
            "a type becomes another",
            "src/models.rs",
            "pub born: Option<i32>",
            "pub born: Option<String>",
            "src/models.rs:13:9 schema drift: `authors.born` is text in the models and integer in the history",
        ),
        (
            "a type is spelled otherwise",
            "src/models.rs",
            "precision = 8, scale = 2",
            "precision = 9, scale = 2",
            "src/models.rs:37:9 schema drift: `books.price` is numeric(9,2) in the models and numeric(8,2) in the history",
        ),
        (
            "NULL is forbidden",
            "src/models.rs",
            "pub pages: Option<i32>",
            "pub pages: i32",
            "src/models.rs:33:9 schema drift: `books.pages` is NOT NULL in the models and NULL in the history",
        ),
        (
            "NULL is allowed",
            "src/models.rs",
            "pub lent: bool",
            "pub lent: Option<bool>",
            "src/models.rs:35:9 schema drift: `books.lent` is NULL in the models and NOT NULL in the history",
        ),
        (
            "a length becomes shorter",
            "src/models.rs",
            "length = 255",
            "length = 200",
            "src/models.rs:32:9 schema drift: `books.title` is varchar(200) in the models and varchar(255) in the history (its data would be lost)",
        ),
        (
            "a length goes",
            "src/models.rs",
            "    #[keeper(length = 255)]\n",
            "",
            "src/models.rs:31:9 schema drift: `books.title` is text in the models and varchar(255) in the history",
        ),
        (
            "a length is added",
            "src/models.rs",
            "    pub since:",
            "    #[keeper(length = 9)]\n    pub since:",
            "src/models.rs:60:9 schema drift: `loans.since` is varchar(9) in the models and text in the history (its data would be lost)",
        ),
        (
            "a constant of a length changes",
            "src/models.rs",
            "MAX_NAME: usize = 120",
            "MAX_NAME: usize = 121",
            "src/models.rs:12:9 schema drift: `authors.name` is varchar(121) in the models and varchar(120) in the history",
        ),
        (
            "a constant of a length goes",
            "src/models.rs",
            "const MAX_NAME: usize = 120;",
            "",
            "src/models.rs:11:23 cannot find the constant `MAX_NAME`: the schema scan reads `const` items of the package and expands no macros; write the number",
        ),
        (
            "a newtype changes",
            "src/models.rs",
            "pub struct AuthorId(i32)",
            "pub struct AuthorId(i64)",
            "src/models.rs:10:9 schema drift: `authors.id` is bigint in the models and integer in the history\nsrc/models.rs:30:9 schema drift: `books.author_id` is bigint in the models and integer in the history",
        ),
        (
            "a newtype is no column type",
            "src/models.rs",
            "#[derive(Debug, ColumnType)]",
            "#[derive(Debug)]",
            "src/models.rs:10:13 `AuthorId` has no column type\nsrc/models.rs:30:20 `AuthorId` has no column type",
        ),
        (
            "a default changes",
            "src/models.rs",
            "default = false",
            "default = true",
            "src/models.rs:35:9 schema drift: `books.lent` is default true in the models and default false in the history",
        ),
        (
            "a default goes",
            "src/models.rs",
            "    #[keeper(default = false)]\n",
            "",
            "src/models.rs:34:9 schema drift: `books.lent` is without default in the models and default false in the history",
        ),
        (
            "a default is added",
            "src/models.rs",
            "    pub born:",
            "    #[keeper(default = 5)]\n    pub born:",
            "src/models.rs:14:9 schema drift: `authors.born` is default 5 in the models and without default in the history",
        ),
        (
            "a default becomes another expression",
            "src/models.rs",
            "default = now, type = \"timestamp\"",
            "default(sql = \"'2000-01-01'\"), type = \"timestamp\"",
            "src/models.rs:40:9 schema drift: `books.added` is default sql \"'2000-01-01'\" in the models and default sql \"CURRENT_TIMESTAMP\" in the history",
        ),
    ]);
}

#[test]
fn tables_and_enums() {
    check_edits(&[
        (
            "a comment is added",
            "src/models.rs",
            "    pub born:",
            "    #[keeper(comment = \"the year\")]\n    pub born:",
            "src/models.rs:14:9 schema drift: `authors.born` is comment \"the year\" in the models and without comment in the history",
        ),
        (
            "a collation is added",
            "src/models.rs",
            "length = 80",
            "length = 80, collation = \"C\"",
            "src/models.rs:58:9 schema drift: `loans.reader` is collation \"C\" in the models and without collation in the history",
        ),
        (
            "a column is generated",
            "src/models.rs",
            "    pub pages:",
            "    #[keeper(generated(\"1 + 1\", stored))]\n    pub pages:",
            "src/models.rs:34:9 schema drift: `books.pages` is expression \"1 + 1\" stored in the models and without expression in the history",
        ),
        (
            "a table is renamed",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"lendings\"",
            "src/models.rs:54:12 schema drift: table `loans` is gone and `lendings` is new, with most of its columns: renamed?",
        ),
        (
            "a table is renamed and says so",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"lendings\", renamed_from = \"loans\"",
            "src/models.rs:54:12 schema drift: table `lendings` is called `loans` in the history",
        ),
        (
            "a table moves to a schema",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"loans\", schema = \"library\"",
            "src/models.rs:54:12 schema drift: schema `library` is in the models but in no revision\nmigrations/000000000002_loans.toml:9:6 schema drift: table `loans` is in the history but no longer in the models (its data would be lost)\nsrc/models.rs:54:12 schema drift: table `library.loans` is in the models but in no revision",
        ),
        (
            "a table is strict",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"loans\", strict",
            "src/models.rs:54:12 schema drift: table `loans` is sqlite.strict true in the models and sqlite.strict false in the history",
        ),
        (
            "a table is skipped",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"loans\", skip",
            "",
        ),
        (
            "a model goes",
            "src/models.rs",
            "#[derive(Debug, Model)]\n#[keeper(table = \"loans\", primary_key(book_id, reader))]",
            "#[derive(Debug)]",
            "migrations/000000000002_loans.toml:9:6 schema drift: table `loans` is in the history but no longer in the models (its data would be lost)",
        ),
        (
            "a model is for tests",
            "src/models.rs",
            "#[derive(Debug, Model)]\n#[keeper(table = \"loans\"",
            "#[cfg(test)]\n#[derive(Debug, Model)]\n#[keeper(table = \"loans\"",
            "migrations/000000000002_loans.toml:9:6 schema drift: table `loans` is in the history but no longer in the models (its data would be lost)",
        ),
        (
            "a model is added",
            "src/models.rs",
            "/// Who writes.",
            "#[derive(Model)]\npub struct Shelf {\n    pub id: i32,\n}\n\n/// Who writes.",
            "src/models.rs:6:12 schema drift: table `shelf` is in the models but in no revision",
        ),
        (
            "two models have one table",
            "src/models.rs",
            "table = \"loans\"",
            "table = \"books\"",
            "src/models.rs:53:18 table `books` is declared at `src/models.rs:21:13` already",
        ),
        (
            "a value is added",
            "src/models.rs",
            "    Poem,",
            "    Poem,\n    Play,",
            "src/models.rs:47:10 schema drift: enum `kind` is (\"novel\", \"poem\", \"play\") in the models and (\"novel\", \"poem\") in the history",
        ),
        (
            "a value goes",
            "src/models.rs",
            "    Poem,\n",
            "",
            "src/models.rs:47:10 schema drift: enum `kind` is (\"novel\") in the models and (\"novel\", \"poem\") in the history (its data would be lost)",
        ),
        (
            "a value is renamed",
            "src/models.rs",
            "    Poem,",
            "    Verse,",
            "src/models.rs:47:10 schema drift: enum `kind` is (\"novel\", \"verse\") in the models and (\"novel\", \"poem\") in the history (its data would be lost)",
        ),
        (
            "values change places",
            "src/models.rs",
            "    Novel,\n    Poem,",
            "    Poem,\n    Novel,",
            "src/models.rs:47:10 schema drift: enum `kind` is (\"poem\", \"novel\") in the models and (\"novel\", \"poem\") in the history",
        ),
        (
            "an enum is renamed",
            "src/models.rs",
            "#[keeper(native)]",
            "#[keeper(native = \"genre\")]",
            "src/models.rs:47:10 schema drift: enum `kind` is gone and `genre` is new, with most of its values: renamed?\nsrc/models.rs:38:9 schema drift: `books.kind` is enum:genre in the models and enum:kind in the history",
        ),
        (
            "an enum is kept as text",
            "src/models.rs",
            "#[keeper(native)]",
            "#[keeper(text)]",
            "migrations/000000000001_shelf.toml:7:6 schema drift: enum `kind` is in the history but no longer in the models\nsrc/models.rs:38:9 schema drift: `books.kind` is text in the models and enum:kind in the history\nsrc/models.rs:38:15 schema drift: check `books_kind_check` on `books` (\"\\\"kind\\\" IN ('novel', 'poem')\") is in the models but in no revision",
        ),
        (
            "an enum is kept as integers",
            "src/models.rs",
            "#[keeper(native)]",
            "",
            "migrations/000000000001_shelf.toml:7:6 schema drift: enum `kind` is in the history but no longer in the models\nsrc/models.rs:38:9 schema drift: `books.kind` is integer in the models and enum:kind in the history",
        ),
        (
            "an attribute is misspelt",
            "src/models.rs",
            "on_delete = \"cascade\"",
            "on_delte = \"cascade\"",
            "src/models.rs:29:35 unknown keeper column attribute `on_delte`, did you mean `on_delete`?",
        ),
        (
            "the attribute is misspelt",
            "src/models.rs",
            "#[keeper(default = false)]",
            "#[kepper(default = false)]",
            "src/models.rs:34:7 unknown attribute `kepper`, did you mean `keeper`?",
        ),
        (
            "a type cannot be told",
            "src/models.rs",
            "pub since: Option<String>",
            "pub since: Option<Since>",
            "src/models.rs:59:23 cannot tell the column type of `Since`",
        ),
    ]);
}

#[test]
fn a_struct_whose_mod_was_forgotten_is_told() {
    let (rest, loan) = MODELS.split_at(
        MODELS
            .find("#[derive(Debug, Model)]\n#[keeper(table = \"loans\"")
            .unwrap(),
    );
    let folder = shelf();
    let moved = format!("use keeper_schema::Model;\nuse crate::models::Book;\n\n{loan}");
    write(
        folder.path(),
        &format!("pub mod models;\n//- src/models.rs\n{rest}//- src/parts/loan.rs\n{moved}"),
    );
    let config = Config::read(folder.path()).unwrap();
    let findings = guard::check(&config);
    let [gone] = findings.diagnostics.as_slice() else {
        panic!("{findings:?}");
    };
    assert_eq!(
        gone.help,
        [
            "`src/parts/loan.rs` declares that table, and no `mod` leads there: add it to keep the table",
            "run `cargo db migrate -m \"describe the change\"`, review the file and commit it",
        ]
    );
}
