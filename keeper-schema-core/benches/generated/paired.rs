//! Two ways to the same end, measured in turn and set in relation.

use std::time::Duration;

#[path = "median.rs"]
mod median;

use self::median::median;

/// Measures both ways `rounds` times, in turn, so that both meet the same machine, and
/// prints the medians and the median of the ratios.
pub(crate) fn report(
    title: &str,
    rounds: usize,
    target: f64,
    mut ours: impl FnMut() -> Duration,
    mut raw: impl FnMut() -> Duration,
) {
    let (mut all_ours, mut all_raw) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // What runs second finds a warmer machine: each does it in its turn.
        let (ours, raw) = if round % 2 == 0 {
            let ours = ours();
            (ours, raw())
        } else {
            let raw = raw();
            (ours(), raw)
        };
        all_ours.push(ours.as_secs_f64() * 1e3);
        all_raw.push(raw.as_secs_f64() * 1e3);
    }
    let pairs = all_ours.iter().zip(&all_raw);
    let ratio = median(pairs.map(|(ours, raw)| ours / raw).collect());
    println!(
        "{title}: {:.1} ms, raw {:.1} ms, ratio {ratio:.2} (at most {target}; medians of {rounds})",
        median(all_ours),
        median(all_raw),
    );
}
