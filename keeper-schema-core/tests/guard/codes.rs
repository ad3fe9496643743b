//! The pages about codes: their layout, and that what they show gives the code, or mends it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::{diff, guard, lower, source};

use crate::package::{MANIFEST, package};

const EXAMPLE: &str = "## Erroneous example";
const WHY: &str = "## Why it matters";
const MENDED: &str = "## How it is put right";

/// What the examples do not repeat.
const PRELUDE: &str = "use keeper_schema::{ColumnEnum, ColumnType, Model, SqlObject};\n\n";
const HEADER: &str = "format = 1\nrevision = \"aaaa\"\n\n";

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages = fs::read_dir(folder()).expect("the pages are there");
    let mut pages: Vec<String> = pages
        .map(|page| page.expect("a page can be read").file_name())
        .map(|name| name.into_string().expect("names of pages are ASCII"))
        .collect();
    pages.sort();
    let codes: Vec<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(pages, codes);
}

#[test]
fn every_page_has_the_same_layout() {
    for code in Code::ALL {
        let text = page(*code);
        let title = format!("# {code}: {}\n\n", code.title());
        assert!(text.starts_with(&title), "{code} begins with `{title}`");
        let headings: Vec<&str> = outside_blocks(&text)
            .filter(|line| line.starts_with("## "))
            .collect();
        assert_eq!(headings, [EXAMPLE, WHY, MENDED], "{code}");
        let what = &text[title.len()..text.find(EXAMPLE).unwrap_or(text.len())];
        for said in [what, section(&text, WHY), section(&text, MENDED)] {
            assert!(said.trim().ends_with(['.', '`']), "{code} says:\n{said}");
        }
        let is_long = |line: &&str| line.chars().count() > 100;
        assert_eq!(outside_blocks(&text).find(is_long), None, "{code}");
    }
}

/// An example is either run here, or shows what is printed.
#[test]
fn every_erroneous_example_gives_its_code() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let text = page(*code);
        let blocks = blocks(section(&text, EXAMPLE));
        if blocks.iter().any(Block::is_run) {
            let found = codes_of(&blocks);
            let is_beside = |other: &Code| is_drift(*code) && is_drift(*other);
            let fits = |other: &Code| other == code || is_beside(other);
            if !found.contains(code) || !found.iter().all(fits) {
                wrong.push(format!("{code} gives {found:?}"));
            }
        } else {
            let shown = format!("[{code}]");
            let is_shown = |block: &Block| block.kind == "console" && block.text.contains(&shown);
            if !blocks.iter().any(is_shown) {
                wrong.push(format!("{code} shows nothing"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_mended_example_is_without_mistakes() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let text = page(*code);
        let blocks = blocks(section(&text, MENDED));
        if !blocks.iter().any(Block::is_run) {
            continue;
        }
        let found = codes_of(&blocks);
        let is_mistake = |other: &Code| other == code || !is_drift(*other);
        if found.iter().any(is_mistake) {
            wrong.push(format!("{code} gives {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes")
}

fn page(code: Code) -> String {
    let path = folder().join(format!("{code}.md"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between a heading and the next one.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let after = text.split_once(heading).map_or("", |(_, after)| after);
    after.split("\n## ").next().unwrap_or_default()
}

fn outside_blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    text.lines().filter(move |line| {
        let is_fence = line.starts_with("```");
        is_inside ^= is_fence;
        !is_inside && !is_fence
    })
}

/// A fenced block.
struct Block {
    kind: String,
    text: String,
}

impl Block {
    fn is_run(&self) -> bool {
        self.kind == "rust" || self.kind == "toml"
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let fences = text.split("```").skip(1).step_by(2);
    let read = fences.map(|fence| {
        let (kind, text) = fence.split_once('\n').expect("a block begins on a line");
        Block {
            kind: kind.to_owned(),
            text: text.to_owned(),
        }
    });
    read.collect()
}

fn is_drift(code: Code) -> bool {
    code.as_str().starts_with("KS04")
}

/// All that is found in a package of these files: by the guard, and by who asks for a revision.
fn codes_of(blocks: &[Block]) -> BTreeSet<Code> {
    let run = blocks.iter().filter(|block| block.is_run());
    let files: Vec<String> = run.map(file).collect();
    let folder = package(&files.concat());
    let found = found(folder.path()).unwrap_or_else(|diagnostics| diagnostics);
    let codes = found.iter().map(|diagnostic| diagnostic.code);
    codes.map(|code| code.expect("it has a code")).collect()
}

/// A block as a file of a package; the first line may say which.
fn file(block: &Block) -> String {
    let text = &block.text;
    let path = text.lines().next().and_then(|line| line.strip_prefix("# "));
    match (block.kind.as_str(), path) {
        ("rust", _) => format!("//- src/lib.rs\n{PRELUDE}{text}"),
        (_, Some(path)) => format!("//- {path}\n{text}"),
        _ if text.starts_with("[package") => format!("//- Cargo.toml\n{MANIFEST}{text}"),
        _ if text.starts_with("[[") => format!("//- migrations/aaaa.toml\n{HEADER}{text}"),
        _ => {
            let said = text.split("revision = \"").nth(1);
            let id = said.and_then(|said| said.split('"').next());
            let id = id.expect("a revision says its id");
            format!("//- migrations/{id}.toml\n{text}")
        }
    }
}

fn found(folder: &Path) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let config = Config::read(folder)?;
    let findings = guard::check(&config);
    if !findings.compared {
        return Ok(findings.diagnostics);
    }
    let history = guard::history(&config)?;
    let scan = source::scan(&config).map_err(|error| error.diagnostics)?;
    let models = lower::schema(&scan, &config)?;
    let comparison = diff::compare(history.head_schema(), &models.schema, &models.hints());
    let asked = comparison.questions.iter();
    let asked = asked.map(diff::Question::diagnostic);
    Ok(findings.diagnostics.into_iter().chain(asked).collect())
}
