//! Makes what a derive would be given, of all that counts under any `cfg`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields};

use super::cfg::{Counts, Pins, is_cfg};
use crate::diagnostic::Code;
use crate::model::{Ctxt, text_of};

/// What a derive would be given.
pub(super) struct Input {
    pub(super) input: DeriveInput,
    /// The fields that some builds lack, or see otherwise.
    pub(super) conditional: BTreeSet<String>,
    /// Whether some builds lack a part of it, or see it otherwise.
    pub(super) varies: bool,
}

impl Input {
    /// Keeps the fields, variants and attributes that count. Alternatives of one field that
    /// are the same count once; others are reported.
    pub(super) fn of(cx: &Ctxt, pins: Pins<'_>, mut item: DeriveInput) -> Self {
        let mut conditional = BTreeSet::new();
        match &mut item.data {
            Data::Struct(DataStruct { fields, .. }) => match fields {
                Fields::Named(fields) => {
                    alternatives(cx, pins, &mut fields.named, &mut conditional);
                }
                Fields::Unnamed(fields) => {
                    alternatives(cx, pins, &mut fields.unnamed, &mut conditional);
                }
                Fields::Unit => {}
            },
            Data::Enum(data) => alternatives(cx, pins, &mut data.variants, &mut conditional),
            Data::Union(_) => {}
        }
        let counts = keep_attributes(cx, pins, &mut item.attrs);
        Self {
            input: item,
            varies: counts == Counts::Sometimes || !conditional.is_empty(),
            conditional,
        }
    }
}

/// A field or a variant.
trait Member: Clone + ToTokens {
    fn attributes(&self) -> &[Attribute];
    fn attributes_mut(&mut self) -> &mut Vec<Attribute>;
    fn name(&self) -> Option<&Ident>;
}

impl Member for syn::Field {
    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }

    fn attributes_mut(&mut self) -> &mut Vec<Attribute> {
        &mut self.attrs
    }

    fn name(&self) -> Option<&Ident> {
        self.ident.as_ref()
    }
}

impl Member for syn::Variant {
    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }

    fn attributes_mut(&mut self) -> &mut Vec<Attribute> {
        &mut self.attrs
    }

    fn name(&self) -> Option<&Ident> {
        Some(&self.ident)
    }
}

fn alternatives<M: Member, P: Default>(
    cx: &Ctxt,
    pins: Pins<'_>,
    members: &mut Punctuated<M, P>,
    conditional: &mut BTreeSet<String>,
) {
    // Nearly always. Two of one name are then a mistake that rustc tells.
    if !members
        .iter()
        .any(|member| member.attributes().iter().any(is_cfg))
    {
        for member in members {
            keep_attributes(cx, pins, member.attributes_mut());
        }
        return;
    }
    let mut kept: Vec<M> = Vec::with_capacity(members.len());
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for mut member in std::mem::take(members) {
        let Some(counts) = pins.counts(member.attributes()) else {
            continue;
        };
        let of_attributes = keep_attributes(cx, pins, member.attributes_mut());
        let Some(name) = member.name() else {
            kept.push(member);
            continue;
        };
        let text = text_of(name);
        if counts.and(of_attributes) == Counts::Sometimes {
            conditional.insert(text.clone());
        }
        match by_name.get(&text) {
            None => {
                by_name.insert(text, kept.len());
                kept.push(member);
            }
            Some(known) if says_the_same(&kept[*known], &member) => {}
            Some(_) => cx.error(Code::AlternativesDiffer, name.span(), ambiguous(&text)),
        }
    }
    *members = kept.into_iter().collect();
}

/// The message about what some builds see otherwise than others.
pub(super) fn ambiguous(name: &str) -> String {
    format!(
        "`{name}` differs under different `cfg`s: pin those that hold with `cfg = [...]` in \
         `[package.metadata.keeper-schema]`"
    )
}

/// Keeps the attributes that count and matter, and tells whether they do in every build. Of
/// doc comments that differ the first counts: they say nothing of the schema but its comments.
fn keep_attributes(cx: &Ctxt, pins: Pins<'_>, attributes: &mut Vec<Attribute>) -> Counts {
    let mut all = Counts::Always;
    let mut keeps = |attribute: &Attribute, counts: Counts| {
        let path = attribute.path();
        if path.is_ident("keeper") || path.is_ident("repr") {
            all = all.and(counts);
            return true;
        }
        if let Some(name) = path.get_ident()
            && name != "doc"
            && name != "derive"
            && is_slip(&text_of(name))
        {
            let message = format!("unknown attribute `{name}`, did you mean `keeper`?");
            cx.error(Code::UnknownAttribute, name.span(), message);
        }
        path.is_ident("doc")
    };
    if attributes.iter().any(is_cfg) {
        let active = pins.active(std::mem::take(attributes)).into_iter();
        let kept = active.filter(|active| keeps(&active.attribute, active.counts));
        attributes.extend(kept.map(|active| active.attribute));
    } else {
        // Nearly always, and they stay where they are.
        attributes.retain(|attribute| keeps(attribute, Counts::Always));
    }
    all
}

/// Whether a name is `keeper` with a letter wrong. Rustc refuses it, too, but later than
/// what it would have said is missed.
fn is_slip(name: &str) -> bool {
    let name = name.to_lowercase();
    strsim::damerau_levenshtein(&name, "keeper") <= 1
}

fn says_the_same<M: Member>(one: &M, other: &M) -> bool {
    let said = |member: &M| {
        let mut member = member.clone();
        let attributes = member.attributes_mut();
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
        member.to_token_stream().to_string()
    };
    said(one) == said(other)
}
