//! Reads the attributes of a column enum: how its values are kept, and what they are called.

use proc_macro2::{Ident, Span};

use super::attribute::{Form, Item, keeper_items, nameless, unknown};
use super::case::{snake_case, text_of};
use super::value::{flag, integer, once, string};
use super::{Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::{ColumnType, TableName};

/// How a column keeps the values of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumStorage {
    /// As integers.
    Integer,
    /// As text, with a check that knows the values.
    Text {
        /// The length of its `varchar`, if it is one.
        length: Option<u32>,
    },
    /// As values of an enum type of the database.
    Native(TableName),
}

/// What the attributes of an enum say.
#[derive(Debug, Default)]
pub(super) struct EnumAttributes {
    native: Option<Native>,
    text: Option<Span>,
    length: Option<Spanned<u32>>,
    schema: Option<Spanned<String>>,
    pub(super) renamed_from: Option<Spanned<String>>,
    pub(super) comment: Option<Spanned<String>>,
}

/// `native`, and the name it gives.
#[derive(Debug)]
struct Native {
    span: Span,
    name: Option<Spanned<String>>,
}

/// What the attributes of a variant say.
#[derive(Debug, Default)]
pub(super) struct VariantAttributes {
    value: Option<Spanned<String>>,
    pub(super) renamed_from: Option<Spanned<String>>,
}

const KNOWN: &[&str] = &[
    "native",
    "text",
    "length",
    "schema",
    "renamed_from",
    "comment",
];
const KNOWN_OF_VARIANTS: &[&str] = &["value", "renamed_from"];

impl EnumAttributes {
    pub(super) fn read(cx: &Ctxt, attributes: &[syn::Attribute]) -> Self {
        let mut said = Self::default();
        for item in keeper_items(cx, attributes.to_vec()) {
            let Some(name) = item.name() else {
                nameless(cx, &item);
                continue;
            };
            match text_of(name).as_str() {
                "native" => once(cx, name, &mut said.native, native(cx, name, &item)),
                "text" => once(cx, name, &mut said.text, flag(cx, name, &item)),
                "length" => once(cx, name, &mut said.length, integer(cx, name, &item)),
                "schema" => once(cx, name, &mut said.schema, string(cx, name, &item)),
                "comment" => once(cx, name, &mut said.comment, string(cx, name, &item)),
                "renamed_from" => {
                    once(cx, name, &mut said.renamed_from, string(cx, name, &item));
                }
                _ => {
                    let elsewhere = Some((&["value"][..], "a variant"));
                    unknown(cx, name, "keeper enum attribute", KNOWN, elsewhere);
                }
            }
        }
        said.refuse_strays(cx);
        said
    }

    fn refuse_strays(&self, cx: &Ctxt) {
        if let (Some(_), Some(span)) = (&self.native, self.text) {
            cx.error(
                Code::AttributesExclude,
                span,
                "`native` and `text` cannot be used together",
            );
        }
        let of_native = [
            ("schema", &self.schema),
            ("renamed_from", &self.renamed_from),
            ("comment", &self.comment),
        ];
        for (word, said) in of_native {
            if let (Some(said), None) = (said, &self.native) {
                cx.error(
                    Code::AttributeAlone,
                    said.span,
                    format!("`{word}` needs `native`"),
                );
            }
        }
        if let Some(length) = self.length {
            // PostgreSQL's limit for varchar.
            if self.text.is_none() {
                cx.error(Code::AttributeAlone, length.span, "`length` needs `text`");
            } else if !(1..=10_485_760).contains(&length.value) {
                cx.error(
                    Code::NumberOutOfRange,
                    length.span,
                    "`length` must be from 1 to 10485760",
                );
            }
        }
    }

    /// How the values of the enum of that name are kept, and where that is said.
    pub(super) fn storage(&self, ident: &Ident) -> Spanned<EnumStorage> {
        if let Some(native) = &self.native {
            let name = match &native.name {
                Some(name) => name.clone(),
                None => Spanned::new(snake_case(&text_of(ident)), native.span),
            };
            return name.map(|name| {
                EnumStorage::Native(TableName {
                    schema: self.schema.as_ref().map(|schema| schema.value.clone()),
                    name,
                })
            });
        }
        match self.text {
            Some(span) => {
                let length = self.length.map(|length| length.value);
                Spanned::new(EnumStorage::Text { length }, span)
            }
            None => Spanned::new(EnumStorage::Integer, ident.span()),
        }
    }

    /// The database schema, where one is said.
    pub(super) fn schema(&self) -> Option<&Spanned<String>> {
        self.schema.as_ref()
    }
}

impl VariantAttributes {
    pub(super) fn read(cx: &Ctxt, variant: &syn::Variant, storage: &EnumStorage) -> Self {
        let mut said = Self::default();
        for item in keeper_items(cx, variant.attrs.clone()) {
            let Some(name) = item.name() else {
                nameless(cx, &item);
                continue;
            };
            match text_of(name).as_str() {
                "value" => once(cx, name, &mut said.value, string(cx, name, &item)),
                "renamed_from" => {
                    once(cx, name, &mut said.renamed_from, string(cx, name, &item));
                }
                _ => {
                    let elsewhere = Some((KNOWN, "the enum"));
                    let known = KNOWN_OF_VARIANTS;
                    unknown(cx, name, "keeper variant attribute", known, elsewhere);
                }
            }
        }
        let is_native = matches!(storage, EnumStorage::Native(_));
        if let (Some(value), EnumStorage::Integer) = (&said.value, storage) {
            cx.error(
                Code::AttributeAlone,
                value.span,
                "`value` needs `native` or `text` on the enum: this one is kept as its integers",
            );
        }
        if let (Some(before), false) = (&said.renamed_from, is_native) {
            cx.error(
                Code::AttributeAlone,
                before.span,
                "`renamed_from` needs `native` on the enum: of a value that is kept as text, the answer \
                 `--rename TABLE.COLUMN.OLD:NEW` of `migrate` says it",
            );
        }
        said
    }

    /// What the variant is kept as where it is kept as text.
    pub(super) fn text(&self, ident: &Ident) -> Spanned<String> {
        match &self.value {
            Some(value) => value.clone(),
            None => Spanned::new(snake_case(&text_of(ident)), ident.span()),
        }
    }
}

impl EnumStorage {
    /// The column type, integers apart.
    pub(super) fn column_type(&self) -> Option<ColumnType> {
        match self {
            Self::Integer => None,
            Self::Text { length: None } => Some(ColumnType::Text),
            Self::Text {
                length: Some(length),
            } => Some(ColumnType::Varchar(*length)),
            Self::Native(name) => Some(ColumnType::Enum(name.clone())),
        }
    }
}

/// `native` or `native = "name"`.
fn native(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Native> {
    let type_name = match &item.form {
        Form::Word(_) => None,
        Form::Assign(..) | Form::Call(..) | Form::Literal(_) => Some(string(cx, name, item)?),
    };
    Some(Native {
        span: name.span(),
        name: type_name,
    })
}
