//! Finds the items that stand inside functions and other expressions.

use syn::visit::{self, Visit};
use syn::{ImplItemFn, Item, TraitItemFn};

use super::cfg::{Pins, is_test};

/// Whether an item of that kind has expressions in which items can stand.
pub(super) fn holds_bodies(item: &Item) -> bool {
    matches!(
        item,
        Item::Const(_) | Item::Fn(_) | Item::Impl(_) | Item::Static(_) | Item::Trait(_)
    )
}

/// The items in the bodies of an item, not those in the bodies of these.
pub(super) fn block_items<'a>(item: &'a Item, pins: Pins<'a>) -> Vec<&'a Item> {
    let mut visitor = Visitor {
        items: Vec::new(),
        pins,
    };
    // The item itself, past the method that collects.
    visit::visit_item(&mut visitor, item);
    visitor.items
}

struct Visitor<'a> {
    items: Vec<&'a Item>,
    pins: Pins<'a>,
}

impl<'a> Visit<'a> for Visitor<'a> {
    fn visit_item(&mut self, item: &'a Item) {
        self.items.push(item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        if self.pins.counts(&item.attrs).is_some() && !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'a TraitItemFn) {
        if self.pins.counts(&item.attrs).is_some() {
            visit::visit_trait_item_fn(self, item);
        }
    }

    fn visit_expr_block(&mut self, block: &'a syn::ExprBlock) {
        if self.pins.counts(&block.attrs).is_some() {
            visit::visit_expr_block(self, block);
        }
    }
}
