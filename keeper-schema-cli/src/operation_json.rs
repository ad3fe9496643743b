//! Operations as JSON: the keys and values of the revision file, one for one.

use keeper_schema_core::operation::Operation;
use keeper_schema_core::revision::write;
use serde_json::{Map, Value, json};
use toml::de::{DeTable, DeValue};

use crate::failure::Failure;

/// The operations as objects, under the names that the file has for them.
pub(crate) fn operations(operations: &[Operation]) -> Result<Vec<Value>, Failure> {
    operations.iter().map(operation).collect()
}

fn operation(operation: &Operation) -> Result<Value, Failure> {
    // What the file says is read from the file's own form, so that the two cannot differ.
    let text = write::operation(operation);
    let document = DeTable::parse(&text)
        .map_err(|error| Failure::call(format!("cannot read `{operation}` again: {error}")))?;
    let first = document.get_ref().values().next();
    Ok(match first.map(|list| value(list.get_ref())) {
        Some(Value::Array(mut list)) if list.len() == 1 => list.remove(0),
        Some(other) => other,
        None => Value::Null,
    })
}

fn value(toml: &DeValue<'_>) -> Value {
    match toml {
        DeValue::String(text) => json!(text),
        DeValue::Integer(integer) => {
            json!(i64::from_str_radix(integer.as_str(), integer.radix()).ok())
        }
        DeValue::Float(float) => json!(float.as_str().parse::<f64>().ok()),
        DeValue::Boolean(boolean) => json!(boolean),
        DeValue::Datetime(datetime) => json!(datetime.to_string()),
        DeValue::Array(items) => items.iter().map(|item| value(item.get_ref())).collect(),
        DeValue::Table(table) => {
            // In the order of the file, not of the alphabet.
            let mut entries: Vec<_> = table.iter().collect();
            entries.sort_by_key(|(key, _)| key.span().start);
            let entries = entries.into_iter();
            let entries =
                entries.map(|(key, item)| (key.get_ref().to_string(), value(item.get_ref())));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}
