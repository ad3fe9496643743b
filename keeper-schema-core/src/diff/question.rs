//! What only a person can decide, in words, with every way to answer.

mod answers;
mod words;

use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{ColumnType, ElementPath, TableName};

/// Something that two schemas cannot tell. Tables are named as in the models.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// A table is gone and like ones are new.
    PossibleTableRename {
        /// The table of history.
        from: TableName,
        /// The tables that it may be now.
        candidates: Vec<TableName>,
    },
    /// A column is gone and ones of a like type are new.
    PossibleColumnRename {
        /// The table.
        table: TableName,
        /// The column of history.
        from: String,
        /// Its type.
        column_type: ColumnType,
        /// The columns that it may be now.
        candidates: Vec<String>,
    },
    /// An enum is gone and ones with most of its values are new.
    PossibleEnumRename {
        /// The enum of history.
        from: TableName,
        /// The enums that it may be now.
        candidates: Vec<TableName>,
    },
    /// A value is gone and others are new.
    PossibleValueRename {
        /// The enum, or the column that a check lists the values for.
        of: ElementPath,
        /// The value of history.
        from: String,
        /// The values that it may be now.
        candidates: Vec<String>,
    },
    /// A new column has no value for the rows that are there.
    NotNullWithoutDefault {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
    },
    /// A column refuses NULL from now on, which rows that are there may hold.
    NotNullOverNulls {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
        /// Its default from now on, as SQL, if it is a value.
        default: Option<String>,
    },
    /// No database makes values of the new type from those of the old by itself.
    NeedsUsing {
        /// The table.
        table: TableName,
        /// The column.
        column: String,
        /// Its name in history.
        old_column: String,
        /// The type in history.
        from: ColumnType,
        /// The type in the models.
        to: ColumnType,
    },
    /// A `renamed_from` names what history does not have, or has given another name.
    StaleRename {
        /// The table or column of the models.
        element: ElementPath,
        /// What it is said to have been.
        renamed_from: String,
        /// The nearest name that history has.
        closest: Option<String>,
    },
}

impl Question {
    /// What the question is about, as the models have it; the first candidate of a
    /// possible rename.
    pub fn subject(&self) -> ElementPath {
        match self {
            Self::PossibleTableRename { from, candidates } => {
                ElementPath::Table(candidates.first().unwrap_or(from).clone())
            }
            Self::PossibleColumnRename {
                table,
                from,
                candidates,
                ..
            } => {
                let column = candidates.first().unwrap_or(from);
                ElementPath::Column(table.clone(), column.clone())
            }
            Self::PossibleEnumRename { from, candidates } => {
                ElementPath::Enum(candidates.first().unwrap_or(from).clone())
            }
            Self::NotNullWithoutDefault { table, column }
            | Self::NotNullOverNulls { table, column, .. }
            | Self::NeedsUsing { table, column, .. } => {
                ElementPath::Column(table.clone(), column.clone())
            }
            Self::PossibleValueRename { of: element, .. } | Self::StaleRename { element, .. } => {
                element.clone()
            }
        }
    }

    /// The candidates, if the question is what has become of this element of history.
    pub(super) fn candidates_for(&self, gone: &ElementPath) -> Option<Vec<ElementPath>> {
        match (self, gone) {
            (Self::PossibleTableRename { from, candidates }, ElementPath::Table(gone))
                if from == gone =>
            {
                Some(candidates.iter().cloned().map(ElementPath::Table).collect())
            }
            (Self::PossibleEnumRename { from, candidates }, ElementPath::Enum(gone))
                if from == gone =>
            {
                Some(candidates.iter().cloned().map(ElementPath::Enum).collect())
            }
            (
                Self::PossibleColumnRename {
                    table,
                    from,
                    candidates,
                    ..
                },
                ElementPath::Column(of, gone),
            ) if table == of && from == gone => {
                let column = |name: &String| ElementPath::Column(table.clone(), name.clone());
                Some(candidates.iter().map(column).collect())
            }
            _ => None,
        }
    }

    /// Whether the answer to this question may leave nothing to ask of the other one.
    pub(super) fn settles(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::PossibleEnumRename { from, candidates },
                Self::NeedsUsing { from: old, to, .. },
            ) => {
                let is_candidate = |name| candidates.contains(name);
                old.enum_name() == Some(from) && to.enum_name().is_some_and(is_candidate)
            }
            _ => false,
        }
    }

    /// What kind of mistake it is not to answer.
    pub fn code(&self) -> Code {
        match self {
            Self::PossibleTableRename { .. }
            | Self::PossibleColumnRename { .. }
            | Self::PossibleEnumRename { .. }
            | Self::PossibleValueRename { .. } => Code::PossibleRename,
            Self::NotNullWithoutDefault { .. } | Self::NotNullOverNulls { .. } => {
                Code::NoValueForRows
            }
            Self::NeedsUsing { .. } => Code::NoConversion,
            Self::StaleRename { .. } => Code::StaleRename,
        }
    }

    /// The question as a diagnostic: the message, and the answers as help.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code(), self.to_string());
        self.answers()
            .into_iter()
            .fold(diagnostic, Diagnostic::help)
    }
}
