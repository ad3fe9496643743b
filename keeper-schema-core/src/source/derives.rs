//! Recognises the derives of `keeper-schema`, by whatever path they are written.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Ident, Path, Token};

use super::cfg::{Active, Pins};
use super::resolve::{DERIVES, Namespace, Resolver, Target};
use super::tree::{Definition, Import};
use crate::closest::closest;
use crate::model::text_of;

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
    crate_names: &BTreeSet<String>,
    definition: &Definition,
    item: &DeriveInput,
) -> Result<Vec<Derive>, Slip> {
    let attributes = item.attrs.iter();
    let attributes = attributes.filter(|attribute| may_derive(attribute));
    let written: Vec<Written> = (pins.active(attributes.cloned().collect()).iter())
        .flat_map(derived)
        .filter_map(|path| Written::of(resolver, definition, &path))
        .collect();
    let is_keepers = OnceCell::new();
    let is_keepers = || *is_keepers.get_or_init(|| has_keeper(pins, item));
    let found: Vec<Derive> = (written.iter())
        .filter_map(|written| written.ours(crate_names, is_keepers))
        .collect();
    // That a derive is like one of ours is asked last: nearly all are not, and have a right to.
    if found.is_empty()
        && is_keepers()
        && let Some(slip) = (written.iter()).find_map(|written| written.slip(crate_names))
    {
        return Err(slip);
    }
    Ok(found)
}

/// A derive as it is written, and what brings it.
struct Written {
    name: Ident,
    targets: Vec<Target>,
}

impl Written {
    fn of(resolver: &Resolver<'_>, definition: &Definition, path: &Path) -> Option<Self> {
        let name = path.segments.last()?.ident.clone();
        let import = Import::of_path(path);
        let targets = resolver.path(definition.module, &import, Namespace::Macros);
        Some(Self { name, targets })
    }

    /// The derive of ours that it is.
    fn ours(
        &self,
        crate_names: &BTreeSet<String>,
        is_keepers: impl Fn() -> bool,
    ) -> Option<Derive> {
        let mut targets = self.targets.iter();
        let ours = targets.find_map(|target| match target {
            Target::External(path) if crate_names.contains(&path[0]) => {
                Derive::of_name(path.last()?)
            }
            Target::External(_)
            | Target::Elsewhere
            | Target::Module(_)
            | Target::Definition(_)
            | Target::Constant(_) => None,
        });
        match ours {
            Some(derive) => Some(derive),
            // `#[macro_use]` leaves no trace, and a name that nothing brings is a mistake.
            None if self.targets.is_empty() => Derive::of_ident(&self.name),
            // Another crate may hand on what is ours; then `#[keeper]` gives it away.
            None if is_keepers() => (self.targets.iter().find_map(Target::external_name))
                .and_then(Derive::of_name)
                .or_else(|| Derive::of_ident(&self.name)),
            None => None,
        }
    }

    /// What was meant, if nothing brings it.
    fn slip(&self, crate_names: &BTreeSet<String>) -> Option<Slip> {
        let is_known = self.targets.iter().any(|target| match target {
            Target::External(path) => !crate_names.contains(&path[0]),
            Target::Elsewhere | Target::Module(_) | Target::Definition(_) | Target::Constant(_) => {
                true
            }
        });
        if is_known {
            return None;
        }
        let meant = closest(&text_of(&self.name), DERIVES)?;
        Some(Slip {
            written: self.name.clone(),
            meant,
        })
    }
}

impl Derive {
    fn of_ident(name: &Ident) -> Option<Self> {
        Self::of_name(&text_of(name))
    }

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

/// Whether it is a `#[derive(...)]`, or may hold one.
pub(super) fn may_derive(attribute: &Attribute) -> bool {
    attribute.path().is_ident("derive") || attribute.path().is_ident("cfg_attr")
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

/// Whether a type says anything to us, itself or by a field.
fn has_keeper(pins: Pins<'_>, item: &DeriveInput) -> bool {
    let fields = match &item.data {
        Data::Struct(data) => Some(&data.fields),
        Data::Enum(_) | Data::Union(_) => None,
    };
    let of_fields = fields.into_iter().flatten().flat_map(|field| &field.attrs);
    let mut all = item.attrs.iter().chain(of_fields);
    all.any(|attribute| is_keeper(pins, attribute))
}

fn is_keeper(pins: Pins<'_>, attribute: &Attribute) -> bool {
    let active = pins.active(vec![attribute.clone()]);
    active
        .iter()
        .any(|active| active.attribute.path().is_ident("keeper"))
}
