//! The timeline of a pass: a line for each lock, under one for the revisions.

use std::time::Duration;

use super::super::report::{LockReport, Pass, Waits};
use super::super::text::{duration, mode, summed};
use super::escaped;

const LABELS: f64 = 330.0;
const WIDTH: f64 = 640.0;
const LINE: f64 = 22.0;
/// What is shorter is still to be seen.
const THINNEST: f64 = 2.0;

/// A bar of the drawing.
struct Bar {
    line: usize,
    from: Duration,
    until: Duration,
    color: &'static str,
    says: String,
}

/// The drawing; nothing if nothing ran.
pub(super) fn svg(pass: &Pass) -> String {
    let Some(first) = pass.revisions.first() else {
        return String::new();
    };
    let locks: Vec<LockReport> = pass
        .revisions
        .iter()
        .flat_map(|it| summed(&it.locks))
        .collect();
    let start = first.began;
    let ends = pass
        .revisions
        .iter()
        .map(|it| it.began + it.took.unwrap_or_default());
    let end = ends.chain(locks.iter().map(|lock| lock.until)).max();
    let end = end.unwrap_or(start);
    let mut labels = vec!["revisions".to_owned()];
    let mut bars: Vec<Bar> = pass
        .revisions
        .iter()
        .map(|revision| Bar {
            line: 0,
            from: revision.began,
            until: revision.began + revision.took.unwrap_or_default(),
            color: "#7a8aa0",
            says: format!("{} {}", revision.revision, revision.message),
        })
        .collect();
    for lock in &locks {
        let label = format!("{} {}", lock.table, mode(&lock.mode));
        let line = labels.iter().position(|it| *it == label);
        let line = line.unwrap_or_else(|| {
            labels.push(label.clone());
            labels.len() - 1
        });
        bars.push(Bar {
            line,
            from: lock.from,
            until: lock.until,
            color: color(lock.waits()),
            says: format!(
                "{label}, {}: {}",
                duration(lock.held()),
                lock.waits().in_words()
            ),
        });
    }
    drawing(&labels, &bars, start, end)
}

fn drawing(labels: &[String], bars: &[Bar], start: Duration, end: Duration) -> String {
    let whole = (end.saturating_sub(start))
        .as_secs_f64()
        .max(f64::MIN_POSITIVE);
    let at = |time: Duration| LABELS + time.saturating_sub(start).as_secs_f64() / whole * WIDTH;
    let height = LINE * (labels.len() + 1) as f64;
    let mut svg = format!(
        "<div class=\"wide\">\n<svg role=\"img\" aria-label=\"timeline of locks\" width=\"100%\" viewBox=\"0 0 {:.0} {height:.0}\">\n",
        LABELS + WIDTH + 10.0
    );
    for (line, label) in labels.iter().enumerate() {
        let y = LINE * line as f64 + 15.0;
        svg += &format!("<text x=\"0\" y=\"{y:.0}\">{}</text>\n", escaped(label));
    }
    for bar in bars {
        let (x, y) = (at(bar.from), LINE * bar.line as f64 + 4.0);
        let width = (at(bar.until) - x).max(THINNEST);
        svg += &format!(
            "<rect x=\"{x:.2}\" y=\"{y:.0}\" width=\"{width:.2}\" height=\"14\" fill=\"{}\"><title>{}</title></rect>\n",
            bar.color,
            escaped(&bar.says)
        );
    }
    let y = LINE * labels.len() as f64 + 15.0;
    svg += &format!("<text x=\"{LABELS}\" y=\"{y:.0}\">0</text>\n");
    svg += &format!(
        "<text x=\"{:.0}\" y=\"{y:.0}\" text-anchor=\"end\">{}</text>\n</svg>\n</div>\n",
        LABELS + WIDTH,
        duration(end.saturating_sub(start))
    );
    svg + &legend()
}

/// What the colours of locks mean.
fn legend() -> String {
    let all = [Waits::Everybody, Waits::Writers, Waits::Changes];
    let spans = all.map(|waits| {
        let (color, words) = (color(waits), waits.in_words());
        format!("<span style=\"border-color: {color}\">{words}</span>")
    });
    format!("<p class=\"legend\">{}</p>\n", spans.join("\n"))
}

fn color(waits: Waits) -> &'static str {
    match waits {
        Waits::Everybody => "#c62828",
        Waits::Writers => "#ef8f00",
        Waits::Changes => "#5c9e6a",
    }
}
