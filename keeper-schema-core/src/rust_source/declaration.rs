//! Declares the module of the models in a crate's root.

use syn::Item;
use syn::spanned::Spanned;

/// The text of a file with `declaration`, such as `pub mod models;`, in it: behind the other
/// modules, or before the first item. `None` if the file cannot be read as Rust, or has a
/// module of that name.
pub fn with_module(text: &str, declaration: &str) -> Option<String> {
    let file = syn::parse_file(text).ok()?;
    let Ok(Item::Mod(declared)) = syn::parse_str::<Item>(declaration) else {
        return None;
    };
    let is_there = |item: &Item| matches!(item, Item::Mod(other) if other.ident == declared.ident);
    if file.items.iter().any(is_there) {
        return None;
    }
    let is_file = |item: &&Item| matches!(item, Item::Mod(other) if other.content.is_none());
    let lines: Vec<&str> = text.lines().collect();
    let (before, behind) = match (file.items.iter().rfind(is_file), file.items.first()) {
        (Some(last), _) => (lines.get(..last.span().end().line)?, ""),
        (None, Some(first)) => (lines.get(..first.span().start().line - 1)?, "\n"),
        (None, None) => (lines.as_slice(), ""),
    };
    let rest = &lines[before.len()..];
    let gap = match (before.last(), behind) {
        (Some(last), "") if rest.is_empty() && !last.trim().is_empty() && file.items.is_empty() => {
            "\n"
        }
        _ => "",
    };
    let line = |line: &&str| format!("{line}\n");
    let head: String = before.iter().map(line).collect();
    let tail: String = rest.iter().map(line).collect();
    Some(format!("{head}{gap}{declaration}\n{behind}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::with_module;

    #[test]
    fn a_module_is_declared_among_others_or_first() {
        for (text, expected) in [
            ("", Some("pub mod models;\n")),
            ("//! A shop.\n", Some("//! A shop.\n\npub mod models;\n")),
            (
                "//! A shop.\n\nuse std::io;\n",
                Some("//! A shop.\n\npub mod models;\n\nuse std::io;\n"),
            ),
            (
                "mod a;\nmod b;\n\nfn main() {}\n",
                Some("mod a;\nmod b;\npub mod models;\n\nfn main() {}\n"),
            ),
            (
                "/// Runs.\nfn main() {}\n",
                Some("pub mod models;\n\n/// Runs.\nfn main() {}\n"),
            ),
            ("mod models {}\n", None),
            ("fn main( {}\n", None),
        ] {
            let found = with_module(text, "pub mod models;");
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
