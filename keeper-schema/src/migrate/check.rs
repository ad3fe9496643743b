//! A live database compared with the revisions that it is at.

use std::collections::{BTreeMap, BTreeSet};

use keeper_schema_core::diff::{self, Difference, DifferenceKind, Hints, Question, Wording};
use keeper_schema_core::history::History;
use keeper_schema_core::operation::{EnumOperation, Operation};
use keeper_schema_core::plan;
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::schema::{ElementPath, Index, Schema, Table, TableName};

use super::{Executor, LiveSchema, MigrateError, Migrator, Unmanaged, UnmanagedKind};

/// How a database differs from the schema that its revisions lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseCheck {
    /// The revisions it was compared with: the newest of those that are applied.
    pub revisions: Vec<RevisionId>,
    /// Every difference in words.
    pub differences: Vec<Difference>,
    /// What would bring the database to the schema, in an order that applies to `live`.
    pub operations: Vec<Operation>,
    /// The schema of the database, without the unknown tables.
    pub live: Schema,
    /// What a person has to decide before those can be run on rows.
    pub questions: Vec<Question>,
    /// Tables that no revision ever made: no difference, since they may be another's.
    pub unknown_tables: Vec<TableName>,
    /// Enum types that no revision ever made.
    pub unknown_enums: Vec<TableName>,
    /// What is there and has no place in a schema: no difference either.
    pub unmanaged: Vec<Unmanaged>,
    /// The statements of what goes with a table when it is rebuilt, by the table.
    pub carried: BTreeMap<String, Vec<String>>,
}

impl Migrator<'_> {
    /// Compares a database with the revisions that it says it is at.
    ///
    /// # Errors
    /// If what is applied does not fit the history, or the database cannot be read.
    pub fn check(&self, executor: &mut dyn Executor) -> Result<DatabaseCheck, MigrateError> {
        if let Some(before) = self.before_replacement(executor)? {
            return Migrator::new(&before.history).check(executor);
        }
        let state = executor.state()?;
        let applied = self.settle(&state)?.applied;
        plan::check_applied(self.history.graph(), &applied)?;
        self.check_unchanged(&state)?;
        self.check_at(executor, &applied)
    }

    /// Compares a database with what `applied` lead to.
    pub(super) fn check_at(
        &self,
        executor: &mut dyn Executor,
        applied: &BTreeSet<RevisionId>,
    ) -> Result<DatabaseCheck, MigrateError> {
        let expected = self.history.replay(applied);
        let live = executor.live_schema(&expected)?;
        Ok(DatabaseCheck {
            revisions: plan::current_heads(self.history.graph(), applied),
            ..compare(live, &expected, &Made::by(self.history))
        })
    }
}

fn compare(live: LiveSchema, expected: &Schema, made: &Made) -> DatabaseCheck {
    let carried = live.carried();
    let mut schema = live.schema;
    let is_unknown =
        |table: &TableName| expected.table(table).is_none() && !made.tables.contains(table);
    let unknown_tables: Vec<TableName> = {
        let names = schema.tables.keys().filter(|name| is_unknown(name));
        names.cloned().collect()
    };
    schema
        .tables
        .retain(|name, _| !unknown_tables.contains(name));

    // Two names are two things here: nobody is there to be asked about renames.
    let hints = Hints {
        drops: only_in(&schema, expected),
        dropped_values: diff::values(&schema).collect(),
        // As of tables: one that no revision made is somebody else's.
        kept_enums: (schema.enums.keys())
            .filter(|name| expected.enum_type(name).is_none())
            .cloned()
            .collect(),
        ..Hints::default()
    };
    let comparison = diff::compare(&schema, expected, &hints);
    let mut differences = diff::differences_in(&schema, expected, &hints, &Wording::DATABASE);
    let mut operations = Vec::new();
    for (table, name) in live.invalid_indexes {
        let Some(in_table) = schema.tables.get_mut(&table) else {
            continue;
        };
        // For the operation that drops it. Nobody asks what it is over.
        in_table
            .indexes
            .insert(name.clone(), Index::new(name.clone(), []));
        differences.push(Difference {
            sentence: format!(
                "index `{name}` on `{table}` is invalid: building it concurrently failed"
            ),
            subject: ElementPath::Index(table.clone(), name.clone()),
            kind: DifferenceKind::Differs,
            destructive: false,
        });
        operations.push(Operation::DropIndex {
            table,
            name,
            concurrently: false,
        });
    }
    operations.extend(comparison.operations);
    let gone = schema.enums.keys();
    let gone = gone.filter(|name| expected.enum_type(name).is_none());
    let (gone, unknown_enums): (Vec<_>, Vec<_>) =
        gone.cloned().partition(|name| made.enums.contains(name));
    for name in gone {
        differences.push(Difference {
            sentence: format!("enum `{name}` {}", Wording::DATABASE.only_before),
            subject: ElementPath::Enum(name.clone()),
            kind: DifferenceKind::OnlyInHistory,
            destructive: false,
        });
        operations.push(Operation::Enum(EnumOperation::Drop { name }));
    }
    let mut unmanaged = live.unmanaged;
    for other in &unmanaged {
        say_what_it_is(other, &mut differences);
    }
    unmanaged.retain(|other| other.kind != UnmanagedKind::Partition);
    DatabaseCheck {
        revisions: Vec::new(),
        differences,
        operations,
        live: schema,
        questions: comparison.questions,
        unknown_tables,
        unknown_enums,
        unmanaged,
        carried,
    }
}

/// Of a table whose name something else has, that it is missing is but half of it.
fn say_what_it_is(other: &Unmanaged, differences: &mut [Difference]) {
    let Some(kind) = other.kind.in_place_of_a_table() else {
        return;
    };
    let is_namesake = |path: &ElementPath| match path {
        ElementPath::Table(table) => table.to_string() == other.name,
        _ => false,
    };
    if let Some(found) = differences.iter_mut().find(|it| is_namesake(&it.subject)) {
        let name = &other.name;
        found.sentence =
            format!("table `{name}` is in the revision, and in the database it is a {kind}");
    }
}

/// The tables and columns that one schema has and the other has not.
fn only_in(schema: &Schema, other: &Schema) -> BTreeSet<ElementPath> {
    let mut paths = BTreeSet::new();
    for table in schema.tables.values() {
        match other.table(&table.name) {
            None => {
                paths.insert(ElementPath::Table(table.name.clone()));
            }
            Some(other) => paths.extend(columns_only_in(table, other)),
        }
    }
    paths
}

fn columns_only_in(table: &Table, other: &Table) -> impl Iterator<Item = ElementPath> {
    let columns = table.columns.keys();
    let columns = columns.filter(|column| !other.columns.contains_key(*column));
    columns.map(|column| ElementPath::Column(table.name.clone(), column.clone()))
}

/// What the revisions make, whatever becomes of it later.
#[derive(Debug, Default)]
struct Made {
    tables: BTreeSet<TableName>,
    enums: BTreeSet<TableName>,
}

impl Made {
    fn by(history: &History) -> Self {
        let mut made = Self::default();
        for file in history.revisions() {
            made.collect(&file.revision.upgrade);
        }
        made
    }

    fn collect(&mut self, operations: &[Operation]) {
        for operation in operations {
            match operation {
                Operation::CreateTable { table } => {
                    self.tables.insert(table.name.clone());
                }
                Operation::RenameTable { table, to, .. } => {
                    self.tables.insert(table.sibling(to));
                }
                Operation::Enum(EnumOperation::Create { enum_type }) => {
                    self.enums.insert(enum_type.name.clone());
                }
                Operation::Enum(EnumOperation::Rename { name, to }) => {
                    self.enums.insert(name.sibling(to));
                }
                Operation::Execute(execute) => self.collect(&execute.state),
                Operation::Enum(
                    EnumOperation::Drop { .. }
                    | EnumOperation::AddValue { .. }
                    | EnumOperation::RenameValue { .. }
                    | EnumOperation::Replace { .. },
                )
                | Operation::DropTable { .. }
                | Operation::AlterTable { .. }
                | Operation::AddColumn { .. }
                | Operation::DropColumn { .. }
                | Operation::RenameColumn { .. }
                | Operation::AlterColumn { .. }
                | Operation::CreatePrimaryKey { .. }
                | Operation::CreateUniqueConstraint { .. }
                | Operation::CreateForeignKey { .. }
                | Operation::CreateCheckConstraint { .. }
                | Operation::CreateExcludeConstraint { .. }
                | Operation::DropConstraint { .. }
                | Operation::RenameConstraint { .. }
                | Operation::ValidateConstraint { .. }
                | Operation::CreateIndex { .. }
                | Operation::DropIndex { .. }
                | Operation::RenameIndex { .. }
                | Operation::SetComment(_)
                | Operation::Schema(_)
                | Operation::Object(_)
                | Operation::Sequence(_)
                | Operation::Rows(_)
                | Operation::Run(_) => {}
            }
        }
    }
}
