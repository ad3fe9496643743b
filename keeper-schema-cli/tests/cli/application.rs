//! A database remembers whose it is, so that a wrong URL is refused.

use crate::model_crate::ModelCrate;

const BOOKS: &str = "#[derive(keeper_schema::Model)]\npub struct Book {\n    \
    #[keeper(primary_key)]\n    pub id: i32,\n}\n";

fn upgraded() -> ModelCrate {
    let package = ModelCrate::new(BOOKS);
    package.done(&["migrate", "-m", "books"]);
    package.done(&["upgrade"]);
    package
}

#[test]
fn the_database_of_another_package_is_refused() {
    let package = upgraded();
    let other = ModelCrate::new(&BOOKS.replace("Book", "Tag"));
    other.set("application = \"library\"\n");
    other.done(&["migrate", "-m", "tags"]);
    let url = format!("sqlite:{}", package.database().display());
    let outcome = other.call(&["upgrade", "--url", &url]);
    assert_eq!(outcome.status, 2, "{outcome:?}");
    assert!(outcome.stderr.contains("belongs to `shop`"), "{outcome:?}");
    assert!(
        outcome.stderr.contains("application = \"shop\""),
        "{outcome:?}"
    );
}

#[test]
fn it_is_refused_also_where_nothing_is_to_be_done() {
    let package = upgraded();
    package.set("application = \"library\"\n");
    for call in [&["upgrade"][..], &["downgrade", "base"]] {
        let outcome = package.call(call);
        assert_eq!(outcome.status, 2, "{outcome:?}");
        assert!(outcome.stderr.contains("belongs to `shop`"), "{outcome:?}");
    }
}

#[test]
fn a_package_that_was_renamed_says_whose_its_databases_are() {
    let package = upgraded();
    package.write(
        "Cargo.toml",
        "[package]\nname = \"store\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [package.metadata.keeper-schema]\napplication = \"shop\"\n",
    );
    package.write(
        "src/lib.rs",
        &BOOKS.replace("pub id: i32,", "pub id: i32,\n    pub pages: Option<i32>,"),
    );
    package.done(&["migrate", "-m", "pages"]);
    package.done(&["upgrade"]);
}
