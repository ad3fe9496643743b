//! Collects mistakes, so that one run reports all of them.

use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;

use crate::diagnostic::Code;

/// The mistakes found so far. Every one must be collected with [`Ctxt::check`]:
/// a context dropped unchecked would swallow them, and panics in debug builds.
#[derive(Debug)]
pub struct Ctxt {
    /// `None` once checked.
    errors: RefCell<Option<Vec<Mistake>>>,
}

/// A mistake of a known kind.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// Its kind.
    pub code: Code,
    /// What is wrong, without the code.
    message: String,
    /// What is underlined.
    tokens: TokenStream,
}

impl Mistake {
    /// What is wrong, at its place.
    pub fn error(&self) -> syn::Error {
        syn::Error::new_spanned(&self.tokens, &self.message)
    }

    /// The same for rustc, which shows no code of a macro's: the message begins with it.
    pub fn to_compile_error(&self) -> TokenStream {
        let message = coded(self.code, &self.message);
        syn::Error::new_spanned(&self.tokens, message).to_compile_error()
    }
}

/// A message that tells its code itself.
pub(crate) fn coded(code: Code, message: impl Display) -> String {
    format!("[{code}] {message}")
}

impl Ctxt {
    /// A context without mistakes.
    #[must_use]
    #[allow(
        clippy::new_without_default,
        reason = "a context is made where it is checked, never by default"
    )]
    pub fn new() -> Self {
        Self {
            errors: RefCell::new(Some(Vec::new())),
        }
    }

    /// Reports a mistake at a place.
    pub fn error(&self, code: Code, span: Span, message: impl Display) {
        let place = Ident::new("here", span);
        self.error_spanned_by(code, place, message);
    }

    /// Reports a mistake about tokens: all of them are underlined.
    pub fn error_spanned_by(&self, code: Code, tokens: impl ToTokens, message: impl Display) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.push(Mistake {
                code,
                message: message.to_string(),
                tokens: tokens.into_token_stream(),
            });
        }
    }

    /// Takes over a mistake that syn found.
    pub fn syn_error(&self, code: Code, error: syn::Error) {
        for error in error {
            self.error(code, error.span(), &error);
        }
    }

    /// Whether nothing has been reported yet.
    pub fn is_clean(&self) -> bool {
        self.errors.borrow().as_ref().is_none_or(Vec::is_empty)
    }

    /// How many mistakes have been reported.
    pub(super) fn reported(&self) -> usize {
        self.errors.borrow().as_ref().map_or(0, Vec::len)
    }

    /// All that was reported, in the order of the reports.
    ///
    /// # Errors
    ///
    /// If anything was reported.
    pub fn check(self) -> Result<(), Vec<Mistake>> {
        let mistakes = self.errors.take().unwrap_or_default();
        match mistakes.is_empty() {
            true => Ok(()),
            false => Err(mistakes),
        }
    }
}

impl Drop for Ctxt {
    fn drop(&mut self) {
        if cfg!(debug_assertions) && !thread::panicking() && self.errors.borrow().is_some() {
            panic!("a `Ctxt` was dropped without `check`");
        }
    }
}
