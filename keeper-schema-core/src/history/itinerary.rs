//! In which order revisions are visited.

use super::walk::Lines;

/// The order in which a walk comes to the revisions of a history, each after its ancestors.
///
/// At a fork one line is followed to its end before the next one. What merges lines of a
/// fork comes when all of its lines have been visited: on the way from one line to the next
/// the walk then goes back over a line, never over what others were merged to.
pub(super) struct Itinerary<'a> {
    lines: &'a Lines,
    /// The forks that are not done, each within the one before it. All bases are one.
    forks: Vec<Fork>,
    /// In which of the forks each revision was visited.
    depths: Vec<usize>,
    at: usize,
}

/// What is to be visited, the next one last.
#[derive(Default)]
struct Fork {
    ready: Vec<usize>,
    /// The merges of its lines.
    merges: Vec<usize>,
}

impl<'a> Itinerary<'a> {
    pub(super) fn new(lines: &'a Lines) -> Self {
        let revisions = (0..lines.before.len()).rev();
        let bases = revisions.filter(|revision| lines.before[*revision].is_empty());
        Self {
            lines,
            forks: vec![Fork {
                ready: bases.collect(),
                merges: Vec::new(),
            }],
            depths: vec![0; lines.before.len()],
            at: 0,
        }
    }

    /// The next one. Say then what can be visited after it.
    pub(super) fn next(&mut self) -> Option<usize> {
        while let Some(fork) = self.forks.last_mut() {
            let Some(revision) = fork.ready.pop() else {
                self.close();
                continue;
            };
            self.depths[revision] = self.forks.len() - 1;
            self.at = revision;
            return Some(revision);
        }
        None
    }

    /// Leaves a fork whose lines have all been visited. What merges them goes on with the
    /// line that led to it.
    fn close(&mut self) {
        let mut merges = self.forks.pop().unwrap_or_default().merges;
        merges.sort_unstable_by(|one, other| other.cmp(one));
        match self.forks.last_mut() {
            Some(around) => around.ready.append(&mut merges),
            None if merges.is_empty() => {}
            None => self.forks.push(Fork {
                ready: merges,
                merges: Vec::new(),
            }),
        }
    }

    /// Says what can be visited now that the last one has been, the first one last.
    pub(super) fn add<'r>(&mut self, ready: impl Iterator<Item = &'r usize>) {
        if self.lines.after[self.at].len() > 1 {
            self.forks.push(Fork::default());
        }
        let inmost = self.forks.len() - 1;
        for revision in ready {
            let before = &self.lines.before[*revision];
            let depths = before.iter().map(|before| self.depths[*before]);
            let depth = depths.min().unwrap_or(inmost).min(inmost);
            match before.len() {
                0 | 1 => self.forks[inmost].ready.push(*revision),
                _ => self.forks[depth].merges.push(*revision),
            }
        }
    }
}
