//! Values that know where they were written.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{PathArguments, Type};

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

/// The place of a type. That of a name alone, which most are, takes no tokens to find.
pub(super) fn span_of(ty: &Type) -> Span {
    if let Type::Path(path) = ty
        && path.qself.is_none()
        && path.path.leading_colon.is_none()
        && path.path.segments.len() == 1
        && let Some(name) = path.path.segments.first()
        && matches!(name.arguments, PathArguments::None)
    {
        return name.ident.span();
    }
    ty.span()
}
