//! Proves by bounds that names of the standard library stand for its types.
//!
//! rustc checks a bound at a fraction of the cost of an expression that it evaluates, and most
//! fields are of such a type.

use std::marker::PhantomData;

/// A type of the standard library that a column `C` holds.
#[diagnostic::on_unimplemented(
    message = "[KS0026] this is not the standard library's type of that name, which the scan takes it for",
    label = "another type",
    note = "write the type in full, or add `#[keeper(type = \"...\")]`"
)]
pub trait HeldIn<C> {}

/// The proof that a column `C` holds a `T`, which is made by writing it.
#[derive(Debug)]
pub struct Proof<T: HeldIn<C>, C>(PhantomData<(T, C)>);

/// A column that may be NULL.
#[derive(Debug)]
pub struct Null<C>(PhantomData<C>);

macro_rules! held {
    ($($rust:ty => $column:ident;)*) => {$(
        #[doc = concat!("A column of `", stringify!($rust), "`.")]
        #[derive(Debug)]
        pub struct $column;

        #[diagnostic::do_not_recommend]
        impl HeldIn<$column> for $rust {}
    )*};
}

held! {
    bool => Boolean;
    i16 => SmallInt;
    i32 => Integer;
    i64 => BigInt;
    f32 => Real;
    f64 => Double;
    String => Text;
    Vec<u8> => Bytes;
}

#[diagnostic::do_not_recommend]
impl<const N: usize> HeldIn<Bytes> for [u8; N] {}

#[diagnostic::do_not_recommend]
impl<T: HeldIn<C>, C> HeldIn<Null<C>> for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: HeldIn<C>, C> HeldIn<C> for Box<T> {}
