//! Proves that the scan saw the struct that is being derived, as it is.
//!
//! The scan does not expand macros: a model that one writes, or that stands in an
//! `include!`, would be missing from the schema in silence. Here it is an error.

#![allow(
    clippy::disallowed_methods,
    reason = "the guard passes its view through the environment"
)]

use std::sync::OnceLock;
use std::{env, fs};

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::not_seen;
use crate::model::said;
use crate::model::view::{DriftView, EnumView, HASH_VARIABLE, ModelView, PATH_VARIABLE, View};
use crate::model::{
    EnumModel, EnumStorage, Field, ForeignKey, Model, ObjectModel, RustType, text_of,
};

/// How the view and a struct agree.
pub(super) enum Agreement {
    /// There is no view to agree with.
    Unproved,
    /// The scan saw the struct so.
    Agreed {
        model: &'static ModelView,
        drift: Vec<&'static DriftView>,
    },
    /// The scan saw the enum or the object so.
    AgreedInFull { drift: Vec<&'static DriftView> },
    /// The scan did not see the struct, or saw another.
    Missed {
        crates: &'static [String],
        message: String,
    },
    /// The view cannot be read.
    Unreadable { message: String },
}

/// Compares a model with the view that the guard left for this package.
pub(super) fn with_view(model: &Model) -> Agreement {
    agreed(|view| compare(view, model))
}

/// The same of an enum that is kept as text or has a type of its own.
pub(super) fn of_enum(model: &EnumModel) -> Agreement {
    match model.storage.value {
        EnumStorage::Integer => Agreement::Unproved,
        EnumStorage::Text { .. } | EnumStorage::Native(_) => {
            agreed(|view| compare_enum(view, model))
        }
    }
}

/// The same of an object or a sequence beside the tables.
pub(super) fn of_object(model: &ObjectModel) -> Agreement {
    agreed(|view| compare_object(view, model))
}

fn agreed(compare: impl Fn(&'static View) -> Agreement) -> Agreement {
    // A variable read here is no dependency of the build; the emitted `env!` is.
    let Some(path) = env::var_os(PATH_VARIABLE) else {
        return Agreement::Unproved;
    };
    // While an editor expands, the view lags behind what is being typed.
    if env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE").is_some() {
        return Agreement::Unproved;
    }
    // One process compiles one crate, but may expand thousands of derives.
    static VIEW: OnceLock<Result<View, String>> = OnceLock::new();
    let view = VIEW.get_or_init(|| {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        View::read(&text).map_err(|error| error.to_string())
    });
    match view {
        Ok(view) if is_own(view) => compare(view),
        Ok(_) => Agreement::Unproved,
        Err(error) => Agreement::Unreadable {
            message: format!(
                "cannot read what the schema scan left in `{}`: {error}",
                path.display()
            ),
        },
    }
}

/// Whether the view is of the package that is being compiled. A build that a test of
/// that package starts has the same variables.
fn is_own(view: &View) -> bool {
    env::var("CARGO_PKG_NAME").as_deref() == Ok(&view.package)
        && env::var("CARGO_MANIFEST_DIR").as_deref() == Ok(&view.manifest_folder)
}

fn compare(view: &'static View, model: &Model) -> Agreement {
    let name = text_of(&model.ident);
    let seen = view.models.get(&name).map_or(&[][..], Vec::as_slice);
    let mut differences = Vec::new();
    for seen in seen.iter().filter(|seen| seen.table == model.table_name()) {
        match difference(seen, model).or_else(|| said_otherwise(seen, model)) {
            None => {
                return Agreement::Agreed {
                    model: seen,
                    drift: view.drift_at(&seen.file, seen.line),
                };
            }
            Some(difference) => differences.push((seen, difference)),
        }
    }
    let message = match differences.as_slice() {
        [] => format!(
            "the schema scan did not see the model `{name}`: it follows `mod` items and expands \
             no macros; write the struct out in a module that it reaches, repeat it in \
             `keeper_schema::models! {{ ... }}` if a macro makes it, or put it under \
             `#[cfg(test)]` if it is no part of the schema"
        ),
        [(seen, difference), ..] => format!(
            "the schema scan saw another `{name}` at {}:{}: {difference}; it expands no macros, so \
             write the struct there as it is here",
            seen.file, seen.line
        ),
    };
    Agreement::Missed {
        crates: &view.crates,
        message,
    }
}

/// The scan knows the values of every `cfg`, the enum only those that hold.
fn compare_enum(view: &'static View, model: &EnumModel) -> Agreement {
    let name = text_of(&model.ident);
    let column_type = model.column_type().to_string();
    let texts = model.texts();
    let seen = view.enums.get(&name).map_or(&[][..], Vec::as_slice);
    let mut alike = seen.iter().filter(|seen| seen.column_type == column_type);
    let is_same = |seen: &&EnumView| texts.iter().all(|text| seen.values.contains(text));
    if let Some(seen) = alike.clone().find(is_same) {
        return Agreement::AgreedInFull {
            drift: view.drift_at(&seen.file, seen.line),
        };
    }
    let message = match alike.next() {
        None => format!(
            "the schema scan did not see the enum `{name}`: it follows `mod` items and expands no \
             macros; write the enum out in a module that it reaches, or put it under \
             `#[cfg(test)]` if it is no part of the schema"
        ),
        Some(seen) => format!(
            "the schema scan saw another `{name}` at {}:{}, with other values; it expands no \
             macros, so write the enum out as it shall be",
            seen.file, seen.line
        ),
    };
    Agreement::Missed {
        crates: &view.crates,
        message,
    }
}

fn compare_object(view: &'static View, model: &ObjectModel) -> Agreement {
    let name = text_of(&model.ident);
    let seen = view.objects.get(&name).map_or(&[][..], Vec::as_slice);
    let says = model.says();
    if let Some(seen) = seen.iter().find(|seen| seen.says == says) {
        return Agreement::AgreedInFull {
            drift: view.drift_at(&seen.file, seen.line),
        };
    }
    let message = match seen.first() {
        None => format!(
            "the schema scan did not see the object `{name}`: it follows `mod` items and expands \
             no macros; write the struct out in a module that it reaches, or put it under \
             `#[cfg(test)]` if it is no part of the schema"
        ),
        Some(seen) => format!(
            "the schema scan saw another `{name}` at {}:{}; it expands no macros, so write the \
             struct out as it shall be",
            seen.file, seen.line
        ),
    };
    Agreement::Missed {
        crates: &view.crates,
        message,
    }
}

/// What differs first between a struct and what the scan saw, if anything does.
///
/// The scan knows columns of every `cfg`, the struct only those that hold: there may be
/// fewer here, but not more.
fn difference(seen: &ModelView, model: &Model) -> Option<String> {
    for field in &model.fields {
        let name = &field.column.value;
        let Some(column) = seen.columns.iter().find(|column| column.name == *name) else {
            return Some(format!("it has no column `{name}`"));
        };
        if column.null != field.null() {
            let (there, here) = if column.null {
                ("can be NULL", "cannot")
            } else {
                ("cannot be NULL", "can")
            };
            return Some(format!("its column `{name}` {there}, and this one {here}"));
        }
        match &field.column_type.value {
            RustType::Known(known) if known.to_string() != column.column_type => {
                return Some(format!(
                    "its column `{name}` is `{}`, and this one `{known}`",
                    column.column_type
                ));
            }
            // What a user's own type is, and how long a computed length, constant evaluation proves.
            RustType::Known(_)
            | RustType::Computed(_)
            | RustType::User(_)
            | RustType::ArrayOf(_) => {}
        }
    }
    None
}

/// What is said of the table there and not here, or here and not there. Types are no part
/// of it.
fn said_otherwise(seen: &ModelView, model: &Model) -> Option<String> {
    // A guard writes at least the table; a view without that has types alone.
    if seen.said.is_empty() {
        return None;
    }
    said_of_columns_otherwise(seen, model).or_else(|| said_of_parts_otherwise(seen, model))
}

fn said_of_columns_otherwise(seen: &ModelView, model: &Model) -> Option<String> {
    // A build may lack what is under a `cfg`, though not have more.
    if seen.varies {
        return None;
    }
    seen.columns.iter().find_map(|column| {
        let mut fields = model.fields.iter();
        let name = &column.name;
        match fields.find(|field| field.column.value == *name) {
            None => Some(format!("its column `{name}` is not here")),
            Some(field) if said::column(field) != column.said => Some(format!(
                "what it says of its column `{name}` is not what is said here"
            )),
            Some(_) => None,
        }
    })
}

fn said_of_parts_otherwise(seen: &ModelView, model: &Model) -> Option<String> {
    let here = said::parts(model);
    for part in &here {
        let mut of_that = seen.said.iter().filter(|(what, _)| *what == part.what);
        let Some((_, first)) = of_that.next() else {
            return Some(format!("it has no {}", part.what));
        };
        let is_same = *first == part.hash || of_that.any(|(_, hash)| *hash == part.hash);
        if !is_same && !seen.varies {
            return Some(format!(
                "what it says of its {} is not what is said here",
                part.what
            ));
        }
    }
    let is_here = |(what, hash): &&(String, String)| {
        (here.iter()).any(|part| part.what == *what && part.hash == *hash)
    };
    match seen.said.iter().find(|said| !is_here(said)) {
        Some((what, _)) if !seen.varies => Some(format!("its {what} is not here")),
        Some(_) | None => None,
    }
}

impl Agreement {
    /// The type that the scan found for a column.
    pub(super) fn column_type(&self, column: &str) -> Option<&'static str> {
        let Self::Agreed { model, .. } = self else {
            return None;
        };
        let seen = model.columns.iter().find(|seen| seen.name == column)?;
        Some(&seen.column_type)
    }

    /// The table that the scan found for a foreign key, if only one can be meant.
    pub(super) fn referenced_table(&self, key: &ForeignKey) -> Option<&'static str> {
        let Self::Agreed { model, .. } = self else {
            return None;
        };
        let columns: Vec<&str> = (key.columns.iter())
            .map(|column| column.value.as_str())
            .collect();
        let columns = columns.join(",");
        // Two keys over one column: either may be meant.
        let mut tables = (model.references.iter()).filter(|(of, _)| *of == columns);
        match (tables.next(), tables.next()) {
            (Some((_, table)), None) => Some(table),
            _ => None,
        }
    }

    /// The statements that prove it, of a type without fields of its own.
    pub(super) fn proof(&self, ident: &Ident) -> TokenStream {
        self.proof_with_fields(ident, &[])
    }

    /// The same; differences are reported at their fields.
    pub(super) fn proof_with_fields(&self, ident: &Ident, fields: &[Field]) -> TokenStream {
        let span = ident.span();
        let proof = match self {
            Self::Unproved => return TokenStream::new(),
            Self::Agreed { drift, .. } | Self::AgreedInFull { drift } => drift
                .iter()
                .map(|found| {
                    let message = &found.message;
                    let mut fields = fields.iter();
                    let field = fields.find(|field| field.ident.unraw() == found.field);
                    let span = field.map_or(span, |field| field.ident.span());
                    quote_spanned!(span=> ::core::compile_error!(#message);)
                })
                .collect(),
            // Tests, examples and benches of the package see the same view, and their
            // models are no part of the schema: only a crate that was scanned counts.
            Self::Missed { crates, message } => {
                let message = not_seen(message);
                quote_spanned! {span=>
                    #[cfg(not(test))]
                    ::core::assert!(
                        !__keeper::in_crate(
                            ::core::module_path!(), &[#(#crates),*]
                        ),
                        "{}",
                        #message
                    );
                }
            }
            Self::Unreadable { message } => {
                let message = not_seen(message);
                quote_spanned!(span=> ::core::compile_error!(#message);)
            }
        };
        let tracked = env::var_os(HASH_VARIABLE).map(|_| {
            quote!(
                let _: &str = ::core::env!(#HASH_VARIABLE);
            )
        });
        quote!(#proof #tracked)
    }
}
