//! Makes what a derive would be given, of all that counts under any `cfg`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DataStruct, DeriveInput, Fields, FieldsNamed, FieldsUnnamed};

use super::cfg::{Counts, Pins};
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

/// Keeps the fields and attributes that count. Alternatives of one field that are the
/// same count once; others are reported.
pub(super) fn of_struct(cx: &Ctxt, pins: Pins<'_>, item: &syn::ItemStruct) -> Input {
    let mut conditional = BTreeSet::new();
    let fields = match &item.fields {
        Fields::Named(fields) => Fields::Named(FieldsNamed {
            brace_token: fields.brace_token,
            named: alternatives(cx, pins, &fields.named, &mut conditional),
        }),
        Fields::Unnamed(fields) => Fields::Unnamed(FieldsUnnamed {
            paren_token: fields.paren_token,
            unnamed: alternatives(cx, pins, &fields.unnamed, &mut conditional),
        }),
        Fields::Unit => Fields::Unit,
    };
    let (attrs, counts) = attributes(cx, pins, &item.attrs);
    let input = DeriveInput {
        attrs,
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        generics: item.generics.clone(),
        data: Data::Struct(DataStruct {
            struct_token: item.struct_token,
            fields,
            semi_token: item.semi_token,
        }),
    };
    Input {
        input,
        varies: counts == Counts::Sometimes || !conditional.is_empty(),
        conditional,
    }
}

/// The same for an enum and its variants.
pub(super) fn of_enum(cx: &Ctxt, pins: Pins<'_>, item: &syn::ItemEnum) -> Input {
    let mut conditional = BTreeSet::new();
    let (attrs, counts) = attributes(cx, pins, &item.attrs);
    let item = syn::ItemEnum {
        attrs,
        variants: alternatives(cx, pins, &item.variants, &mut conditional),
        ..item.clone()
    };
    Input {
        input: DeriveInput::from(item),
        varies: counts == Counts::Sometimes || !conditional.is_empty(),
        conditional,
    }
}

/// A field or a variant.
trait Member: Clone + ToTokens {
    /// The same with other attributes.
    fn with_attributes(&self, attrs: Vec<Attribute>) -> Self;
    fn attributes(&self) -> &[Attribute];
    fn name(&self) -> Option<&Ident>;
}

impl Member for syn::Field {
    fn with_attributes(&self, attrs: Vec<Attribute>) -> Self {
        Self {
            attrs,
            vis: self.vis.clone(),
            modifiers: self.modifiers.clone(),
            ident: self.ident.clone(),
            colon_token: self.colon_token,
            ty: self.ty.clone(),
            default: self.default.clone(),
        }
    }

    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }

    fn name(&self) -> Option<&Ident> {
        self.ident.as_ref()
    }
}

impl Member for syn::Variant {
    fn with_attributes(&self, attrs: Vec<Attribute>) -> Self {
        Self {
            attrs,
            ident: self.ident.clone(),
            fields: self.fields.clone(),
            discriminant: self.discriminant.clone(),
        }
    }

    fn attributes(&self) -> &[Attribute] {
        &self.attrs
    }

    fn name(&self) -> Option<&Ident> {
        Some(&self.ident)
    }
}

fn alternatives<M: Member, P: Default>(
    cx: &Ctxt,
    pins: Pins<'_>,
    members: &Punctuated<M, P>,
    conditional: &mut BTreeSet<String>,
) -> Punctuated<M, P> {
    let mut kept: Vec<M> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for member in members {
        let Some(counts) = pins.counts(member.attributes()) else {
            continue;
        };
        let (attributes, of_attributes) = attributes(cx, pins, member.attributes());
        let member = member.with_attributes(attributes);
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
    kept.into_iter().collect()
}

/// The message about what some builds see otherwise than others.
pub(super) fn ambiguous(name: &str) -> String {
    format!(
        "`{name}` differs under different `cfg`s: pin those that hold with `cfg = [...]` in \
         `[package.metadata.keeper-schema]`"
    )
}

/// The attributes that count and matter, and whether they do in every build. Of doc
/// comments that differ the first counts: they say nothing of the schema but its comments.
fn attributes(cx: &Ctxt, pins: Pins<'_>, attributes: &[Attribute]) -> (Vec<Attribute>, Counts) {
    let mut counts = Counts::Always;
    let mut kept = Vec::new();
    for active in pins.active(attributes) {
        let path = active.attribute.path();
        if path.is_ident("keeper") || path.is_ident("repr") {
            counts = counts.and(active.counts);
            kept.push(active.attribute);
        } else if path.is_ident("doc") {
            kept.push(active.attribute);
        } else if let Some(name) = path.get_ident()
            && is_slip(&text_of(name))
        {
            let message = format!("unknown attribute `{name}`, did you mean `keeper`?");
            cx.error(Code::UnknownAttribute, name.span(), message);
        }
    }
    (kept, counts)
}

/// Whether a name is `keeper` with a letter wrong. Rustc refuses it, too, but later than
/// what it would have said is missed.
fn is_slip(name: &str) -> bool {
    let name = name.to_lowercase();
    strsim::damerau_levenshtein(&name, "keeper") <= 1
}

fn says_the_same<M: Member>(one: &M, other: &M) -> bool {
    let said = |member: &M| {
        let is_doc = |attribute: &&Attribute| attribute.path().is_ident("doc");
        let attributes = member.attributes().iter();
        let attributes = attributes.filter(|attribute| !is_doc(attribute));
        let member = member.with_attributes(attributes.cloned().collect());
        member.to_token_stream().to_string()
    };
    said(one) == said(other)
}
