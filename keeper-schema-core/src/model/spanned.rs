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

/// The place of a type, or of its beginning where spans cannot be joined.
pub(super) fn span_of(ty: &Type) -> Span {
    let (start, end) = ends(ty);
    start.join(end).unwrap_or(start)
}

/// The places of a type's first and last token. Those of a path, which most are, take no tokens
/// to find.
pub(super) fn ends(ty: &Type) -> (Span, Span) {
    if let Type::Path(path) = ty
        && path.qself.is_none()
        && path.path.leading_colon.is_none()
        && let (Some(first), Some(last)) = (path.path.segments.first(), path.path.segments.last())
    {
        let end = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
            PathArguments::Parenthesized(arguments) => arguments.span(),
            PathArguments::None => last.ident.span(),
        };
        return (first.ident.span(), end);
    }
    let span = ty.span();
    (span, span)
}
