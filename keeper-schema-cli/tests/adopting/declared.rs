//! Views, a trigger and the like that are declared beside a model, from the struct to the
//! database and through changes of what they stand on.
//!
//! The tests on SQLite and on PostgreSQL take this file in by its path.

use std::path::Path;

use crate::adopting::Adopting;

const FIRST: &str = r##"//! Books.

use keeper_schema::{Model, SqlObject};

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 20)]
    pub title: String,
    pub pages: Option<i32>,
}

#[derive(SqlObject)]
#[keeper(view = "long_titles", sql = "CREATE VIEW long_titles AS SELECT title FROM long_books")]
pub struct LongTitles;

#[derive(SqlObject)]
#[keeper(view = "long_books", file = "sql/long_books.sql")]
pub struct LongBooks;

#[derive(SqlObject)]
#[keeper(function = "touch()")]
#[keeper(sql(postgres = r"CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.pages := coalesce(NEW.pages, 1);
    RETURN NEW;
END $$"))]
pub struct Touch;

#[derive(SqlObject)]
#[keeper(trigger = "books_touch", table = "books")]
#[keeper(sql(
    sqlite = "CREATE TRIGGER books_touch AFTER INSERT ON books BEGIN UPDATE books SET pages = coalesce(pages, 1) WHERE id = new.id; END",
    postgres = "CREATE TRIGGER books_touch BEFORE INSERT ON books FOR EACH ROW EXECUTE FUNCTION touch()",
))]
pub struct BooksTouch;

#[derive(SqlObject)]
#[keeper(sequence = "book_numbers", start = 1000)]
pub struct BookNumbers;
"##;

const VIEW: &str = "-- Those of more than 300 pages.\nCREATE VIEW long_books AS\n    \
     SELECT id, title FROM books WHERE pages > 300;\n";

/// Brings each edit to the database, and back; `dialects` is the setting.
pub(crate) fn check(name: &str, url: Option<&str>, dialects: &str) {
    let adopting = Adopting::new(name, url);
    let package = &adopting.package;
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let checkout = checkout.and_then(Path::to_str).expect("the path is UTF-8");
    let done = |arguments: &[&str]| {
        let (status, stdout, stderr) = adopting.call(arguments);
        assert_eq!(status, 0, "{arguments:?}: {stdout}{stderr}");
        stdout
    };
    let brought = |message: &str| {
        assert!(!package.build().green, "{message}: the guard is silent");
        let told = done(&["migrate", "-m", message]);
        let build = package.build();
        assert!(build.green, "{message}: {}", build.stderr);
        done(&["upgrade"]);
        assert_eq!(done(&["check", "--database"]), "", "{message}");
        done(&["downgrade", "-1"]);
        done(&["upgrade"]);
        assert_eq!(done(&["check", "--database"]), "", "{message}");
        told
    };
    done(&["init", "--path", checkout]);
    let manifest = std::fs::read_to_string(package.folder().join("Cargo.toml"));
    let settings = format!("\n[package.metadata.keeper-schema]\ndialects = {dialects}\n");
    package.write("Cargo.toml", &(manifest.expect("it is there") + &settings));
    package.write("src/lib.rs", FIRST);
    package.write("sql/long_books.sql", VIEW);
    let told = brought("first");
    assert!(told.contains("create_object view long_books"), "{told}");

    // A column under both views.
    package.write("src/lib.rs", &FIRST.replace("length = 20", "length = 40"));
    brought("longer");

    // What another view is built on.
    package.write("sql/long_books.sql", &VIEW.replace("300", "400"));
    let told = brought("more pages");
    assert!(told.contains("view long_books"), "{told}");

    // One that is gone, and one on top of it.
    let (before, _) = FIRST
        .split_once("#[derive(SqlObject)]\n#[keeper(view = \"long_titles\"")
        .expect("it is there");
    let (_, after) = FIRST
        .split_once("pub struct LongBooks;\n")
        .expect("it is there");
    package.write(
        "src/lib.rs",
        &format!("{before}{after}").replace("length = 20", "length = 40"),
    );
    let told = brought("no views");
    assert!(told.contains("drop_object view long_books"), "{told}");
}
