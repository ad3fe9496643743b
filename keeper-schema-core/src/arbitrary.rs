//! Schemas and operations for property tests.
//!
//! Names come from small pools, so that operations meet and collide. An operation
//! drawn here may or may not apply; [`edits`] keeps those that do.
//!
//! The tests of the executors in `keeper-schema` take this file in by its path, so it
//! names nothing of this crate that is not public.

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::operation::{
    ColumnAlteration, ColumnKeys, DroppableKey, EnumOperation, Operation, Replay, Restatement,
    SchemaOperation, TableAlteration, TableKeys, ValuePlace,
};
use crate::schema::{
    Check, Column, ColumnType, Default, EnumType, Exclusion, ExclusionElement, ForeignKey,
    Generated, Identity, IdentityKind, Index, IndexKey, IndexTarget, Literal, PerDialect,
    PrimaryKey, References, ReferentialAction, Schema, SqlText, Table, TableName, Unique,
    default_fits,
};

/// A schema that operations built.
pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    vec(operation(), 0..40).prop_map(|operations| {
        let mut replay = Replay::default();
        keep_those_that_apply(&mut replay, operations, |_| true);
        replay.into_schema()
    })
}

/// Operations that apply to the schema, one after the other.
pub(crate) fn edits(schema: Schema) -> impl Strategy<Value = Vec<Operation>> {
    vec(operation(), 0..16).prop_map(move |operations| {
        keep_those_that_apply(&mut Replay::new(schema.clone()), operations, |_| true)
    })
}

/// A schema and operations that apply to it.
pub(crate) fn schema_and_edits() -> impl Strategy<Value = (Schema, Vec<Operation>)> {
    schema().prop_flat_map(|schema| (Just(schema.clone()), edits(schema)))
}

/// The operations that apply one after the other, each to a schema that is `possible`.
pub(crate) fn keep_those_that_apply(
    replay: &mut Replay,
    operations: Vec<Operation>,
    possible: impl Fn(&Schema) -> bool,
) -> Vec<Operation> {
    operations
        .into_iter()
        .filter_map(|operation| {
            let operation = fitted(operation, replay.schema());
            if !texts_hold(&operation, replay.schema()) {
                return None;
            }
            let images = replay.apply_all([&operation]).ok()?;
            if !possible(replay.schema()) {
                replay.restore(images);
                return None;
            }
            Some(operation)
        })
        .collect()
}

/// Whether its texts name columns that are there. Replay does not know; the databases do.
fn texts_hold(operation: &Operation, schema: &Schema) -> bool {
    let names = |table: &Table, text: &SqlText, but: &str| {
        let mut columns = table.columns.keys();
        columns.any(|column| column != but && *text == text_of(column))
    };
    let generated_holds = |table: &Table, column: &str, generated: &Option<Generated>| {
        let expression = generated.as_ref().map(|generated| &generated.expression);
        expression.is_none_or(|text| names(table, text, column))
    };
    let table = match operation {
        Operation::CreateTable { table } => Some(table),
        other => other
            .subject()
            .and_then(|subject| schema.table(subject.table()?)),
    };
    let Some(table) = table else { return true };
    match operation {
        Operation::CreateTable { table } => {
            let mut columns = table.columns.values();
            let mut checks = table.checks.values();
            let mut exclusions = table.exclusions.values();
            columns.all(|column| generated_holds(table, &column.name, &column.generated))
                && checks.all(|check| names(table, &check.expression, ""))
                && exclusions
                    .all(|exclusion| texts_of(exclusion).all(|text| names(table, text, "")))
        }
        Operation::AddColumn { column, .. } => {
            generated_holds(table, &column.name, &column.generated)
        }
        Operation::AlterColumn {
            column, alteration, ..
        } => generated_holds(table, column, &alteration.set.generated),
        Operation::CreateCheckConstraint { check, .. } => names(table, &check.expression, ""),
        Operation::CreateExcludeConstraint { exclusion, .. } => {
            texts_of(exclusion).all(|text| names(table, text, ""))
        }
        Operation::CreateIndex { index, .. } => {
            let predicate = index.predicate.as_ref();
            predicate.is_none_or(|text| names(table, text, ""))
        }
        _ => true,
    }
}

fn texts_of(exclusion: &Exclusion) -> impl Iterator<Item = &SqlText> {
    let elements = exclusion.elements.iter();
    let texts = elements.filter_map(|element| match &element.key.target {
        IndexTarget::Column(_) => None,
        IndexTarget::Expression(text) => Some(text),
    });
    texts.chain(&exclusion.predicate)
}

/// Says the truth in `was`, restates what a rename touches, and names enums and schemas
/// that are there, which it would seldom hit.
fn fitted(mut operation: Operation, schema: &Schema) -> Operation {
    match &mut operation {
        Operation::CreateTable { table } => {
            for column in table.columns.values_mut() {
                fit_enum(&mut column.column_type, &mut column.default, schema);
            }
        }
        Operation::AddColumn { column, .. } => {
            fit_enum(&mut column.column_type, &mut column.default, schema);
        }
        Operation::Schema(
            SchemaOperation::Drop { name } | SchemaOperation::Rename { name, .. },
        ) => {
            if let Some(there) = any_of(&schema.schemas, name.len()) {
                name.clone_from(there);
            }
        }
        Operation::AlterTable { table, alteration } => {
            if let Some(table) = schema.table(table) {
                alteration.was = TableKeys {
                    comment: table.comment.clone(),
                    strict: Some(table.sqlite.strict),
                    without_rowid: Some(table.sqlite.without_rowid),
                    unlogged: Some(table.postgres.unlogged),
                };
            }
        }
        Operation::AlterColumn {
            table,
            column,
            alteration,
        } => {
            let table = schema.table(table);
            if let Some(column) = table.and_then(|table| table.columns.get(column)) {
                let set = &mut alteration.set;
                let mut after = set.column_type.clone();
                let after = after.get_or_insert(column.column_type.clone());
                fit_enum(after, &mut set.default, schema);
                set.column_type = set.column_type.as_ref().map(|_| after.clone());
                alteration.was = ColumnKeys {
                    column_type: Some(column.column_type.clone()),
                    null: Some(column.null),
                    default: column.default.clone(),
                    identity: column.identity.clone(),
                    generated: column.generated.clone(),
                    collation: column.collation.clone(),
                    comment: column.comment.clone(),
                    autoincrement: Some(column.sqlite.autoincrement),
                    enforce_length: Some(column.sqlite.enforce_length),
                };
            }
        }
        Operation::RenameColumn {
            table,
            column,
            to,
            restate,
        } => {
            if let Some(table) = schema.table(table) {
                *restate = restatements(table, column, to);
            }
        }
        Operation::Enum(
            EnumOperation::Drop { name }
            | EnumOperation::Rename { name, .. }
            | EnumOperation::AddValue { name, .. }
            | EnumOperation::RenameValue { name, .. },
        ) => {
            if let Some(there) = any_of(schema.enums.keys(), name.name.len()) {
                name.clone_from(there);
            }
        }
        Operation::Enum(EnumOperation::Replace {
            name,
            values,
            was,
            map,
        }) => {
            if let Some(before) = any_of(schema.enums.values(), values.len()) {
                name.clone_from(&before.name);
                was.clone_from(&before.values);
                // With a map it only takes values away, so that it has a reverse.
                let kept = values.iter().filter(|value| was.contains(value));
                let kept: Vec<String> = kept.cloned().collect();
                if !map.is_empty() && !kept.is_empty() {
                    *values = kept;
                }
                for to in map.values_mut() {
                    to.clone_from(&values[0]);
                }
                map.retain(|value, _| was.contains(value) && !values.contains(value));
            }
        }
        _ => {}
    }
    operation
}

fn any_of<T>(items: impl IntoIterator<Item = T>, at: usize) -> Option<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    let at = at.checked_rem(items.len())?;
    Some(items.swap_remove(at))
}

/// Makes a type of an enum one of an enum that is there, and the default a value of it.
fn fit_enum(column_type: &mut ColumnType, default: &mut Option<Default>, schema: &Schema) {
    let Some(name) = column_type.enum_name() else {
        return;
    };
    let another = || any_of(schema.enums.values(), name.to_string().len());
    let Some(enum_type) = schema.enum_type(name).or_else(another) else {
        return;
    };
    column_type.set_enum_name(&enum_type.name);
    match default {
        Some(Default::Literal(_) | Default::Bytes(_)) => {
            let value = any_of(&enum_type.values, format!("{default:?}").len());
            *default = value.map(|value| Default::Literal(Literal::String(value.clone())));
        }
        Some(Default::Expression(_)) | None => {}
    }
}

/// Texts drawn here are of one form, so that they can be restated by replacing.
fn restatements(table: &Table, column: &str, to: &str) -> Vec<Restatement> {
    let old = text_of(column);
    let is_old = |text: &SqlText| *text == old;
    let checks = table
        .checks
        .values()
        .filter(|check| is_old(&check.expression));
    let checks = checks.map(|check| Restatement::Check {
        check: check.name.clone(),
        expression: text_of(to),
    });
    let columns = table.columns.values().filter(|column| {
        let generated = column.generated.as_ref();
        generated.is_some_and(|generated| is_old(&generated.expression))
    });
    let columns = columns.map(|generated| Restatement::Column {
        column: if generated.name == column {
            to
        } else {
            &generated.name
        }
        .to_owned(),
        expression: text_of(to),
    });
    let indexes = table
        .indexes
        .values()
        .filter(|index| index.predicate.as_ref().is_some_and(is_old));
    let indexes = indexes.map(|index| Restatement::Index {
        index: index.name.clone(),
        keys: None,
        predicate: Some(text_of(to)),
    });
    let exclusions = table.exclusions.values().filter_map(|exclusion| {
        let mut elements = exclusion.elements.clone();
        let mut is_restated = false;
        for element in &mut elements {
            match &mut element.key.target {
                IndexTarget::Expression(text) if is_old(text) => {
                    *text = text_of(to);
                    is_restated = true;
                }
                IndexTarget::Column(name) if name == column => to.clone_into(name),
                IndexTarget::Expression(_) | IndexTarget::Column(_) => {}
            }
        }
        let elements = Some(elements).filter(|_| is_restated);
        let predicate = exclusion.predicate.as_ref().filter(|text| is_old(text));
        let predicate = predicate.map(|_| text_of(to));
        (elements.is_some() || predicate.is_some()).then(|| Restatement::Exclusion {
            exclusion: exclusion.name.clone(),
            elements,
            predicate,
        })
    });
    checks
        .chain(columns)
        .chain(indexes)
        .chain(exclusions)
        .collect()
}

fn text_of(column: &str) -> SqlText {
    PerDialect::Common(format!("\"{column}\" > 0"))
}

/// The schema with what a comparison leaves of the one before: nothing is said of schemas
/// that only history has.
pub(crate) fn with_what_is_left(mut to: Schema, from: &Schema) -> Schema {
    to.schemas.extend(from.schemas.iter().cloned());
    to
}

/// Any operation but an `execute`.
pub(crate) fn operation() -> impl Strategy<Value = Operation> {
    let of_tables = prop_oneof![
        6 => table().prop_map(|table| Operation::CreateTable { table }),
        1 => table_name().prop_map(|table| Operation::DropTable { table }),
        1 => (table_name(), table_name()).prop_map(|(table, to)| Operation::RenameTable {
            table,
            to: to.name,
            restate: Vec::new(),
        }),
        1 => (table_name(), table_alteration()).prop_map(|(table, alteration)| {
            Operation::AlterTable { table, alteration }
        }),
    ];
    let of_columns = prop_oneof![
        4 => (table_name(), column()).prop_map(|(table, column)| Operation::AddColumn {
            table,
            column,
            backfill: None,
        }),
        2 => (table_name(), column_name()).prop_map(|(table, column)| Operation::DropColumn {
            table,
            column,
        }),
        3 => (table_name(), column_name(), column_name()).prop_map(|(table, column, to)| {
            Operation::RenameColumn { table, column, to, restate: Vec::new() }
        }),
        4 => (table_name(), column_name(), column_alteration()).prop_map(
            |(table, column, alteration)| Operation::AlterColumn {
                table,
                column,
                alteration: Box::new(alteration),
            }
        ),
    ];
    let of_constraints = prop_oneof![
        (table_name(), primary_key()).prop_map(|(table, primary_key)| {
            Operation::CreatePrimaryKey { table, primary_key }
        }),
        (table_name(), unique())
            .prop_map(|(table, unique)| Operation::CreateUniqueConstraint { table, unique }),
        (table_name(), foreign_key()).prop_map(|(table, foreign_key)| {
            Operation::CreateForeignKey { table, foreign_key }
        }),
        (table_name(), check())
            .prop_map(|(table, check)| Operation::CreateCheckConstraint { table, check }),
        (table_name(), exclusion()).prop_map(|(table, exclusion)| {
            Operation::CreateExcludeConstraint { table, exclusion }
        }),
        (table_name(), constraint_name())
            .prop_map(|(table, name)| Operation::DropConstraint { table, name }),
        (table_name(), constraint_name(), constraint_name())
            .prop_map(|(table, name, to)| { Operation::RenameConstraint { table, name, to } }),
        (table_name(), constraint_name())
            .prop_map(|(table, name)| { Operation::ValidateConstraint { table, name } }),
    ];
    let of_indexes = prop_oneof![
        2 => (table_name(), index(), any::<bool>()).prop_map(|(table, index, concurrently)| {
            Operation::CreateIndex { table, index, concurrently }
        }),
        1 => (table_name(), index_name(), any::<bool>()).prop_map(|(table, name, concurrently)| {
            Operation::DropIndex { table, name, concurrently }
        }),
        1 => (table_name(), index_name(), index_name()).prop_map(|(table, name, to)| {
            Operation::RenameIndex { table, name, to }
        }),
    ];
    // On the heap: all alternatives side by side are more than a thread of a test has.
    prop_oneof![
        3 => of_tables.boxed(),
        4 => of_columns.boxed(),
        4 => of_constraints.boxed(),
        2 => of_indexes.boxed(),
        2 => enum_operation().prop_map(Operation::Enum).boxed(),
        1 => schema_operation().prop_map(Operation::Schema).boxed(),
    ]
}

fn schema_operation() -> impl Strategy<Value = SchemaOperation> {
    prop_oneof![
        3 => schema_name().prop_map(|name| SchemaOperation::Create { name }),
        1 => schema_name().prop_map(|name| SchemaOperation::Drop { name }),
        1 => (schema_name(), schema_name())
            .prop_map(|(name, to)| SchemaOperation::Rename { name, to }),
    ]
}

fn schema_name() -> impl Strategy<Value = String> {
    select(["archive", "Audit \"1\""].as_slice()).prop_map(str::to_owned)
}

/// Mostly the connection's own schema.
fn within() -> impl Strategy<Value = Option<String>> {
    let schemas = prop_oneof![9 => schema_name(), 1 => Just("public".to_owned())];
    option::weighted(0.15, schemas)
}

fn enum_operation() -> impl Strategy<Value = EnumOperation> {
    let place = prop_oneof![
        Just(None),
        enum_value().prop_map(|value| Some(ValuePlace::Before(value))),
        enum_value().prop_map(|value| Some(ValuePlace::After(value))),
    ];
    prop_oneof![
        4 => (enum_name(), enum_values()).prop_map(|(name, values)| EnumOperation::Create {
            enum_type: EnumType { name, values },
        }),
        1 => enum_name().prop_map(|name| EnumOperation::Drop { name }),
        2 => (enum_name(), enum_name()).prop_map(|(name, to)| EnumOperation::Rename {
            name,
            to: to.name,
        }),
        2 => (enum_name(), enum_value(), place).prop_map(|(name, value, place)| {
            EnumOperation::AddValue { name, value, place }
        }),
        2 => (enum_name(), enum_value(), enum_value()).prop_map(|(name, value, to)| {
            EnumOperation::RenameValue { name, value, to }
        }),
        3 => (enum_name(), enum_values(), any::<bool>()).prop_map(|(name, values, maps)| {
            let map = ENUM_VALUES.iter().filter(|_| maps);
            EnumOperation::Replace {
                name,
                was: Vec::new(),
                map: map.map(|value| ((*value).to_owned(), values[0].clone())).collect(),
                values,
            }
        }),
    ]
}

const ENUM_VALUES: [&str; 4] = ["a", "b", "it's", "ü \"x\"\n"];

fn enum_value() -> impl Strategy<Value = String> {
    select(ENUM_VALUES.to_vec()).prop_map(str::to_owned)
}

/// Some of the values in some order.
fn enum_values() -> impl Strategy<Value = Vec<String>> {
    let some = subsequence(ENUM_VALUES.to_vec(), 1..=4).prop_shuffle();
    some.prop_map(|values| values.into_iter().map(str::to_owned).collect())
}

/// No name of a table: an enum that another schema lacks stays in the way of it.
fn enum_name() -> impl Strategy<Value = TableName> {
    (select(["kind", "Mood"].as_slice()), within()).prop_map(|(name, schema)| TableName {
        schema,
        name: name.to_owned(),
    })
}

fn table_name() -> impl Strategy<Value = TableName> {
    let names = ["users", "builds", "Editions", "order", "a \"b\""];
    (select(names.to_vec()), within()).prop_map(|(name, schema)| TableName {
        schema,
        name: name.to_owned(),
    })
}

fn column_name() -> impl Strategy<Value = String> {
    select(["id", "slug", "mode", "Kind", "größe", "users"].as_slice()).prop_map(str::to_owned)
}

fn constraint_name() -> impl Strategy<Value = String> {
    let names = ["c_one", "c_two", "c_three", "c_four", "c_five", "users"];
    select(names.to_vec()).prop_map(str::to_owned)
}

fn index_name() -> impl Strategy<Value = String> {
    select(["ix_one", "ix_two", "ix_three", "IX_one"].as_slice()).prop_map(str::to_owned)
}

fn columns_of_key() -> impl Strategy<Value = Vec<String>> {
    vec(column_name(), 1..3)
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    let of_enum = (enum_name(), any::<bool>()).prop_map(|(name, is_array)| match is_array {
        true => ColumnType::Array(Box::new(ColumnType::Enum(name))),
        false => ColumnType::Enum(name),
    });
    prop_oneof![6 => plain_type(), 2 => of_enum]
}

fn plain_type() -> impl Strategy<Value = ColumnType> {
    select(vec![
        ColumnType::Integer,
        ColumnType::BigInt,
        ColumnType::Text,
        ColumnType::Varchar(255),
        ColumnType::Numeric(Some((10, 2))),
        ColumnType::Array(Box::new(ColumnType::Text)),
    ])
}

fn default() -> impl Strategy<Value = Default> {
    prop_oneof![
        any::<i64>().prop_map(|value| Default::Literal(Literal::Integer(value))),
        "[a-z'\"\\\\\n]{0,4}".prop_map(|value| Default::Literal(Literal::String(value))),
        enum_value().prop_map(|value| Default::Literal(Literal::String(value))),
        Just(Default::Bytes(vec![0, 255])),
        Just(Default::Expression("CURRENT_TIMESTAMP".into())),
    ]
}

fn generated() -> impl Strategy<Value = Generated> {
    (column_name(), any::<bool>()).prop_map(|(column, stored)| Generated {
        expression: text_of(&column),
        stored,
    })
}

fn identity() -> impl Strategy<Value = Identity> {
    let kinds = [
        IdentityKind::Serial,
        IdentityKind::ByDefault,
        IdentityKind::Always,
    ];
    select(kinds.to_vec()).prop_map(Identity::new)
}

fn column() -> impl Strategy<Value = Column> {
    let filled = prop_oneof![
        4 => Just((None, None, None)),
        2 => default().prop_map(|default| (Some(default), None, None)),
        1 => identity().prop_map(|identity| (None, Some(identity), None)),
        1 => generated().prop_map(|generated| (None, None, Some(generated))),
    ];
    (
        column_name(),
        column_type(),
        any::<bool>(),
        filled,
        option::weighted(0.2, Just("a comment".to_owned())),
    )
        .prop_map(
            |(name, column_type, null, (default, identity, generated), comment)| Column {
                null,
                default: default.filter(|default| default_fits(&column_type, default).is_ok()),
                identity,
                generated,
                comment,
                ..Column::new(name, column_type)
            },
        )
}

fn column_alteration() -> impl Strategy<Value = ColumnAlteration> {
    let keys = [
        DroppableKey::Default,
        DroppableKey::Comment,
        DroppableKey::Identity,
        DroppableKey::Generated,
    ];
    let set = (
        option::of(column_type()),
        option::of(any::<bool>()),
        option::weighted(0.3, default()),
        option::weighted(0.1, identity()),
        option::weighted(0.1, generated()),
        option::weighted(0.2, Just("another".to_owned())),
        option::weighted(0.1, any::<bool>()),
    );
    let set = set.prop_map(
        |(column_type, null, default, identity, generated, comment, autoincrement)| ColumnKeys {
            column_type,
            null,
            default,
            identity,
            generated,
            comment,
            autoincrement,
            ..ColumnKeys::default()
        },
    );
    (set, btree_set(select(keys.to_vec()), 0..2)).prop_map(|(set, drop)| ColumnAlteration {
        set,
        drop,
        ..ColumnAlteration::default()
    })
}

fn table_alteration() -> impl Strategy<Value = TableAlteration> {
    let set = (
        option::of("[a-z]{1,2}"),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
    );
    (set, any::<bool>()).prop_map(
        |((comment, strict, unlogged), drop_comment)| TableAlteration {
            set: TableKeys {
                comment,
                strict,
                unlogged,
                ..TableKeys::default()
            },
            drop_comment,
            ..TableAlteration::default()
        },
    )
}

fn primary_key() -> impl Strategy<Value = PrimaryKey> {
    (constraint_name(), columns_of_key()).prop_map(|(name, columns)| PrimaryKey {
        name,
        columns,
        include: Vec::new(),
        deferrable: None,
    })
}

fn unique() -> impl Strategy<Value = Unique> {
    let parts = (constraint_name(), columns_of_key(), any::<bool>());
    parts.prop_map(|(name, columns, nulls_not_distinct)| Unique {
        name,
        columns,
        nulls_not_distinct,
        include: Vec::new(),
        deferrable: None,
    })
}

fn foreign_key() -> impl Strategy<Value = ForeignKey> {
    let references = (table_name(), columns_of_key());
    let references = references.prop_map(|(table, columns)| References { table, columns });
    let actions = [ReferentialAction::NoAction, ReferentialAction::Cascade];
    (
        constraint_name(),
        columns_of_key(),
        references,
        select(actions.to_vec()),
        any::<bool>(),
    )
        .prop_map(
            |(name, columns, references, on_delete, not_valid)| ForeignKey {
                on_delete,
                not_valid,
                ..ForeignKey::new(name, columns, references)
            },
        )
}

fn check() -> impl Strategy<Value = Check> {
    (constraint_name(), column_name(), any::<bool>()).prop_map(|(name, column, not_valid)| Check {
        name,
        expression: text_of(&column),
        not_valid,
        no_inherit: false,
    })
}

fn exclusion() -> impl Strategy<Value = Exclusion> {
    let target = prop_oneof![
        2 => column_name().prop_map(IndexTarget::Column),
        1 => column_name().prop_map(|column| IndexTarget::Expression(text_of(&column))),
    ];
    let element =
        (target, select(["=", "&&"].as_slice())).prop_map(|(target, operator)| ExclusionElement {
            key: IndexKey {
                target,
                ..IndexKey::column(String::new())
            },
            operator: operator.to_owned(),
        });
    (
        constraint_name(),
        vec(element, 1..3),
        any::<bool>(),
        option::weighted(0.3, column_name()),
    )
        .prop_map(|(name, elements, is_gist, predicate)| Exclusion {
            name,
            elements,
            method: is_gist.then(|| "gist".to_owned()),
            predicate: predicate.as_deref().map(text_of),
            deferrable: None,
        })
}

fn index() -> impl Strategy<Value = Index> {
    (
        index_name(),
        columns_of_key(),
        any::<bool>(),
        option::weighted(0.2, column_name()),
        option::weighted(0.1, Just(IndexTarget::Expression("lower('a')".into()))),
    )
        .prop_map(|(name, columns, unique, predicate, expression)| {
            let mut index = Index {
                unique,
                predicate: predicate.as_deref().map(text_of),
                ..Index::new(name, columns)
            };
            index.keys.extend(expression.map(|target| IndexKey {
                target,
                ..IndexKey::column(String::new())
            }));
            index
        })
}

/// A table without foreign keys, which would seldom find their target; mostly in order.
fn table() -> impl Strategy<Value = Table> {
    (
        table_name(),
        vec(column(), 1..5),
        option::of(primary_key()),
        vec(unique(), 0..2),
        vec(check(), 0..2),
        vec(exclusion(), 0..2),
    )
        .prop_map(|(name, columns, primary_key, unique, checks, exclusions)| {
            let mut table = Table::new(name);
            table.columns = columns
                .into_iter()
                .map(|column| (column.name.clone(), column))
                .collect();
            table.primary_key = primary_key;
            table.unique = unique
                .into_iter()
                .map(|unique| (unique.name.clone(), unique))
                .collect();
            table.checks = checks
                .into_iter()
                .map(|check| (check.name.clone(), check))
                .collect();
            table.exclusions = exclusions
                .into_iter()
                .map(|exclusion| (exclusion.name.clone(), exclusion))
                .collect();
            table
        })
}
