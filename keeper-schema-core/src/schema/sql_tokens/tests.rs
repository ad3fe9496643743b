use super::{Token, TokenKind, same_tokens, sqlite_tokens, tokens};

/// The tokens, each behind a letter for its kind.
fn show(text: &str) -> String {
    shown(text, tokens(text))
}

fn shown<'a>(text: &str, tokens: impl Iterator<Item = Token<'a>>) -> String {
    let shown = tokens.map(|token| {
        assert_eq!(&text[token.offset..][..token.text.len()], token.text);
        let kind = match token.kind {
            TokenKind::Word => 'w',
            TokenKind::QuotedIdentifier => 'q',
            TokenKind::String => 's',
            TokenKind::Number => 'n',
            TokenKind::Parameter => 'p',
            TokenKind::Punctuation => '.',
        };
        format!("{kind}{}", token.text)
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn texts_have_these_tokens() {
    let cases = [
        ("", ""),
        ("a>0", "wa .> n0"),
        (
            "\"a \"\"b\"  = `c` + [d e]",
            "q\"a \"\"b\" .= q`c` .+ q[d e]",
        ),
        ("x[1] || ARRAY[y]", "wx .[ n1 .] .|| wARRAY .[ wy .]"),
        (
            "'it''s' E'\\'x' x'00' U&'\\0041'",
            "s'it''s' sE'\\'x' sx'00' sU&'\\0041'",
        ),
        (
            "$$ a; $$ $t$ $$ $t$ $1 ?2 :n @v",
            "s$$ a; $$ s$t$ $$ $t$ p$1 p?2 p:n p@v",
        ),
        ("a -- b\n c /* d; */ e", "wa wc we"),
        ("a<=-1.5e-3", "wa .<= .- n1.5e-3"),
        ("a::text @> 'b' ->> 0", "wa .:: wtext .@> s'b' .->> n0"),
        ("t.c, f(.5)", "wt .. wc ., wf .( n.5 .)"),
        ("'never ends", "s'never ends"),
        ("größe > 1 §", "wgröße .> n1 w§"),
        ("a/*/ b */c", "wa wc"),
    ];
    for (text, expected) in cases {
        assert_eq!(show(text), expected, "{text}");
    }
}

#[test]
fn brackets_always_quote_in_sqlite() {
    let text = "REFERENCES[t]([id])";
    let found = shown(text, sqlite_tokens(text));
    assert_eq!(found, "wREFERENCES q[t] .( q[id] .)");
}

#[test]
fn space_case_and_comments_do_not_count() {
    let cases = [
        ("a > 0", "A>0 -- positive", true),
        ("a > 0", "a > 1", false),
        ("\"a\" > 0", "\"A\" > 0", false),
        ("x = 'a'", "x = 'A'", false),
        ("a < = b", "a <= b", false),
        ("a", "a b", false),
    ];
    for (left, right, expected) in cases {
        assert_eq!(same_tokens(left, right), expected, "{left} and {right}");
    }
}

#[test]
fn names_are_identifiers_in_any_case_and_exactly_in_quotes() {
    let cases = [
        ("MODE", "mode", true),
        ("\"mode\"", "mode", true),
        ("\"Mode\"", "mode", false),
        ("[my mode]", "my mode", true),
        ("\"a\"\"b\"", "a\"b", true),
        ("'mode'", "mode", false),
    ];
    for (text, name, expected) in cases {
        let found = tokens(text).any(|token| token.is_identifier(name));
        assert_eq!(found, expected, "{text} as {name}");
    }
}
