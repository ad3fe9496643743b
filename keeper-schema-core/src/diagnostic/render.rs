//! Draws a diagnostic as rustc draws its own.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::visible::{visible, visible_line};
use super::{Diagnostic, Place, Related};

impl Diagnostic {
    /// The message, the place with its line and a caret, and the help, over several
    /// lines, without colours.
    pub fn render(&self) -> String {
        self.render_with(&Renderer::plain(), Level::ERROR)
    }

    /// The same with terminal colours.
    pub fn render_styled(&self) -> String {
        self.render_with(&Renderer::styled(), Level::ERROR)
    }

    /// The lines of [`Diagnostic::render`]: what cargo wants after `cargo::error=`, one at
    /// a time. A first line without a code is without its `error: `, which cargo says.
    pub fn lines(&self) -> Vec<String> {
        self.lines_as(Level::ERROR, "error: ")
    }

    /// The same as a warning, for `cargo::warning=`.
    pub fn warning_lines(&self) -> Vec<String> {
        self.lines_as(Level::WARNING, "warning: ")
    }

    fn lines_as(&self, level: Level<'_>, said_by_cargo: &str) -> Vec<String> {
        let rendered = self.render_with(&Renderer::plain(), level);
        let text = rendered.strip_prefix(said_by_cargo).unwrap_or(&rendered);
        text.lines().map(str::to_owned).collect()
    }

    fn render_with(&self, renderer: &Renderer, level: Level<'_>) -> String {
        let message = visible(&self.message);
        let mut title = level.primary_title(&message);
        if let Some(code) = self.code {
            title = title.id(code.as_str());
        }
        let help: Vec<String> = self.help.iter().map(|help| visible(help)).collect();
        let title = Group::with_title(title);
        let help = (help.iter())
            .map(|help| Group::with_title(Level::HELP.secondary_title(help)))
            .collect::<Vec<_>>();

        let Some(place) = &self.place else {
            // In one report, a bar would join the help to a snippet that is not there.
            let mut rendered = renderer.render(&[title]);
            if !help.is_empty() {
                rendered.push_str("\n\n");
                rendered.push_str(&renderer.render(&help));
            }
            return rendered;
        };
        let (line, label) = (self.source_line.as_deref(), self.label.as_deref());
        let mut group = at_place(title, place, line, label);
        for Related {
            place,
            source_line,
            label,
        } in &self.related
        {
            group = at_place(group, place, source_line.as_deref(), Some(label));
        }
        let mut report = vec![group];
        report.extend(help);
        renderer.render(&report)
    }
}

/// Adds the source line with its caret, or the place alone where the line is not known.
fn at_place<'a>(
    group: Group<'a>,
    place: &Place,
    line: Option<&str>,
    label: Option<&str>,
) -> Group<'a> {
    let path = visible(&place.file.display().to_string());
    let Some(line) = line else {
        let origin = Origin::path(path).line(place.line);
        return group.element(origin.char_column(place.column));
    };
    let line = visible_line(line);
    let span = characters(&line, place.column.saturating_sub(1), place.length);
    let label = label.map(visible);
    group.element(
        Snippet::source(line)
            .path(path)
            .line_start(place.line)
            .annotation(AnnotationKind::Primary.span(span).label(label)),
    )
}

/// The bytes that `length` characters from the `first` take; empty past the end.
fn characters(line: &str, first: usize, length: usize) -> Range<usize> {
    let byte = |index: usize| {
        let found = line.char_indices().nth(index);
        found.map_or(line.len(), |(byte, _)| byte)
    };
    byte(first)..byte(first.saturating_add(length))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::diagnostic::{Code, Diagnostic, Place};

    const SOURCE: &str = "struct Edition {\n    pub tracked_ref: Option<String>,\n}\n";

    fn place(line: usize, column: usize, length: usize) -> Place {
        Place {
            file: PathBuf::from("src/models/edition.rs"),
            line,
            column,
            length,
        }
    }

    fn drift() -> Diagnostic {
        Diagnostic::new(
            Code::OnlyInModels,
            "schema drift: `editions.tracked_ref` is in the models but in no revision",
        )
        .help("run `cargo db migrate -m \"describe the change\"`, review the file and commit it")
    }

    #[test]
    fn looks_as_rustc_does() {
        insta::assert_snapshot!(drift().at(place(2, 9, 11), SOURCE).render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision
         --> src/models/edition.rs:2:9
          |
        2 |     pub tracked_ref: Option<String>,
          |         ^^^^^^^^^^^
          |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        "#);
    }

    #[test]
    fn a_label_and_several_lines_of_help() {
        let diagnostic = drift()
            .at(place(2, 9, 11), SOURCE)
            .label("added")
            .help("or else");
        insta::assert_snapshot!(diagnostic.render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision
         --> src/models/edition.rs:2:9
          |
        2 |     pub tracked_ref: Option<String>,
          |         ^^^^^^^^^^^ added
          |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        help: or else
        "#);
    }

    #[test]
    fn a_second_place() {
        let diagnostic = drift().at(place(2, 9, 11), SOURCE).label("added").related(
            place(1, 8, 7),
            SOURCE,
            "in here",
        );
        insta::assert_snapshot!(diagnostic.render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision
         --> src/models/edition.rs:2:9
          |
        2 |     pub tracked_ref: Option<String>,
          |         ^^^^^^^^^^^ added
          |
         ::: src/models/edition.rs:1:8
          |
        1 | struct Edition {
          |        ^^^^^^^ in here
          |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        "#);
    }

    #[test]
    fn without_a_place() {
        insta::assert_snapshot!(drift().render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision

        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        "#);
    }

    #[test]
    fn a_place_past_the_file_is_named_alone() {
        insta::assert_snapshot!(drift().at(place(9, 1, 1), SOURCE).render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision
        --> src/models/edition.rs:9:1
         |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        "#);
    }

    #[test]
    fn a_column_past_the_line_does_no_harm() {
        insta::assert_snapshot!(drift().at(place(3, 80, 9), SOURCE).render(), @r#"
        error[KS0401]: schema drift: `editions.tracked_ref` is in the models but in no revision
         --> src/models/edition.rs:3:2
          |
        3 | }
          |  ^
          |
        help: run `cargo db migrate -m "describe the change"`, review the file and commit it
        "#);
    }

    #[test]
    fn what_a_terminal_would_obey_is_spelled_out() {
        let source = "\tlet \u{202e}x = \"\u{1b}[31m\"; // über\u{7}";
        let diagnostic = Diagnostic::of_call("bad\u{1b}[2J\nerror: forged `\u{200b}`").at(
            Place {
                file: PathBuf::from("src/\u{1b}[1m.rs"),
                ..place(1, 11, 7)
            },
            source,
        );
        insta::assert_snapshot!(diagnostic.render(), @r#"
        error: bad\u{1b}[2J\nerror: forged `\u{200b}`
         --> src/\u{1b}[1m.rs:1:11
          |
        1 |     let �x = "␛[31m"; // über␇
          |              ^^^^^^^
        "#);
    }

    #[test]
    fn long_lines_are_cut_round_the_caret() {
        let source = format!("{}wrong{}", "a ".repeat(400), " b".repeat(400));
        let diagnostic = Diagnostic::of_call("far out").at(place(1, 801, 5), &source);
        insta::assert_snapshot!(diagnostic.render(), @r#"
        error: far out
         --> src/models/edition.rs:1:801
          |
        1 | ...a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a wrong b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b ...
          |                                                                  ^^^^^
        "#);
    }

    #[test]
    fn lines_for_cargo_begin_with_the_code() {
        let lines = drift().at(place(2, 9, 11), SOURCE).lines();
        assert!(
            lines[0].starts_with("error[KS0401]: schema drift: "),
            "{}",
            lines[0]
        );
        assert!(lines.iter().all(|line| !line.contains('\n')));
    }

    #[test]
    fn lines_for_cargo_without_a_code_begin_with_the_message() {
        assert_eq!(Diagnostic::of_call("far out").lines(), ["far out"]);
    }

    #[test]
    fn a_warning_has_the_code_too() {
        let lines = drift().warning_lines();
        assert!(
            lines[0].starts_with("warning[KS0401]: schema drift: "),
            "{}",
            lines[0]
        );
    }

    #[test]
    fn styles_change_nothing_but_the_colours() {
        let diagnostic = drift().at(place(2, 9, 11), SOURCE);
        let styled = diagnostic.render_styled();
        assert!(styled.contains("\u{1b}["));
        let mut plain = String::new();
        let mut rest = styled.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, rest)| rest);
        }
        plain.push_str(rest);
        assert_eq!(plain, diagnostic.render());
    }
}
