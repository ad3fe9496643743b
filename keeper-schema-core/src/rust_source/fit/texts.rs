//! SQL of constraints and indexes that cannot stand in an attribute.

use super::Report;
use super::columns::text_flaw;
use crate::schema::{IndexKey, IndexTarget, SqlText, Table, is_operator};

/// Takes out of the table what has such SQL in it.
pub(super) fn fit(table: &mut Table, report: &mut Report) {
    let name = table.name.clone();
    table.checks.retain(|_, check| {
        let flaw = text_flaw(&check.expression);
        if let Some(reason) = flaw {
            report.constraint(&name, &check.name, reason);
        }
        flaw.is_none()
    });
    table.exclusions.retain(|_, exclusion| {
        let keys = exclusion.elements.iter().map(|element| &element.key);
        let mut operators = exclusion.elements.iter().map(|element| &element.operator);
        let flaw = keys_flaw(keys, exclusion.predicate.as_ref()).or_else(|| {
            exclusion
                .elements
                .is_empty()
                .then_some("it compares nothing")
        });
        let flaw = flaw.or_else(|| {
            let is_other = operators.any(|operator| !is_operator(operator));
            is_other.then_some("its operator is none that is known")
        });
        if let Some(reason) = flaw {
            report.constraint(&name, &exclusion.name, reason);
        }
        flaw.is_none()
    });
    table.indexes.retain(|_, index| {
        let is_word = |name: &String| syn::parse_str::<syn::Ident>(name).is_ok();
        let flaw = keys_flaw(index.keys.iter(), index.predicate.as_ref())
            .or_else(|| index.keys.is_empty().then_some("it is over nothing"));
        let flaw = flaw.or_else(|| {
            let is_other = !index.with.keys().all(is_word);
            is_other.then_some("a storage parameter has a name that is no word")
        });
        if let Some(reason) = flaw {
            report.index(&name, &index.name, reason);
        }
        flaw.is_none()
    });
}

fn keys_flaw<'a>(
    keys: impl Iterator<Item = &'a IndexKey>,
    predicate: Option<&SqlText>,
) -> Option<&'static str> {
    let texts = keys.flat_map(|key| {
        let expression = match &key.target {
            IndexTarget::Expression(text) => Some(text),
            IndexTarget::Column(_) => None,
        };
        let options = [key.opclass.as_ref(), key.collation.as_ref()];
        expression.into_iter().chain(options.into_iter().flatten())
    });
    texts.chain(predicate).find_map(text_flaw)
}
