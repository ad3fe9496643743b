//! Recognises the derives of `keeper-schema`, by whatever path they are written.

use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Ident, Path, Token};

use super::cfg::{Active, Pins};
use super::resolve::{DERIVES, Namespace, Resolver, Target};
use super::tree::{Definition, Import};
use crate::closest::closest;

/// A derive of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Derive {
    Model,
    ColumnEnum,
    ColumnType,
    SqlObject,
}

/// A derive that nothing brings, and that is like one of ours.
pub(super) struct Slip {
    pub(super) written: Ident,
    pub(super) meant: &'static str,
}

/// The derives of ours that a type has, or how one was misspelled.
///
/// # Errors
/// If it has none, but says what a model would and derives what is like one of ours. Rustc would
/// refuse it, but is not reached where a table seems to be gone.
pub(super) fn derives(
    resolver: &Resolver<'_>,
    pins: Pins<'_>,
    crate_names: &std::collections::BTreeSet<String>,
    definition: &Definition,
    item: &DeriveInput,
) -> Result<Vec<Derive>, Slip> {
    let fields = match &item.data {
        Data::Struct(data) => Some(&data.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    let active = pins.active(item.attrs.clone());
    let (mut found, mut slip) = (Vec::new(), None);
    for path in active.iter().flat_map(derived) {
        let import = Import::of_path(&path);
        let targets = resolver.path(definition.module, &import, Namespace::Macros);
        let written = import.segments.last().map_or("", String::as_str);
        let is_keepers = || {
            let fields = fields.into_iter().flatten();
            let attributes = active.iter().map(|active| &active.attribute);
            let mut all = attributes.chain(fields.flat_map(|field| &field.attrs));
            all.any(|attribute| is_keeper(pins, attribute))
        };
        let ours = targets.iter().find_map(|target| match target {
            Target::External(path) if crate_names.contains(&path[0]) => {
                Derive::of_name(path.last()?)
            }
            Target::External(_)
            | Target::Elsewhere
            | Target::Module(_)
            | Target::Definition(_)
            | Target::Constant(_) => None,
        });
        let derive = match ours {
            Some(derive) => Some(derive),
            // `#[macro_use]` leaves no trace, and a name that nothing brings is a mistake.
            None if targets.is_empty() => Derive::of_name(written),
            // Another crate may hand on what is ours; then `#[keeper]` gives it away.
            None if is_keepers() => (targets.iter().find_map(Target::external_name))
                .and_then(Derive::of_name)
                .or_else(|| Derive::of_name(written)),
            None => None,
        };
        found.extend(derive);
        let is_known = targets.iter().any(|target| match target {
            Target::External(path) => !crate_names.contains(&path[0]),
            Target::Elsewhere | Target::Module(_) | Target::Definition(_) | Target::Constant(_) => {
                true
            }
        });
        if derive.is_none()
            && !is_known
            && let Some(meant) = closest(written, DERIVES)
            && is_keepers()
            && let Some(last) = path.segments.last()
        {
            slip = slip.or(Some(Slip {
                written: last.ident.clone(),
                meant,
            }));
        }
    }
    match slip {
        Some(slip) if found.is_empty() => Err(slip),
        _ => Ok(found),
    }
}

impl Derive {
    fn of_name(name: &str) -> Option<Self> {
        let [model, column_enum, column_type, sql_object] = DERIVES;
        match name {
            _ if name == model => Some(Self::Model),
            _ if name == column_enum => Some(Self::ColumnEnum),
            _ if name == column_type => Some(Self::ColumnType),
            _ if name == sql_object => Some(Self::SqlObject),
            _ => None,
        }
    }
}

/// The paths in a `#[derive(...)]`. One that does not parse rustc refuses.
fn derived(active: &Active) -> Vec<Path> {
    if !active.attribute.path().is_ident("derive") {
        return Vec::new();
    }
    let parser = Punctuated::<Path, Token![,]>::parse_terminated;
    match active.attribute.parse_args_with(parser) {
        Ok(paths) => paths.into_iter().collect(),
        Err(_) => Vec::new(),
    }
}

fn is_keeper(pins: Pins<'_>, attribute: &Attribute) -> bool {
    let active = pins.active(vec![attribute.clone()]);
    active
        .iter()
        .any(|active| active.attribute.path().is_ident("keeper"))
}
