//! "Did you mean": finds the name that a misspelt one was meant to be.

/// The candidate nearest to what was written, if one is near: at most a third of
/// its letters are wrong. Of several as near, the first.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let written = written.to_lowercase();
    let length = written.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let longest = length.max(candidate.chars().count());
            // Measuring takes time and space in the product of the lengths, and a
            // name far longer than any candidate is near to none.
            if longest > 200 {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&written, &candidate.to_lowercase());
            (distance <= longest.div_ceil(3)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["default", "references", "unique"];
        let cases = [
            ("defualt", Some("default")),
            ("reference", Some("references")),
            ("Unique", Some("unique")),
            ("comment", None),
            ("x", None),
            ("", None),
        ];
        for (written, expected) in cases {
            assert_eq!(closest(written, names), expected, "{written}");
        }
    }

    #[test]
    fn of_equals_the_first_wins() {
        assert_eq!(closest("bat", ["cat", "bar"]), Some("cat"));
    }

    #[test]
    fn an_enormous_name_is_near_to_none() {
        assert_eq!(closest(&"x".repeat(10_000_000), ["xxx"]), None);
    }
}
