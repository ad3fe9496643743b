//! What one of two branches has to give up.

use super::{AGE, INDEX, add, branches, retype};
use crate::graph::fixture::id;

/// What the right branch has to give up for the left one, and the left one for the right.
fn check_yielding(left: &str, right: &str, of_right: &[usize], of_left: &[usize]) {
    let history = branches(left, right);
    let positions = |kept: &str, other: &str| -> Vec<usize> {
        let gone = history.yielding(&id(kept), &id(other)).into_iter();
        gone.map(|(_, operation)| operation).collect()
    };
    assert_eq!(positions("b", "c"), of_right, "{left}\n{right}");
    assert_eq!(positions("c", "b"), of_left, "{left}\n{right}");
}

#[test]
fn what_yields_takes_along_what_needs_it() {
    let city = add("city", "text");
    let indexed =
        "op = \"create_index\"\ntable = \"users\"\nname = \"users_city_idx\"\nkeys = [\"city\"]";
    let left = [&city, indexed, &add("street", "text")].join("\n");
    check_yielding(&left, &add("city", "integer"), &[0], &[0, 1]);
    check_yielding(AGE, INDEX, &[0], &[0]);
    check_yielding(&city, &add("street", "text"), &[], &[]);
    let all_over = [retype("text"), INDEX.to_owned(), city.clone()].join("\n");
    check_yielding(AGE, &all_over, &[0, 1], &[0]);
}
