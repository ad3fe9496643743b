//! Splits `#[keeper(...)]` into its items, whatever they mean.
//!
//! Cut at the commas first, so that a mistake in one item does not hide the others.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, Lit, Meta, Token};

use super::Ctxt;
use crate::closest::closest;
use crate::diagnostic::Code;

/// One item between commas.
#[derive(Clone)]
pub(super) struct Item {
    /// What is said.
    pub(super) form: Form,
    /// Its first token.
    pub(super) span: Span,
}

/// The forms an item can have.
#[derive(Clone)]
pub(super) enum Form {
    /// `name`
    Word(Ident),
    /// `name = value`
    Assign(Ident, Box<Expr>),
    /// `name(items)`
    Call(Ident, Vec<Item>),
    /// `"text"`, `5`
    Literal(Lit),
}

impl Item {
    /// The name it begins with.
    pub(super) fn name(&self) -> Option<&Ident> {
        match &self.form {
            Form::Word(name) | Form::Assign(name, _) | Form::Call(name, _) => Some(name),
            Form::Literal(_) => None,
        }
    }
}

/// The items of every `#[keeper(...)]` among the attributes, in order.
pub(super) fn keeper_items(cx: &Ctxt, attributes: &[Attribute]) -> Vec<Item> {
    let mut found = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("keeper") {
            continue;
        }
        match &attribute.meta {
            Meta::List(list) => found.extend(items(cx, list.tokens.clone())),
            Meta::Path(_) | Meta::NameValue(_) => {
                cx.error_spanned_by(
                    Code::MalformedAttribute,
                    &attribute.meta,
                    "expected `#[keeper(...)]`",
                );
            }
        }
    }
    found
}

/// Reports a name that is none of those known here. `elsewhere` are the names known
/// at another place, and what that place is called.
pub(super) fn unknown(
    cx: &Ctxt,
    name: &Ident,
    kind: &str,
    known: &[&str],
    elsewhere: Option<(&[&str], &str)>,
) {
    let written = name.unraw().to_string();
    if let Some((names, place)) = elsewhere
        && names.contains(&written.as_str())
    {
        cx.error(
            Code::UnknownAttribute,
            name.span(),
            format!("`{written}` belongs on {place}"),
        );
        return;
    }
    let message = match closest(&written, known.iter().copied()) {
        Some(meant) => format!("unknown {kind} `{written}`, did you mean `{meant}`?"),
        None => format!("unknown {kind} `{written}`, expected {}", one_of(known)),
    };
    cx.error(Code::UnknownAttribute, name.span(), message);
}

/// Reports an item without a name where one is needed.
pub(super) fn nameless(cx: &Ctxt, item: &Item) {
    cx.error(
        Code::MalformedAttribute,
        item.span,
        "expected a name before this value",
    );
}

/// The names as a list for a person: `` `a`, `b` or `c` ``.
pub(super) fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

fn items(cx: &Ctxt, tokens: TokenStream) -> Vec<Item> {
    chunks(cx, tokens)
        .into_iter()
        .filter_map(|(span, chunk)| item(cx, span, chunk))
        .collect()
}

/// The tokens between top-level commas, and where they begin; a comma may stand at the end.
fn chunks(cx: &Ctxt, tokens: TokenStream) -> Vec<(Span, TokenStream)> {
    let mut chunks = Vec::new();
    let mut current: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                match current.first().map(TokenTree::span) {
                    Some(span) => chunks.push((span, current.drain(..).collect())),
                    None => cx.error(
                        Code::MalformedAttribute,
                        punct.span(),
                        "expected a name before this comma",
                    ),
                }
            }
            _ => current.push(token),
        }
    }
    if let Some(span) = current.first().map(TokenTree::span) {
        chunks.push((span, current.into_iter().collect()));
    }
    chunks
}

/// Reads one item, or reports why it is none.
fn item(cx: &Ctxt, span: Span, chunk: TokenStream) -> Option<Item> {
    match (|input: ParseStream<'_>| head(input)).parse2(chunk) {
        Ok(Head::Call(name, arguments)) => Some(Item {
            form: Form::Call(name, items(cx, arguments)),
            span,
        }),
        Ok(Head::Form(form)) => Some(Item { form, span }),
        Err(error) => {
            cx.syn_error(Code::MalformedAttribute, error);
            None
        }
    }
}

/// An item whose arguments are not yet read.
enum Head {
    Form(Form),
    Call(Ident, TokenStream),
}

fn head(input: ParseStream<'_>) -> syn::Result<Head> {
    // To find that a name is no literal costs syn an error: it is looked for first.
    let is_name = match input.cursor().ident() {
        Some((ident, _)) => ident != "true" && ident != "false",
        None => false,
    };
    if !is_name {
        if input.peek(Lit) {
            let literal = input.parse()?;
            end(input, "expected `,` after this value")?;
            return Ok(Head::Form(Form::Literal(literal)));
        }
        return Err(input.error("expected a name"));
    }
    let name = input.call(Ident::parse_any)?;
    if input.is_empty() {
        return Ok(Head::Form(Form::Word(name)));
    }
    if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() {
            return Err(syn::Error::new(
                name.span(),
                format!("expected a value after `{name} =`"),
            ));
        }
        let value = ungrouped(input.parse()?);
        end(input, "expected `,` after the value")?;
        return Ok(Head::Form(Form::Assign(name, Box::new(value))));
    }
    if let TokenTree::Group(group) = input.fork().parse::<TokenTree>()?
        && group.delimiter() == Delimiter::Parenthesis
    {
        input.parse::<TokenTree>()?;
        end(input, "expected `,` after the parentheses")?;
        return Ok(Head::Call(name, group.stream()));
    }
    Err(input.error(format!("expected `=`, `(` or `,` after `{name}`")))
}

/// Refuses tokens that are left over.
fn end(input: ParseStream<'_>, message: &str) -> syn::Result<()> {
    if input.is_empty() {
        return Ok(());
    }
    Err(input.error(message))
}

/// The expression inside the invisible groups that macros leave.
fn ungrouped(expression: Expr) -> Expr {
    match expression {
        Expr::Group(group) => ungrouped(*group.expr),
        other => other,
    }
}
