//! Values as JSON text.

use std::fmt::Write;

use crate::operation::Value;

/// The value as one line of JSON.
pub(super) fn json(value: &Value) -> String {
    let mut out = String::new();
    push(&mut out, value);
    out
}

fn push(out: &mut String, value: &Value) {
    match value {
        Value::String(text) | Value::Moment(text) => push_text(out, text),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::Float(digits) => out.push_str(digits),
        Value::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
        Value::List(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { ", " });
                push(out, item);
            }
            out.push(']');
        }
        Value::Table(table) => {
            out.push('{');
            for (position, (name, item)) in table.iter().enumerate() {
                out.push_str(if position == 0 { "" } else { ", " });
                push_text(out, name);
                out.push_str(": ");
                push(out, item);
            }
            out.push('}');
        }
    }
}

fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\u{0}'..='\u{1f}' => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}
