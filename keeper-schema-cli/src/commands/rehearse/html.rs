//! The report as a page: one file with all that it needs, and a timeline of locks.

mod timeline;

use super::report::{Pass, Report, RevisionReport, StatementReport};
use super::text::{self, duration, lock_in_words};

const STYLE: &str = "
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222; background: #fff; }
h1 { font-size: 1.4em } h2 { font-size: 1.15em; margin-top: 2em } h3 { font-size: 1em }
table { border-collapse: collapse } td, th { border-bottom: 1px solid #ddd; padding: .2em .8em .2em 0; text-align: left; vertical-align: top }
td.number, th.number { text-align: right }
code { font-size: .9em; overflow-wrap: anywhere }
.passed { color: #176b2c } .failed { color: #a31515 }
svg text { font-size: 12px; fill: currentColor }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } td, th { border-color: #444 } .passed { color: #6fce85 } .failed { color: #ff8a80 } }
";

/// The page.
pub(crate) fn page(report: &Report, title: &str) -> String {
    let title = escaped(title);
    let mut body = format!("<h1>{title}</h1>\n{}", verdict(report));
    for sentence in report.origin.sentences() {
        body += &format!("<p>{}</p>\n", escaped(&sentence));
    }
    for pass in &report.passes {
        body += &of_pass(pass);
    }
    if let Some(reason) = &report.no_way_down {
        body += &format!("<p>The way down is left out: {}.</p>\n", escaped(reason));
    }
    body += &format!("<h2>Rows</h2>\n{}", table(&text::rows_of_tables(report)));
    body += &format!("<p>{}</p>\n", escaped(&text::sizes(&report.sizes)));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n{body}</html>\n"
    )
}

fn verdict(report: &Report) -> String {
    if report.findings.is_empty() {
        return "<p class=\"passed\"><strong>May be run.</strong></p>\n".to_owned();
    }
    let findings = report.findings.iter();
    let findings: String = findings
        .map(|finding| format!("<li>{}</li>\n", escaped(finding)))
        .collect();
    format!(
        "<p class=\"failed\"><strong>May not be run.</strong></p>\n<ul class=\"failed\">\n{findings}</ul>\n"
    )
}

fn of_pass(pass: &Pass) -> String {
    let mut html = format!("<h2>{}</h2>\n", pass.phase.name());
    html += &timeline::svg(pass);
    for revision in &pass.revisions {
        html += &of_revision(revision);
    }
    html
}

fn of_revision(revision: &RevisionReport) -> String {
    let took = match revision.took {
        Some(took) => duration(took),
        None => "failed".to_owned(),
    };
    let operations = revision.operations.iter();
    let operations: String = operations
        .map(|operation| format!("<li>{}</li>", escaped(operation)))
        .collect();
    let statements = revision.statements.iter();
    let statements: String = statements.map(|it| of_statement(revision, it)).collect();
    format!(
        "<h3>{} {}: {took}</h3>\n<ul>{operations}</ul>\n<table>\n<tr><th class=\"number\">took</th><th>operation</th><th>statement</th><th>locks, to the end of the transaction</th><th>written anew</th></tr>\n{statements}</table>\n",
        escaped(revision.revision.as_str()),
        escaped(&revision.message)
    )
}

fn of_statement(revision: &RevisionReport, statement: &StatementReport) -> String {
    let operation = statement
        .operation
        .and_then(|it| revision.operations.get(it));
    let locks = statement.locks.iter();
    let locks: Vec<String> = locks.map(|lock| escaped(&lock_in_words(lock))).collect();
    format!(
        "<tr><td class=\"number\">{}</td><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
        duration(statement.took),
        escaped(operation.map_or("", String::as_str)),
        escaped(&statement.sql),
        locks.join("<br>"),
        escaped(&statement.rewritten.join(", "))
    )
}

/// The first line is the head; all columns but the first and the last hold numbers.
fn table(lines: &[Vec<String>]) -> String {
    let mut html = "<table>\n".to_owned();
    for (number, line) in lines.iter().enumerate() {
        let tag = if number == 0 { "th" } else { "td" };
        html += "<tr>";
        for (column, cell) in line.iter().enumerate() {
            let class = match column == 0 || column + 1 == line.len() {
                true => "",
                false => " class=\"number\"",
            };
            html += &format!("<{tag}{class}>{}</{tag}>", escaped(cell));
        }
        html += "</tr>\n";
    }
    html + "</table>\n"
}

/// Text in HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\n' | '\t' => escaped.push(character),
            character if character.is_control() => escaped.extend(character.escape_default()),
            character => escaped.push(character),
        }
    }
    escaped
}
