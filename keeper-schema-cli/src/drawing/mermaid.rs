//! The drawing in the language of Mermaid, which forges render in a description or a README.

use super::{Drawing, EdgeKind, State};

impl Drawing<'_> {
    /// A `flowchart` from the bottom up.
    pub(crate) fn mermaid(&self) -> String {
        let mut text = "flowchart BT\n".to_owned();
        for (place, node) in self.nodes.iter().enumerate() {
            let (name, message) = node.caption();
            let class = match node.state {
                State::Unknown => String::new(),
                state => format!(":::{}", state.class()),
            };
            let label = format!("{}<br/>{}", escaped(&name), escaped(&message));
            text += &format!("    r{place}[\"{label}\"]{class}\n");
        }
        for (place, node) in self.nodes.iter().enumerate() {
            for edge in &node.edges {
                let arrow = match edge.kind {
                    EdgeKind::Parent => "-->",
                    EdgeKind::Dependency => "-.->",
                };
                text += &format!("    r{} {arrow} r{place}\n", edge.to);
            }
        }
        if self.nodes.iter().any(|node| node.state != State::Unknown) {
            text += "    classDef current stroke-width:3px\n";
            text += "    classDef pending stroke-dasharray:4\n";
        }
        text
    }
}

/// Within quotes, Mermaid reads its entities, `#` and a name or a number, and HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '#' | '&' | '<' | '>' | '"' | '`' | '\\' => escaped += &format!("#{};", c as u32),
            c => escaped.push(c),
        }
    }
    escaped
}
