//! Settles the column type of a type of the application.

use super::ResolvedColumn;
use super::findings::{Findings, Found, Unresolved, short};
use super::input::ambiguous;
use super::tree::{Definition, DefinitionId, DefinitionKind, Import};
use crate::diagnostic::Code;
use crate::model::RustType;
use crate::model::types::usual_column_type;
use crate::schema::ColumnType;

/// The column that a field's type makes: a newtype is what is in it, an enum what
/// its values are kept as.
pub(super) fn column(
    findings: &Findings<'_>,
    rust_type: &RustType,
) -> Result<ResolvedColumn, Unresolved> {
    of_type(findings, rust_type, &mut Vec::new())
}

/// The newtypes on the way, each inside the one before it.
type Trail = Vec<DefinitionId>;

fn of_type(
    findings: &Findings<'_>,
    rust_type: &RustType,
    trail: &mut Trail,
) -> Result<ResolvedColumn, Unresolved> {
    match rust_type {
        RustType::Known(known) => Ok(ResolvedColumn {
            column_type: known.clone(),
            is_enum: false,
            values: Vec::new(),
        }),
        // The number was computed before, or the mistake was told.
        RustType::Computed(_) => Err(Unresolved::Reported),
        RustType::User(path) => of_path(findings, path, trail),
        RustType::ArrayOf(path) => {
            let element = of_path(findings, path, trail)?;
            let is_checked = !element.values.is_empty();
            if is_checked && !matches!(element.column_type, ColumnType::Enum(_)) {
                let name = short(&Import::of_path(path).segments.join("::")).to_owned();
                let refused = Unresolved::new(
                    Code::UnknownColumnType,
                    format!("no check knows the values in an array of `{name}`"),
                );
                return Err(refused.help(format!("keep `{name}` as `#[keeper(native)]`")));
            }
            Ok(ResolvedColumn {
                column_type: ColumnType::Array(Box::new(element.column_type)),
                is_enum: false,
                values: Vec::new(),
            })
        }
    }
}

fn of_path(
    findings: &Findings<'_>,
    path: &syn::Path,
    trail: &mut Trail,
) -> Result<ResolvedColumn, Unresolved> {
    let name = Import::of_path(path).segments.join("::");
    let mut settled: Option<ResolvedColumn> = None;
    for id in findings.at_path(&name) {
        let column = of_definition(findings, *id, trail)?;
        if settled.as_ref().is_some_and(|settled| *settled != column) {
            return Err(Unresolved::new(
                Code::AlternativesDiffer,
                ambiguous(short(&name)),
            ));
        }
        settled = Some(column);
    }
    settled.ok_or_else(|| {
        let usual = usual_column_type(path).unwrap_or("...");
        Unresolved::new(
            Code::UnknownColumnType,
            format!("cannot tell the column type of `{name}`"),
        )
        .help(format!(
            "add `#[keeper(type = \"{usual}\")]`, or `#[keeper(skip)]` if it is no column"
        ))
    })
}

fn of_definition(
    findings: &Findings<'_>,
    id: DefinitionId,
    trail: &mut Trail,
) -> Result<ResolvedColumn, Unresolved> {
    let definition = findings.tree.definition(id);
    let name = &definition.name;
    match findings.get(id) {
        Some(Found::Enum(column_type, values)) => Ok(ResolvedColumn {
            column_type: column_type.clone(),
            is_enum: true,
            values: values.clone(),
        }),
        Some(Found::Newtype(_)) if trail.contains(&id) => {
            let refused =
                Unresolved::new(Code::UnknownColumnType, format!("`{name}` contains itself"));
            Err(refused.help("add `#[keeper(type = \"...\")]` to it"))
        }
        Some(Found::Newtype(inner)) => {
            trail.push(id);
            let found = of_type(findings, inner, trail);
            trail.pop();
            found
        }
        Some(Found::Mistake) => Err(Unresolved::Reported),
        Some(Found::Model(_)) => {
            let refused = Unresolved::new(
                Code::UnknownColumnType,
                format!("`{name}` is a model, not a column type"),
            );
            Err(refused.help(format!(
                "keep its key, an `i32` with `#[keeper(references = {name})]`, or add \
                 `#[keeper(skip)]` if it is no column"
            )))
        }
        None => {
            let refused = Unresolved::new(
                Code::UnknownColumnType,
                format!("`{name}` has no column type"),
            );
            Err(refused.help(advice(definition)))
        }
    }
}

/// What to add to a type of the package so that a column can hold it.
fn advice(definition: &Definition) -> String {
    const OTHERWISE: &str =
        "add `#[keeper(type = \"...\")]` to the field, or `#[keeper(skip)]` if it is no column";
    let derive = match &definition.kind {
        DefinitionKind::Enum { is_plain: true } => "ColumnEnum",
        DefinitionKind::Struct { fields: 1 } => "ColumnType",
        DefinitionKind::Struct { .. }
        | DefinitionKind::Enum { .. }
        | DefinitionKind::Alias(_)
        | DefinitionKind::Other => return OTHERWISE.to_owned(),
    };
    format!("derive `{derive}` for it, {OTHERWISE}")
}
