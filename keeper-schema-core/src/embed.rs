//! Expands `embed_migrations!`: the folder of revisions as values of the program.
//!
//! What is emitted names each file to rustc (`include_str!`), so that an edited revision is
//! compiled in anew; that a file was added or removed only the guard's build script tells
//! cargo, as it watches the folder.

#![allow(
    clippy::disallowed_methods,
    reason = "cargo tells macros of the package through the environment"
)]

use std::env;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, Token};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::history::History;
use crate::revision::checksum::checksum;
use crate::revision::{RevisionDirectory, RevisionFile};

/// Expands `embed_migrations!()`, or with another folder, `embed_migrations!("folder")`,
/// which is relative to the package's.
pub fn migrations(input: TokenStream) -> TokenStream {
    let expanded = syn::parse::Parser::parse2(argument, input).and_then(|folder| {
        let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let package = package.ok_or_else(|| mistake("this macro is expanded by cargo only"))?;
        expand(&package, folder.as_ref()).map_err(|diagnostics| {
            let lines = diagnostics.iter().flat_map(Diagnostic::lines);
            mistake(lines.collect::<Vec<_>>().join("\n"))
        })
    });
    expanded.unwrap_or_else(|error| error.to_compile_error())
}

fn argument(input: syn::parse::ParseStream<'_>) -> syn::Result<Option<LitStr>> {
    if input.is_empty() {
        return Ok(None);
    }
    let folder = input.parse()?;
    input.parse::<Option<Token![,]>>()?;
    Ok(Some(folder))
}

/// At the whole call.
fn mistake(message: impl std::fmt::Display) -> syn::Error {
    syn::Error::new(proc_macro2::Span::call_site(), message)
}

fn expand(package: &Path, folder: Option<&LitStr>) -> Result<TokenStream, Vec<Diagnostic>> {
    let config = Config::read(package)?;
    let folder = folder.map_or(config.migrations, |folder| PathBuf::from(folder.value()));
    let files = RevisionDirectory::read_within(package, &folder)
        .map_err(|error| error.into_diagnostics())?;
    let history = History::new(files)?;
    let (current, replaced): (Vec<_>, Vec<_>) = (history.as_revisions().files())
        .partition(|file| history.revision(&file.revision.id).is_some());
    let embedded = |files: Vec<&RevisionFile>| -> Result<Vec<TokenStream>, Vec<Diagnostic>> {
        let files = files.into_iter().map(|file| revision(package, file));
        let files: Result<_, Diagnostic> = files.collect();
        files.map_err(|diagnostic| vec![diagnostic])
    };
    let (current, replaced) = (embedded(current)?, embedded(replaced)?);
    let application = &config.application;
    let mut migrations = quote! {
        ::keeper_schema::embedded::Migrations::new(#application, &[#(#current),*])
    };
    if !replaced.is_empty() {
        migrations.extend(quote! { .with_replaced(&[#(#replaced),*]) });
    }
    Ok(migrations)
}

fn revision(package: &Path, file: &RevisionFile) -> Result<TokenStream, Diagnostic> {
    let path = package.join(&file.path);
    let not_utf8 = || {
        let message = format!("the path `{}` is not UTF-8", path.display());
        Diagnostic::new(Code::GuardCannotRun, message)
            .help("rename it: the compiler takes no other path")
    };
    let full = path.to_str().ok_or_else(not_utf8)?;
    let shown = file.path.to_str().ok_or_else(not_utf8)?;
    let id = file.revision.id.as_str();
    let checksum = checksum(&file.revision);
    Ok(quote! {
        ::keeper_schema::embedded::EmbeddedRevision::new(
            #id, #shown, #checksum, include_str!(#full)
        )
    })
}
