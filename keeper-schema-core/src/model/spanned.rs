//! Values that know where they were written.

use proc_macro2::Span;

/// A value and its place in the source.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The tokens that say it.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value written there.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned::new(function(self.value), self.span)
    }
}
