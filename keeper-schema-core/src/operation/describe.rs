//! An operation as one line.

mod keys;

use std::fmt;

use self::keys::{column_keys, table_keys};
use super::value::{self, plain};
use super::{Execute, Operation, Restatement};
use crate::schema::{
    Column, Exclusion, ForeignKey, Index, IndexKey, IndexTarget, PerDialect, Table, TableName,
};

/// How much of a statement is shown.
const STATEMENT: usize = 60;

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.op())?;
        // Columns and tables are shown by their path, constraints and indexes `on` it.
        let line = match self {
            Self::CreateTable { table } => format!("{} ({})", path(&table.name), columns(table)),
            Self::DropTable { table } => path(table),
            Self::RenameTable { table, to, restate } => {
                format!("{} to {}{}", path(table), plain(to), restated(restate))
            }
            Self::AlterTable { table, alteration } => {
                format!("{} {}", path(table), table_keys(alteration))
            }
            Self::AddColumn { table, column, .. } => {
                format!("{}.{}", path(table), column_line(column))
            }
            Self::DropColumn { table, column } => format!("{}.{}", path(table), plain(column)),
            Self::RenameColumn {
                table,
                column,
                to,
                restate,
            } => format!(
                "{}.{} to {}{}",
                path(table),
                plain(column),
                plain(to),
                restated(restate)
            ),
            Self::AlterColumn {
                table,
                column,
                alteration,
            } => {
                format!(
                    "{}.{} {}",
                    path(table),
                    plain(column),
                    column_keys(alteration)
                )
            }
            Self::CreatePrimaryKey { table, primary_key } => {
                on(&primary_key.name, table, &names(&primary_key.columns))
            }
            Self::CreateUniqueConstraint { table, unique } => {
                on(&unique.name, table, &names(&unique.columns))
            }
            Self::CreateForeignKey { table, foreign_key } => {
                on(&foreign_key.name, table, &foreign_key_line(foreign_key))
            }
            Self::CreateCheckConstraint { table, check } => on(
                &check.name,
                table,
                &format!("({})", value::sql(&check.expression)),
            ),
            Self::CreateExcludeConstraint { table, exclusion } => {
                on(&exclusion.name, table, &exclusion_line(exclusion))
            }
            Self::CreateIndex { table, index, .. } => on(&index.name, table, &index_line(index)),
            Self::DropConstraint { table, name }
            | Self::ValidateConstraint { table, name }
            | Self::DropIndex { table, name, .. } => {
                format!("{} on {}", plain(name), path(table))
            }
            Self::RenameConstraint { table, name, to } | Self::RenameIndex { table, name, to } => {
                format!("{} on {} to {}", plain(name), path(table), plain(to))
            }
            Self::SetComment(change) => change.to_string(),
            Self::Enum(operation) => operation.to_string(),
            Self::Schema(operation) => operation.to_string(),
            Self::Object(operation) => operation.to_string(),
            Self::Sequence(operation) => operation.to_string(),
            Self::Rows(operation) => operation.to_string(),
            Self::Execute(execute) => statements(execute),
            Self::Run(run) => run.to_string(),
        };
        write!(f, " {line}")
    }
}

fn path(table: &TableName) -> String {
    plain(&table.to_string())
}

fn on(name: &str, table: &TableName, rest: &str) -> String {
    format!("{} on {} {rest}", plain(name), path(table))
}

fn names(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| plain(name)).collect();
    format!("({})", names.join(", "))
}

fn columns(table: &Table) -> String {
    let columns: Vec<String> = table.columns.keys().map(|name| plain(name)).collect();
    columns.join(", ")
}

fn column_line(column: &Column) -> String {
    let mut line = format!(
        "{} {}",
        plain(&column.name),
        plain(&column.column_type.to_string())
    );
    if column.null {
        line.push_str(" null");
    }
    let said = [
        ("default", column.default.as_ref().map(value::default)),
        ("identity", column.identity.as_deref().map(value::identity)),
        (
            "generated",
            column.generated.as_deref().map(value::generated),
        ),
        ("collation", column.collation.as_deref().map(value::sql)),
    ];
    for (key, value) in said {
        if let Some(value) = value {
            line.push_str(&format!(" {key} {value}"));
        }
    }
    line
}

fn foreign_key_line(foreign_key: &ForeignKey) -> String {
    format!(
        "{} to {} {}",
        names(&foreign_key.columns),
        path(&foreign_key.references.table),
        names(&foreign_key.references.columns)
    )
}

fn exclusion_line(exclusion: &Exclusion) -> String {
    let elements = exclusion.elements.iter();
    let elements: Vec<String> = elements
        .map(|element| format!("{} with {}", key(&element.key), plain(&element.operator)))
        .collect();
    let method = exclusion.method.as_ref();
    let method = method.map_or(String::new(), |method| format!(" using {}", plain(method)));
    let predicate = exclusion.predicate.as_ref();
    let predicate = predicate.map_or(String::new(), |text| format!(" where {}", value::sql(text)));
    format!("({}){method}{predicate}", elements.join(", "))
}

fn key(key: &IndexKey) -> String {
    match &key.target {
        IndexTarget::Column(name) => plain(name),
        IndexTarget::Expression(text) => value::sql(text),
    }
}

fn index_line(index: &Index) -> String {
    let keys: Vec<String> = index.keys.iter().map(key).collect();
    let unique = if index.unique { " unique" } else { "" };
    let predicate = index.predicate.as_ref();
    let predicate = predicate.map_or(String::new(), |text| format!(" where {}", value::sql(text)));
    format!("({}){unique}{predicate}", keys.join(", "))
}

fn restated(restate: &[Restatement]) -> String {
    let name = |restatement: &Restatement| match restatement {
        Restatement::Check { check: name, .. }
        | Restatement::Index { index: name, .. }
        | Restatement::Exclusion {
            exclusion: name, ..
        }
        | Restatement::Column { column: name, .. } => plain(name),
    };
    match restate {
        [] => String::new(),
        restate => {
            let names: Vec<String> = restate.iter().map(name).collect();
            format!(" (restates {})", names.join(", "))
        }
    }
}

fn statements(execute: &Execute) -> String {
    let sql: &[String] = match &execute.sql {
        PerDialect::Common(sql) => sql,
        PerDialect::Each { sqlite, postgres } => match (sqlite, postgres) {
            (Some(sql), _) | (None, Some(sql)) => sql,
            (None, None) => &[],
        },
    };
    let Some(first) = sql.first() else {
        return "nothing".to_owned();
    };
    let words = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line: String = words.chars().take(STATEMENT).collect();
    if line.len() < words.len() {
        line.push('…');
    }
    match sql.len() - 1 {
        0 => plain(&line),
        more => format!("{} (and {more} more)", plain(&line)),
    }
}

#[cfg(test)]
mod tests {
    use crate::operation::fixture::{
        add_column, alter_column, create_index, create_table, drop_table, exclusion, foreign_key,
        index, null, nullable, numbered, rename_column, strings, table,
    };
    use crate::operation::{Down, Execute, Operation};
    use crate::schema::{ColumnType, Exclusion, Index, PerDialect};

    #[test]
    fn operations_are_one_line() {
        let execute = |sql: &[&str]| {
            Operation::Execute(Execute {
                sql: PerDialect::Common(strings(sql)),
                down: Down::Nothing,
                state: Vec::new(),
            })
        };
        let partial = Index {
            unique: true,
            predicate: Some("kind > 0".into()),
            ..index("i", &["a", "b"])
        };
        let cases = [
            (
                add_column(
                    "editions",
                    nullable("tracked_ref", ColumnType::Varchar(255)),
                ),
                "add_column editions.tracked_ref varchar(255) null",
            ),
            (
                create_index(
                    "tags",
                    index("ix_tags_organization_id", &["organization_id"]),
                ),
                "create_index ix_tags_organization_id on tags (organization_id)",
            ),
            (
                create_index("t", partial),
                "create_index i on t (a, b) unique where \"kind > 0\"",
            ),
            (
                alter_column("editions", "kind", null(false), null(true)),
                "alter_column editions.kind null = false (was true)",
            ),
            (
                create_table(numbered("tags", vec![nullable("slug", ColumnType::Text)])),
                "create_table tags (id, slug)",
            ),
            (rename_column("t", "a", "b"), "rename_column t.a to b"),
            (drop_table("a\n\u{1b}[31m"), "drop_table a\\n\\u{1b}[31m"),
            (
                Operation::CreateForeignKey {
                    table: table("builds"),
                    foreign_key: foreign_key("f", &["user_id"], "users", &["id"]),
                },
                "create_foreign_key f on builds (user_id) to users (id)",
            ),
            (
                Operation::CreateExcludeConstraint {
                    table: table("bookings"),
                    exclusion: Exclusion {
                        method: Some("gist".to_owned()),
                        predicate: Some("room > 0".into()),
                        ..exclusion("x", &[("room", "="), ("during", "&&")])
                    },
                },
                "create_exclude_constraint x on bookings (room with =, during with &&) using gist where \"room > 0\"",
            ),
            (
                execute(&["UPDATE editions\n   SET kind = 3", "SELECT 1"]),
                "execute UPDATE editions SET kind = 3 (and 1 more)",
            ),
        ];
        for (operation, expected) in cases {
            assert_eq!(operation.to_string(), expected);
        }
    }
}
