//! Lays out `#[keeper(...)]` as rustfmt does.

/// The most characters that several items have on one line: rustfmt's `attr_fn_like_width`.
const WIDEST: usize = 70;
/// The most characters of a line.
const LINE: usize = 100;

/// An item of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A word, a literal or an assignment, written as it is.
    Plain(String),
    /// A word and what is in its parentheses.
    Call(&'static str, Vec<Item>),
}

impl Item {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }
}

/// The attributes that say the items, each on lines of its own: one for what is short, and
/// one for each item with parentheses.
pub(super) fn attributes(items: Vec<Item>, indent: usize) -> String {
    let (plain, calls): (Vec<Item>, Vec<Item>) =
        (items.into_iter()).partition(|item| matches!(item, Item::Plain(_)));
    let mut lines = String::new();
    let groups = [plain].into_iter().filter(|plain| !plain.is_empty());
    for group in groups.chain(calls.into_iter().map(|call| vec![call])) {
        let keeper = called("keeper", &group, indent, "#[".len(), "]".len());
        lines += &format!("{}#[{keeper}]\n", " ".repeat(indent));
    }
    lines
}

/// `name(items)`, whose first line begins after `before` more characters than the indent
/// and is followed by `after` more.
fn called(name: &str, items: &[Item], indent: usize, before: usize, after: usize) -> String {
    let line: Vec<String> = items.iter().map(on_one_line).collect();
    let line = line.join(", ");
    let width = indent + before + name.chars().count() + "()".len() + after;
    let fits = width + line.chars().count() + depth(items) + usize::from(indent > 0) <= LINE;
    let is_short = line.chars().count() <= WIDEST;
    match items {
        [Item::Call(inner, items)] if !(fits && is_one_line(items)) => {
            let before = before + name.chars().count() + "(".len();
            let inner = called(inner, items, indent, before, after + ")".len());
            format!("{name}({inner})")
        }
        [_] if fits => format!("{name}({line})"),
        [_, _, ..] if fits && is_short => format!("{name}({line})"),
        _ => {
            let within = " ".repeat(indent + 4);
            let items: Vec<String> = (items.iter())
                .map(|item| format!("{within}{}", written(item, indent + 4)))
                .collect();
            format!("{name}(\n{}\n{})", items.join(",\n"), " ".repeat(indent))
        }
    }
}

/// Whether rustfmt leaves items in the parentheses of a lone item on one line.
fn is_one_line(items: &[Item]) -> bool {
    match items {
        [Item::Call(_, items)] => is_one_line(items),
        [_] => true,
        items => {
            let line: Vec<String> = items.iter().map(on_one_line).collect();
            line.join(", ").chars().count() <= WIDEST
        }
    }
}

/// How many lone items stand inside of each other: rustfmt keeps a character for each.
fn depth(items: &[Item]) -> usize {
    match items {
        [Item::Call(_, items)] => 1 + depth(items),
        _ => 0,
    }
}

fn written(item: &Item, indent: usize) -> String {
    match item {
        Item::Plain(text) => text.clone(),
        Item::Call(name, items) => called(name, items, indent, 0, ",".len()),
    }
}

fn on_one_line(item: &Item) -> String {
    match item {
        Item::Plain(text) => text.clone(),
        Item::Call(name, items) => {
            let items: Vec<String> = items.iter().map(on_one_line).collect();
            format!("{name}({})", items.join(", "))
        }
    }
}
