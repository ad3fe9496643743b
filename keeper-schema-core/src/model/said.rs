//! What a model says beside the types of its columns, part by part, as hashes that two readers
//! can compare.

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hasher as _};

use super::{Field, Model, Spanned};

/// A part of a model, and a hash of what is said of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The part, in words: "column `title`", "index on `title`".
    pub(crate) what: String,
    /// What is said of it.
    pub(crate) hash: String,
}

/// Every part of a model but its columns: the table, its constraints and its indexes. What
/// foreign keys refer to is left out, since one model can be named in many ways.
pub(crate) fn parts(model: &Model) -> Vec<Said> {
    let mut parts = vec![said(
        "table".to_owned(),
        (
            value(model.renamed_from.as_ref()),
            value(model.comment.as_ref()),
            [
                model.strict,
                model.without_rowid,
                model.unlogged,
                model.skip,
            ]
            .map(|flag| flag.is_some()),
        ),
    )];
    if let Some(key) = &model.primary_key {
        let says = (
            values(&key.include),
            value(key.deferrable.as_ref()),
            value(key.name.as_ref()),
            value(key.comment.as_ref()),
        );
        parts.push(said(named("primary key", &values(&key.columns)), says));
    }
    for unique in &model.unique {
        let says = (
            unique.nulls_not_distinct.is_some(),
            values(&unique.include),
            value(unique.deferrable.as_ref()),
            value(unique.name.as_ref()),
            value(unique.comment.as_ref()),
        );
        parts.push(said(
            named("unique constraint", &values(&unique.columns)),
            says,
        ));
    }
    for key in &model.foreign_keys {
        let fields: Vec<String> = key
            .references
            .fields
            .iter()
            .map(ToString::to_string)
            .collect();
        let says = (
            (fields, values(&key.on_delete_columns)),
            value(key.on_delete.as_ref()),
            value(key.on_update.as_ref()),
            value(key.match_type.as_ref()),
            value(key.deferrable.as_ref()),
            key.not_valid.is_some(),
            value(key.name.as_ref()),
            value(key.comment.as_ref()),
        );
        parts.push(said(named("foreign key", &values(&key.columns)), says));
    }
    for check in &model.checks {
        let says = (
            (&check.expression, &check.column),
            check.not_valid.is_some(),
            check.no_inherit.is_some(),
            value(check.name.as_ref()),
            value(check.comment.as_ref()),
        );
        let name = check.name.iter().map(|name| name.value.as_str());
        parts.push(said(named("check", &name.collect::<Vec<_>>()), says));
    }
    for exclusion in &model.exclusions {
        let says = (
            values(&exclusion.elements),
            value(exclusion.method.as_ref()),
            value(exclusion.predicate.as_ref()),
            value(exclusion.deferrable.as_ref()),
            value(exclusion.name.as_ref()),
            value(exclusion.comment.as_ref()),
        );
        parts.push(said("exclusion constraint".to_owned(), says));
    }
    for index in &model.indexes {
        let says = (
            (values(&index.keys), index.unique, values(&index.include)),
            value(index.predicate.as_ref()),
            value(index.method.as_ref()),
            index.nulls_not_distinct.is_some(),
            &index.with,
            index.concurrently.is_some(),
            value(index.name.as_ref()),
            value(index.comment.as_ref()),
        );
        parts.push(said("index".to_owned(), says));
    }
    parts
}

/// A hash of what is said of a column; nothing if nothing is, as of most.
pub(crate) fn column(field: &Field) -> String {
    let flags = [
        field.spelled,
        field.autoincrement.is_some(),
        field.enforce_length.is_some(),
    ];
    let says = (
        flags,
        value(field.default.as_ref()),
        value(field.identity.as_deref()),
        value(field.generated.as_deref()),
        value(field.collation.as_deref()),
        value(field.comment.as_ref()),
        value(field.renamed_from.as_ref()),
    );
    let says = format!("{says:?}");
    match says == SAYS_NOTHING {
        true => String::new(),
        false => hash_of(&says),
    }
}

/// What is hashed of a column of which nothing is said.
const SAYS_NOTHING: &str = "([false, false, false], None, None, None, None, None, None)";

fn named<T: AsRef<str>>(kind: &str, names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.is_empty() {
        true => kind.to_owned(),
        false => format!("{kind} `{}`", names.join(", ")),
    }
}

/// The values alone: where they stand is another matter.
fn values<T>(spanned: &[Spanned<T>]) -> Vec<&T> {
    spanned.iter().map(|spanned| &spanned.value).collect()
}

fn value<T>(spanned: Option<&Spanned<T>>) -> Option<&T> {
    spanned.map(|spanned| &spanned.value)
}

fn said(what: String, says: impl Debug) -> Said {
    // In one text first: a hasher has much to do for each of many small pieces.
    Said {
        what,
        hash: hash_of(&format!("{says:?}")),
    }
}

/// A hash of 16 digits, for the programs of one build to compare: the hasher of `std` differs
/// between its versions.
pub(super) fn hash_of(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::column;
    use crate::model::{Ctxt, Model};

    #[test]
    fn of_most_columns_nothing_is_said() {
        let cx = Ctxt::new();
        let input = parse_quote! {
            struct Book {
                #[keeper(primary_key)]
                id: i32,
                title: Option<String>,
                #[keeper(default = 0)]
                pages: i32,
            }
        };
        let model = Model::from_derive_input(&cx, input).unwrap();
        assert!(cx.check().is_ok());
        let said: Vec<bool> = (model.fields.iter())
            .map(|field| !column(field).is_empty())
            .collect();
        assert_eq!(said, [false, false, true]);
    }
}
