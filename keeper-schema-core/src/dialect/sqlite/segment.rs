//! Operations between two data steps, put together table by table.
//!
//! Nothing is known of a table until its last operation: only then is it clear whether
//! `ALTER TABLE` will do. So every operation leaves its statements for either way, and a
//! rebuild stands where the table's last operation stood.

mod closing;
mod finish;

use std::collections::BTreeMap;

use super::batch::{Batch, Source};
use super::rebuild::temporary;
use super::statement::Statement;
use super::table::{create_as, table_name};
use super::{alter, fit, index};
use crate::dialect::DialectError;
use crate::operation::{Operation, Replay};
use crate::schema::{Column, Index, Schema, SqlText, TableName};

/// The operations of a segment as far as they are known.
#[derive(Default)]
pub(super) struct Segment {
    batches: Vec<Batch>,
    /// The batch that further operations on a table belong to.
    open: BTreeMap<TableName, usize>,
    steps: Vec<Step>,
}

/// A statement, and when it is meant.
enum Step {
    Always(Statement),
    /// If the batch is neither rebuilt nor created.
    Altered(usize, Statement),
    /// If the batch is rebuilt or dropped: what is altered otherwise is then there still.
    Unaltered(usize, Statement),
    /// The place of the rebuild or of the creation, if it is the last one of the batch.
    Here(usize),
}

impl Segment {
    /// Takes the next operation, and applies it.
    pub(super) fn add(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
    ) -> Result<(), DialectError> {
        match operation {
            Operation::CreateTable { table } => {
                replay.apply(operation)?;
                let batch = self.start(Batch::created(table.name.clone()));
                self.steps.push(Step::Here(batch));
                let columns = table.columns.keys();
                self.batches[batch].sources = columns
                    .map(|column| (column.clone(), Source::New { backfill: None }))
                    .collect();
                Ok(())
            }
            Operation::DropTable { table } => self.drop_table(replay, operation, table),
            Operation::RenameTable { table, to, .. } => {
                self.close_for_rename(replay.schema(), table, &table.name, None);
                self.rename_table(replay, operation, table, to)
            }
            Operation::AddColumn {
                table,
                column,
                backfill,
            } => self.add_column(replay, operation, (table, column, backfill.as_ref())),
            Operation::DropColumn { table, column } => {
                self.drop_column(replay, operation, table, column)
            }
            Operation::RenameColumn {
                table, column, to, ..
            } => {
                self.close_for_rename(replay.schema(), table, column, Some(column));
                self.rename_column(replay, operation, (table, column, to))
            }
            Operation::AlterColumn {
                table,
                column,
                alteration,
            } => {
                let using = alteration.using.as_ref().and_then(|using| using.sqlite());
                let Some(using) = using else {
                    return self.reshape(replay, operation, std::slice::from_ref(table));
                };
                self.close_early(replay.schema(), table, using, Some(column));
                let batch = self.batch(replay.schema(), table)?;
                self.reshape(replay, operation, std::slice::from_ref(table))?;
                self.batches[batch].convert(column, using);
                Ok(())
            }
            Operation::AlterTable { table, .. }
            | Operation::CreatePrimaryKey { table, .. }
            | Operation::CreateUniqueConstraint { table, .. }
            | Operation::CreateForeignKey { table, .. }
            | Operation::CreateCheckConstraint { table, .. }
            | Operation::CreateExcludeConstraint { table, .. }
            | Operation::DropConstraint { table, .. }
            | Operation::RenameConstraint { table, .. }
            | Operation::ValidateConstraint { table, .. } => {
                self.reshape(replay, operation, std::slice::from_ref(table))
            }
            Operation::CreateIndex { table, index, .. } => {
                let batch = self.batch(replay.schema(), table)?;
                replay.apply(operation)?;
                self.create_index(batch, table, index)?;
                self.steps.push(Step::Here(batch));
                Ok(())
            }
            Operation::DropIndex { table, name, .. } => {
                let batch = self.batch(replay.schema(), table)?;
                replay.apply(operation)?;
                self.drop_index(batch, name)?;
                self.steps.push(Step::Here(batch));
                Ok(())
            }
            Operation::RenameIndex { table, name, to } => {
                let batch = self.batch(replay.schema(), table)?;
                replay.apply(operation)?;
                let renamed = replay
                    .schema()
                    .table(table)
                    .and_then(|table| table.indexes.get(to));
                self.drop_index(batch, name)?;
                if let Some(index) = renamed {
                    self.create_index(batch, table, index)?;
                }
                self.steps.push(Step::Here(batch));
                Ok(())
            }
            // SQLite keeps no comment, and the caller ends the segment where rows change.
            Operation::SetComment(_)
            | Operation::Enum(_)
            | Operation::Schema(_)
            | Operation::Object(_)
            | Operation::Sequence(_)
            | Operation::Rows(_)
            | Operation::Execute(_)
            | Operation::Run(_) => Ok(replay.apply(operation)?),
        }
    }

    /// The batch of a table, a new one if nothing has happened to it yet.
    fn batch(&mut self, schema: &Schema, name: &TableName) -> Result<usize, DialectError> {
        // SQL of another table that reads from this one runs before this one changes.
        let readers: Vec<TableName> =
            self.open_but(name, |batch, _| batch.runs_text_naming(&name.name), schema);
        self.close(schema, &readers);
        if let Some(batch) = self.open.get(name) {
            return Ok(*batch);
        }
        table_name(name)?;
        match schema.table(name) {
            Some(table) => Ok(self.start(Batch::altered(table))),
            // What follows fails with the right words.
            None => Ok(self.start(Batch::created(name.clone()))),
        }
    }

    fn start(&mut self, batch: Batch) -> usize {
        let position = self.batches.len();
        self.open.insert(batch.name.clone(), position);
        self.batches.push(batch);
        position
    }

    fn drop_table(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        name: &TableName,
    ) -> Result<(), DialectError> {
        let batch = self.batch(replay.schema(), name)?;
        replay.apply(operation)?;
        self.open.remove(name);
        self.batches[batch].is_dropped = true;
        if self.batches[batch].live.is_some() {
            self.always(alter::drop_table(table_name(name)?)?);
        }
        Ok(())
    }

    fn rename_table(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        name: &TableName,
        to: &str,
    ) -> Result<(), DialectError> {
        let batch = self.batch(replay.schema(), name)?;
        replay.apply(operation)?;
        self.open.remove(name);
        self.batches[batch].name = name.sibling(to);
        self.open.insert(name.sibling(to), batch);
        if self.batches[batch].live.is_some() {
            let mut from = table_name(name)?.to_owned();
            // A name that differs by case alone is taken, by the table itself.
            if from.eq_ignore_ascii_case(to) {
                let aside = temporary(to);
                self.always(alter::rename_table(&from, &aside)?);
                from = aside;
            }
            self.always(alter::rename_table(&from, to)?);
        }
        self.steps.push(Step::Here(batch));
        Ok(())
    }

    fn add_column(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        (name, column, backfill): (&TableName, &Column, Option<&SqlText>),
    ) -> Result<(), DialectError> {
        if let Some(text) = backfill.and_then(|text| text.sqlite()) {
            self.close_early(replay.schema(), name, text, None);
        }
        let batch = self.batch(replay.schema(), name)?;
        replay.apply(operation)?;
        let backfill = backfill.and_then(|text| text.sqlite()).cloned();
        if backfill.is_some() || !alter::can_add(column) {
            self.batches[batch].is_rebuilt = true;
        } else if let Some(table) = replay.schema().table(name) {
            let statement = Statement::Sql {
                sql: alter::add_column(table, table_name(name)?, column)?,
                explain: fit::added(table, column)?.into_iter().collect(),
            };
            self.steps.push(Step::Altered(batch, statement));
        }
        let source = Source::New { backfill };
        self.batches[batch]
            .sources
            .insert(column.name.clone(), source);
        self.steps.push(Step::Here(batch));
        Ok(())
    }

    fn drop_column(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        name: &TableName,
        column: &str,
    ) -> Result<(), DialectError> {
        let batch = self.batch(replay.schema(), name)?;
        replay.apply(operation)?;
        self.batches[batch].sources.shift_remove(column);
        self.altered(batch, alter::drop_column(table_name(name)?, column)?);
        self.steps.push(Step::Here(batch));
        Ok(())
    }

    fn rename_column(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        (name, column, to): (&TableName, &str, &str),
    ) -> Result<(), DialectError> {
        let batch = self.batch(replay.schema(), name)?;
        replay.apply(operation)?;
        let sql = alter::rename_column(table_name(name)?, column, to)?;
        let planned = &mut self.batches[batch];
        let source = planned.sources.shift_remove(column);
        let is_live = matches!(source, Some(Source::Live { .. }));
        if let Some(source) = source {
            planned.sources.insert(to.to_owned(), source);
        }
        match &mut planned.live {
            Some(live) if is_live => {
                // A live column that is to go with the table or its rebuild may have the name
                // still.
                let in_the_way = live
                    .columns
                    .keys()
                    .find(|live| *live != column && live.eq_ignore_ascii_case(to))
                    .cloned();
                if let Some(column) = live.columns.remove(column) {
                    let doomed = in_the_way.map(|name| (live.columns.remove(&name), name));
                    live.columns.insert(to.to_owned(), column);
                    if let Some((Some(column), doomed)) = doomed {
                        let aside = format!("_keeper_dropped_{doomed}");
                        let sql = alter::rename_column(table_name(name)?, &doomed, &aside)?;
                        live.columns.insert(aside, column);
                        self.steps.push(Step::Unaltered(batch, sql_only(sql)));
                    }
                }
                self.always(sql);
            }
            Some(_) | None => self.altered(batch, sql),
        }
        self.steps.push(Step::Here(batch));
        Ok(())
    }

    /// An operation that counts only if it changes the definitions of these tables.
    pub(super) fn reshape(
        &mut self,
        replay: &mut Replay,
        operation: &Operation,
        names: &[TableName],
    ) -> Result<(), DialectError> {
        let shape = |schema: &Schema, name: &TableName| {
            let table = schema.table(name);
            table.and_then(|table| create_as(table, &name.name).ok())
        };
        let mut before = Vec::with_capacity(names.len());
        for name in names {
            before.push((
                name,
                self.batch(replay.schema(), name)?,
                shape(replay.schema(), name),
            ));
        }
        replay.apply(operation)?;
        for (name, batch, before) in before {
            // A shape between two operations may be one that SQLite cannot have.
            let is_same = before.is_some() && before == shape(replay.schema(), name);
            self.batches[batch].is_rebuilt |= !is_same;
            self.steps.push(Step::Here(batch));
        }
        Ok(())
    }

    fn create_index(
        &mut self,
        batch: usize,
        table: &TableName,
        index: &Index,
    ) -> Result<(), DialectError> {
        let statement = Statement::Sql {
            sql: index::create(table, index)?,
            explain: fit::unique_index(table, index)?.into_iter().collect(),
        };
        self.steps.push(Step::Altered(batch, statement));
        Ok(())
    }

    /// A live index goes at once: its name must be free.
    fn drop_index(&mut self, batch: usize, name: &str) -> Result<(), DialectError> {
        let sql = index::drop(name)?;
        let live = self.batches[batch].live.as_mut();
        if live.is_some_and(|live| live.indexes.remove(name)) {
            self.always(sql);
        } else {
            self.altered(batch, sql);
        }
        Ok(())
    }

    fn always(&mut self, sql: String) {
        self.steps.push(Step::Always(sql_only(sql)));
    }

    fn altered(&mut self, batch: usize, sql: String) {
        self.steps.push(Step::Altered(batch, sql_only(sql)));
    }
}

pub(super) fn sql_only(sql: String) -> Statement {
    Statement::Sql {
        sql,
        explain: Vec::new(),
    }
}
