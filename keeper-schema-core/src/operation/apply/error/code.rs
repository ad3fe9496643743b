//! The kind of mistake that each refusal is.

use super::{ApplyError, EnumError, ObjectError, RowError, SchemaError};
use crate::diagnostic::Code;

impl ApplyError {
    /// What kind of mistake it is.
    pub fn code(&self) -> Code {
        match self {
            Self::TableExists { .. }
            | Self::ColumnExists { .. }
            | Self::ConstraintExists { .. }
            | Self::IndexExists { .. }
            | Self::NameTaken { .. }
            | Self::SameButCase { .. }
            | Self::SecondPrimaryKey { .. } => Code::AlreadyThere,
            Self::TableMissing { .. }
            | Self::ColumnMissing { .. }
            | Self::ConstraintMissing { .. }
            | Self::IndexMissing { .. }
            | Self::KeyColumnMissing { .. }
            | Self::TargetTableMissing { .. }
            | Self::TargetColumnMissing { .. } => Code::NotThere,
            Self::TableInUse { .. }
            | Self::ColumnInUse { .. }
            | Self::KeyInUse { .. }
            | Self::LastColumn { .. } => Code::InUse,
            Self::WasDiffers { .. } => Code::WasDiffers,
            Self::NotRestated { .. }
            | Self::RestatesNothing { .. }
            | Self::RestatedHoldsOldName { .. } => Code::NotRestated,
            Self::SetAndDropped { .. }
            | Self::DropsNothing { .. }
            | Self::AltersNothing { .. }
            | Self::AlreadyValid { .. } => Code::ChangesNothing,
            Self::EmptyName { .. } | Self::NulInName { .. } | Self::LongName { .. } => {
                Code::ImpossibleName
            }
            Self::IndexInTable { .. }
            | Self::NoColumns { .. }
            | Self::NothingInKey { .. }
            | Self::ColumnTwice { .. }
            | Self::NullableKey { .. }
            | Self::IdentityType { .. }
            | Self::KeysExclude { .. }
            | Self::TargetCount { .. }
            | Self::TargetNotUnique { .. }
            | Self::NotInForeignKey { .. } => Code::ImpossibleTable,
            Self::StateWithoutDown => Code::StateWithoutDown,
            Self::Enum(error) => of_enum(error),
            Self::Schema(error) => of_schema(error),
            Self::Object(error) => of_object(error),
            Self::Rows(error) => of_rows(error),
        }
    }
}

fn of_enum(error: &EnumError) -> Code {
    match error {
        EnumError::Exists { .. } | EnumError::NameTaken { .. } | EnumError::ValueExists { .. } => {
            Code::AlreadyThere
        }
        EnumError::Missing { .. }
        | EnumError::MissingForColumn { .. }
        | EnumError::ValueMissing { .. } => Code::NotThere,
        EnumError::InUse { .. } => Code::InUse,
        EnumError::ValueInText { .. } => Code::NotRestated,
        EnumError::EmptyName => Code::ImpossibleName,
        EnumError::NoValues { .. }
        | EnumError::EmptyValue { .. }
        | EnumError::NulInValue { .. }
        | EnumError::LongValue { .. }
        | EnumError::DefaultIsNoValue { .. }
        | EnumError::DefaultNotMapped { .. }
        | EnumError::MapsWhatStays { .. }
        | EnumError::MapsToNothing { .. } => Code::ImpossibleEnum,
    }
}

fn of_rows(error: &RowError) -> Code {
    match error {
        RowError::ColumnMissing { .. } => Code::NotThere,
        RowError::Generated { .. }
        | RowError::Misfit { .. }
        | RowError::ValueMissing { .. }
        | RowError::NoKey { .. }
        | RowError::KeyNotUnique { .. }
        | RowError::KeyTakesNull { .. }
        | RowError::KeyFilled { .. }
        | RowError::KeyMissing { .. }
        | RowError::SameKey { .. }
        | RowError::CopiedToItself { .. }
        | RowError::CopyMisfit { .. }
        | RowError::CopiesNull { .. }
        | RowError::NotCompared { .. }
        | RowError::ValueMisfit { .. }
        | RowError::RenamedToItself { .. }
        | RowError::MayBeThere { .. }
        | RowError::NotDerived { .. } => Code::RowsDoNotFit,
    }
}

fn of_schema(error: &SchemaError) -> Code {
    match error {
        SchemaError::Exists { .. } | SchemaError::Public => Code::AlreadyThere,
        SchemaError::Missing { .. } | SchemaError::MissingFor { .. } => Code::NotThere,
        SchemaError::NotEmpty { .. } => Code::InUse,
        SchemaError::InText { .. } => Code::NotRestated,
        SchemaError::EmptyName => Code::ImpossibleName,
    }
}

fn of_object(error: &ObjectError) -> Code {
    match error {
        ObjectError::Exists { .. } | ObjectError::NameTaken { .. } => Code::AlreadyThere,
        ObjectError::Missing { .. } | ObjectError::RequiredMissing { .. } => Code::NotThere,
        ObjectError::InUse { .. } => Code::InUse,
        ObjectError::NamesIt { .. } => Code::NotRestated,
        ObjectError::EmptyName { .. } => Code::ImpossibleName,
    }
}
