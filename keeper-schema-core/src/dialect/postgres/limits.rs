//! Sequences that get narrower limits: PostgreSQL refuses them while the sequence is at a number
//! outside, and which that is only the database knows.

use crate::dialect::DialectError;

/// Where the numbers of a sequence end, and where they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    min: i64,
    max: i64,
    first: i64,
    is_falling: bool,
}

impl Limits {
    /// Of what is said; an end that is not is far away.
    pub(super) fn new(min: Option<i64>, max: Option<i64>, first: i64, is_falling: bool) -> Self {
        let (usual_min, usual_max) = match is_falling {
            true => (i64::MIN, -1),
            false => (1, i64::MAX),
        };
        Self {
            min: min.unwrap_or(usual_min),
            max: max.unwrap_or(usual_max),
            first,
            is_falling,
        }
    }
}

/// How a sequence is asked for, and changed, within a block.
pub(super) struct Words<'a> {
    /// What reads its row into `counter`.
    pub(super) read: String,
    /// Its name, as `setval` takes it.
    pub(super) name: String,
    /// The statement that changes it, with more at its end.
    pub(super) alter: &'a dyn Fn(&str) -> Result<String, DialectError>,
}

/// The statements of a block, which declares `counter`, if the new limits may be refused.
///
/// A number that is not reached yet moves to the first one, since none that is given out from
/// there was before. One that is passed leaves the sequence at its end.
pub(super) fn narrowed(
    before: Limits,
    after: Limits,
    words: &Words<'_>,
) -> Result<Vec<String>, DialectError> {
    let mut cases = Vec::new();
    let ends = [
        (after.min > before.min, "<", after.min, after.is_falling),
        (after.max < before.max, ">", after.max, !after.is_falling),
    ];
    for (_, comparison, end, is_passed) in ends.into_iter().filter(|(is_nearer, ..)| *is_nearer) {
        let to = if is_passed { end } else { after.first };
        let mut then = vec![(words.alter)(&format!(" RESTART WITH {to}"))?];
        if is_passed {
            then.push(format!(
                "PERFORM setval({}, {to}, counter.is_called)",
                words.name
            ));
        }
        let then: Vec<String> = (then.iter().map(|it| format!("        {it};\n"))).collect();
        cases.push(format!(
            "IF counter.last_value {comparison} {end} THEN\n{}",
            then.concat()
        ));
    }
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let otherwise = (words.alter)("")?;
    Ok(vec![
        words.read.clone(),
        format!(
            "{}    ELSE\n        {otherwise};\n    END IF",
            cases.join("    ELS")
        ),
    ])
}
