//! What was rehearsed on.

use keeper_schema::made_rows::MadeTable;
use keeper_schema::sampled_rows::{SampleSize, SampledTable};
use keeper_schema_core::revision::RevisionId;
use serde_json::{Value, json};

/// Where the rows are from.
pub(crate) enum Origin {
    /// All those of a database.
    Copy,
    /// Some of those of a database; the tables are those that have fewer now.
    Sample {
        size: SampleSize,
        tables: Vec<SampledTable>,
    },
    /// Nowhere.
    MadeUp(MadeUp),
}

/// Rows that were made up.
pub(crate) struct MadeUp {
    /// How many were asked for in each table.
    pub(crate) rows: u64,
    /// The revisions that the database was at.
    pub(crate) at: Vec<RevisionId>,
    pub(crate) tables: Vec<MadeTable>,
}

impl Origin {
    /// What a reader of the report has to know of the rows, a sentence each.
    pub(crate) fn sentences(&self) -> Vec<String> {
        match self {
            Self::Copy => Vec::new(),
            Self::Sample { size, tables } => {
                let head = format!(
                    "a sample, {size} of each larger table and what they refer to: times, sizes and what rows stand against are those of the sample only"
                );
                let tables = tables
                    .iter()
                    .map(|it| format!("`{}` has {} of {} rows", it.table, it.rows, it.of));
                [head].into_iter().chain(tables).collect()
            }
            Self::MadeUp(made_up) => made_up.sentences(),
        }
    }

    /// For programs; nothing to say of a whole copy.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Copy => Value::Null,
            Self::Sample { size, tables } => {
                let tables = tables.iter().map(
                    |it| json!({ "table": it.table.to_string(), "rows": it.rows, "of": it.of }),
                );
                json!({ "sample": size.to_string(), "tables": tables.collect::<Vec<_>>() })
            }
            Self::MadeUp(made_up) => made_up.json(),
        }
    }
}

impl MadeUp {
    fn sentences(&self) -> Vec<String> {
        let at: Vec<&str> = self.at.iter().map(RevisionId::as_str).collect();
        let at = match at.as_slice() {
            [] => "base".to_owned(),
            at => at.join(", "),
        };
        let mut sentences = vec![format!(
            "made-up rows, {} in each table at {at}: what real rows stand against is not told",
            self.rows
        )];
        for table in &self.tables {
            if let Some(because) = &table.because {
                sentences.push(format!(
                    "`{}` has only {}: {because}",
                    table.table, table.rows
                ));
            }
        }
        sentences
    }

    fn json(&self) -> Value {
        let tables = self.tables.iter().map(|table| {
            json!({
                "table": table.table.to_string(),
                "rows": table.rows,
                "because": table.because,
            })
        });
        json!({
            "rows": self.rows,
            "at": self.at.iter().map(RevisionId::as_str).collect::<Vec<_>>(),
            "tables": tables.collect::<Vec<_>>(),
        })
    }
}
