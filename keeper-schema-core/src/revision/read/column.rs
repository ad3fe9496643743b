//! Reads columns and what `alter_column` says of them.

use std::collections::BTreeSet;

use toml::de::DeValue;

use super::fields::{Fields, Value, expected};
use super::report::Report;
use super::value::{any_names, boolean, comment, integer, name, sql, string, text, word};
use crate::diagnostic::{Code, Diagnostic};
use crate::operation::{ColumnAlteration, ColumnKeys, DroppableKey};
use crate::schema::{
    Column, ColumnType, ColumnTypeError, Default, Generated, Identity, IdentityKind, Literal,
    SqliteColumn, default_fits,
};

pub(super) fn column<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<Column> {
    let mut fields = Fields::of(report, value, "a column")?;
    let name = fields.required("name", name);
    let column_type = fields.required("type", column_type);
    let keys = keys(&mut fields);
    if let (Some(column_type), Some(default)) = (&column_type, &keys.default)
        && let Err(error) = default_fits(column_type, default)
    {
        let span = fields.span_of("default").unwrap_or(fields.span());
        report.error(Code::UnknownValue, span, error.to_string());
    }
    fields.finish();
    Some(Column {
        name: name?,
        column_type: column_type?,
        null: keys.null.unwrap_or(false),
        default: keys.default,
        identity: keys.identity,
        generated: keys.generated,
        collation: keys.collation,
        comment: keys.comment,
        sqlite: SqliteColumn {
            autoincrement: keys.autoincrement.unwrap_or(false),
            enforce_length: keys.enforce_length.unwrap_or(false),
        },
    })
}

/// The keys of an `alter_column` but for its table and column.
pub(super) fn alteration(fields: &mut Fields<'_>) -> Option<ColumnAlteration> {
    let set = fields.optional("set", |report, value| altered(report, value, "`set`"));
    let drop = fields.optional("drop", dropped).unwrap_or_default();
    let was = fields.optional("was", |report, value| altered(report, value, "`was`"));
    let alteration = ColumnAlteration {
        set: set.unwrap_or_default(),
        drop,
        was: was.unwrap_or_default(),
        using: fields.optional("using", sql),
        using_down: fields.optional("using_down", sql),
        loses: fields.optional("loses", text),
    };
    if fields.span_of("set").or(fields.span_of("drop")).is_none() {
        let message = "`alter_column` changes nothing: neither `set` nor `drop` is given";
        fields
            .report
            .error(Code::MissingKey, fields.span(), message);
    }
    for key in &alteration.drop {
        if is_set(&alteration.set, *key) {
            let span = fields.span_of("drop").unwrap_or(fields.span());
            let message = format!("`{}` is both set and dropped", key.as_str());
            fields.report.error(Code::KeysExclude, span, message);
        }
    }
    Some(alteration)
}

fn is_set(set: &ColumnKeys, key: DroppableKey) -> bool {
    match key {
        DroppableKey::Default => set.default.is_some(),
        DroppableKey::Comment => set.comment.is_some(),
        DroppableKey::Identity => set.identity.is_some(),
        DroppableKey::Generated => set.generated.is_some(),
        DroppableKey::Collation => set.collation.is_some(),
    }
}

fn altered<'a>(report: &'a Report<'a>, value: &'a Value<'a>, what: &str) -> Option<ColumnKeys> {
    let mut fields = Fields::of(report, value, what)?;
    let column_type = fields.optional("type", column_type);
    let keys = keys(&mut fields);
    fields.finish();
    Some(ColumnKeys {
        column_type,
        ..keys
    })
}

/// The keys of a column but for its name and type.
fn keys(fields: &mut Fields<'_>) -> ColumnKeys {
    let null = fields.optional("null", boolean);
    let default = fields.optional("default", default);
    let identity = fields.optional("identity", identity);
    let generated = fields.optional("generated", generated);
    let collation = fields.optional("collation", sql);
    let comment = fields.optional("comment", comment);
    let sqlite = fields.optional("sqlite", |report, value| {
        let mut fields = Fields::of(report, value, "`sqlite`")?;
        let autoincrement = fields.optional("autoincrement", boolean);
        let enforce_length = fields.optional("enforce_length", boolean);
        fields.finish();
        Some((autoincrement, enforce_length))
    });
    fields.optional("postgres", |report, value| {
        Fields::of(report, value, "`postgres`")?.finish();
        Some(())
    });
    let (autoincrement, enforce_length) = sqlite.unwrap_or_default();
    ColumnKeys {
        column_type: None,
        null,
        default,
        identity: identity.map(Box::new),
        generated: generated.map(Box::new),
        collation: collation.map(Box::new),
        comment,
        autoincrement,
        enforce_length,
    }
}

fn column_type(report: &Report<'_>, value: &Value<'_>) -> Option<ColumnType> {
    if let DeValue::Table(_) = value.get_ref() {
        return super::value::sql(report, value).map(ColumnType::Raw);
    }
    match ColumnType::parse(string(report, value)?) {
        Ok(column_type) => Some(column_type),
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::InvalidColumnType, error.to_string());
            if let ColumnTypeError::Serial { spelling, .. } = error {
                diagnostic = diagnostic.help(format!(
                    "write `type = \"{spelling}\", identity = \"serial\"`"
                ));
            }
            report.report(value.span(), diagnostic);
            None
        }
    }
}

fn default(report: &Report<'_>, value: &Value<'_>) -> Option<Default> {
    match value.get_ref() {
        DeValue::String(_) => {
            text(report, value).map(|text| Default::Literal(Literal::String(text)))
        }
        DeValue::Integer(_) => {
            integer(report, value).map(|number| Default::Literal(Literal::Integer(number)))
        }
        DeValue::Boolean(boolean) => Some(Default::Literal(Literal::Boolean(*boolean))),
        DeValue::Float(_) | DeValue::Datetime(_) => {
            let written = report.text(value.span());
            let message = "a decimal, a date or a time is written as a string";
            let help = format!("write `\"{written}\"`");
            report.report(
                value.span(),
                Diagnostic::new(Code::WrongType, message).help(help),
            );
            None
        }
        DeValue::Array(_) => expected(
            report,
            value,
            "a string, an integer, a boolean, or a table with `sql` or `bytes`",
        ),
        DeValue::Table(_) => {
            let mut fields = Fields::of(report, value, "a default")?;
            let expression = fields.optional("sql", sql);
            let bytes = fields.optional("bytes", bytes);
            if fields.span_of("sql").is_some() == fields.span_of("bytes").is_some() {
                report.error(
                    Code::MissingKey,
                    value.span(),
                    "a default has either `sql` or `bytes`",
                );
            }
            fields.finish();
            expression
                .map(Default::Expression)
                .or(bytes.map(Default::Bytes))
        }
    }
}

fn bytes(report: &Report<'_>, value: &Value<'_>) -> Option<Vec<u8>> {
    let digits = string(report, value)?;
    let byte = |pair: &[u8]| {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(*pair.get(1)?).to_digit(16)?;
        u8::try_from(high * 16 + low).ok()
    };
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
    if bytes.is_none() {
        report.error(
            Code::UnknownValue,
            value.span(),
            "bytes are written as pairs of hexadecimal digits",
        );
    }
    bytes
}

const IDENTITY_KINDS: [(&str, IdentityKind); 3] = [
    ("serial", IdentityKind::Serial),
    ("by_default", IdentityKind::ByDefault),
    ("always", IdentityKind::Always),
];

fn identity(report: &Report<'_>, value: &Value<'_>) -> Option<Identity> {
    let kind = |report: &Report<'_>, value: &Value<'_>| word(report, value, &IDENTITY_KINDS);
    match value.get_ref() {
        DeValue::String(_) => kind(report, value).map(Identity::new),
        DeValue::Table(_) => {
            let mut fields = Fields::of(report, value, "`identity`")?;
            let kind = fields.required("kind", kind);
            let start = fields.optional("start", integer);
            let increment = fields.optional("increment", integer);
            let min = fields.optional("min", integer);
            let max = fields.optional("max", integer);
            let cache = fields.optional("cache", integer);
            let cycle = fields.flag("cycle");
            let sequence = fields.optional("sequence", name);
            if let (Some(0), Some(span)) = (increment, fields.span_of("increment")) {
                report.error(Code::UnknownValue, span, "an increment cannot be 0");
            }
            if let (Some(..1), Some(span)) = (cache, fields.span_of("cache")) {
                report.error(Code::UnknownValue, span, "a cache holds at least 1 value");
            }
            fields.finish();
            Some(Identity {
                kind: kind?,
                start,
                increment,
                min,
                max,
                cache,
                cycle,
                sequence,
            })
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_) => expected(report, value, "a string or a table with `kind`"),
    }
}

fn generated(report: &Report<'_>, value: &Value<'_>) -> Option<Generated> {
    let mut fields = Fields::of(report, value, "`generated`")?;
    let expression = fields.required("expression", sql);
    let stored = fields.required("stored", boolean);
    fields.finish();
    Some(Generated {
        expression: expression?,
        stored: stored?,
    })
}

fn dropped(report: &Report<'_>, value: &Value<'_>) -> Option<BTreeSet<DroppableKey>> {
    // Read as names first, so that a key listed twice is found.
    any_names(report, value)?;
    let words = DroppableKey::ALL.map(|key| (key.as_str(), key));
    super::value::list(report, value, |report, value| word(report, value, &words))
        .map(BTreeSet::from_iter)
}
