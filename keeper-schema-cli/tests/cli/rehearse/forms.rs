//! The report for programs and as a page.

use super::{SHELVES, UNIQUE, with};

#[test]
fn the_report_is_for_programs_too() {
    let outcome = with(SHELVES).done(&["rehearse", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    assert_eq!(report["passed"], true);
    assert_eq!(
        report["tables"][0]["untouched_columns"],
        serde_json::json!(["id", "title"])
    );
    assert_eq!(report["tables"][0]["rows"]["up again"], 3);
    let revision = &report["passes"][2]["revisions"][0];
    assert_eq!(revision["rewritten"], serde_json::json!(["books"]));
    let lock = &revision["locks"][0];
    assert!(
        lock["held_ms"].as_f64() >= revision["duration_ms"].as_f64(),
        "{revision}"
    );
}

#[test]
fn the_report_is_a_page_that_needs_no_other() {
    let sandbox = with(&SHELVES.replace("message = \"shelves\"", "message = \"<b>R&D</b>\""));
    sandbox.done(&["rehearse", "--html", "report.html"]);
    let page = std::fs::read_to_string(sandbox.folder.path().join("report.html"));
    let page = page.expect("the page is written");
    for part in [
        "<!DOCTYPE html>",
        "May be run.",
        "bbbb &lt;b&gt;R&amp;D&lt;/b&gt;",
        "rebuild of `books`",
        "the whole file WRITE</text>",
        "writers wait</title></rect>",
        "<td>2 untouched columns are the same",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(page.matches("<svg ").count(), 3, "one for each way");
    is_well_formed(&page);
    for outside in ["http", "src=", "<script", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let failing = with(UNIQUE);
    let outcome = failing.call(&["rehearse", "--html", "report.html"]);
    assert_eq!(outcome.status, 1, "{outcome:?}");
    let page = std::fs::read_to_string(failing.folder.path().join("report.html"));
    let page = page.expect("the page is written");
    assert!(
        page.contains("<li>upgrade of revision `bbbb` failed: 1 group of rows of `books`"),
        "{page}"
    );
}

/// Every element ends where it has to, and every `&` begins a character that is escaped.
fn is_well_formed(page: &str) {
    const EMPTY: [&str; 2] = ["meta", "br"];
    let body = page.strip_prefix("<!DOCTYPE html>").expect("it is HTML");
    let mut open: Vec<&str> = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{tag}"),
            None => {
                assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
                let name = tag.split_whitespace().next().expect("a tag has a name");
                if !EMPTY.contains(&name) {
                    open.push(name);
                }
            }
        }
        for rest in text.split('&').skip(1) {
            let name = rest.split_once(';').map(|(name, _)| name);
            assert!(matches!(name, Some("amp" | "lt" | "gt" | "quot")), "{rest}");
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}
