//! Which operations destroy data, for plans and messages.

use std::collections::BTreeMap;
use std::fmt;

use super::{ColumnAlteration, EnumOperation, Operation, value};
use crate::schema::{ColumnType, ElementPath, Schema};

/// Data that goes for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What loses data.
    pub element: ElementPath,
    /// What is lost.
    pub kind: LossKind,
}

/// What is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are told by the wording")]
pub enum LossKind {
    /// Every row of a table.
    Rows,
    /// Every value of a column.
    Values,
    /// Values that do not fit the new type, or the part of them that does not.
    Narrowing { from: ColumnType, to: ColumnType },
    /// The rows that hold values which an enum no longer has: they do not fit.
    RowsOfValues { values: Vec<String> },
    /// Which rows held a value that is now another one.
    MergedValues { values: BTreeMap<String, String> },
    /// What the author of the revision says in `loses`.
    Told(String),
}

/// What data the operation destroys, if the schema before it is `before`.
///
/// An `execute` is not read: nothing is said of it.
pub fn loss(operation: &Operation, before: &Schema) -> Option<Loss> {
    let kind = match operation {
        Operation::DropTable { .. } => LossKind::Rows,
        Operation::DropColumn { table, column } => {
            let column = before.table(table)?.columns.get(column)?;
            if column.generated.is_some() {
                return None;
            }
            LossKind::Values
        }
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => {
            let column = before.table(table)?.columns.get(column)?;
            let is_generated = column.generated.is_some();
            alteration_loss(alteration, &column.column_type, is_generated)?
        }
        Operation::Enum(operation) => enum_loss(operation, before)?,
        Operation::CreateTable { .. }
        | Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::AddColumn { .. }
        | Operation::RenameColumn { .. }
        | Operation::CreatePrimaryKey { .. }
        | Operation::CreateUniqueConstraint { .. }
        | Operation::CreateForeignKey { .. }
        | Operation::CreateCheckConstraint { .. }
        | Operation::CreateExcludeConstraint { .. }
        | Operation::DropConstraint { .. }
        | Operation::RenameConstraint { .. }
        | Operation::SetComment(_)
        | Operation::ValidateConstraint { .. }
        | Operation::CreateIndex { .. }
        | Operation::DropIndex { .. }
        | Operation::RenameIndex { .. }
        | Operation::Schema(_)
        | Operation::Object(_)
        | Operation::Sequence(_)
        | Operation::Rows(_)
        | Operation::Execute(_)
        | Operation::Run(_) => return None,
    };
    Some(Loss {
        element: operation.subject()?,
        kind,
    })
}

/// What rows lose that hold values of an enum, if there can be such rows.
fn enum_loss(operation: &EnumOperation, before: &Schema) -> Option<LossKind> {
    let mut columns = before
        .tables
        .values()
        .flat_map(|table| table.columns.values());
    if !columns.any(|column| column.column_type.enum_name() == Some(operation.name())) {
        return None;
    }
    let unmapped = operation.unmapped();
    if !unmapped.is_empty() {
        let values = unmapped.into_iter().map(str::to_owned).collect();
        return Some(LossKind::RowsOfValues { values });
    }
    match operation {
        EnumOperation::Replace { map, .. } if !map.is_empty() => Some(LossKind::MergedValues {
            values: map.clone(),
        }),
        EnumOperation::Replace { .. }
        | EnumOperation::Create { .. }
        | EnumOperation::Drop { .. }
        | EnumOperation::Rename { .. }
        | EnumOperation::AddValue { .. }
        | EnumOperation::RenameValue { .. } => None,
    }
}

fn alteration_loss(
    alteration: &ColumnAlteration,
    from: &ColumnType,
    is_generated: bool,
) -> Option<LossKind> {
    match alteration.loses.as_deref() {
        Some("none") => return None,
        Some(told) => return Some(LossKind::Told(told.to_owned())),
        None => {}
    }
    if is_generated {
        return None;
    }
    if alteration.set.generated.is_some() {
        return Some(LossKind::Values);
    }
    let to = alteration.set.column_type.as_ref()?;
    (!holds(to, from)).then(|| LossKind::Narrowing {
        from: from.clone(),
        to: to.clone(),
    })
}

/// Whether every value of type `from` is in type `to` as well. What is not known to
/// be, is not.
pub(crate) fn holds(to: &ColumnType, from: &ColumnType) -> bool {
    use ColumnType::{
        Array, BigInt, Boolean, Bytes, Char, Date, Double, Enum, Inet, Integer, Interval, Json,
        Jsonb, Numeric, Raw, Real, SmallInt, Text, Time, Timestamp, TimestampTz, Uuid, Varchar,
    };
    if to == from {
        return true;
    }
    match from {
        SmallInt => matches!(to, Integer | BigInt | Real | Double | Text) || has_digits(to, 5, 0),
        Integer => matches!(to, BigInt | Double | Text) || has_digits(to, 10, 0),
        BigInt => matches!(to, Text) || has_digits(to, 19, 0),
        Real => matches!(to, Double | Text),
        Numeric(Some((precision, scale))) => {
            matches!(to, Text) || has_digits(to, precision.saturating_sub(*scale), *scale)
        }
        Varchar(length) | Char(length) => match to {
            Varchar(longer) => longer >= length,
            Text => true,
            SmallInt | Integer | BigInt | Real | Double | Numeric(_) | Char(_) | Boolean
            | Bytes | Date | Time | Timestamp | TimestampTz | Interval | Uuid | Json | Jsonb
            | Inet | Array(_) | Enum(_) | Raw(_) => false,
        },
        Date => matches!(to, Timestamp | TimestampTz | Text),
        Timestamp => matches!(to, TimestampTz | Text),
        Jsonb => matches!(to, Json | Text),
        Double | Numeric(None) | Boolean | Time | TimestampTz | Interval | Uuid | Json | Inet
        | Enum(_) => matches!(to, Text),
        Text | Bytes | Array(_) | Raw(_) => false,
    }
}

/// Whether a type is a `numeric` with that many digits before and behind the point.
fn has_digits(column_type: &ColumnType, before: u32, behind: u32) -> bool {
    match column_type {
        ColumnType::Numeric(None) => true,
        ColumnType::Numeric(Some((precision, scale))) => {
            *scale >= behind && precision.saturating_sub(*scale) >= before
        }
        _ => false,
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let element = value::plain(&self.element.to_string());
        match &self.kind {
            LossKind::Rows => write!(f, "every row of `{element}`"),
            LossKind::Values => write!(f, "every value of `{element}`"),
            LossKind::Narrowing { from, to } => write!(
                f,
                "values of `{element}` that do not fit when `{from}` becomes `{to}`"
            ),
            LossKind::RowsOfValues { values } => {
                let values = value::texts(values);
                write!(
                    f,
                    "rows that hold {values} of `{element}`, which do not fit: `map` does not say what becomes of them"
                )
            }
            LossKind::MergedValues { values } => {
                let values: Vec<String> = values
                    .iter()
                    .map(|(from, to)| {
                        format!("{} and which {}", value::text(from), value::text(to))
                    })
                    .collect();
                write!(f, "which rows held {} of `{element}`", values.join(", "))
            }
            LossKind::Told(told) => write!(f, "`{element}`: {}", value::plain(told)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::holds;
    use crate::schema::ColumnType::{BigInt, Date, Integer, Numeric, Text, Timestamp, Varchar};

    #[test]
    fn a_wider_type_holds_a_narrower_one() {
        let cases = [
            (Integer, BigInt),
            (Integer, Numeric(Some((12, 2)))),
            (Integer, Text),
            (Varchar(64), Varchar(255)),
            (Varchar(64), Text),
            (Numeric(Some((10, 2))), Numeric(Some((12, 4)))),
            (Date, Timestamp),
        ];
        for (narrow, wide) in cases {
            assert!(holds(&wide, &narrow), "{narrow} in {wide}");
            assert!(!holds(&narrow, &wide), "{wide} in {narrow}");
        }
    }
}
