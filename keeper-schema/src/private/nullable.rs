//! Tells of any type whether it is an `Option`, whatever it is called.
//!
//! A constant of the type itself goes before one of a trait that is in scope, and so no trait of
//! the type has to be known.

use std::marker::PhantomData;

/// Has a `NULL` that says whether the type is an `Option`.
#[derive(Debug)]
pub struct Nullable<T: ?Sized>(PhantomData<T>);

impl<T> Nullable<Option<T>> {
    /// It is.
    pub const NULL: bool = true;
}

impl<T> Nullable<Box<Option<T>>> {
    /// A column holds what is in the box.
    pub const NULL: bool = true;
}

/// What a [`Nullable`] has of any other type.
pub trait NotOption {
    /// It is none.
    const NULL: bool = false;
}

impl<T: ?Sized> NotOption for Nullable<T> {}

#[cfg(test)]
mod tests {
    use super::{NotOption as _, Nullable};

    type Maybe<T> = Option<T>;

    #[test]
    fn an_option_is_told_by_any_name() {
        let options = [
            Nullable::<Option<i32>>::NULL,
            Nullable::<Maybe<String>>::NULL,
            Nullable::<Box<Maybe<String>>>::NULL,
        ];
        assert_eq!(options, [true; 3]);
        let others = [
            Nullable::<String>::NULL,
            Nullable::<Box<str>>::NULL,
            Nullable::<Vec<Option<i32>>>::NULL,
        ];
        assert_eq!(others, [false; 3]);
    }
}
