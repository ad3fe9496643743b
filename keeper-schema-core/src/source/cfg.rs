//! Decides what counts: everything but tests, and what a pin excludes.
//!
//! `test` never holds. A pinned value holds, and every other value of its key does
//! not. Of the rest nothing is known, and what may hold counts: there is one schema,
//! whatever the features.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, Lit, LitBool, Meta, Token};

use crate::config::CfgPin;

/// Whether a predicate holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Truth {
    No,
    Unknown,
    Yes,
}

/// Code that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Counts {
    /// In every build but a test's.
    Always,
    /// In some builds.
    Sometimes,
}

/// An attribute, taken out of the `cfg_attr` that it may have stood in.
#[derive(Clone)]
pub(super) struct Active {
    pub(super) attribute: Attribute,
    pub(super) counts: Counts,
}

/// The pinned values.
#[derive(Clone, Copy)]
pub(super) struct Pins<'a> {
    pub(super) pins: &'a [CfgPin],
}

impl Pins<'_> {
    /// Whether what has these attributes counts.
    pub(super) fn counts(self, attributes: &[Attribute]) -> Option<Counts> {
        let mut least = Truth::Yes;
        for attribute in attributes {
            if is_cfg(attribute) {
                least = least.min(self.of_attribute(attribute));
            }
        }
        match least {
            Truth::No => None,
            Truth::Unknown => Some(Counts::Sometimes),
            Truth::Yes => Some(Counts::Always),
        }
    }

    /// The attributes that count, those inside `cfg_attr` among them; no `cfg`s.
    pub(super) fn active(self, attributes: Vec<Attribute>) -> Vec<Active> {
        let mut active = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            self.collect(attribute, Counts::Always, &mut active);
        }
        active
    }

    fn collect(self, attribute: Attribute, counts: Counts, active: &mut Vec<Active>) {
        if attribute.path().is_ident("cfg") {
            return;
        }
        if !attribute.path().is_ident("cfg_attr") {
            active.push(Active { attribute, counts });
            return;
        }
        let (holds, inner) = self.cfg_attr(&attribute);
        let counts = match holds {
            Truth::No => return,
            Truth::Unknown => Counts::Sometimes,
            Truth::Yes => counts,
        };
        for attribute in inner {
            self.collect(attribute, counts, active);
        }
    }

    /// Whether a `cfg`, or the `cfg`s inside a `cfg_attr`, hold.
    fn of_attribute(self, attribute: &Attribute) -> Truth {
        if attribute.path().is_ident("cfg") {
            let Meta::List(list) = &attribute.meta else {
                return Truth::Unknown;
            };
            let parser = |input: ParseStream<'_>| self.only_predicate(input);
            return parser.parse2(list.tokens.clone()).unwrap_or(Truth::Unknown);
        }
        let (holds, inner) = self.cfg_attr(attribute);
        let inner = (inner.iter().filter(|attribute| is_cfg(attribute)))
            .map(|attribute| self.of_attribute(attribute))
            .min()
            .unwrap_or(Truth::Yes);
        // Where the predicate does not hold, the attribute says nothing.
        holds.not().max(inner)
    }

    /// Whether the predicate of a `cfg_attr` holds, and the attributes it adds.
    fn cfg_attr(self, attribute: &Attribute) -> (Truth, Vec<Attribute>) {
        let Meta::List(list) = &attribute.meta else {
            return (Truth::No, Vec::new());
        };
        let parser = |input: ParseStream<'_>| {
            let holds = self.predicate(input)?;
            let mut inner = Vec::new();
            while !input.is_empty() {
                input.parse::<Token![,]>()?;
                if input.is_empty() {
                    break;
                }
                inner.push(Attribute {
                    meta: input.parse()?,
                    ..attribute.clone()
                });
            }
            Ok((holds, inner))
        };
        // What does not parse, rustc refuses.
        parser
            .parse2(list.tokens.clone())
            .unwrap_or((Truth::No, Vec::new()))
    }

    fn only_predicate(self, input: ParseStream<'_>) -> syn::Result<Truth> {
        let holds = self.predicate(input)?;
        input.parse::<Option<Token![,]>>()?;
        Ok(holds)
    }

    fn predicate(self, input: ParseStream<'_>) -> syn::Result<Truth> {
        if input.peek(LitBool) {
            let holds = input.parse::<LitBool>()?.value;
            return Ok(if holds { Truth::Yes } else { Truth::No });
        }
        let name = input.call(Ident::parse_any)?.unraw().to_string();
        if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            return self.operator(&name, &content);
        }
        if input.parse::<Option<Token![=]>>()?.is_some() {
            let value = match input.parse()? {
                Lit::Str(value) => value.value(),
                other => return Err(syn::Error::new(other.span(), "expected a string")),
            };
            return Ok(self.value(&name, Some(&value)));
        }
        Ok(self.value(&name, None))
    }

    fn operator(self, name: &str, content: ParseStream<'_>) -> syn::Result<Truth> {
        if !matches!(name, "all" | "any" | "not") {
            content.parse::<TokenStream>()?;
            return Ok(Truth::Unknown);
        }
        let mut parts = Vec::new();
        while !content.is_empty() {
            parts.push(self.predicate(content)?);
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        let parts = parts.into_iter();
        Ok(match name {
            "all" => parts.min().unwrap_or(Truth::Yes),
            "any" => parts.max().unwrap_or(Truth::No),
            _ => parts.min().map_or(Truth::Unknown, Truth::not),
        })
    }

    fn value(self, name: &str, value: Option<&str>) -> Truth {
        if name == "test" && value.is_none() {
            return Truth::No;
        }
        let mut same_key = self.pins.iter().filter(|pin| pin.name == name).peekable();
        if same_key.peek().is_none() {
            return Truth::Unknown;
        }
        if same_key.any(|pin| pin.value.as_deref() == value) {
            Truth::Yes
        } else {
            Truth::No
        }
    }
}

impl Truth {
    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

impl Counts {
    /// What both have to count for.
    pub(super) fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// Whether attributes make a function a test, which only test builds have.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let name = attribute.path().segments.last();
        name.is_some_and(|name| name.ident == "test" || name.ident == "bench")
    })
}

/// Whether it says what an item counts for, or may say so.
pub(super) fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::{Counts, Pins};
    use crate::config::CfgPin;

    fn check(attributes: &[syn::Attribute], pins: &[&str]) -> &'static str {
        let pins: Vec<CfgPin> = pins.iter().map(|pin| CfgPin::parse(pin).unwrap()).collect();
        match (Pins { pins: &pins }).counts(attributes) {
            None => "never",
            Some(Counts::Sometimes) => "sometimes",
            Some(Counts::Always) => "always",
        }
    }

    #[test]
    fn predicates_are_weighed() {
        let cases: Vec<(syn::Attribute, &str)> = vec![
            (parse_quote!(#[cfg(test)]), "never"),
            (parse_quote!(#[cfg(not(test))]), "always"),
            (parse_quote!(#[cfg(all(test, unix))]), "never"),
            (parse_quote!(#[cfg(any(test, unix))]), "sometimes"),
            (parse_quote!(#[cfg(any(test, not(test)))]), "always"),
            (parse_quote!(#[cfg(feature = "x")]), "sometimes"),
            (parse_quote!(#[cfg(feature = "test")]), "sometimes"),
            (parse_quote!(#[cfg(true)]), "always"),
            (parse_quote!(#[cfg(all(false, unix))]), "never"),
            (parse_quote!(#[cfg(all())]), "always"),
            (parse_quote!(#[cfg(any())]), "never"),
            (parse_quote!(#[cfg(target(os = "linux"))]), "sometimes"),
            (parse_quote!(#[cfg(not(unix),)]), "sometimes"),
            (parse_quote!(#[cfg(5)]), "sometimes"),
            (parse_quote!(#[cfg]), "sometimes"),
            (parse_quote!(#[cfg_attr(not(test), cfg(test))]), "never"),
            (parse_quote!(#[cfg_attr(unix, cfg(test))]), "sometimes"),
            (parse_quote!(#[cfg_attr(test, cfg(test))]), "always"),
            (parse_quote!(#[cfg_attr(unix, allow(dead_code))]), "always"),
            (parse_quote!(#[doc = "cfg(test)"]), "always"),
        ];
        for (attribute, expected) in cases {
            let shown = quote::quote!(#attribute).to_string();
            assert_eq!(check(&[attribute], &[]), expected, "{shown}");
        }
    }

    #[test]
    fn pins_settle_their_key() {
        let cases: Vec<(syn::Attribute, &str)> = vec![
            (parse_quote!(#[cfg(feature = "pg")]), "always"),
            (parse_quote!(#[cfg(feature = "lite")]), "never"),
            (parse_quote!(#[cfg(not(feature = "lite"))]), "always"),
            (parse_quote!(#[cfg(unix)]), "always"),
            (parse_quote!(#[cfg(windows)]), "sometimes"),
        ];
        for (attribute, expected) in cases {
            let pins = ["feature = \"pg\"", "unix"];
            assert_eq!(check(&[attribute], &pins), expected);
        }
    }

    #[test]
    fn attributes_come_out_of_cfg_attr() {
        let attributes: [syn::Attribute; 4] = [
            parse_quote!(#[cfg_attr(feature = "x", derive(A), cfg_attr(not(test), derive(B)))]),
            parse_quote!(#[cfg_attr(test, derive(C))]),
            parse_quote!(#[cfg(unix)]),
            parse_quote!(#[derive(D)]),
        ];
        let shown: Vec<String> = (Pins { pins: &[] }.active(attributes.to_vec()).iter())
            .map(|active| {
                let meta = &active.attribute.meta;
                format!("{} {:?}", quote::quote!(#meta), active.counts)
            })
            .collect();
        let expected = [
            "derive (A) Sometimes",
            "derive (B) Sometimes",
            "derive (D) Always",
        ];
        assert_eq!(shown, expected);
    }
}
