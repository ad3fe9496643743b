//! All that happens to one table between two data steps.

use std::collections::{BTreeMap, BTreeSet};

use super::rebuild::autoincrements;
use crate::schema::sql_tokens::{TokenKind, tokens};
use crate::schema::{ByName, Column, Table, TableName};

/// A table on its way from the shape that the database has to the shape that is wanted.
///
/// Renames are carried out at once in both ways of doing it, since `ALTER TABLE` also
/// rewrites what refers to the name. So a live column that stays is called the same in
/// both shapes at any time.
pub(super) struct Batch {
    /// The name that it has now.
    pub(super) name: TableName,
    /// What the database has; `None` for a table that is created here.
    pub(super) live: Option<Live>,
    /// Where each wanted column comes from.
    pub(super) sources: ByName<Source>,
    /// Whether there is a change that `ALTER TABLE` cannot make.
    pub(super) is_rebuilt: bool,
    /// Whether the table is dropped in the end.
    pub(super) is_dropped: bool,
    /// The shape it has to come to, if that is not the last one of the segment.
    pub(super) wanted: Option<Table>,
}

/// What the database has of a table that is to be rebuilt.
pub(super) struct Live {
    /// The columns, dropped ones included.
    pub(super) columns: BTreeMap<String, Column>,
    /// The indexes that the plan knows.
    pub(super) indexes: BTreeSet<String>,
    /// Whether ids are counted in `sqlite_sequence`.
    pub(super) autoincrements: bool,
}

/// Where the values of a column come from.
pub(super) enum Source {
    /// The live column of that name, perhaps converted.
    Live { using: Option<String> },
    /// Nowhere: a default, or this expression.
    New { backfill: Option<String> },
}

impl Batch {
    /// For a table that is live.
    pub(super) fn altered(table: &Table) -> Self {
        let sources = table
            .columns
            .keys()
            .map(|name| (name.clone(), Source::Live { using: None }));
        let columns = table.columns.iter();
        Self {
            live: Some(Live {
                columns: columns
                    .map(|(name, column)| (name.clone(), column.clone()))
                    .collect(),
                indexes: table.indexes.keys().cloned().collect(),
                autoincrements: autoincrements(table),
            }),
            sources: sources.collect(),
            ..Self::created(table.name.clone())
        }
    }

    /// For a table that is not there yet.
    pub(super) fn created(name: TableName) -> Self {
        Self {
            name,
            live: None,
            sources: ByName::default(),
            is_rebuilt: false,
            is_dropped: false,
            wanted: None,
        }
    }

    /// Converts the values of a live column.
    pub(super) fn convert(&mut self, column: &str, using: &str) {
        self.is_rebuilt = true;
        if let Some(Source::Live { using: before }) = self.sources.get_mut(column) {
            *before = Some(using.to_owned());
        }
    }

    /// Whether the database has the column, or the table where none is meant.
    pub(super) fn has_live(&self, column: Option<&str>) -> bool {
        let source = column.and_then(|column| self.sources.get(column));
        self.live.is_some() && !matches!(source, Some(Source::New { .. }))
    }

    /// Whether SQL that is run over the old rows names this.
    pub(super) fn runs_text_naming(&self, name: &str) -> bool {
        let mut texts = self.sources.values().filter_map(Source::text);
        texts.any(|text| mentions(text, name))
    }

    /// Whether `text`, or the conversion of the column `converted`, needs values that are
    /// not yet what they will be.
    pub(super) fn is_early_for(&self, text: &str, converted: Option<&str>) -> bool {
        let sources = self.sources.iter();
        sources
            .filter(|(_, source)| !matches!(source, Source::Live { using: None }))
            .any(|(column, _)| converted == Some(column) || mentions(text, column))
    }
}

impl Source {
    /// The SQL that is run over the old rows.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Live { using } => using.as_deref(),
            Self::New { backfill } => backfill.as_deref(),
        }
    }
}

/// Whether SQL text may name `name`, which in SQLite has no case.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    tokens(text).any(|token| match token.kind {
        TokenKind::Word => token.text.eq_ignore_ascii_case(name),
        TokenKind::QuotedIdentifier => {
            // At worst there is a rebuild more than needed.
            let (text, name) = (token.text.to_lowercase(), name.to_lowercase());
            text.contains(&name) || name.contains(['"', '`'])
        }
        TokenKind::String | TokenKind::Number | TokenKind::Parameter | TokenKind::Punctuation => {
            false
        }
    })
}
