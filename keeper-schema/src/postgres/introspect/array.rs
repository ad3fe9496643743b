//! One-dimensional arrays as PostgreSQL writes them in text.

/// The elements of `{a,"b \"c\""}`; `None` if it is something else or has a NULL in it.
/// <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>
pub(super) fn texts(text: &str) -> Option<Vec<String>> {
    let inside = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut elements = Vec::new();
    let mut characters = inside.chars().peekable();
    while characters.peek().is_some() {
        let mut element = String::new();
        if characters.next_if_eq(&'"').is_some() {
            loop {
                match characters.next()? {
                    '"' => break,
                    '\\' => element.push(characters.next()?),
                    character => element.push(character),
                }
            }
        } else {
            while let Some(character) = characters.next_if(|character| *character != ',') {
                element.push(character);
            }
            if element == "NULL" {
                return None;
            }
        }
        elements.push(element);
        match characters.next() {
            None | Some(',') => {}
            Some(_) => return None,
        }
    }
    Some(elements)
}

#[cfg(test)]
mod tests {
    use super::texts;

    #[test]
    fn elements() {
        for (text, expected) in [
            ("{}", Some(vec![])),
            ("{a,b c}", Some(vec!["a", "b c"])),
            (r#"{"a,b","","\"\\"}"#, Some(vec!["a,b", "", r#""\"#])),
            (r#"{"NULL"}"#, Some(vec!["NULL"])),
            ("{NULL}", None),
            (r#"{"a"#, None),
            ("a", None),
        ] {
            let expected = expected.map(|texts| texts.into_iter().map(str::to_owned).collect());
            assert_eq!(texts(text), expected, "{text}");
        }
    }
}
