//! The report for people.

use std::time::Duration;

use super::report::{
    Fate, LockReport, Pass, Phase, Report, RevisionReport, StatementReport, TableReport,
};
use crate::output::shown;

/// The whole report, its verdict last.
pub(crate) fn report(report: &Report) -> String {
    let sentences = report.origin.sentences();
    let mut text: String = sentences
        .iter()
        .map(|it| format!("{}\n", shown(it)))
        .collect();
    if !text.is_empty() {
        text += "\n";
    }
    for pass in report.passes.iter().filter(|pass| is_told(pass)) {
        text += &format!("{}\n", pass.phase.name());
        for revision in &pass.revisions {
            text += &of_revision(revision);
        }
        text += "\n";
    }
    if let Some(reason) = &report.no_way_down {
        text += &format!("the way down is left out: {}\n\n", shown(reason));
    }
    if !report.passes.is_empty() {
        text += &format!("{}\n", aligned(&times(report)));
    }
    text += &aligned(&rows_of_tables(report));
    text += &format!("{}\n", sizes(&report.sizes));
    text + match report.findings.as_slice() {
        [] => "\nverdict: may be run\n",
        _ => "\nverdict: may not be run\n",
    }
}

/// The second way up is told in full only if it fails: all else was told of the first.
fn is_told(pass: &Pass) -> bool {
    pass.phase != Phase::UpAgain || pass.revisions.iter().any(|it| it.took.is_none())
}

/// A line for each revision, with what it took way by way and the lock that is worst; a head
/// comes first.
fn times(report: &Report) -> Vec<Vec<String>> {
    let phases = report
        .passes
        .iter()
        .map(|pass| pass.phase.name().to_owned());
    let head = std::iter::once("revision".to_owned()).chain(phases);
    let mut lines = vec![head.chain(["worst lock".to_owned()]).collect::<Vec<_>>()];
    let Some(first) = report.passes.first() else {
        return Vec::new();
    };
    for RevisionReport { revision, .. } in &first.revisions {
        let of = report.passes.iter().map(|pass| pass.revision(revision));
        let of: Vec<Option<&RevisionReport>> = of.collect();
        let took = of.iter().map(|it| match it {
            None => "-".to_owned(),
            Some(it) => it.took.map_or("failed".to_owned(), duration),
        });
        let locks = of.iter().flatten().flat_map(|it| summed(&it.locks));
        let worst = locks.max_by_key(|lock| (lock.waits(), lock.held()));
        let worst = worst.map_or("-".to_owned(), |lock| shown(&lock_in_words(&lock)));
        lines.push(
            std::iter::once(revision.to_string())
                .chain(took)
                .chain([worst])
                .collect(),
        );
    }
    lines
}

fn of_revision(revision: &RevisionReport) -> String {
    let took = match revision.took {
        Some(took) => duration(took),
        None => "failed".to_owned(),
    };
    let mut text = format!(
        "  {} {}   {took}\n",
        revision.revision,
        shown(&revision.message)
    );
    for (position, operation) in revision.operations.iter().enumerate() {
        let own = revision.statements.iter();
        let own: Vec<&StatementReport> = own.filter(|it| it.operation == Some(position)).collect();
        let took = match own.is_empty() {
            true => String::new(),
            false => duration(own.iter().map(|it| it.took).sum()),
        };
        text += &format!("    {took:>8}  {}\n", shown(operation));
        for statement in own {
            text += &format!("                {}\n", of_statement(statement));
        }
    }
    let others = revision.statements.iter();
    for statement in others.filter(|it| it.operation.is_none()) {
        text += &format!(
            "    {:>8}  {}\n",
            duration(statement.took),
            of_statement(statement)
        );
    }
    for lock in summed(&revision.locks) {
        text += &format!("    locked   {}\n", shown(&lock_in_words(&lock)));
    }
    text
}

fn of_statement(statement: &StatementReport) -> String {
    let mut text = one_line(&statement.sql);
    for table in &statement.rewritten {
        text += &format!("   (writes all of `{}` anew)", shown(table));
    }
    text
}

/// What is locked, how, for how long, and for whom.
pub(crate) fn lock_in_words(lock: &LockReport) -> String {
    format!(
        "{}, {}, {}: {}",
        lock.table,
        mode(&lock.mode),
        duration(lock.held()),
        lock.waits().in_words()
    )
}

/// Of each table and mode one: from the first time to the last.
pub(crate) fn summed(locks: &[LockReport]) -> Vec<LockReport> {
    let mut summed: Vec<LockReport> = Vec::new();
    for lock in locks {
        let mut same = summed.iter_mut();
        match same.find(|it| it.table == lock.table && it.mode == lock.mode) {
            Some(same) => {
                same.from = same.from.min(lock.from);
                same.until = same.until.max(lock.until);
            }
            None => summed.push(lock.clone()),
        }
    }
    summed
}

/// A line for each table, with how many rows it has phase by phase; a head comes first.
pub(crate) fn rows_of_tables(report: &Report) -> Vec<Vec<String>> {
    let phases = report
        .sizes
        .iter()
        .map(|(phase, _)| phase.name().to_owned());
    let mut lines = vec![
        std::iter::once("rows".to_owned())
            .chain(phases)
            .chain([String::new()])
            .collect::<Vec<_>>(),
    ];
    for table in &report.tables {
        let rows = table.rows.iter();
        let rows = rows.map(|(_, rows)| rows.map_or("-".to_owned(), |rows| rows.to_string()));
        lines.push(
            std::iter::once(shown(&table.table))
                .chain(rows)
                .chain([fate(table, report.changes_rows)])
                .collect(),
        );
    }
    lines
}

fn fate(table: &TableReport, changes_rows: bool) -> String {
    match &table.fate {
        Fate::Made => "made".to_owned(),
        Fate::Dropped => "dropped".to_owned(),
        Fate::Kept {
            changed,
            columns,
            checksum,
        } if changed.is_empty() => {
            format!(
                "{} untouched columns are the same ({})",
                columns.len(),
                short(checksum)
            )
        }
        Fate::Kept { changed, .. } => {
            let phases: Vec<&str> = changed.iter().map(|phase| phase.name()).collect();
            let why = match changes_rows {
                true => "; SQL of a revision may mean it",
                false => "",
            };
            format!("untouched columns differ: {}{why}", phases.join(", "))
        }
    }
}

/// The beginning of a checksum, enough to compare by eye.
fn short(checksum: &str) -> &str {
    checksum.get(..12).unwrap_or(checksum)
}

/// How large the database was, and by how much it grew.
pub(crate) fn sizes(sizes: &[(Phase, u64)]) -> String {
    let first = sizes.first().map_or(0, |(_, size)| *size);
    let shown = sizes.iter().map(|(phase, size)| {
        let growth = i128::from(*size) - i128::from(first);
        match phase {
            Phase::Before => format!("{size} bytes"),
            _ => format!("{} {growth:+}", phase.name()),
        }
    });
    format!("on disk: {}", shown.collect::<Vec<_>>().join(", "))
}

/// Columns as wide as their widest cell; all but the first and the last hold numbers.
fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|line| line.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells =
            line.iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| match column {
                    0 => format!("{cell:<width$}"),
                    _ if column + 1 == columns => cell.clone(),
                    _ => format!("{cell:>width$}"),
                });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text += "\n";
    }
    text
}

/// `AccessExclusiveLock` as the manual calls it: `ACCESS EXCLUSIVE`.
pub(crate) fn mode(mode: &str) -> String {
    let name = mode.strip_suffix("Lock").unwrap_or(mode);
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_uppercase());
    }
    words
}

/// The beginning of SQL, on one line.
pub(crate) fn one_line(sql: &str) -> String {
    const LENGTH: usize = 100;
    let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(LENGTH).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    shown(&short)
}

/// As people read it.
pub(crate) fn duration(took: Duration) -> String {
    match took.as_micros() {
        micros @ 0..=999_999 => format!("{:.1} ms", micros as f64 / 1000.0),
        _ => format!("{:.1} s", took.as_secs_f64()),
    }
}
