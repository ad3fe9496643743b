use std::path::{Path, PathBuf};

use super::{Inputs, read, relevant, write};

fn inputs() -> Inputs {
    let file = |path: &str, text: &str| (PathBuf::from(path), text.to_owned());
    Inputs {
        sources: vec![file("src/lib.rs", "mod a;\n"), file("src/ä.rs", "12\n3\n")],
        revisions: vec![file("migrations/a.toml", "")],
    }
}

#[test]
fn what_is_kept_is_read_again() {
    let text = write("1.2 key\nof two lines", &inputs());
    assert_eq!(read(&text, "1.2 key\nof two lines"), Some(inputs()));
    assert_eq!(read(&text, "1.3"), None);
    // Whatever is cut off or stands otherwise is nothing.
    for (end, _) in text.char_indices() {
        assert_eq!(read(&text[..end], "1.2 key\nof two lines"), None, "{end}");
    }
    assert_eq!(
        read(&text.replace("12\n3", "12"), "1.2 key\nof two lines"),
        None
    );
}

#[test]
fn an_edit_concerns_the_schema_unless_it_cannot() {
    let before = "use keeper_schema::Model;\n\
        /// A book.\n\
        #[derive(Model)]\n\
        pub struct Book { pub id: i32 } // kept\n\
        impl Book { fn pages(&self) -> [u8; 2] { self.count(1) } }\n";
    let is_same = |now: &str| relevant::is_same(Path::new("src/book.rs"), before, now);
    let edits = [
        // Neither bodies nor comments.
        (true, before.replace("count(1)", "count(2)")),
        (true, before.replace("// kept", "// kept in the library")),
        (
            true,
            before.replace("{ self.count(1) }", "{\n\n    self.count(1)\n}"),
        ),
        // Types, attributes, documentation, names that come in.
        (false, before.replace("i32", "i64")),
        (
            false,
            before.replace(
                "#[derive(Model)]\n",
                "#[derive(Model)] #[keeper(table = \"b\")]\n",
            ),
        ),
        (false, before.replace("A book", "The book")),
        (
            false,
            before.replace("use keeper_schema::Model", "use other::Model"),
        ),
        (false, before.replace("pages", "leaves")),
        // The derive compares with the line of the type.
        (false, format!("\n{before}")),
        // What is inside a function may be an item.
        (
            false,
            before.replace("self.count(1)", "struct B; self.count(1)"),
        ),
        (
            false,
            before.replace("self.count(1)", "if true { use a::b; }"),
        ),
        // What does not parse has no meaning.
        (false, before.replace("self.count(1)", "(")),
    ];
    for (same, now) in edits {
        assert_ne!(now, before);
        assert_eq!(is_same(&now), same, "{now}");
    }
    assert!(!relevant::is_same(Path::new("view.sql"), "a -- b", "a"));
}
