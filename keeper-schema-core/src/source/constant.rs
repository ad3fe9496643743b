//! Computes the constants that attributes name, such as `length = 2 * MAX_NAME`.
//!
//! Whole numbers only. The derive proves by constant evaluation that rustc comes to the
//! same number, so that what is computed here need not be all of Rust, but is never a guess.

use proc_macro2::{Literal, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::{Attribute, BinOp, Expr, ExprLit, Lit, Meta, Path, Stmt, Type, UnOp};

use super::input::ambiguous;
use super::resolve::{Namespace, Resolver, Target};
use super::tree::{Import, ModuleId, Tree};
use crate::closest::closest;
use crate::diagnostic::Code;
use crate::model::Ctxt;

/// A longer chain of constants is taken for endless.
const LONGEST_CHAIN: usize = 64;

/// Looks constants up.
pub(super) struct Constants<'a> {
    pub(super) tree: &'a Tree,
    pub(super) resolver: &'a Resolver<'a>,
}

/// Why there is no number.
struct Unknown {
    code: Code,
    message: String,
}

impl Constants<'_> {
    /// Writes the number in place of each `length = EXPRESSION` that is not one already.
    pub(super) fn settle(&self, cx: &Ctxt, module: ModuleId, attributes: &mut [Attribute]) {
        for attribute in attributes {
            if !attribute.path().is_ident("keeper") {
                continue;
            }
            if let Meta::List(list) = &mut attribute.meta {
                let tokens = std::mem::take(&mut list.tokens).into_iter().collect();
                list.tokens = self.settled(cx, module, tokens).into_iter().collect();
            }
        }
    }

    /// The items of an attribute with numbers in them.
    fn settled(&self, cx: &Ctxt, module: ModuleId, tokens: Vec<TokenTree>) -> Vec<TokenTree> {
        let is_comma =
            |token: &TokenTree| matches!(token, TokenTree::Punct(it) if it.as_char() == ',');
        let mut computed = tokens.split(is_comma).filter_map(computed_length);
        // Hardly ever.
        if computed.next().is_none() {
            return tokens;
        }
        let mut settled = Vec::with_capacity(tokens.len());
        for item in tokens.split_inclusive(is_comma) {
            let (item, comma) = match item.split_last() {
                Some((last, rest)) if is_comma(last) => (rest, Some(last)),
                _ => (item, None),
            };
            match computed_length(item) {
                Some(expression) => {
                    let number = self.number(cx, module, &expression);
                    settled.extend(item[..2].iter().cloned());
                    settled.push(TokenTree::Literal(number));
                }
                None => settled.extend(item.iter().cloned()),
            }
            settled.extend(comma.cloned());
        }
        settled
    }

    /// The number of an expression, at its place; after a mistake, which is reported, any.
    fn number(&self, cx: &Ctxt, module: ModuleId, expression: &Expr) -> Literal {
        let value = self.value(module, expression, LONGEST_CHAIN);
        let value = value.and_then(|value| {
            u64::try_from(value).map_err(|_| Unknown {
                code: Code::NumberOutOfRange,
                ..Unknown::new(format!(
                    "`length` must be from 1 to 10485760, and this is {value}"
                ))
            })
        });
        let mut number = Literal::u64_unsuffixed(match &value {
            Ok(value) => *value,
            Err(_) => 1,
        });
        number.set_span(expression.span());
        if let Err(unknown) = value {
            cx.error(unknown.code, expression.span(), unknown.message);
        }
        number
    }

    fn value(&self, module: ModuleId, expression: &Expr, left: usize) -> Result<i128, Unknown> {
        match expression {
            Expr::Lit(ExprLit {
                lit: Lit::Int(literal),
                ..
            }) => (literal.base10_parse()).map_err(|error| Unknown::new(error.to_string())),
            Expr::Group(group) => self.value(module, &group.expr, left),
            Expr::Paren(paren) => self.value(module, &paren.expr, left),
            Expr::Cast(cast) => fitting(self.value(module, &cast.expr, left)?, &cast.ty),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                Ok(-self.value(module, &unary.expr, left)?)
            }
            Expr::Binary(binary) => {
                let one = self.value(module, &binary.left, left)?;
                let other = self.value(module, &binary.right, left)?;
                operated(one, &binary.op, other)
            }
            Expr::Block(block) => match block.block.stmts.as_slice() {
                [Stmt::Expr(inner, None)] => self.value(module, inner, left),
                _ => Err(not_computed(expression)),
            },
            Expr::Path(path) if path.qself.is_none() => self.constant(module, &path.path, left),
            _ => Err(not_computed(expression)),
        }
    }

    /// The number of a constant, by its path.
    fn constant(&self, module: ModuleId, path: &Path, left: usize) -> Result<i128, Unknown> {
        let import = Import::of_path(path);
        let name = import.segments.join("::");
        if import.segments.first().is_some_and(|first| first == "Self") {
            return Err(Unknown::associated(&name));
        }
        if left == 0 {
            return Err(Unknown::new(format!("`{name}` is computed from itself")));
        }
        let mut found: Option<i128> = None;
        for target in self.resolver.path(module, &import, Namespace::Values) {
            let value = match target {
                Target::Constant(id) => {
                    let constant = self.tree.constant(id);
                    self.value(constant.module, &constant.expression, left - 1)?
                }
                Target::External(path) => limit(&path).ok_or_else(|| {
                    Unknown::new(format!(
                        "`{name}` is of another crate, which the schema scan does not read: write \
                         the number"
                    ))
                })?,
                Target::Module(_) | Target::Definition(_) | Target::Elsewhere => continue,
            };
            if found.is_some_and(|found| found != value) {
                return Err(Unknown::new(ambiguous(&name)));
            }
            found = Some(value);
        }
        found.ok_or_else(|| self.unknown(module, &import))
    }

    fn unknown(&self, module: ModuleId, import: &Import) -> Unknown {
        let name = import.segments.join("::");
        let Some((last, owner)) = import.segments.split_last() else {
            return Unknown::new("expected a whole number".to_owned());
        };
        let owner_path = Import {
            leading: import.leading,
            segments: owner.to_vec(),
        };
        let owners = self.resolver.path(module, &owner_path, Namespace::Types);
        let is_type = |target: &Target| matches!(target, Target::Definition(_));
        if owners.iter().any(is_type) {
            return Unknown::associated(&name);
        }
        let names = self.tree.constants().map(|constant| constant.name.as_str());
        let meant = match closest(last, names) {
            Some(meant) if meant == last => ", though there is one of that name elsewhere: add a \
                                             `use` or write its path"
                .to_owned(),
            Some(meant) => format!(", did you mean `{meant}`?"),
            None => ": the schema scan reads `const` items of the package and expands no macros; \
                     write the number"
                .to_owned(),
        };
        Unknown::new(format!("cannot find the constant `{name}`{meant}"))
    }
}

impl Unknown {
    fn new(message: impl Into<String>) -> Self {
        Self {
            code: Code::UnknownConstant,
            message: message.into(),
        }
    }

    fn associated(name: &str) -> Self {
        Self::new(format!(
            "`{name}` is an associated constant, which the schema scan does not read: make it a \
             `const` item, or write the number"
        ))
    }
}

/// The expression of an item `length = EXPRESSION`, unless it is one literal.
fn computed_length(item: &[TokenTree]) -> Option<Expr> {
    let [TokenTree::Ident(name), TokenTree::Punct(equals), value @ ..] = item else {
        return None;
    };
    if name != "length" || equals.as_char() != '=' {
        return None;
    }
    if let [] | [TokenTree::Literal(_)] = value {
        return None;
    }
    // What is no expression the model refuses, and so it does a negative number.
    match syn::parse2(value.iter().cloned().collect()) {
        Ok(Expr::Lit(_)) | Err(_) => None,
        Ok(Expr::Unary(unary)) if matches!(*unary.expr, Expr::Lit(_)) => None,
        Ok(expression) => Some(expression),
    }
}

fn operated(one: i128, operator: &BinOp, other: i128) -> Result<i128, Unknown> {
    let shift = || u32::try_from(other).ok().filter(|bits| *bits < 64);
    let value = match operator {
        BinOp::Add(_) => one.checked_add(other),
        BinOp::Sub(_) => one.checked_sub(other),
        BinOp::Mul(_) => one.checked_mul(other),
        BinOp::Div(_) => one.checked_div(other),
        BinOp::Rem(_) => one.checked_rem(other),
        BinOp::Shl(_) => shift().and_then(|bits| one.checked_mul(1 << bits)),
        BinOp::Shr(_) => shift().map(|bits| one >> bits),
        BinOp::BitAnd(_) => Some(one & other),
        BinOp::BitOr(_) => Some(one | other),
        BinOp::BitXor(_) => Some(one ^ other),
        other => return Err(not_computed(other)),
    };
    value.ok_or_else(|| Unknown::new("this has no value as a whole number"))
}

/// The same number as another type. One that does not fit would become another.
fn fitting(value: i128, ty: &Type) -> Result<i128, Unknown> {
    let name = ty.to_token_stream().to_string();
    let Some((least, most)) = bounds(&name) else {
        return Err(Unknown::new(format!(
            "the schema scan does not know the number type `{name}`: write the number"
        )));
    };
    match (least..=most).contains(&value) {
        true => Ok(value),
        false => Err(Unknown::new(format!("{value} does not fit into `{name}`"))),
    }
}

/// `u8::MAX` and the like, by the path.
fn limit(path: &[String]) -> Option<i128> {
    let [ty, end] = path else { return None };
    let (least, most) = bounds(ty)?;
    match end.as_str() {
        "MIN" => Some(least),
        "MAX" => Some(most),
        _ => None,
    }
}

fn bounds(ty: &str) -> Option<(i128, i128)> {
    Some(match ty {
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        "u64" | "usize" => (0, u64::MAX.into()),
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => (i64::MIN.into(), i64::MAX.into()),
        _ => return None,
    })
}

fn not_computed(tokens: &impl ToTokens) -> Unknown {
    Unknown::new(format!(
        "the schema scan cannot compute `{}`: it knows whole numbers, `const` items of the package \
         and arithmetic with them; write the number",
        tokens.to_token_stream()
    ))
}
