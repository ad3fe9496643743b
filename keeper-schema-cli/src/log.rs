//! What is done, as a log on stderr for whoever asks for it.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;

/// The environment's word for `--log`.
const VARIABLE: &str = "KEEPER_SCHEMA_LOG";

/// Begins to write the log that was asked for: `debug`, `keeper_schema=debug`.
pub(crate) fn begin(typed: Option<&str>) -> Result<(), Failure> {
    let (name, filter) = match (typed, std::env::var(VARIABLE)) {
        (Some(typed), _) => ("--log", typed.to_owned()),
        (None, Ok(set)) if !set.is_empty() => (VARIABLE, set),
        (None, _) => return Ok(()),
    };
    // A bare word that is no level would be a crate whose whole log is asked for.
    let is_level = |part: &str| part.contains('=') || part.parse::<LevelFilter>().is_ok();
    let targets = filter.parse::<Targets>().ok();
    let targets = targets.filter(|_| filter.split(',').all(is_level));
    let targets = targets.ok_or_else(|| {
        Failure::call(format!(
            "`{}` is no level of a log, in `{name}`",
            filter.escape_debug()
        ))
        .help("levels are `info` (revisions), `debug` (statements as well) and `off`")
    })?;
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE);
    tracing_subscriber::registry()
        .with(layer)
        .with(targets)
        .init();
    Ok(())
}
