//! Reads `CREATE TABLE`, in all the ways that SQLite's grammar lets it be written.
//! <https://www.sqlite.org/lang_createtable.html>

use keeper_schema_core::schema::sql_tokens::{TokenKind, sqlite_tokens};

use super::cursor::Cursor;
use super::statement::{
    ColumnDefinition, ConstraintDefinition, CreateTable, ForeignKeyRule, GeneratedDefinition, Key,
    Rule,
};
use super::{foreign_key, keys, text};

/// Reads the statement; nothing if it is another, or none that is understood.
pub(super) fn read(sql: &str) -> Option<CreateTable> {
    let mut cursor = Cursor::new(sql);
    if !cursor.take(&["create"]) {
        return None;
    }
    let _ = cursor.take(&["temp"]) || cursor.take(&["temporary"]);
    if !cursor.take(&["table"]) {
        return None;
    }
    cursor.take(&["if", "not", "exists"]);
    cursor.name()?;
    if cursor.take_mark(".") {
        cursor.name()?;
    }
    if !cursor.take_mark("(") {
        return None;
    }
    let mut table = CreateTable::default();
    loop {
        match is_at_table_constraint(&cursor) {
            true => table_constraints(&mut cursor, &mut table)?,
            false => column(&mut cursor, &mut table)?,
        }
        if cursor.take_mark(")") {
            break;
        }
        if !cursor.take_mark(",") {
            return None;
        }
    }
    options(&mut cursor, &mut table)?;
    Some(table)
}

fn options(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    while !cursor.is_at_end() {
        if cursor.take(&["strict"]) {
            table.strict = true;
        } else if cursor.take(&["without", "rowid"]) {
            table.without_rowid = true;
        } else if !cursor.take_mark(",") && !cursor.take_mark(";") {
            return None;
        }
    }
    Some(())
}

fn column(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    let mut column = ColumnDefinition {
        name: cursor.name()?,
        ..ColumnDefinition::default()
    };
    column.declared = declared(cursor)?;
    column_constraints(cursor, &mut column, table)?;
    table.columns.push(column);
    Some(())
}

/// The words of a type, with what is in parentheses behind them. SQLite takes any words.
fn declared(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut words = Vec::new();
    let mut quoted = None;
    while !is_at_column_constraint(cursor) {
        match (cursor.peek().copied(), cursor.name()) {
            (Some(token), Some(name)) => {
                if words.is_empty() && token.kind != TokenKind::Word {
                    quoted = Some(name);
                }
                words.push(token.text);
            }
            _ => break,
        }
    }
    let mut declared = words.join(" ");
    if let Some(arguments) = cursor.parenthesised() {
        let arguments = arguments.split(',').map(str::trim);
        let arguments = arguments.collect::<Vec<_>>().join(",");
        declared.push_str(&format!("({arguments})"));
    }
    // Of a type that starts with a quote, SQLite keeps what is in the quotes.
    Some(quoted.unwrap_or(declared))
}

fn is_at_column_constraint(cursor: &Cursor<'_>) -> bool {
    const STARTS: [&str; 11] = [
        "constraint",
        "default",
        "null",
        "not",
        "primary",
        "unique",
        "check",
        "references",
        "collate",
        "as",
        "deferrable",
    ];
    STARTS.iter().any(|start| cursor.is_at(start)) || cursor.are_next(&["generated", "always"])
}

fn is_at_table_constraint(cursor: &Cursor<'_>) -> bool {
    ["constraint", "primary", "unique", "check", "foreign"]
        .iter()
        .any(|start| cursor.is_at(start))
}

fn column_constraints(
    cursor: &mut Cursor<'_>,
    column: &mut ColumnDefinition,
    table: &mut CreateTable,
) -> Option<()> {
    let mut name = None;
    loop {
        if cursor.take(&["constraint"]) {
            name = Some(cursor.name()?);
            continue;
        }
        let own_key = || vec![Key::column(&column.name)];
        let rule = if cursor.take(&["primary", "key"]) {
            let mut keys = own_key();
            keys[0].descending = cursor.take(&["desc"]);
            cursor.take(&["asc"]);
            Some(Rule::PrimaryKey {
                keys,
                autoincrement: false,
            })
        } else if cursor.take(&["unique"]) {
            Some(Rule::Unique { keys: own_key() })
        } else if cursor.take(&["check"]) {
            Some(Rule::Check {
                expression: text::unwrapped(cursor.parenthesised()?).to_owned(),
            })
        } else if cursor.take(&["references"]) {
            let columns = vec![column.name.clone()];
            Some(Rule::ForeignKey(foreign_key::read(cursor, columns)?))
        } else {
            None
        };
        if let Some(mut rule) = rule {
            let on_conflict = on_conflict(cursor)?;
            if let Rule::PrimaryKey { autoincrement, .. } = &mut rule {
                *autoincrement = cursor.take(&["autoincrement"]);
            }
            table.constraints.push(ConstraintDefinition {
                name: name.take(),
                column: Some(column.name.clone()),
                rule,
                on_conflict,
            });
        } else if let Some(key) = cursor.is_at_deferral().then(|| last_foreign_key(table)) {
            // It need not stand right behind its foreign key.
            key?.deferrable = foreign_key::deferral(cursor)?;
        } else if is_at_column_constraint(cursor) {
            filling(cursor, column)?;
            // SQLite keeps no name of a NOT NULL or a default.
            name = None;
        } else {
            return Some(());
        }
    }
}

fn last_foreign_key(table: &mut CreateTable) -> Option<&mut ForeignKeyRule> {
    let mut rules = table.constraints.iter_mut().rev();
    rules.find_map(|constraint| match &mut constraint.rule {
        Rule::ForeignKey(rule) => Some(rule),
        Rule::PrimaryKey { .. } | Rule::Unique { .. } | Rule::Check { .. } => None,
    })
}

/// What says how a column is filled, or that it must be.
fn filling(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Option<()> {
    if cursor.take(&["not", "null"]) {
        column.not_null = true;
        column.on_conflict = on_conflict(cursor)?;
    } else if cursor.take(&["null"]) {
        on_conflict(cursor)?;
    } else if cursor.take(&["default"]) {
        column.default = Some(default(cursor)?);
    } else if cursor.take(&["collate"]) {
        column.collation = Some(cursor.name()?);
    } else {
        cursor.take(&["generated", "always"]);
        if !cursor.take(&["as"]) {
            return None;
        }
        let expression = text::unwrapped(cursor.parenthesised()?).to_owned();
        let stored = cursor.take(&["stored"]);
        cursor.take(&["virtual"]);
        column.generated = Some(GeneratedDefinition { expression, stored });
    }
    Some(())
}

/// The text of a default: one in parentheses, or a value with a sign.
fn default(cursor: &mut Cursor<'_>) -> Option<String> {
    if let Some(expression) = cursor.clone().parenthesised() {
        cursor.parenthesised();
        return Some(format!("({expression})"));
    }
    let first = cursor.next()?;
    let is_sign = first.is_punctuation("-") || first.is_punctuation("+");
    let last = if is_sign { cursor.next()? } else { first };
    Some(cursor.between(&first, &last).to_owned())
}

/// `ON CONFLICT` and what it says, if that is not what holds anyway.
fn on_conflict(cursor: &mut Cursor<'_>) -> Option<Option<String>> {
    if !cursor.take(&["on", "conflict"]) {
        return Some(None);
    }
    let resolution = cursor.name()?.to_ascii_uppercase();
    Some(Some(resolution).filter(|resolution| resolution != "ABORT"))
}

/// One table constraint or several, which need no comma between them.
fn table_constraints(cursor: &mut Cursor<'_>, table: &mut CreateTable) -> Option<()> {
    while is_at_table_constraint(cursor) {
        let mut name = None;
        while cursor.take(&["constraint"]) {
            name = Some(cursor.name()?);
        }
        let rule = if cursor.take(&["primary", "key"]) {
            primary_key(cursor.parenthesised()?)?
        } else if cursor.take(&["unique"]) {
            let keys = keys::read(cursor.parenthesised()?)?;
            Rule::Unique { keys }
        } else if cursor.take(&["check"]) {
            let expression = text::unwrapped(cursor.parenthesised()?).to_owned();
            Rule::Check { expression }
        } else if cursor.take(&["foreign", "key"]) {
            let columns = keys::names(cursor.parenthesised()?)?;
            if !cursor.take(&["references"]) {
                return None;
            }
            Rule::ForeignKey(foreign_key::read(cursor, columns)?)
        } else {
            // A name for nothing at the end is allowed.
            continue;
        };
        let on_conflict = on_conflict(cursor)?;
        table.constraints.push(ConstraintDefinition {
            name,
            column: None,
            rule,
            on_conflict,
        });
    }
    Some(())
}

fn primary_key(list: &str) -> Option<Rule> {
    // `PRIMARY KEY (id AUTOINCREMENT)`.
    let last = sqlite_tokens(list).last()?;
    let autoincrement = last.offset > 0 && last.is_word("autoincrement");
    let keys = match autoincrement {
        true => list.get(..last.offset)?,
        false => list,
    };
    Some(Rule::PrimaryKey {
        keys: keys::read(keys)?,
        autoincrement,
    })
}
