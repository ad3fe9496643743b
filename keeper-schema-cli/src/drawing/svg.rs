//! The drawing as a picture of its own, for a browser or a page.

use renderdag::pipeline::GraphRowShaper;

use super::{Drawing, EdgeKind};

/// Between the middles of two nodes, and round the whole, in pixels.
const ROW: usize = 26;
const COLUMN: usize = 18;
const MARGIN: usize = 16;
/// About the width of a character of the captions; a caption that is wider is cut off by nothing.
const CHARACTER: usize = 8;

const STYLE: &str = "\
svg { background: #fff; color: #222; font: 13px ui-monospace, monospace }
path { fill: none; stroke: #889; stroke-width: 2 }
.dependency { stroke-dasharray: 3 3 }
circle { fill: #357; stroke: #357; stroke-width: 2 }
.current circle { stroke: #e70; stroke-width: 4 }
.pending circle { fill: #fff }
text { fill: currentColor; white-space: pre }
.name { font-weight: bold }
@media (prefers-color-scheme: dark) {
svg { background: #1b1b1f; color: #ddd }
.pending circle { fill: #1b1b1f }
}
";

impl Drawing<'_> {
    /// A document that needs nothing beside it. Each revision is a group with its file as the tooltip.
    pub(crate) fn svg(&self) -> String {
        let mut shaper = GraphRowShaper::new();
        let shapes = self.nodes.iter().enumerate();
        let columns: Vec<usize> = shapes
            .map(|(place, node)| shaper.next_row_shape(place, node.ancestors()).node_column)
            .collect();
        let captions: Vec<_> = self.nodes.iter().map(|node| node.caption()).collect();
        let left = x(columns.iter().max().map_or(0, |widest| widest + 1));
        let longest = captions
            .iter()
            .map(|(name, message)| name.chars().count() + message.chars().count() + 2)
            .max();
        let width = left + longest.unwrap_or(0) * CHARACTER + MARGIN;
        let height = y(self.nodes.len().saturating_sub(1)) + MARGIN;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<style>\n{STYLE}</style>\n"
        );
        for (place, node) in self.nodes.iter().enumerate() {
            for edge in &node.edges {
                let class = match edge.kind {
                    EdgeKind::Parent => "parent",
                    EdgeKind::Dependency => "dependency",
                };
                let line = line((columns[place], place), (columns[edge.to], edge.to));
                text += &format!("<path class=\"{class}\" d=\"{line}\"/>\n");
            }
        }
        for (place, (node, (name, message))) in self.nodes.iter().zip(&captions).enumerate() {
            let (x, y) = (x(columns[place]), y(place));
            let class = node.state.class();
            let path = escaped(&node.file.path.display().to_string());
            text += &format!(
                "<g class=\"{class}\"><title>{path}</title><circle cx=\"{x}\" cy=\"{y}\" r=\"5\"/>\
                 <text x=\"{left}\" y=\"{}\"><tspan class=\"name\">{}</tspan>  {}</text></g>\n",
                y + 4,
                escaped(name),
                escaped(message),
            );
        }
        text + "</svg>\n"
    }
}

fn x(column: usize) -> usize {
    MARGIN + column * COLUMN
}

fn y(place: usize) -> usize {
    MARGIN + place * ROW
}

/// From a node over to the column of the other in one row, and down. The column is free in between: it was kept for
/// the other node from here on.
fn line((from_column, from): (usize, usize), (to_column, to): (usize, usize)) -> String {
    let (x1, y1) = (x(from_column), y(from));
    let (x2, y2) = (x(to_column), y(to));
    if x1 == x2 {
        return format!("M{x1} {y1}V{y2}");
    }
    let middle = y1 + ROW / 2;
    format!(
        "M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {}V{y2}",
        y1 + ROW
    )
}

/// Text of a document of XML, also within quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
