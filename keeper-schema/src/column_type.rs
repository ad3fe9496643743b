//! Which types of other crates columns hold.

use crate::ColumnType;
use crate::private::ArrayName;

macro_rules! column_types {
    ($($(#[$attribute:meta])* $rust:ty => $column:literal, numbered: $numbered:literal;)*) => {$(
        $(#[$attribute])*
        impl ColumnType for $rust {
            const TYPE: &'static str = $column;
            const NUMBERED: bool = $numbered;
        }
    )*};
}

column_types! {
    bool => "boolean", numbered: false;
    i16 => "smallint", numbered: true;
    i32 => "integer", numbered: true;
    i64 => "bigint", numbered: true;
    f32 => "real", numbered: false;
    f64 => "double", numbered: false;
    String => "text", numbered: false;
    Vec<u8> => "bytes", numbered: false;
    #[cfg(feature = "jiff")]
    jiff::civil::Date => "date", numbered: false;
    #[cfg(feature = "jiff")]
    jiff::civil::Time => "time", numbered: false;
    #[cfg(feature = "jiff")]
    jiff::civil::DateTime => "timestamp", numbered: false;
    #[cfg(feature = "jiff")]
    jiff::Timestamp => "timestamptz", numbered: false;
}

impl<const N: usize> ColumnType for [u8; N] {
    const TYPE: &'static str = "bytes";
}

impl<T: ColumnType> ColumnType for Option<T> {
    const TYPE: &'static str = T::TYPE;
    const NULLABLE: bool = {
        assert!(
            !T::NULLABLE,
            "a column type cannot be an `Option` in an `Option`"
        );
        true
    };
}

impl<T: ColumnType> ColumnType for Box<T> {
    const TYPE: &'static str = T::TYPE;
    const NULLABLE: bool = T::NULLABLE;
    const NUMBERED: bool = T::NUMBERED;
}

// `u8` is no column type, so that `Vec<u8>` above is no array.
impl<T: ColumnType> ColumnType for Vec<T> {
    const TYPE: &'static str = ArrayName::<T>::NAME;
}

impl<T: ColumnType, const N: usize> ColumnType for [T; N] {
    const TYPE: &'static str = ArrayName::<T>::NAME;
}
