//! Proves by bounds that names of the standard library stand for its types.
//!
//! rustc checks a bound at a fraction of the cost of an expression that it evaluates, and most
//! fields are of such a type. A proof is made by writing its type. Each has a name of its own, and
//! is written out here, since rustc shows this place to who made the mistake.

use std::marker::PhantomData;

/// Holds the values of `T`, a type of the standard library, as its column does.
#[diagnostic::on_unimplemented(
    message = "[KS0026] this is not the standard library's type of that name, which the scan takes it for",
    label = "another type",
    note = "write the type in full, or add `#[keeper(type = \"...\")]`"
)]
pub trait HeldAs<T> {}

#[diagnostic::do_not_recommend]
impl<T: HeldAs<U>, U> HeldAs<Option<U>> for Option<T> {}

#[diagnostic::do_not_recommend]
impl<T: HeldAs<U>, U> HeldAs<U> for Box<T> {}

/// A column of `bool` holds a `T`.
#[derive(Debug)]
pub struct Boolean<T: HeldAs<bool>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullBoolean<T: HeldAs<Option<bool>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<bool> for bool {}

/// A column of `i16` holds a `T`.
#[derive(Debug)]
pub struct SmallInt<T: HeldAs<i16>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullSmallInt<T: HeldAs<Option<i16>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<i16> for i16 {}

/// A column of `i32` holds a `T`.
#[derive(Debug)]
pub struct Integer<T: HeldAs<i32>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullInteger<T: HeldAs<Option<i32>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<i32> for i32 {}

/// A column of `i64` holds a `T`.
#[derive(Debug)]
pub struct BigInt<T: HeldAs<i64>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullBigInt<T: HeldAs<Option<i64>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<i64> for i64 {}

/// A column of `f32` holds a `T`.
#[derive(Debug)]
pub struct Real<T: HeldAs<f32>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullReal<T: HeldAs<Option<f32>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<f32> for f32 {}

/// A column of `f64` holds a `T`.
#[derive(Debug)]
pub struct Double<T: HeldAs<f64>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullDouble<T: HeldAs<Option<f64>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<f64> for f64 {}

/// A column of `String` holds a `T`.
#[derive(Debug)]
pub struct Text<T: HeldAs<String>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullText<T: HeldAs<Option<String>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<String> for String {}

/// A column of `Vec<u8>` holds a `T`.
#[derive(Debug)]
pub struct Bytes<T: HeldAs<Vec<u8>>>(PhantomData<T>);

/// The same of a column that may be NULL.
#[derive(Debug)]
pub struct NullBytes<T: HeldAs<Option<Vec<u8>>>>(PhantomData<T>);

#[diagnostic::do_not_recommend]
impl HeldAs<Vec<u8>> for Vec<u8> {}

#[diagnostic::do_not_recommend]
impl<const N: usize> HeldAs<Vec<u8>> for [u8; N] {}
