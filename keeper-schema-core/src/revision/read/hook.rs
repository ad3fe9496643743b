//! Reads `run`: a hook of the application.

use super::fields::{Fields, Value};
use super::report::{Report, shown};
use super::value::string;
use crate::diagnostic::{Code, Diagnostic};
use crate::operation::{HookDown, Operation, Run};

pub(super) fn run(fields: &mut Fields<'_>) -> Option<Operation> {
    let hook = fields.required("hook", hook);
    let unsaid = fields.value("down").is_none();
    let down = fields.optional("down", down);
    let down = down.or(unsaid.then_some(HookDown::Irreversible));
    Some(Operation::Run(Run {
        hook: hook?,
        down: down?,
    }))
}

fn down<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<HookDown> {
    match string(report, value)? {
        "nothing" => Some(HookDown::Nothing),
        "irreversible" => Some(HookDown::Irreversible),
        _ => hook(report, value).map(HookDown::Hook),
    }
}

/// A name as Rust has them, so that it is printed and typed without quotes.
fn hook<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<String> {
    let written = string(report, value)?;
    if is_name(written) {
        return Some(written.to_owned());
    }
    let message = format!("`{}` is no name of a hook", shown(written));
    let help = "a name is of letters, digits and `_`, and begins with no digit";
    let diagnostic = Diagnostic::new(Code::UnknownValue, message).help(help);
    report.report(value.span(), diagnostic);
    None
}

fn is_name(written: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || it == '_';
    written.chars().all(is_letter)
        && written.starts_with(|first: char| !first.is_ascii_digit())
        && !["nothing", "irreversible"].contains(&written)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::operation::{HookDown, Operation, Run};
    use crate::revision::read::revision;
    use crate::revision::write;

    fn source(run: &str) -> String {
        format!(
            "format = 1\nrevision = \"a1\"\nmessage = \"m\"\n\n[[upgrade]]\nop = \"run\"\n{run}\n"
        )
    }

    #[test]
    fn it_reads_as_it_is_written() {
        let downs = [
            ("", HookDown::Irreversible),
            ("down = \"irreversible\"", HookDown::Irreversible),
            ("down = \"nothing\"", HookDown::Nothing),
            ("down = \"join\"", HookDown::Hook("join".to_owned())),
        ];
        for (written, down) in downs {
            let source = source(&format!("hook = \"split\"\n{written}"));
            let file = revision(Path::new("a1.toml"), &source).expect("it reads");
            let run = Operation::Run(Run {
                hook: "split".to_owned(),
                down,
            });
            assert_eq!(file.revision.upgrade, [run]);
            let again = write::revision(&file.revision);
            let again = revision(Path::new("a1.toml"), &again).expect("it reads again");
            assert_eq!(again.revision, file.revision);
        }
    }

    #[test]
    fn slips_are_told() {
        let cases = [
            ("", "missing key `hook` of `run`"),
            ("hook = \"a b\"", "`a b` is no name of a hook"),
            ("hook = \"2nd\"", "`2nd` is no name of a hook"),
            ("hook = \"\"", "`` is no name of a hook"),
            ("hook = \"nothing\"", "`nothing` is no name of a hook"),
            ("hook = \"a\"\ndown = \"b;\"", "`b;` is no name of a hook"),
            (
                "hook = \"a\"\ndwn = \"b\"",
                "unknown key `dwn` of `run`, did you mean `down`?",
            ),
        ];
        for (run, message) in cases {
            let diagnostics = revision(Path::new("a1.toml"), &source(run));
            let diagnostics = diagnostics.expect_err("it is refused");
            let messages: Vec<&str> = diagnostics.iter().map(|it| it.message.as_str()).collect();
            assert_eq!(messages, [message], "{run}");
        }
    }
}
