//! Two runs of operations from one point, in either order: which of them are in each
//! other's way.

use crate::operation::{ApplyError, Images, Operation, Replay};
use crate::schema::ElementPath;

/// An operation of each run that cannot both be as they stand, by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) why: Why,
}

/// What goes wrong with two operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The second does not apply after the first.
    SecondFails(ApplyError),
    /// The first does not apply after the second.
    FirstFails(ApplyError),
    /// Both apply in either order, and this part is another in each.
    OrderDecides(ElementPath),
}

/// Every clash between two runs that apply to the replay, each without the other. The replay
/// ends where it began.
///
/// An operation that clashes is left out from then on, and so is what cannot be without it:
/// what is found next is another mistake.
pub(super) fn clashes(
    replay: &mut Replay,
    first: &[&Operation],
    second: &[&Operation],
) -> Vec<Found> {
    let mut left = Run::of(first);
    let mut right = Run::of(second);
    let mut found = Vec::new();
    loop {
        if let Some(failure) = failure(replay, &left, &right) {
            found.push(Found {
                first: left.alive[failure.culprit],
                second: right.alive[failure.failing],
                why: Why::SecondFails(failure.error),
            });
            right.leave_out(failure.failing, replay);
        } else if let Some(failure) = failure(replay, &right, &left) {
            found.push(Found {
                first: left.alive[failure.failing],
                second: right.alive[failure.culprit],
                why: Why::FirstFails(failure.error),
            });
            left.leave_out(failure.failing, replay);
        } else if let Some((one, other, element)) = difference(replay, &left, &right) {
            found.push(Found {
                first: left.alive[one],
                second: right.alive[other],
                why: Why::OrderDecides(element),
            });
            right.leave_out(other, replay);
        } else {
            break;
        }
    }
    found.sort_by_key(|found| (found.first, found.second));
    found
}

/// Operations, and which of them are left.
struct Run<'a> {
    operations: &'a [&'a Operation],
    alive: Vec<usize>,
}

impl<'a> Run<'a> {
    fn of(operations: &'a [&'a Operation]) -> Self {
        Self {
            operations,
            alive: (0..operations.len()).collect(),
        }
    }

    fn len(&self) -> usize {
        self.alive.len()
    }

    /// The first of those that are left, `count` of them.
    fn first(&self, count: usize) -> impl Iterator<Item = &'a Operation> {
        self.alive[..count].iter().map(|at| self.operations[*at])
    }

    /// Leaves one out, and what does not apply without it.
    fn leave_out(&mut self, position: usize, replay: &mut Replay) {
        self.alive.remove(position);
        let mut images = Images::default();
        let operations = self.operations;
        self.alive
            .retain(|at| replay.apply_keeping(operations[*at], &mut images).is_ok());
        replay.restore(images);
    }
}

struct Failure {
    /// The position of an operation of the run before.
    culprit: usize,
    /// The position of the operation that fails because of it.
    failing: usize,
    error: ApplyError,
}

/// The first operation of `after` that does not apply after `before`, and the one that it
/// applies before but not after.
fn failure(replay: &mut Replay, before: &Run<'_>, after: &Run<'_>) -> Option<Failure> {
    let (failing, error) = fails(replay, before, before.len(), after, after.len())?;
    // Whether it fails is told by halving: after none of them it applies.
    let (mut applies, mut found) = (0, (before.len(), error));
    while found.0 - applies > 1 {
        let middle = applies.midpoint(found.0);
        match fails(replay, before, middle, after, failing + 1) {
            Some((position, error)) if position == failing => found = (middle, error),
            Some(_) | None => applies = middle,
        }
    }
    Some(Failure {
        culprit: found.0.checked_sub(1)?,
        failing,
        error: found.1,
    })
}

/// The first of so many operations of `after` that fails after so many of `before`.
fn fails(
    replay: &mut Replay,
    before: &Run<'_>,
    of_before: usize,
    after: &Run<'_>,
    of_after: usize,
) -> Option<(usize, ApplyError)> {
    let images = replay.apply_all(before.first(of_before)).ok()?;
    let failed = match replay.apply_all(after.first(of_after)) {
        Ok(later) => {
            replay.restore(later);
            None
        }
        Err(failed) => Some(failed),
    };
    replay.restore(images);
    failed
}

/// Two operations whose order makes a difference, and to what.
fn difference(
    replay: &mut Replay,
    left: &Run<'_>,
    right: &Run<'_>,
) -> Option<(usize, usize, ElementPath)> {
    let mut element = differs(replay, left, left.len(), right, right.len())?;
    let (mut agrees, mut of_left) = (0, left.len());
    while of_left - agrees > 1 {
        let middle = agrees.midpoint(of_left);
        match differs(replay, left, middle, right, right.len()) {
            Some(found) => (of_left, element) = (middle, found),
            None => agrees = middle,
        }
    }
    let (mut agrees, mut of_right) = (0, right.len());
    while of_right - agrees > 1 {
        let middle = agrees.midpoint(of_right);
        match differs(replay, left, of_left, right, middle) {
            Some(found) => (of_right, element) = (middle, found),
            None => agrees = middle,
        }
    }
    Some((of_left.checked_sub(1)?, of_right.checked_sub(1)?, element))
}

/// A part that so many operations of each make another in either order.
fn differs(
    replay: &mut Replay,
    left: &Run<'_>,
    of_left: usize,
    right: &Run<'_>,
    of_right: usize,
) -> Option<ElementPath> {
    let one = both(replay, left.first(of_left), right.first(of_right))?;
    let as_one = replay.swap(one);
    let other = both(replay, right.first(of_right), left.first(of_left))?;
    let element = as_one.difference(&other, replay.schema());
    replay.restore(other);
    element
}

/// What takes back both; nothing is changed if one of them does not apply.
fn both<'a>(
    replay: &mut Replay,
    before: impl Iterator<Item = &'a Operation>,
    after: impl Iterator<Item = &'a Operation>,
) -> Option<Images> {
    replay.apply_all(before.chain(after)).ok()
}
