//! The drawing in a terminal, as `git log --graph` has it.

use clap::ValueEnum;
use renderdag::pipeline::{Ascii, BoxDrawing, GraphTextRenderer};

use super::{Drawing, State};
use crate::output;

/// The characters of a drawing in the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Charset {
    /// Lines of Unicode.
    Utf8,
    /// Lines of `|`, `/` and `-`.
    Ascii,
}

impl Charset {
    fn renderer(self) -> GraphTextRenderer<usize> {
        let renderer = match self {
            Self::Utf8 => GraphTextRenderer::new::<BoxDrawing>(),
            Self::Ascii => GraphTextRenderer::new::<Ascii>(),
        };
        renderer.configure(|options| options.min_row_height = 1)
    }

    fn node(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Utf8, State::Unknown | State::Applied) => "●",
            (Self::Utf8, State::Current) => "◉",
            (Self::Utf8, State::Pending) => "○",
            (Self::Ascii, State::Unknown | State::Applied) => "*",
            (Self::Ascii, State::Current) => "@",
            (Self::Ascii, State::Pending) => "o",
        }
    }
}

impl Drawing<'_> {
    /// Beside its node each revision in a line, or in full.
    pub(crate) fn text(&self, charset: Charset, verbose: bool) -> String {
        let mut renderer = charset.renderer();
        let mut text = String::new();
        for (place, node) in self.nodes.iter().enumerate() {
            let message = match verbose {
                true => output::full(node.file, &node.markers),
                false => output::line(&node.file.revision, &node.markers),
            };
            let glyph = charset.node(node.state);
            renderer.write_next_text(&mut text, place, node.ancestors(), glyph, &message);
        }
        text
    }
}
