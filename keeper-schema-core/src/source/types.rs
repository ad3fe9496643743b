//! Writes the types of fields by what they mean rather than by what they are called.
//!
//! An alias becomes what it stands for, an imported type its full path, a type of the
//! package its path from the crate's root. What the model reads then are names that
//! cannot mean anything else. Spans stay those of the field.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Path, PathArguments, PathSegment, Type, TypePath};

use super::resolve::{Namespace, Resolver, Target};
use super::tree::{DefinitionKind, Import, ModuleId, Tree};

/// A longer chain of aliases is taken for endless.
const LONGEST_ALIAS: usize = 64;

/// Writes types anew.
pub(super) struct Types<'a> {
    pub(super) tree: &'a Tree,
    pub(super) resolver: &'a Resolver<'a>,
}

/// A type that means one thing under one `cfg` and another under another.
pub(super) struct Ambiguous {
    /// The type as it is written.
    pub(super) span: Span,
    /// Its name.
    pub(super) name: String,
    /// One of its meanings, to go on with.
    pub(super) first: Box<Type>,
}

impl Types<'_> {
    /// Writes a type by what it means in a module. A name that nothing brings is left as
    /// it is: every module knows it, or it is a mistake.
    ///
    /// # Errors
    ///
    /// If it has several meanings.
    pub(super) fn settle(&self, module: ModuleId, ty: &mut Type) -> Result<(), Ambiguous> {
        self.of_type(module, ty, LONGEST_ALIAS)
    }

    fn of_type(&self, module: ModuleId, ty: &mut Type, left: usize) -> Result<(), Ambiguous> {
        match ty {
            Type::Array(array) => self.of_type(module, &mut array.elem, left),
            Type::Group(group) => self.of_type(module, &mut group.elem, left),
            Type::Paren(paren) => self.of_type(module, &mut paren.elem, left),
            Type::Path(path) if path.qself.is_none() => {
                if let Some(meaning) = self.of_path(module, &mut path.path, left)? {
                    *ty = meaning;
                }
                Ok(())
            }
            // The model refuses what is left, whatever it holds.
            _ => Ok(()),
        }
    }

    /// What a path means, if it is not what is written, with its arguments settled.
    fn of_path(
        &self,
        module: ModuleId,
        path: &mut Path,
        left: usize,
    ) -> Result<Option<Type>, Ambiguous> {
        for index in 0..path.segments.len() {
            let segment = &mut path.segments[index];
            if let PathArguments::AngleBracketed(arguments) = &mut segment.arguments {
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        self.of_type(module, ty, left)?;
                    }
                }
            }
        }
        let import = Import::of_path(path);
        let mut meanings: Vec<Type> = Vec::new();
        for target in self.resolver.path(module, &import, Namespace::Types) {
            let meaning = self.meaning(&target, path, left)?;
            if !meanings.iter().any(|known| same(known, &meaning)) {
                meanings.push(meaning);
            }
        }
        let mut meanings = meanings.into_iter();
        match (meanings.next(), meanings.next()) {
            (Some(first), Some(_)) => Err(Ambiguous {
                span: path.span(),
                name: import.segments.join("::"),
                first: Box::new(first),
            }),
            (meaning, _) => Ok(meaning),
        }
    }

    fn meaning(&self, target: &Target, path: &Path, left: usize) -> Result<Type, Ambiguous> {
        match target {
            Target::External(segments) => Ok(renamed(path, segments)),
            Target::Module(_) | Target::Constant(_) | Target::Elsewhere => {
                Ok(of_path(path.clone()))
            }
            Target::Definition(id) => {
                let definition = self.tree.definition(*id);
                let DefinitionKind::Alias(alias) = &definition.kind else {
                    return Ok(renamed(path, &self.tree.path_of(*id)));
                };
                let generic = !alias.generics.params.is_empty();
                let has_arguments = path.segments.iter().any(|part| !part.arguments.is_empty());
                if generic || has_arguments || left == 0 {
                    return Ok(renamed(path, &self.tree.path_of(*id)));
                }
                let mut ty = alias.ty.as_ref().clone();
                self.of_type(definition.module, &mut ty, left - 1)?;
                let tokens = respanned(ty.to_token_stream(), path.span());
                // The tokens of a type are a type.
                Ok(syn::parse2(tokens).unwrap_or(ty))
            }
        }
    }
}

/// The type that a path is.
pub(super) fn of_path(path: Path) -> Type {
    Type::Path(TypePath {
        attrs: Vec::new(),
        qself: None,
        path,
    })
}

/// Another path with the arguments of the first, all of it at its place.
fn renamed(path: &Path, segments: &[String]) -> Type {
    let span = path.span();
    let mut parts: Punctuated<PathSegment, syn::Token![::]> = (segments.iter())
        .map(|segment| PathSegment::from(Ident::new(segment, span)))
        .collect();
    if let (Some(last), Some(written)) = (parts.last_mut(), path.segments.last()) {
        last.arguments = written.arguments.clone();
    }
    of_path(Path {
        leading_colon: None,
        segments: parts,
    })
}

fn same(one: &Type, other: &Type) -> bool {
    one.to_token_stream().to_string() == other.to_token_stream().to_string()
}

fn respanned(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let inner = respanned(group.stream(), span);
            token = TokenTree::Group(Group::new(group.delimiter(), inner));
        }
        token.set_span(span);
        token
    });
    tokens.collect()
}
