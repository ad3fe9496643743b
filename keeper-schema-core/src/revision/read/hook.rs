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
