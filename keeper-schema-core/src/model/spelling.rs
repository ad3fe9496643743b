//! The attributes that spell a column's type: `type`, `length`, `precision`, `scale`.

use proc_macro2::{Ident, Span};
use syn::Expr;
use syn::spanned::Spanned as _;

use super::attribute::{Form, Item};
use super::case::text_of;
use super::value::{expression_of, integer, once, sql, string};
use super::{Ctxt, Refusal, RustType, Spanned};
use crate::diagnostic::Code;
use crate::schema::{ColumnType, SqlText};

/// What the attributes of one field or newtype say of its type.
#[derive(Default)]
pub(super) struct Spelling {
    column_type: Option<Spanned<TypeText>>,
    length: Option<Spanned<Length>>,
    precision: Option<Spanned<u32>>,
    scale: Option<Spanned<u32>>,
}

/// What `length` says.
#[derive(Clone)]
enum Length {
    Number(u32),
    /// A constant, or an expression of constants.
    Computed(Box<Expr>),
}

/// What `type` says.
#[derive(Debug)]
enum TypeText {
    /// One spelling.
    Spelled(String),
    /// The name that each database has for it.
    Names(SqlText),
}

impl Spelling {
    /// Takes one of the four attributes.
    pub(super) fn take(&mut self, cx: &Ctxt, name: &Ident, item: &Item) {
        match text_of(name).as_str() {
            "type" => once(cx, name, &mut self.column_type, type_text(cx, name, item)),
            "length" => once(cx, name, &mut self.length, length(cx, name, item)),
            "precision" => once(cx, name, &mut self.precision, integer(cx, name, item)),
            _ => once(cx, name, &mut self.scale, integer(cx, name, item)),
        }
    }

    /// Whether the attributes say the type by themselves; `length` only narrows it.
    pub(super) fn is_whole(&self) -> bool {
        self.column_type.is_some() || self.precision.is_some()
    }

    /// Whether the attributes say nothing of the type, as most do.
    fn is_silent(&self) -> bool {
        !self.is_whole() && self.length.is_none() && self.scale.is_none()
    }

    /// The column's type: what the attributes say, else what the Rust type, written at
    /// `span`, says. After a mistake, which is reported, any type will do.
    pub(super) fn resolve(
        &self,
        cx: &Ctxt,
        rust_type: &Result<RustType, Refusal>,
        span: Span,
    ) -> Spanned<RustType> {
        self.refuse_conflicts(cx);
        let known = |said: Spanned<ColumnType>| said.map(RustType::Known);
        let said = if let Some(text) = &self.column_type {
            literal(cx, text).map(known)
        } else if let Some(length) = &self.length {
            varchar(cx, length, rust_type)
        } else {
            self.precision
                .map(|precision| known(numeric(cx, precision, self.scale)))
        };
        if let Some(said) = said {
            return said;
        }
        match rust_type {
            Ok(rust_type) => Spanned::new(rust_type.clone(), span),
            Err(refusal) => {
                let was_said = self.column_type.is_some() || self.length.is_some();
                if !was_said {
                    cx.error_spanned_by(Code::UnknownColumnType, &refusal.tokens, &refusal.message);
                }
                Spanned::new(RustType::Known(ColumnType::Text), span)
            }
        }
    }

    fn refuse_conflicts(&self, cx: &Ctxt) {
        if self.is_silent() {
            return;
        }
        let numbers = [
            ("length", self.length.as_ref().map(|length| length.span)),
            ("precision", self.precision.map(|number| number.span)),
            ("scale", self.scale.map(|number| number.span)),
        ];
        let said: Vec<(&str, Span)> = (self.column_type.iter())
            .map(|text| ("type", text.span))
            .chain(
                numbers
                    .iter()
                    .filter_map(|(name, span)| Some((*name, (*span)?))),
            )
            .collect();
        let Some(((first, _), others)) = said.split_first() else {
            return;
        };
        for (other, span) in others {
            if (*first, *other) != ("precision", "scale") {
                cx.error(
                    Code::AttributesExclude,
                    *span,
                    format!("`{first}` and `{other}` cannot be used together"),
                );
            }
        }
        if *first == "scale" {
            cx.error(Code::AttributeAlone, said[0].1, "`scale` needs `precision`");
        }
    }
}

/// `type = "..."`, or `type(sqlite = "...", postgres = "...")`.
fn type_text(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<TypeText>> {
    if let Form::Call(..) = item.form {
        return Some(sql(cx, name, item)?.map(TypeText::Names));
    }
    Some(string(cx, name, item)?.map(TypeText::Spelled))
}

/// The type that `type = "..."` spells.
fn literal(cx: &Ctxt, text: &Spanned<TypeText>) -> Option<Spanned<ColumnType>> {
    let spelled = match &text.value {
        TypeText::Spelled(spelled) => spelled,
        TypeText::Names(names) => {
            return Some(Spanned::new(ColumnType::Raw(names.clone()), text.span));
        }
    };
    match ColumnType::parse(spelled) {
        Ok(column_type) => Some(Spanned::new(column_type, text.span)),
        Err(error) => {
            cx.error(Code::UnknownColumnType, text.span, error);
            None
        }
    }
}

/// `length = 255`, `length = MAX`, `length = 2 * MAX`.
fn length(cx: &Ctxt, name: &Ident, item: &Item) -> Option<Spanned<Length>> {
    if let Some(expression) = expression_of(item) {
        let span = expression.span();
        return Some(Spanned::new(
            Length::Computed(Box::new(expression.clone())),
            span,
        ));
    }
    Some(integer(cx, name, item)?.map(Length::Number))
}

/// The type that `length = 255` makes of a `String`.
fn varchar(
    cx: &Ctxt,
    length: &Spanned<Length>,
    rust_type: &Result<RustType, Refusal>,
) -> Option<Spanned<RustType>> {
    if !matches!(rust_type, Ok(RustType::Known(ColumnType::Text))) {
        cx.error(
            Code::TypeRefuses,
            length.span,
            "`length` needs a `String`: for another type write `type = \"varchar(...)\"`",
        );
        return None;
    }
    let said = match &length.value {
        Length::Computed(expression) => RustType::Computed(expression.clone()),
        // PostgreSQL's limit for varchar.
        Length::Number(number) if !(1..=10_485_760).contains(number) => {
            cx.error(
                Code::NumberOutOfRange,
                length.span,
                "`length` must be from 1 to 10485760",
            );
            return None;
        }
        Length::Number(number) => RustType::Known(ColumnType::Varchar(*number)),
    };
    Some(Spanned::new(said, length.span))
}

/// The type that `precision = 10, scale = 2` makes.
fn numeric(cx: &Ctxt, precision: Spanned<u32>, scale: Option<Spanned<u32>>) -> Spanned<ColumnType> {
    // PostgreSQL's limits for numeric; a scale over the precision is of no use here.
    if !(1..=1000).contains(&precision.value) {
        cx.error(
            Code::NumberOutOfRange,
            precision.span,
            "`precision` must be from 1 to 1000",
        );
    }
    if let Some(scale) = scale
        && scale.value > precision.value
    {
        cx.error(
            Code::NumberOutOfRange,
            scale.span,
            "`scale` must not be over `precision`",
        );
    }
    let scale = scale.map_or(0, |scale| scale.value);
    precision.map(|precision| ColumnType::Numeric(Some((precision, scale))))
}
