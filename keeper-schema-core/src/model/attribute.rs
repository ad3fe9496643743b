//! Splits `#[keeper(...)]` into its items, whatever they mean.
//!
//! Cut at the commas first, so that a mistake in one item does not hide the others.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprLit, ExprPath, Lit, LitBool, Meta, Token};

use super::Ctxt;
use super::case::text_of;
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

/// The items of every `#[keeper(...)]` among the attributes, in order. It takes them, for the
/// tokens of an attribute that is kept would have to be copied.
pub(super) fn keeper_items(cx: &Ctxt, attributes: Vec<Attribute>) -> Vec<Item> {
    let mut found = Vec::new();
    for attribute in attributes {
        if !attribute.path().is_ident("keeper") {
            continue;
        }
        match attribute.meta {
            Meta::List(list) => found.extend(items(cx, list.tokens)),
            meta @ (Meta::Path(_) | Meta::NameValue(_)) => {
                cx.error_spanned_by(Code::MalformedAttribute, &meta, "expected `#[keeper(...)]`");
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
    let written = text_of(name);
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
    let mut found = Vec::new();
    let mut chunk: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(comma) if comma.as_char() == ',' => {
                if chunk.is_empty() {
                    cx.error(
                        Code::MalformedAttribute,
                        comma.span(),
                        "expected a name before this comma",
                    );
                }
                found.extend(item(cx, &mut chunk));
            }
            _ => chunk.push(token),
        }
    }
    // A comma may stand at the end.
    found.extend(item(cx, &mut chunk));
    found
}

/// Reads the tokens of one item, which it empties, or reports why they are none.
fn item(cx: &Ctxt, chunk: &mut Vec<TokenTree>) -> Option<Item> {
    let span = chunk.first()?.span();
    if let Some(form) = plain(cx, chunk) {
        chunk.clear();
        return Some(Item { form, span });
    }
    let tokens = chunk.drain(..).collect();
    match form.parse2(tokens) {
        Ok(form) => Some(Item { form, span }),
        Err(error) => {
            cx.syn_error(Code::MalformedAttribute, error);
            None
        }
    }
}

/// The forms that most items have: to have syn read a few tokens costs a derive more than all
/// else that it does for a field.
fn plain(cx: &Ctxt, chunk: &[TokenTree]) -> Option<Form> {
    match chunk {
        [TokenTree::Literal(literal)] => Some(Form::Literal(Lit::new(literal.clone()))),
        [TokenTree::Ident(name), rest @ ..] if name != "true" && name != "false" => match rest {
            [] => Some(Form::Word(name.clone())),
            [TokenTree::Punct(equals), value] if equals.as_char() == '=' => {
                Some(Form::Assign(name.clone(), Box::new(plain_value(value)?)))
            }
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Parenthesis => {
                Some(Form::Call(name.clone(), items(cx, group.stream())))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A value of one token: a literal, or the name of a type, variant or constant.
fn plain_value(token: &TokenTree) -> Option<Expr> {
    match token {
        TokenTree::Literal(literal) => Some(Expr::Lit(ExprLit {
            attrs: Vec::new(),
            lit: Lit::new(literal.clone()),
        })),
        TokenTree::Ident(name) => {
            let written = name.to_string();
            match written.as_str() {
                "true" | "false" => Some(Expr::Lit(ExprLit {
                    attrs: Vec::new(),
                    lit: Lit::Bool(LitBool::new(written == "true", name.span())),
                })),
                // No keyword begins so but `Self`, which is a path.
                _ if written.starts_with(char::is_uppercase) => Some(Expr::Path(ExprPath {
                    attrs: Vec::new(),
                    qself: None,
                    path: name.clone().into(),
                })),
                _ => None,
            }
        }
        TokenTree::Punct(_) | TokenTree::Group(_) => None,
    }
}

/// What an item says that is not plain, or why it says nothing.
fn form(input: ParseStream<'_>) -> syn::Result<Form> {
    // To find that a name is no literal costs syn an error: it is looked for first.
    let is_name = match input.cursor().ident() {
        Some((ident, _)) => ident != "true" && ident != "false",
        None => false,
    };
    if !is_name {
        if input.peek(Lit) {
            let literal = input.parse()?;
            end(input, "expected `,` after this value")?;
            return Ok(Form::Literal(literal));
        }
        return Err(input.error("expected a name"));
    }
    let name = input.call(Ident::parse_any)?;
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
        return Ok(Form::Assign(name, Box::new(value)));
    }
    if let TokenTree::Group(group) = input.fork().parse::<TokenTree>()?
        && group.delimiter() == Delimiter::Parenthesis
    {
        input.parse::<TokenTree>()?;
        return Err(input.error("expected `,` after the parentheses"));
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
