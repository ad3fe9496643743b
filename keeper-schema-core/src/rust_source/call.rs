//! Calls the guard in a build script that is there.

use syn::Item;

/// The text of a program with `call`, such as `keeper_schema::guard::run();`, as the first thing its `main` does.
/// `None` if the file cannot be read as Rust, or has no `main` of its own.
pub fn with_call(text: &str, call: &str) -> Option<String> {
    let file = syn::parse_file(text).ok()?;
    let main = file.items.iter().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == "main" => Some(function),
        _ => None,
    })?;
    let opened = main.block.brace_token.span.open().byte_range().end;
    let (head, rest) = (text.get(..opened)?, text.get(opened..)?);
    let line = head.rsplit('\n').next()?;
    let indent = &line[..line.len() - line.trim_start().len()];
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // What stands behind the brace in its own line goes to the next.
    let same_line = rest.split('\n').next()?.trim();
    let rest = match same_line {
        "" => rest.to_owned(),
        same if same.starts_with('}') => format!("{newline}{indent}{}", rest.trim_start()),
        _ => format!("{newline}{indent}    {}", rest.trim_start()),
    };
    Some(format!("{head}{newline}{indent}    {call}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::with_call;

    #[test]
    fn the_call_is_the_first_thing_that_main_does() {
        for (text, expected) in [
            ("fn main() {}\n", Some("fn main() {\n    run();\n}\n")),
            (
                "fn main() {\n    other();\n}\n",
                Some("fn main() {\n    run();\n    other();\n}\n"),
            ),
            (
                "// é\nfn main() { other(); }\n",
                Some("// é\nfn main() {\n    run();\n    other(); }\n"),
            ),
            (
                "fn main() -> Result<(), Error>\n{\n    // Why.\n    other()\n}\n",
                Some(
                    "fn main() -> Result<(), Error>\n{\n    run();\n    // Why.\n    other()\n}\n",
                ),
            ),
            (
                "fn main() {\r\n    other();\r\n}\r\n",
                Some("fn main() {\r\n    run();\r\n    other();\r\n}\r\n"),
            ),
            ("include!(\"main.rs\");\n", None),
            ("fn main( {}\n", None),
        ] {
            let found = with_call(text, "run();");
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
