//! `explain`: the page about a code, or the list of all codes.

use keeper_schema_core::closest::closest;
use keeper_schema_core::diagnostic::Code;
use serde_json::json;

use crate::args::{Explain, Format, Global};
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(global: &Global, args: &Explain) -> Result<(), Failure> {
    match &args.code {
        None => list(global.format),
        Some(written) => match Code::parse(written) {
            Some(code) => page(global.format, code),
            None => Err(unknown(written)),
        },
    }
}

fn list(format: Format) -> Result<(), Failure> {
    let codes = Code::ALL.iter();
    if format == Format::Json {
        let listed = codes.map(|code| json!({ "code": code.as_str(), "title": code.title() }));
        return output::print_json(&listed.collect());
    }
    let lines: Vec<String> = codes
        .map(|code| format!("{code}  {}\n", code.title()))
        .collect();
    output::print(&lines.concat())
}

fn page(format: Format, code: Code) -> Result<(), Failure> {
    match format {
        Format::Json => output::print_json(&json!({
            "code": code.as_str(),
            "title": code.title(),
            "page": code.page(),
        })),
        _ => output::print(code.page()),
    }
}

fn unknown(written: &str) -> Failure {
    let is_number = !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    let meant = match is_number {
        true => format!("KS{written:0>4}"),
        false => written.to_owned(),
    };
    let message = match closest(&meant, Code::ALL.iter().map(|code| code.as_str())) {
        Some(closest) => format!("there is no code `{written}`, did you mean `{closest}`?"),
        None => format!("there is no code `{written}`"),
    };
    Failure::call(message).help("`cargo db explain` lists all codes")
}
