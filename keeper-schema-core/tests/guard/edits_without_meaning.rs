//! Edits that leave the schema as it is: nothing is said.

use crate::package::{said, write};
use crate::shelf::{LOANS, MODELS, SHELF, check_edits, shelf};

#[test]
fn comments_formatting_and_order() {
    let models = "src/models.rs";
    let first = "migrations/000000000001_shelf.toml";
    let second = "migrations/000000000002_loans.toml";
    check_edits(&[
        (
            "a comment",
            models,
            "/// Who writes.",
            "// Who writes.\n// More of it.",
            "",
        ),
        (
            "a doc comment",
            models,
            "    pub born:",
            "    /// The year.\n    pub born:",
            "",
        ),
        ("no doc comment", models, "/// Who writes.\n", "", ""),
        (
            "a file's own doc comment",
            models,
            "use keeper",
            "//! Books.\n\nuse keeper",
            "",
        ),
        (
            "an empty line",
            models,
            "    pub born:",
            "\n\n    pub born:",
            "",
        ),
        (
            "one line of several",
            models,
            "\npub struct AuthorId",
            " pub struct AuthorId",
            "",
        ),
        (
            "several lines of one",
            models,
            "length = 80",
            "\n        length\n = 80,\n    ",
            "",
        ),
        (
            "visibility",
            models,
            "    pub born:",
            "    pub(crate) born:",
            "",
        ),
        (
            "another derive",
            models,
            "#[derive(Debug, Model)]",
            "#[derive(Model, Clone)]",
            "",
        ),
        (
            "another attribute",
            models,
            "    pub born:",
            "    #[doc(hidden)]\n    pub born:",
            "",
        ),
        (
            "two attributes of one",
            models,
            "length = 80",
            "column = \"reader\")]\n    #[keeper(length = 80",
            "",
        ),
        (
            "attributes in another order",
            models,
            "length = MAX_NAME, unique",
            "unique, length = MAX_NAME",
            "",
        ),
        (
            "another constant of that number",
            models,
            "usize = 120",
            "usize = 60 + 60",
            "",
        ),
        (
            "a number in place of a constant",
            models,
            "length = MAX_NAME",
            "length = 120",
            "",
        ),
        (
            "another path of a type",
            models,
            "pub born: Option<i32>",
            "pub born: std::option::Option<i32>",
            "",
        ),
        (
            "a box",
            models,
            "pub born: Option<i32>",
            "pub born: Option<Box<i32>>",
            "",
        ),
        (
            "a name that is implied",
            models,
            "length = 80",
            "column = \"reader\", length = 80",
            "",
        ),
        (
            "a constraint's name that is implied",
            models,
            "unique(author_id, title)",
            "unique(author_id, title, name = \"books_author_id_title_key\")",
            "",
        ),
        (
            "a field that is no column",
            models,
            "pub shown: String",
            "pub shown: Vec<Vec<u8>>",
            "",
        ),
        (
            "another struct",
            models,
            "/// Who writes.",
            "struct Other { a: u8 }\n\n/// Who writes.",
            "",
        ),
        (
            "a model in a test",
            models,
            "/// Who writes.",
            "#[cfg(test)]\nmod tests {\n    use super::*;\n    #[derive(Model)]\n    struct T { id: i32 }\n}\n",
            "",
        ),
        (
            "a feature that is pinned by none",
            models,
            "    pub born:",
            "    #[cfg(all())]\n    pub born:",
            "",
        ),
        (
            "a struct's own name",
            models,
            "pub struct Loan",
            "pub struct Lending",
            "",
        ),
        (
            "a comment in a revision",
            first,
            "[[upgrade]]",
            "# The shelf.\n[[upgrade]]",
            "",
        ),
        (
            "an empty line in a revision",
            second,
            "[[upgrade]]",
            "\n\n[[upgrade]]",
            "",
        ),
        (
            "another message",
            second,
            "message = \"Loans\"",
            "message = \"Lent books\"",
            "",
        ),
        ("another date", second, "T06", "T07", ""),
        (
            "a default that is spelled",
            first,
            "name = \"born\", type = \"integer\", null = true",
            "type = \"integer\", null = true, name = \"born\"",
            "",
        ),
        (
            "columns in another order",
            first,
            "    { name = \"name\", type = \"varchar(120)\" },\n    { name = \"born\", type = \"integer\", null = true },\n",
            "    { name = \"born\", type = \"integer\", null = true },\n    { name = \"name\", type = \"varchar(120)\" },\n",
            "",
        ),
        (
            "SQL for both, and nothing to do on one",
            second,
            "[[upgrade]]",
            "[[upgrade]]\nop = \"execute\"\nsql = { sqlite = \"DELETE FROM books\", postgres = [] }\ndown = { sqlite = \"SELECT 1\", postgres = [] }\n\n[[upgrade]]",
            "",
        ),
    ]);
}

#[test]
fn fields_and_structs_change_places() {
    let born = "    pub born: Option<i32>,\n";
    let id = "    #[keeper(primary_key)]\n    pub id: AuthorId,\n";
    let fields = MODELS.replace(born, "").replace(id, &format!("{born}{id}"));
    let (head, loan) = MODELS
        .split_once("#[derive(Debug, Model)]\n#[keeper(table = \"loans\"")
        .unwrap_or_default();
    let loan = format!("#[derive(Debug, Model)]\n#[keeper(table = \"loans\"{loan}");
    let uses = "use keeper_schema::{ColumnEnum, ColumnType, Model};\n";
    let structs = format!("{uses}{loan}{}", head.replace(uses, ""));
    for (name, text) in [("fields", &fields), ("structs", &structs)] {
        let folder = shelf();
        write(
            folder.path(),
            &format!("pub mod models;\n//- src/models.rs\n{text}"),
        );
        assert_eq!(said(folder.path()), "", "{name}");
    }
    // A struct in a file of its own, and one in another crate of the package.
    for (name, place) in [("file", "src/models/loan.rs"), ("binary", "src/main.rs")] {
        let folder = shelf();
        let module = if name == "file" {
            "pub mod loan;\n"
        } else {
            ""
        };
        let outside = if name == "file" {
            "super"
        } else {
            "app::models"
        };
        write(
            folder.path(),
            &format!(
                "pub mod models;\n//- src/models.rs\n{module}{head}\n//- {place}\n\
                 use keeper_schema::Model;\nuse {outside}::Book;\n{loan}"
            ),
        );
        assert_eq!(said(folder.path()), "", "{name}");
    }
}

#[test]
fn line_endings_and_file_names_say_nothing() {
    let folder = shelf();
    for (path, text) in [
        ("src/models.rs", MODELS),
        ("migrations/000000000001_shelf.toml", SHELF),
        ("migrations/000000000002_loans.toml", LOANS),
    ] {
        std::fs::write(folder.path().join(path), text.replace('\n', "\r\n"))
            .expect("a file can be written");
    }
    let (from, to) = (
        "migrations/000000000002_loans.toml",
        "migrations/000000000002_lent.toml",
    );
    std::fs::rename(folder.path().join(from), folder.path().join(to)).expect("the file is there");
    assert_eq!(said(folder.path()), "");
}
