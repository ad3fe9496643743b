//! Columns that the database numbers: `serial`, which is a default from a sequence that
//! the column owns, and the identity of the standard.

use super::block;
use super::column::plain_type;
use super::limits::{self, Limits, Words};
use super::name::relation;
use super::number_type::NumberType;
use super::sequence_name::default_sequence;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, quoted, string_literal};
use crate::schema::{Column, Identity, IdentityKind, TableName};

/// The type in a column's definition. `serial` finds a name for its sequence that is free:
/// the usual one may be taken by that of a table that had this name before.
pub(super) fn column_type(table: &TableName, column: &Column) -> Result<String, DialectError> {
    let column_type = plain_type(table, column)?;
    match &column.identity {
        Some(identity) if is_plain_serial(identity) => Ok(match column_type.as_str() {
            "smallint" => "smallserial".to_owned(),
            "bigint" => "bigserial".to_owned(),
            _ => "serial".to_owned(),
        }),
        Some(_) | None => Ok(column_type),
    }
}

/// What a column's definition ends with.
pub(super) fn clause(table: &TableName, column: &Column) -> Result<Option<String>, DialectError> {
    let Some(identity) = &column.identity else {
        return Ok(None);
    };
    Ok(match identity.kind {
        IdentityKind::Serial if is_plain_serial(identity) => None,
        IdentityKind::Serial => {
            let sequence = sequence_name(table, column, identity);
            Some(format!("DEFAULT {}", nextval(&sequence)?))
        }
        IdentityKind::ByDefault | IdentityKind::Always => Some(generated_clause(table, identity)?),
    })
}

/// What comes before the statement with the column's definition.
pub(super) fn before(table: &TableName, column: &Column) -> Result<Vec<Statement>, DialectError> {
    match said_serial(column) {
        Some(identity) => Ok(vec![sql_only(create_sequence(table, column, identity)?)]),
        None => Ok(Vec::new()),
    }
}

/// What comes after the statement with the column's definition.
pub(super) fn after(table: &TableName, column: &Column) -> Result<Vec<Statement>, DialectError> {
    match said_serial(column) {
        Some(identity) => Ok(vec![sql_only(own_sequence(table, column, identity)?)]),
        None => Ok(Vec::new()),
    }
}

/// Numbers a column that has rows, from the highest number on.
pub(super) fn given(
    table: &TableName,
    column: &Column,
    identity: &Identity,
) -> Result<Vec<Statement>, DialectError> {
    let mut statements: Vec<Statement> = gives(table, column, identity)?
        .into_iter()
        .map(sql_only)
        .collect();
    let name = quoted(&column.name)?;
    let (last, further, at_least) = match identity.is_falling() {
        false => ("max", "greatest", ">="),
        true => ("min", "least", "<="),
    };
    let start = identity.first();
    statements.push(sql_only(format!(
        "SELECT setval({}, {further}({last}({name}), {start}), {last}({name}) {at_least} {start}) FROM {} HAVING count(*) > 0",
        block::sequence(table, &column.name)?,
        relation(table)?
    )));
    Ok(statements)
}

/// No longer numbers a column.
pub(super) fn taken(
    table: &TableName,
    column: &str,
    identity: &Identity,
) -> Result<Vec<Statement>, DialectError> {
    let statements = takes(table, column, identity)?;
    Ok(match identity.kind {
        IdentityKind::Serial => vec![block::run(&[], &statements)],
        IdentityKind::ByDefault | IdentityKind::Always => {
            statements.into_iter().map(sql_only).collect()
        }
    })
}

/// Numbers a column in another way; the numbers go on, unless they turn round.
pub(super) fn changed(
    table: &TableName,
    column: &Column,
    before: &Identity,
    after: &Identity,
) -> Result<Vec<Statement>, DialectError> {
    // No number is in the range of both.
    if before.is_falling() != after.is_falling() {
        let mut statements = taken(table, &column.name, before)?;
        statements.extend(given(table, column, after)?);
        return Ok(statements);
    }
    let is_serial = |identity: &Identity| identity.kind == IdentityKind::Serial;
    if is_serial(before) == is_serial(after) {
        return settings_changed(table, column, before, after);
    }
    let sequence = block::sequence(table, &column.name)?;
    let read = block::on_sequence("SELECT last_value, is_called FROM", &sequence, "")?;
    let mut statements = vec![format!("{read} INTO counter")];
    statements.extend(takes(table, &column.name, before)?);
    statements.extend(gives(table, column, after)?);
    statements.push(format!(
        "PERFORM setval({sequence}, counter.last_value, counter.is_called)"
    ));
    Ok(vec![block::run(&["counter record"], &statements)])
}

/// Gives the sequence of a `serial` column the column's type, without which its numbers
/// end where those of the old type do.
pub(super) fn retyped(table: &TableName, column: &Column) -> Result<Statement, DialectError> {
    let sequence = block::sequence(table, &column.name)?;
    let number_type = match &column.identity {
        Some(identity) => NumberType::of_identity(column, identity).sql().to_owned(),
        None => plain_type(table, column)?,
    };
    let sql = block::on_sequence("ALTER SEQUENCE", &sequence, &format!("AS {number_type}"))?;
    Ok(block::run(&[], &[sql]))
}

fn gives(
    table: &TableName,
    column: &Column,
    identity: &Identity,
) -> Result<Vec<String>, DialectError> {
    let alter = alter_column(table, &column.name)?;
    Ok(match identity.kind {
        IdentityKind::Serial => {
            let sequence = sequence_name(table, column, identity);
            vec![
                create_sequence(table, column, identity)?,
                format!("{alter} SET DEFAULT {}", nextval(&sequence)?),
                own_sequence(table, column, identity)?,
            ]
        }
        IdentityKind::ByDefault | IdentityKind::Always => {
            vec![format!(
                "{alter} ADD {}",
                generated_clause(table, identity)?
            )]
        }
    })
}

fn takes(
    table: &TableName,
    column: &str,
    identity: &Identity,
) -> Result<Vec<String>, DialectError> {
    let alter = alter_column(table, column)?;
    Ok(match identity.kind {
        IdentityKind::Serial => {
            let sequence = block::sequence(table, column)?;
            vec![
                format!("{alter} DROP DEFAULT"),
                block::on_sequence("DROP SEQUENCE", &sequence, "")?,
            ]
        }
        IdentityKind::ByDefault | IdentityKind::Always => vec![format!("{alter} DROP IDENTITY")],
    })
}

fn settings_changed(
    table: &TableName,
    column: &Column,
    before: &Identity,
    after: &Identity,
) -> Result<Vec<Statement>, DialectError> {
    let mut statements = Vec::new();
    if before.kind != after.kind {
        statements.push(sql_only(format!(
            "{} SET GENERATED {}",
            alter_column(table, &column.name)?,
            kind(after.kind)
        )));
    }
    let mut settings = Vec::new();
    let number_type = NumberType::of_identity(column, after);
    if NumberType::of_identity(column, before) != number_type {
        settings.push(format!("AS {}", number_type.sql()));
    }
    if before.first() != after.first() {
        settings.push(format!("START WITH {}", after.first()));
    }
    if before.increment != after.increment {
        settings.push(format!("INCREMENT BY {}", after.increment.unwrap_or(1)));
    }
    for (word, before, after) in [
        ("MINVALUE", before.min, after.min),
        ("MAXVALUE", before.max, after.max),
    ] {
        if before != after {
            settings.push(match after {
                Some(value) => format!("{word} {value}"),
                None => format!("NO {word}"),
            });
        }
    }
    if before.cache != after.cache {
        settings.push(format!("CACHE {}", after.cache.unwrap_or(1)));
    }
    if before.cycle != after.cycle {
        settings.push(cycle(after).to_owned());
    }
    let sequence = block::sequence(table, &column.name)?;
    let mut altered = Vec::new();
    let mut declared: &[&str] = &[];
    if !settings.is_empty() {
        let settings = settings.join(" ");
        let alter = |more: &str| {
            block::on_sequence("ALTER SEQUENCE", &sequence, &format!("{settings}{more}"))
        };
        let read = block::on_sequence("SELECT last_value, is_called FROM", &sequence, "")?;
        let words = Words {
            read: format!("{read} INTO counter"),
            name: sequence.clone(),
            alter: &alter,
        };
        altered = limits::narrowed(limits_of(before), limits_of(after), &words)?;
        match altered.is_empty() {
            true => altered.push(alter("")?),
            false => declared = &["counter record"],
        }
    }
    if before.sequence != after.sequence {
        let to = sequence_name(table, column, after).name;
        let renamed = format!("RENAME TO {}", quoted(&to)?);
        altered.push(block::on_sequence("ALTER SEQUENCE", &sequence, &renamed)?);
    }
    if !altered.is_empty() {
        statements.push(block::run(declared, &altered));
    }
    Ok(statements)
}

fn limits_of(identity: &Identity) -> Limits {
    Limits::new(
        identity.min,
        identity.max,
        identity.first(),
        identity.is_falling(),
    )
}

/// A `serial` of which nothing else is said.
fn is_plain_serial(identity: &Identity) -> bool {
    *identity == Identity::new(IdentityKind::Serial)
}

/// The identity of a `serial` column whose sequence is spelled out.
fn said_serial(column: &Column) -> Option<&Identity> {
    column
        .identity
        .as_deref()
        .filter(|identity| identity.kind == IdentityKind::Serial && !is_plain_serial(identity))
}

fn create_sequence(
    table: &TableName,
    column: &Column,
    identity: &Identity,
) -> Result<String, DialectError> {
    let mut sql = format!(
        "CREATE SEQUENCE {} AS {}",
        relation(&sequence_name(table, column, identity))?,
        NumberType::of_identity(column, identity).sql()
    );
    for setting in settings(identity) {
        sql.push_str(&format!(" {setting}"));
    }
    Ok(sql)
}

fn own_sequence(
    table: &TableName,
    column: &Column,
    identity: &Identity,
) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER SEQUENCE {} OWNED BY {}.{}",
        relation(&sequence_name(table, column, identity))?,
        relation(table)?,
        quoted(&column.name)?
    ))
}

fn generated_clause(table: &TableName, identity: &Identity) -> Result<String, DialectError> {
    let mut options = Vec::new();
    if let Some(sequence) = &identity.sequence {
        let sequence = relation(&table.sibling(sequence))?;
        options.push(format!("SEQUENCE NAME {sequence}"));
    }
    options.extend(settings(identity));
    let options = match options.is_empty() {
        true => String::new(),
        false => format!(" ({})", options.join(" ")),
    };
    let kind = kind(identity.kind);
    Ok(format!("GENERATED {kind} AS IDENTITY{options}"))
}

fn kind(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Serial | IdentityKind::ByDefault => "BY DEFAULT",
        IdentityKind::Always => "ALWAYS",
    }
}

fn settings(identity: &Identity) -> impl Iterator<Item = String> {
    let start = identity.start.map(|start| format!("START WITH {start}"));
    let increment = identity.increment;
    let increment = increment.map(|increment| format!("INCREMENT BY {increment}"));
    let min = identity.min.map(|min| format!("MINVALUE {min}"));
    let max = identity.max.map(|max| format!("MAXVALUE {max}"));
    let cache = identity.cache.map(|cache| format!("CACHE {cache}"));
    let cycles = identity.cycle.then(|| cycle(identity).to_owned());
    [start, increment, min, max, cache, cycles]
        .into_iter()
        .flatten()
}

fn cycle(identity: &Identity) -> &'static str {
    match identity.cycle {
        true => "CYCLE",
        false => "NO CYCLE",
    }
}

fn alter_column(table: &TableName, column: &str) -> Result<String, DialectError> {
    Ok(format!(
        "ALTER TABLE {} ALTER COLUMN {}",
        relation(table)?,
        quoted(column)?
    ))
}

fn nextval(sequence: &TableName) -> Result<String, DialectError> {
    let sequence = string_literal(&relation(sequence)?)?;
    Ok(format!("nextval({sequence}::regclass)"))
}

/// The sequence that the column is numbered by, if it is.
pub(super) fn sequence_of(table: &TableName, column: &Column) -> Option<TableName> {
    let identity = column.identity.as_ref()?;
    Some(sequence_name(table, column, identity))
}

fn sequence_name(table: &TableName, column: &Column, identity: &Identity) -> TableName {
    let name = match &identity.sequence {
        Some(name) => name.clone(),
        None => default_sequence(&table.name, &column.name),
    };
    table.sibling(name)
}
