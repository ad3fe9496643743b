//! Finds SQL that is written for one database of a package that is for two.

use proc_macro2::Span;

use super::report::Report;
use crate::config::Config;
use crate::schema::SqlText;
use crate::source::ScannedModel;

/// Reports each database of the package that the text is not for.
pub(super) fn covered(
    report: &mut Report<'_>,
    config: &Config,
    scanned: &ScannedModel,
    span: Span,
    text: &SqlText,
) {
    let missing = [
        ("sqlite", config.dialects.sqlite && text.sqlite().is_none()),
        (
            "postgres",
            config.dialects.postgres && text.postgres().is_none(),
        ),
    ];
    for (database, is_missing) in missing {
        if is_missing {
            let message = format!("this SQL is missing for `{database}`");
            report.error(scanned, span, message).help.push(format!(
                "add `{database} = \"...\"`, or leave `{database}` out of `dialects` in \
                 `[package.metadata.keeper-schema]`"
            ));
        }
    }
}
