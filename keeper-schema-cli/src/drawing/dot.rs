//! The drawing in the language of Graphviz.

use super::{Drawing, EdgeKind, State};

impl Drawing<'_> {
    /// A `digraph`, for `dot -Tpng` and whatever else reads it. Edges lead from what runs first to what runs after.
    pub(crate) fn dot(&self) -> String {
        let mut text = "digraph history {\n    rankdir = BT\n    node [shape = box]\n".to_owned();
        for node in &self.nodes {
            let (name, message) = node.caption();
            let style = match node.state {
                State::Unknown | State::Applied => "",
                State::Current => ", style = bold",
                State::Pending => ", style = dashed",
            };
            let label = format!("{}\\n{}", escaped(&name), escaped(&message));
            text += &format!(
                "    \"{}\" [label = \"{label}\"{style}]\n",
                node.file.revision.id
            );
        }
        for node in &self.nodes {
            for edge in &node.edges {
                let style = match edge.kind {
                    EdgeKind::Parent => "",
                    EdgeKind::Dependency => " [style = dashed]",
                };
                let before = &self.nodes[edge.to].file.revision.id;
                let after = &node.file.revision.id;
                text += &format!("    \"{before}\" -> \"{after}\"{style}\n");
            }
        }
        text + "}\n"
    }
}

/// Within quotes, Graphviz knows `\` and `"`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
