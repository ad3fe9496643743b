//! Characters that change what a reader sees without being seen.

/// Whether a character is written as an escape and kept out of names and messages:
/// controls, line and paragraph separators, marks of direction (which can show code
/// in another order than it runs), and characters of no width.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
