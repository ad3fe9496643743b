//! Collects mistakes, so that one run reports all of them.

use std::cell::RefCell;
use std::fmt::Display;
use std::thread;

use proc_macro2::Span;
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
    /// What is wrong, at its place.
    pub error: syn::Error,
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
        self.syn_error(code, syn::Error::new(span, message));
    }

    /// Reports a mistake about tokens: all of them are underlined.
    pub fn error_spanned_by(&self, code: Code, tokens: impl ToTokens, message: impl Display) {
        self.syn_error(code, syn::Error::new_spanned(tokens, message));
    }

    /// Takes over a mistake that syn found.
    pub fn syn_error(&self, code: Code, error: syn::Error) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.push(Mistake { code, error });
        }
    }

    /// Whether nothing has been reported yet.
    pub fn is_clean(&self) -> bool {
        self.errors.borrow().as_ref().is_none_or(Vec::is_empty)
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
