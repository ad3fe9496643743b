//! From Rust's names to the database's.

use proc_macro2::Ident;

/// The text of a name without `r#`; to take that off the name itself makes it anew.
pub(crate) fn text_of(ident: &Ident) -> String {
    let text = ident.to_string();
    match text.strip_prefix("r#") {
        Some(name) => name.to_owned(),
        None => text,
    }
}

/// The name of a type in snake case: `DashboardTemplate` is `dashboard_template`,
/// `HTTPServer` is `http_server`.
pub(crate) fn snake_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (index, character) in characters.iter().enumerate() {
        if character.is_uppercase() && starts_word(&characters, index) {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

/// Whether the upper-case letter at `index` begins a word after another one: it does
/// after a small letter or digit, and as the last capital before a small letter.
fn starts_word(characters: &[char], index: usize) -> bool {
    let Some(previous) = index.checked_sub(1).and_then(|index| characters.get(index)) else {
        return false;
    };
    let before_small = characters
        .get(index + 1)
        .is_some_and(|next| next.is_lowercase());
    previous.is_lowercase() || previous.is_numeric() || (previous.is_uppercase() && before_small)
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_are_found() {
        let cases = [
            ("Tag", "tag"),
            ("DashboardTemplate", "dashboard_template"),
            ("HTTPServer", "http_server"),
            ("UserV2Api", "user_v2_api"),
            ("Already_Snake", "already_snake"),
            ("ÄrgerÜber", "ärger_über"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected);
        }
    }
}
