//! Operations as the format spells them.

use super::column::{alteration, column};
use super::constraint::{check, elements, exclusion, foreign_key, primary_key, unique};
use super::enums::enum_operation;
use super::index::{index, keys};
use super::objects::{object_operation, sequence_operation};
use super::rows::row_operation;
use super::{Entries, Node, Say, per_dialect};
use crate::operation::{
    Commented, Down, Execute, HookDown, Operation, Restatement, SchemaOperation, TableAlteration,
    TableKeys,
};
use crate::schema::Table;

/// The keys of an operation, `op` first.
pub(in crate::revision) fn operation(operation: &Operation) -> Entries<'_> {
    let mut entries = Entries::with_capacity(8);
    match operation {
        Operation::CreateTable { table } => {
            entries.say("op", "create_table");
            create_table(&mut entries, table);
        }
        Operation::DropTable { table } => {
            entries.say("op", "drop_table");
            entries.say_name_of(table);
        }
        Operation::RenameTable { table, to, restate } => {
            entries.say("op", "rename_table");
            entries.say_name_of(table);
            entries.say("to", to);
            restatements(&mut entries, restate);
        }
        Operation::AlterTable { table, alteration } => {
            entries.say("op", "alter_table");
            entries.say_name_of(table);
            alter_table(&mut entries, alteration);
        }
        Operation::AddColumn {
            table,
            column,
            backfill,
        } => {
            entries.say("op", "add_column");
            entries.say_name_of(table);
            entries.say("column", Node::Table(self::column(column)));
            entries.say_some("backfill", backfill.as_ref());
        }
        Operation::DropColumn { table, column } => {
            entries.say("op", "drop_column");
            entries.say_name_of(table);
            entries.say("column", column);
        }
        Operation::RenameColumn {
            table,
            column,
            to,
            restate,
        } => {
            entries.say("op", "rename_column");
            entries.say_name_of(table);
            entries.say("column", column);
            entries.say("to", to);
            restatements(&mut entries, restate);
        }
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => {
            entries.say("op", "alter_column");
            entries.say_name_of(table);
            entries.say("column", column);
            self::alteration(&mut entries, alteration);
        }
        Operation::CreatePrimaryKey { table, primary_key } => {
            entries.say("op", "create_primary_key");
            entries.say_name_of(table);
            entries.extend(self::primary_key(primary_key));
        }
        Operation::CreateUniqueConstraint { table, unique } => {
            entries.say("op", "create_unique_constraint");
            entries.say_name_of(table);
            entries.extend(self::unique(unique));
        }
        Operation::CreateForeignKey { table, foreign_key } => {
            entries.say("op", "create_foreign_key");
            entries.say_name_of(table);
            entries.extend(self::foreign_key(foreign_key));
        }
        Operation::CreateCheckConstraint { table, check } => {
            entries.say("op", "create_check_constraint");
            entries.say_name_of(table);
            entries.extend(self::check(check));
        }
        Operation::CreateExcludeConstraint { table, exclusion } => {
            entries.say("op", "create_exclude_constraint");
            entries.say_name_of(table);
            entries.extend(self::exclusion(exclusion));
        }
        Operation::DropConstraint { table, name } => {
            entries.say("op", "drop_constraint");
            entries.say_name_of(table);
            entries.say("name", name);
        }
        Operation::RenameConstraint { table, name, to } => {
            entries.say("op", "rename_constraint");
            entries.say_name_of(table);
            entries.say("name", name);
            entries.say("to", to);
        }
        Operation::ValidateConstraint { table, name } => {
            entries.say("op", "validate_constraint");
            entries.say_name_of(table);
            entries.say("name", name);
        }
        Operation::CreateIndex {
            table,
            index,
            concurrently,
        } => {
            entries.say("op", "create_index");
            entries.say_name_of(table);
            self::index(&mut entries, index);
            entries.say_true("concurrently", *concurrently);
        }
        Operation::DropIndex {
            table,
            name,
            concurrently,
        } => {
            entries.say("op", "drop_index");
            entries.say_name_of(table);
            entries.say("name", name);
            entries.say_true("concurrently", *concurrently);
        }
        Operation::RenameIndex { table, name, to } => {
            entries.say("op", "rename_index");
            entries.say_name_of(table);
            entries.say("name", name);
            entries.say("to", to);
        }
        Operation::SetComment(change) => {
            entries.say("op", "set_comment");
            match &change.on {
                Commented::Index(table, name) => {
                    entries.say_name_of(table);
                    entries.say("index", name);
                }
                Commented::Constraint(table, name) => {
                    entries.say_name_of(table);
                    entries.say("constraint", name);
                }
                Commented::Enum(name) => {
                    entries.say_some("schema", name.schema.as_ref());
                    entries.say("enum", &name.name);
                }
            }
            entries.say_some("comment", change.comment.as_ref());
            entries.say_some("was", change.was.as_ref());
        }
        Operation::Enum(operation) => enum_operation(&mut entries, operation),
        Operation::Schema(operation) => {
            entries.say("op", operation.op());
            entries.say("schema", operation.name());
            match operation {
                SchemaOperation::Create { .. } | SchemaOperation::Drop { .. } => {}
                SchemaOperation::Rename { to, .. } => entries.say("to", to),
            }
        }
        Operation::Object(operation) => object_operation(&mut entries, operation),
        Operation::Sequence(operation) => sequence_operation(&mut entries, operation),
        Operation::Rows(operation) => row_operation(&mut entries, operation),
        Operation::Run(run) => {
            entries.say("op", "run");
            entries.say("hook", &run.hook);
            match &run.down {
                HookDown::Hook(down) => entries.say("down", down),
                HookDown::Nothing => entries.say("down", "nothing"),
                HookDown::Irreversible => {}
            }
        }
        Operation::Execute(execute) => {
            entries.say("op", "execute");
            self::execute(&mut entries, execute);
        }
    }
    entries
}

fn create_table<'a>(entries: &mut Entries<'a>, table: &'a Table) {
    entries.say_name_of(&table.name);
    named(entries, "columns", table.columns.values().map(column));
    if let Some(key) = &table.primary_key {
        entries.say("primary_key", Node::Table(primary_key(key)));
    }
    named(entries, "unique", table.unique.values().map(unique));
    let foreign_keys = table.foreign_keys.values().map(foreign_key);
    named(entries, "foreign_keys", foreign_keys);
    named(entries, "checks", table.checks.values().map(check));
    let exclusions = table.exclusions.values().map(exclusion);
    named(entries, "exclusions", exclusions);
    entries.say_some("comment", table.comment.as_ref());
    let mut sqlite = Entries::new();
    sqlite.say_true("strict", table.sqlite.strict);
    sqlite.say_true("without_rowid", table.sqlite.without_rowid);
    entries.say_table("sqlite", sqlite);
    let mut postgres = Entries::new();
    postgres.say_true("unlogged", table.postgres.unlogged);
    entries.say_table("postgres", postgres);
}

fn named<'a>(
    entries: &mut Entries<'a>,
    key: &'a str,
    items: impl ExactSizeIterator<Item = Entries<'a>>,
) {
    if items.len() > 0 {
        entries.say(key, Node::Named(items.collect()));
    }
}

fn alter_table<'a>(entries: &mut Entries<'a>, alteration: &'a TableAlteration) {
    entries.say_table("set", table_keys(&alteration.set));
    if alteration.drop_comment {
        entries.say("drop", Node::List(vec![Node::from("comment")]));
    }
    entries.say_table("was", table_keys(&alteration.was));
}

fn table_keys(keys: &TableKeys) -> Entries<'_> {
    let mut entries = Entries::new();
    entries.say_some("comment", keys.comment.as_ref());
    let mut sqlite = Entries::new();
    sqlite.say_some("strict", keys.strict);
    sqlite.say_some("without_rowid", keys.without_rowid);
    entries.say_table("sqlite", sqlite);
    let mut postgres = Entries::new();
    postgres.say_some("unlogged", keys.unlogged);
    entries.say_table("postgres", postgres);
    entries
}

fn restatements<'a>(entries: &mut Entries<'a>, restate: &'a [Restatement]) {
    if !restate.is_empty() {
        entries.say(
            "restate",
            Node::Lines(restate.iter().map(restatement).collect()),
        );
    }
}

fn restatement(restatement: &Restatement) -> Node<'_> {
    let mut entries = Entries::with_capacity(2);
    match restatement {
        Restatement::Check { check, expression } => {
            entries.say("check", check);
            entries.say("expression", expression);
        }
        Restatement::Index {
            index,
            keys,
            predicate,
        } => {
            entries.say("index", index);
            entries.say_some("keys", keys.as_ref().map(|keys| self::keys(keys)));
            entries.say_some("where", predicate.as_ref());
        }
        Restatement::Exclusion {
            exclusion,
            elements,
            predicate,
        } => {
            entries.say("exclusion", exclusion);
            let elements = elements.as_ref().map(|elements| self::elements(elements));
            entries.say_some("elements", elements);
            entries.say_some("where", predicate.as_ref());
        }
        Restatement::Column { column, expression } => {
            entries.say("column", column);
            entries.say("expression", expression);
        }
    }
    Node::Table(entries)
}

fn execute<'a>(entries: &mut Entries<'a>, execute: &'a Execute) {
    entries.say("sql", per_dialect(&execute.sql, statements));
    entries.say("down", down(&execute.down));
    if !execute.state.is_empty() {
        let state = execute
            .state
            .iter()
            .map(|state| Node::Table(operation(state)));
        entries.say("state", Node::Lines(state.collect()));
    }
}

pub(super) fn down(down: &Down) -> Node<'_> {
    match down {
        Down::Sql(sql) => per_dialect(sql, statements),
        Down::Nothing => Node::from("nothing"),
        Down::Irreversible => Node::from("irreversible"),
    }
}

fn statements(statements: &Vec<String>) -> Node<'_> {
    match statements.as_slice() {
        [statement] => Node::from(statement),
        several => Node::Lines(several.iter().map(Node::from).collect()),
    }
}
