//! From batches that are whole to statements, each in its place.

use super::{Segment, Step, sql_only};
use crate::dialect::DialectError;
use crate::dialect::sqlite::batch::Batch;
use crate::dialect::sqlite::create_table;
use crate::dialect::sqlite::objects::triggers;
use crate::dialect::sqlite::rebuild::rebuild;
use crate::dialect::sqlite::statement::Statement;
use crate::dialect::sqlite::table::create_as;
use crate::schema::Schema;

impl Segment {
    /// Writes the statements. `schema` is the one after all operations.
    pub(in crate::dialect::sqlite) fn finish(
        self,
        schema: &Schema,
        statements: &mut Vec<Statement>,
    ) -> Result<(), DialectError> {
        let mut last = vec![0; self.batches.len()];
        for (position, step) in self.steps.iter().enumerate() {
            if let Step::Here(batch) = step {
                last[*batch] = position;
            }
        }
        for (position, step) in self.steps.into_iter().enumerate() {
            match step {
                Step::Always(statement) => statements.push(statement),
                Step::Altered(batch, statement) => {
                    let batch = &self.batches[batch];
                    if batch.live.is_some() && !batch.is_rebuilt && !batch.is_dropped {
                        statements.push(statement);
                    }
                }
                Step::Unaltered(batch, statement) => {
                    let batch = &self.batches[batch];
                    if batch.live.is_some() && (batch.is_rebuilt || batch.is_dropped) {
                        statements.push(statement);
                    }
                }
                Step::Here(batch) if last[batch] == position => {
                    finish_batch(&self.batches[batch], schema, statements)?;
                }
                Step::Here(_) => {}
            }
        }
        Ok(())
    }
}

fn finish_batch(
    batch: &Batch,
    schema: &Schema,
    statements: &mut Vec<Statement>,
) -> Result<(), DialectError> {
    if batch.is_dropped {
        return Ok(());
    }
    let wanted = batch.wanted.as_ref().or_else(|| schema.table(&batch.name));
    let Some(wanted) = wanted else { return Ok(()) };
    match &batch.live {
        None => statements.extend(create_table(wanted)?.into_iter().map(sql_only)),
        Some(live) if batch.is_rebuilt => {
            let mut rebuild = rebuild(live, wanted, &batch.sources)?;
            rebuild.triggers = triggers(schema, &batch.name).cloned().collect();
            statements.push(Statement::Rebuild(Box::new(rebuild)));
        }
        Some(_) => {
            // Nothing but names may have changed since; what SQLite cannot have is refused.
            create_as(wanted, &batch.name.name)?;
        }
    }
    Ok(())
}
