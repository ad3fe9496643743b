//! The models of one file, with what can be replaced in its text.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, Meta};

/// One change of one file.
pub(crate) struct Mutation {
    pub(crate) file: String,
    /// The text of the file after it.
    pub(crate) text: String,
    /// What kind of change it is, the same for every column or table.
    pub(crate) kind: String,
    /// The table that it changes.
    pub(crate) table: String,
    /// What must be named by whoever tells it: one of these.
    pub(crate) names: Vec<String>,
    /// Or the lines at which it must be told.
    pub(crate) lines: RangeInclusive<usize>,
}

impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, kind) = (&self.file, &self.kind);
        write!(
            f,
            "{kind}: {} of {} in {file}",
            self.names.join(" or "),
            self.table
        )
    }
}

/// A file with models.
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) models: Vec<Model>,
}

/// A struct that derives `Model`.
pub(crate) struct Model {
    pub(crate) table: String,
    /// The struct's name, as messages quote it.
    pub(crate) quoted: String,
    /// Where its attributes begin.
    pub(crate) start: usize,
    pub(crate) derive: Range<usize>,
    pub(crate) keeper: Keeper,
    pub(crate) columns: Vec<Column>,
    /// Behind the opening brace.
    pub(crate) body: usize,
}

/// A field of one.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) whole: Range<usize>,
    /// Where its visibility begins, behind all attributes.
    pub(crate) start: usize,
    pub(crate) ident: Range<usize>,
    pub(crate) ty: Range<usize>,
    pub(crate) rust_type: String,
    pub(crate) keeper: Keeper,
}

/// What is said in `#[keeper(...)]`.
pub(crate) struct Keeper {
    /// The attribute, or where one can be put.
    pub(crate) place: Range<usize>,
    pub(crate) items: Vec<String>,
}

impl Source {
    pub(crate) fn new(file: &str, text: &str) -> Self {
        let syntax = syn::parse_file(text).expect("Keeper's models parse");
        let models = syntax.items.iter().filter_map(|item| match item {
            Item::Struct(item) => model(text, item),
            _ => None,
        });
        Self {
            file: file.to_owned(),
            text: text.to_owned(),
            models: models.collect(),
        }
    }

    /// The lines of a part of the file, and one more that a change may add.
    pub(crate) fn lines(&self, part: &Range<usize>) -> RangeInclusive<usize> {
        let line = |at: usize| self.text[..at].matches('\n').count() + 1;
        line(part.start)..=line(part.end) + 1
    }

    /// The file with one text in place of another.
    pub(crate) fn with(&self, place: &Range<usize>, text: &str) -> String {
        format!(
            "{}{text}{}",
            &self.text[..place.start],
            &self.text[place.end..]
        )
    }
}

impl Keeper {
    /// The attribute with these items, on a line of its own if there was none.
    pub(crate) fn written(&self, items: &[String]) -> String {
        match (items.is_empty(), self.place.is_empty()) {
            (true, _) => String::new(),
            (false, false) => format!("#[keeper({})]", items.join(", ")),
            (false, true) => format!("#[keeper({})]\n    ", items.join(", ")),
        }
    }

    /// The attribute with one item more.
    pub(crate) fn and(&self, item: &str) -> String {
        let mut items = self.items.clone();
        items.push(item.to_owned());
        self.written(&items)
    }

    /// Whether an item of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.items.iter().any(|item| name_of(item) == name)
    }
}

/// The name that an item begins with.
pub(crate) fn name_of(item: &str) -> &str {
    let end = item.find(|it: char| !it.is_alphanumeric() && it != '_');
    &item[..end.unwrap_or(item.len())]
}

fn model(text: &str, item: &syn::ItemStruct) -> Option<Model> {
    let derive = item.attrs.iter().find(|attribute| {
        attribute.path().is_ident("derive") && text[range(attribute)].contains("Model")
    })?;
    let struct_start = range(&item.vis).start;
    let keeper = keeper(text, &item.attrs, struct_start);
    let table = keeper.items.iter().find_map(|item| {
        let name = item.strip_prefix("table = \"")?;
        name.strip_suffix('"')
    })?;
    let columns = item.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let start = range(&field.vis).start;
        Some(Column {
            name: ident.to_string(),
            whole: field
                .attrs
                .first()
                .map_or(start, |first| range(first).start)
                ..range(&field.ty).end + 1,
            start,
            ident: range(ident),
            ty: range(&field.ty),
            rust_type: text[range(&field.ty)].to_owned(),
            keeper: self::keeper(text, &field.attrs, start),
        })
    });
    Some(Model {
        table: table.to_owned(),
        quoted: format!("`{}`", item.ident),
        start: item
            .attrs
            .first()
            .map_or(struct_start, |first| range(first).start),
        derive: range(derive),
        columns: columns.collect(),
        body: text[struct_start..].find('{')? + struct_start + 1,
        keeper,
    })
}

/// The one `#[keeper(...)]` that there is, or an empty one before `start`.
fn keeper(text: &str, attributes: &[Attribute], start: usize) -> Keeper {
    let found = attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("keeper") => Some((attribute, &list.tokens)),
            _ => None,
        });
    match found {
        Some((attribute, tokens)) => Keeper {
            place: range(attribute),
            items: items(text, tokens.clone()),
        },
        None => Keeper {
            place: start..start,
            items: Vec::new(),
        },
    }
}

fn items(text: &str, tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ',');
    let items = tokens.split(is_comma).filter_map(|item| {
        let (first, last) = (item.first()?, item.last()?);
        Some(text[range(first).start..range(last).end].to_owned())
    });
    items.collect()
}

fn range(spanned: &impl syn::spanned::Spanned) -> Range<usize> {
    let span = spanned.span();
    span.byte_range()
}
