//! The pages about codes: their layout, and that what they show gives the code, or mends it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keeper_schema_core::config::Config;
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::model::expand;
use keeper_schema_core::{diff, guard, lower, source};
use proc_macro2::TokenStream;
use quote::ToTokens as _;

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

/// What a rule about one type finds, the derive tells as well, and nothing else.
#[test]
fn the_derives_tell_the_code_that_the_guard_tells() {
    let mut told = Vec::new();
    for code in Code::ALL {
        let text = page(*code);
        let blocks = blocks(section(&text, EXAMPLE));
        // Rustc takes away what a `cfg` leaves out before it asks a derive.
        let models = blocks
            .iter()
            .filter(|block| block.kind == "rust" && !block.text.contains("#[cfg"));
        let expanded: String = models.map(|block| expanded(&block.text)).collect();
        for of_derive in codes_in(&expanded) {
            assert_eq!(of_derive, code.as_str());
            told.push(code.as_str());
        }
    }
    assert_eq!(
        told,
        [
            "KS0003", "KS0004", "KS0005", "KS0006", "KS0007", "KS0008", "KS0010", "KS0011",
            "KS0012", "KS0013", "KS0014", "KS0023", "KS0024",
        ]
    );
}

fn tokens(source: &str) -> Result<TokenStream, String> {
    source
        .parse::<TokenStream>()
        .map_err(|error| error.to_string())
}

/// What the derives make of the types in a source; nothing of one that does not parse.
fn expanded(source: &str) -> String {
    let items = syn::parse_file(source).map_or(Vec::new(), |file| file.items);
    let inputs = items.into_iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(syn::DeriveInput::from(item)),
        syn::Item::Enum(item) => Some(syn::DeriveInput::from(item)),
        _ => None,
    });
    let expanded = inputs.map(|input| {
        let derived = input
            .attrs
            .iter()
            .map(|attribute| attribute.meta.to_token_stream());
        let derived: String = derived.map(|tokens| tokens.to_string()).collect();
        let expand = [
            (
                "Model",
                (|input| expand::model(input.clone(), tokens))
                    as fn(&syn::DeriveInput) -> TokenStream,
            ),
            ("ColumnEnum", expand::column_enum),
            ("ColumnType", expand::column_type),
            ("SqlObject", expand::sql_object),
        ];
        let said = expand.iter().filter(|(name, _)| derived.contains(name));
        said.map(|(_, expand)| expand(&input).to_string())
            .collect::<String>()
    });
    expanded.collect()
}

/// The codes of the compile errors in what was emitted.
fn codes_in(emitted: &str) -> Vec<&str> {
    let errors = emitted.split("compile_error ! { \"[").skip(1);
    let mut codes: Vec<&str> = errors.filter_map(|said| said.get(..6)).collect();
    codes.dedup();
    codes
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
