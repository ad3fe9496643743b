//! The history as a drawing: in the terminal, and for Graphviz, Mermaid and browsers.
//!
//! Where a revision is drawn is worked out once, here; the forms below only write it down.

mod dot;
mod mermaid;
mod order;
mod svg;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::history::Revisions;
use keeper_schema_core::revision::{RevisionFile, RevisionId};
use renderdag::Ancestor;

use crate::output;

pub(crate) use text::Charset;

/// Some revisions of a history, each above what it was written on top of.
pub(crate) struct Drawing<'a> {
    nodes: Vec<Node<'a>>,
}

/// One revision of a drawing.
struct Node<'a> {
    file: &'a RevisionFile,
    markers: Vec<&'static str>,
    state: State,
    edges: Vec<Edge>,
    /// Whether it stands on a revision that is not drawn.
    is_cut_off: bool,
}

/// A line down to the node at `to`.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    kind: EdgeKind,
}

/// Why a revision comes after another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EdgeKind {
    /// It is a parent: a full line.
    Parent,
    /// It is only in `depends_on`: a broken line.
    Dependency,
}

/// What a database has of a revision.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No database was asked.
    Unknown,
    /// It is applied, and so is one on top of it.
    Applied,
    /// The database is at it.
    Current,
    /// It is not applied yet.
    Pending,
}

impl<'a> Drawing<'a> {
    /// Draws the revisions `shown`; `applied` is what a database has, if one was asked.
    pub(crate) fn new(
        revisions: &'a Revisions,
        shown: &BTreeSet<RevisionId>,
        applied: Option<&BTreeSet<RevisionId>>,
    ) -> Self {
        let order = order::branch_by_branch(revisions.graph(), shown);
        let places: BTreeMap<&RevisionId, usize> = order.iter().copied().zip(0..).collect();
        let current = match applied {
            Some(applied) => keeper_schema_core::plan::current_heads(revisions.graph(), applied),
            None => Vec::new(),
        };
        let nodes = order.iter().filter_map(|id| {
            let file = revisions.get(id)?;
            let state = match applied {
                None => State::Unknown,
                Some(_) if current.contains(id) => State::Current,
                Some(applied) if applied.contains(id) => State::Applied,
                Some(_) => State::Pending,
            };
            let mut markers = output::markers(revisions, id);
            markers.extend(state.marker());
            let mut parents = revisions.graph().parents(id);
            let written = &file.revision.down_revision;
            parents.sort_by_key(|parent| written.iter().position(|id| id == *parent));
            let only_needed = revisions.graph().dependencies(id).into_iter();
            let edges = (parents.iter().map(|parent| (*parent, EdgeKind::Parent)))
                .chain(only_needed.map(|other| (other, EdgeKind::Dependency)))
                .filter_map(|(other, kind)| {
                    let to = *places.get(other)?;
                    Some(Edge { to, kind })
                });
            Some(Node {
                file,
                markers,
                state,
                edges: edges.collect(),
                is_cut_off: parents.iter().any(|parent| !places.contains_key(*parent)),
            })
        });
        Self {
            nodes: nodes.collect(),
        }
    }
}

impl Node<'_> {
    /// Where its lines lead, by the place of each node in the drawing.
    fn ancestors(&self) -> Vec<Ancestor<usize>> {
        let edges = self.edges.iter().map(|edge| match edge.kind {
            EdgeKind::Parent => Ancestor::Parent(edge.to),
            EdgeKind::Dependency => Ancestor::Ancestor(edge.to),
        });
        edges
            .chain(self.is_cut_off.then_some(Ancestor::Anonymous))
            .collect()
    }

    /// What it is called beside its node: id, labels and markers, then the message.
    fn caption(&self) -> (String, String) {
        let revision = &self.file.revision;
        let mut name = revision.id.to_string();
        for word in revision.branch_labels.iter().map(String::as_str) {
            name += &format!(" ({word})");
        }
        if let Some(phase) = revision.phase {
            name += &format!(" ({phase})");
        }
        for marker in &self.markers {
            name += &format!(" ({marker})");
        }
        (name, output::shown(&revision.message))
    }
}

impl State {
    fn marker(self) -> Option<&'static str> {
        match self {
            Self::Unknown | Self::Applied => None,
            Self::Current => Some("current"),
            Self::Pending => Some("pending"),
        }
    }

    /// The class of a node, for forms that have style sheets.
    fn class(self) -> &'static str {
        match self {
            Self::Unknown => "revision",
            Self::Applied => "applied",
            Self::Current => "current",
            Self::Pending => "pending",
        }
    }
}
