//! Reads the attributes of a sequence.

use proc_macro2::{Ident, Span};

use super::attribute::Item;
use super::case::text_of;
use super::value::{flag, integer, once, string};
use super::{Ctxt, Spanned};
use crate::diagnostic::Code;
use crate::schema::{Sequence, TableName};

/// What the items of one struct say of its sequence.
#[derive(Debug, Default)]
pub(super) struct SequenceParts {
    start: Option<Spanned<i64>>,
    increment: Option<Spanned<i64>>,
    min: Option<Spanned<i64>>,
    max: Option<Spanned<i64>>,
    cache: Option<Spanned<i64>>,
    cycle: Option<Span>,
    owned_by: Option<Spanned<String>>,
}

pub(super) const KNOWN: &[&str] = &[
    "start",
    "increment",
    "min",
    "max",
    "cache",
    "cycle",
    "owned_by",
];

impl SequenceParts {
    /// Takes the item if it is of a sequence.
    pub(super) fn take(&mut self, cx: &Ctxt, name: &Ident, item: &Item) -> bool {
        match text_of(name).as_str() {
            "start" => once(cx, name, &mut self.start, integer(cx, name, item)),
            "increment" => once(cx, name, &mut self.increment, integer(cx, name, item)),
            "min" => once(cx, name, &mut self.min, integer(cx, name, item)),
            "max" => once(cx, name, &mut self.max, integer(cx, name, item)),
            "cache" => once(cx, name, &mut self.cache, integer(cx, name, item)),
            "cycle" => once(cx, name, &mut self.cycle, flag(cx, name, item)),
            "owned_by" => once(cx, name, &mut self.owned_by, string(cx, name, item)),
            _ => return false,
        }
        true
    }

    /// Reports all of it, where there is no sequence.
    pub(super) fn refuse(&self, cx: &Ctxt) {
        let numbers = [self.start, self.increment, self.min, self.max, self.cache];
        let spans = numbers.iter().flatten().map(|number| number.span);
        let owner = self.owned_by.iter().map(|owner| owner.span);
        for span in spans.chain(self.cycle).chain(owner) {
            cx.error(Code::IncompleteObject, span, "only a sequence has this");
        }
    }

    /// The sequence of that name.
    pub(super) fn finish(self, cx: &Ctxt, name: TableName) -> Sequence {
        if let Some(increment) = self.increment.filter(|it| it.value == 0) {
            cx.error(
                Code::NumberOutOfRange,
                increment.span,
                "`increment` cannot be 0",
            );
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min.value >= max.value
        {
            cx.error(
                Code::NumberOutOfRange,
                max.span,
                "`max` must be more than `min`",
            );
        }
        let owned_by = self.owned_by.and_then(|owner| {
            let parts = owner.value.split_once('.');
            if parts.is_none() {
                cx.error(
                    Code::MalformedAttribute,
                    owner.span,
                    "expected a column: `owned_by = \"table.column\"`",
                );
            }
            let (table, column) = parts?;
            Some((name.sibling(table), column.to_owned()))
        });
        let value = |number: Option<Spanned<i64>>| number.map(|number| number.value);
        Sequence {
            name,
            start: value(self.start),
            increment: value(self.increment),
            min: value(self.min),
            max: value(self.max),
            cache: value(self.cache),
            cycle: self.cycle.is_some(),
            owned_by,
        }
    }
}
