//! Sequences that no column is numbered by.

use super::block;
use super::limits::{self, Limits, Words};
use super::name::relation;
use super::number_type::NumberType;
use super::statement::{Statement, sql_only};
use crate::dialect::{DialectError, quoted, string_literal};
use crate::operation::SequenceOperation;
use crate::schema::{Schema, Sequence};

/// The statement. `before` is the schema before the operation.
pub(super) fn statement(
    operation: &SequenceOperation,
    before: &Schema,
) -> Result<Statement, DialectError> {
    match operation {
        SequenceOperation::Create { sequence } => create(sequence),
        SequenceOperation::Alter { sequence } => {
            alter(before.sequences.get(&sequence.name), sequence)
        }
        SequenceOperation::Drop { name } => {
            Ok(sql_only(format!("DROP SEQUENCE {}", relation(name)?)))
        }
    }
}

pub(super) fn create(sequence: &Sequence) -> Result<Statement, DialectError> {
    let mut sql = format!("CREATE SEQUENCE {}", relation(&sequence.name)?);
    let number_type = NumberType::of(sequence);
    if number_type != NumberType::BigInt {
        sql.push_str(&format!(" AS {}", number_type.sql()));
    }
    for (clause, value) in [
        ("INCREMENT BY", sequence.increment),
        ("MINVALUE", sequence.min),
        ("MAXVALUE", sequence.max),
        ("START WITH", sequence.start),
        ("CACHE", sequence.cache),
    ] {
        if let Some(value) = value {
            sql.push_str(&format!(" {clause} {value}"));
        }
    }
    if sequence.cycle {
        sql.push_str(" CYCLE");
    }
    if sequence.owned_by.is_some() {
        sql.push_str(&format!(" OWNED BY {}", owner(sequence)?));
    }
    Ok(sql_only(sql))
}

/// Says only what changes: a clause can be wrong for the number that the sequence is at.
fn alter(was: Option<&Sequence>, is: &Sequence) -> Result<Statement, DialectError> {
    let usual = Sequence::new(is.name.clone());
    let was = was.unwrap_or(&usual);
    let name = relation(&is.name)?;
    let mut sql = format!("ALTER SEQUENCE {name}");
    if NumberType::of(was) != NumberType::of(is) {
        sql.push_str(&format!(" AS {}", NumberType::of(is).sql()));
    }
    if was.increment != is.increment {
        sql.push_str(&format!(" INCREMENT BY {}", is.increment.unwrap_or(1)));
    }
    // An end of which nothing is said is another where the numbers turn round.
    let turns = is_falling(was) != is_falling(is);
    for (clause, was, is) in [("MINVALUE", was.min, is.min), ("MAXVALUE", was.max, is.max)] {
        match is {
            Some(value) if was != is => sql.push_str(&format!(" {clause} {value}")),
            None if was != is || turns => sql.push_str(&format!(" NO {clause}")),
            Some(_) | None => {}
        }
    }
    if was.first() != is.first() {
        sql.push_str(&format!(" START WITH {}", is.first()));
    }
    if was.cache != is.cache {
        sql.push_str(&format!(" CACHE {}", is.cache.unwrap_or(1)));
    }
    match (was.cycle, is.cycle) {
        (false, true) => sql.push_str(" CYCLE"),
        (true, false) => sql.push_str(" NO CYCLE"),
        (true, true) | (false, false) => {}
    }
    if was.owned_by != is.owned_by {
        sql.push_str(&format!(" OWNED BY {}", owner(is)?));
    }
    // What is said may come to the same: then the owner is said again.
    if sql.ends_with(&name) {
        sql.push_str(&format!(" OWNED BY {}", owner(is)?));
    }
    let words = Words {
        read: format!("SELECT last_value, is_called INTO counter FROM {name}"),
        name: string_literal(&name)?,
        alter: &|more| Ok(format!("{sql}{more}")),
    };
    let narrowed = limits::narrowed(limits_of(was), limits_of(is), &words)?;
    if !narrowed.is_empty() {
        return Ok(block::run(&["counter record"], &narrowed));
    }
    Ok(sql_only(sql))
}

fn limits_of(sequence: &Sequence) -> Limits {
    let is_falling = is_falling(sequence);
    Limits::new(sequence.min, sequence.max, sequence.first(), is_falling)
}

fn is_falling(sequence: &Sequence) -> bool {
    sequence.increment.is_some_and(|step| step < 0)
}

fn owner(sequence: &Sequence) -> Result<String, DialectError> {
    match &sequence.owned_by {
        Some((table, column)) => Ok(format!("{}.{}", relation(table)?, quoted(column)?)),
        None => Ok("NONE".to_owned()),
    }
}
