//! The text of a table, an enum, a schema, an object or a sequence that its fingerprint is of.
//!
//! One line for the table, each column, constraint and index, the lines sorted; what
//! is not said is left out. Frozen: revisions carry fingerprints of it. Another text
//! needs another version than `s1`.

mod line;

use self::line::{Line, list, quoted, sql, table_name};
use crate::schema::{
    Check, Column, ColumnType, Default, Deferrable, EnumType, Exclusion, ExclusionElement,
    ForeignKey, Generated, Identity, IdentityKind, Index, IndexKey, IndexTarget, Literal, Match,
    NullsOrder, ObjectName, PostgresTable, PrimaryKey, ReferentialAction, Sequence, SortOrder,
    SqlObject, SqliteColumn, SqliteTable, Table, Unique,
};

pub(super) fn text(table: &Table) -> String {
    let Table {
        name,
        columns,
        primary_key,
        unique,
        foreign_keys,
        checks,
        exclusions,
        indexes,
        comment,
        sqlite: SqliteTable {
            strict,
            without_rowid,
        },
        postgres: PostgresTable { unlogged },
    } = table;
    let mut lines: Vec<String> = columns
        .values()
        .map(column)
        .chain(primary_key.iter().map(key))
        .chain(unique.values().map(unique_constraint))
        .chain(foreign_keys.values().map(foreign_key))
        .chain(checks.values().map(check))
        .chain(exclusions.values().map(exclusion))
        .chain(indexes.values().map(index))
        .map(Line::end)
        .collect();
    lines.sort_unstable();
    let first = Line::new("table", "")
        .value("name", table_name(name))
        .said("comment", comment.as_deref().map(quoted))
        .flag("strict", *strict)
        .flag("without_rowid", *without_rowid)
        .flag("unlogged", *unlogged);
    first.end() + &lines.concat()
}

pub(super) fn enum_text(enum_type: &EnumType) -> String {
    let EnumType {
        name,
        values,
        comment,
    } = enum_type;
    Line::new("enum", "")
        .value("name", table_name(name))
        .value("values", list(values))
        .said("comment", comment.as_deref().map(quoted))
        .end()
}

pub(super) fn schema_text(name: &str) -> String {
    Line::new("schema", name).end()
}

pub(super) fn object_text(object: &SqlObject) -> String {
    let SqlObject {
        name: ObjectName { kind, name, table },
        definition,
        requires,
    } = object;
    Line::new("object", &name.name)
        .value("kind", kind.as_str())
        .value("name", table_name(name))
        .said("table", table.as_deref().map(quoted))
        .value("definition", sql(definition))
        .list("requires", requires)
        .end()
}

pub(super) fn sequence_text(sequence: &Sequence) -> String {
    let Sequence {
        name,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
        owned_by,
    } = sequence;
    let number = |value: &Option<i64>| value.map(|value| value.to_string());
    let owner = owned_by.as_ref();
    Line::new("sequence", "")
        .value("name", table_name(name))
        .said("start", number(start))
        .said("increment", number(increment))
        .said("min", number(min))
        .said("max", number(max))
        .said("cache", number(cache))
        .flag("cycle", *cycle)
        .said("owned_by", owner.map(|(table, _)| table_name(table)))
        .said("column", owner.map(|(_, column)| quoted(column)))
        .end()
}

fn column(column: &Column) -> Line {
    let Column {
        name,
        column_type: type_,
        null,
        default,
        identity,
        generated,
        collation,
        comment,
        sqlite: SqliteColumn {
            autoincrement,
            enforce_length,
        },
    } = column;
    let line = Line::new("column", name)
        .value("type", column_type(type_))
        .flag("null", *null)
        .said("default", default.as_ref().map(default_value));
    let line = match identity.as_deref() {
        None => line,
        Some(Identity {
            kind,
            start,
            increment,
            min,
            max,
            cache,
            cycle,
            sequence,
        }) => line
            .value(
                "identity",
                match kind {
                    IdentityKind::Serial => "serial",
                    IdentityKind::ByDefault => "by_default",
                    IdentityKind::Always => "always",
                },
            )
            .said("start", start.map(|start| start.to_string()))
            .said("increment", increment.map(|step| step.to_string()))
            .said("min", min.map(|min| min.to_string()))
            .said("max", max.map(|max| max.to_string()))
            .said("cache", cache.map(|cache| cache.to_string()))
            .flag("cycle", *cycle)
            .said("sequence", sequence.as_deref().map(quoted)),
    };
    let line = match generated.as_deref() {
        None => line,
        Some(Generated { expression, stored }) => line
            .value("generated", sql(expression))
            .flag("stored", *stored),
    };
    line.said("collation", collation.as_deref().map(sql))
        .said("comment", comment.as_deref().map(quoted))
        .flag("autoincrement", *autoincrement)
        .flag("enforce_length", *enforce_length)
}

fn key(key: &PrimaryKey) -> Line {
    let PrimaryKey {
        name,
        columns,
        include,
        deferrable: when,
        comment,
    } = key;
    Line::new("primary_key", name)
        .list("columns", columns)
        .list("include", include)
        .said("deferrable", when.map(deferrable))
        .said("comment", comment.as_deref().map(quoted))
}

fn unique_constraint(unique: &Unique) -> Line {
    let Unique {
        name,
        columns,
        nulls_not_distinct,
        include,
        deferrable: when,
        comment,
    } = unique;
    Line::new("unique", name)
        .list("columns", columns)
        .flag("nulls_not_distinct", *nulls_not_distinct)
        .list("include", include)
        .said("deferrable", when.map(deferrable))
        .said("comment", comment.as_deref().map(quoted))
}

fn foreign_key(foreign_key: &ForeignKey) -> Line {
    let ForeignKey {
        name,
        columns,
        references,
        on_delete,
        on_delete_columns,
        on_update,
        match_type,
        deferrable: when,
        not_valid,
        comment,
    } = foreign_key;
    Line::new("foreign_key", name)
        .list("columns", columns)
        .value("table", table_name(&references.table))
        .list("references", &references.columns)
        .said("on_delete", action(*on_delete))
        .list("on_delete_columns", on_delete_columns)
        .said("on_update", action(*on_update))
        .flag("match_full", *match_type == Match::Full)
        .said("deferrable", when.map(deferrable))
        .flag("not_valid", *not_valid)
        .said("comment", comment.as_deref().map(quoted))
}

fn check(check: &Check) -> Line {
    let Check {
        name,
        expression,
        not_valid,
        no_inherit,
        unnamed: _,
        comment,
    } = check;
    Line::new("check", name)
        .value("expression", sql(expression))
        .flag("not_valid", *not_valid)
        .flag("no_inherit", *no_inherit)
        .said("comment", comment.as_deref().map(quoted))
}

fn exclusion(exclusion: &Exclusion) -> Line {
    let Exclusion {
        name,
        elements,
        method,
        predicate,
        deferrable: when,
        comment,
    } = exclusion;
    let mut line = Line::new("exclusion", name);
    for ExclusionElement { key, operator } in elements {
        line = line
            .value("key", index_key(key))
            .value("with", quoted(operator));
    }
    line.said("where", predicate.as_ref().map(sql))
        .said("method", method.as_deref().map(quoted))
        .said("deferrable", when.map(deferrable))
        .said("comment", comment.as_deref().map(quoted))
}

fn index(index: &Index) -> Line {
    let Index {
        name,
        keys,
        unique,
        predicate,
        method,
        include,
        nulls_not_distinct,
        with,
        comment,
    } = index;
    let mut line = Line::new("index", name);
    for key in keys {
        line = line.value("key", index_key(key));
    }
    line = line
        .flag("unique", *unique)
        .said("where", predicate.as_ref().map(sql))
        .said("method", method.as_deref().map(quoted))
        .list("include", include)
        .flag("nulls_not_distinct", *nulls_not_distinct);
    for (parameter, value) in with {
        line = line.value("with", list(&[parameter.clone(), value.clone()]));
    }
    line.said("comment", comment.as_deref().map(quoted))
}

fn index_key(key: &IndexKey) -> String {
    let IndexKey {
        target,
        order,
        nulls,
        opclass,
        collation,
    } = key;
    let line = match target {
        IndexTarget::Column(name) => Line::new("column", name),
        IndexTarget::Expression(text) => Line::new("expression", "").value("sql", sql(text)),
    };
    let nulls = nulls.map(|nulls| {
        match nulls {
            NullsOrder::First => "first",
            NullsOrder::Last => "last",
        }
        .to_owned()
    });
    let line = line
        .flag("descending", *order == SortOrder::Descending)
        .said("nulls", nulls)
        .said("opclass", opclass.as_ref().map(sql))
        .said("collation", collation.as_ref().map(sql));
    format!("({})", line.text())
}

fn column_type(column_type: &ColumnType) -> String {
    match column_type {
        ColumnType::SmallInt => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInt => "bigint".to_owned(),
        ColumnType::Real => "real".to_owned(),
        ColumnType::Double => "double".to_owned(),
        ColumnType::Numeric(None) => "numeric".to_owned(),
        ColumnType::Numeric(Some((precision, scale))) => format!("numeric({precision},{scale})"),
        ColumnType::Varchar(length) => format!("varchar({length})"),
        ColumnType::Char(length) => format!("char({length})"),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Boolean => "boolean".to_owned(),
        ColumnType::Bytes => "bytes".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time".to_owned(),
        ColumnType::Timestamp => "timestamp".to_owned(),
        ColumnType::TimestampTz => "timestamptz".to_owned(),
        ColumnType::Interval => "interval".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::Jsonb => "jsonb".to_owned(),
        ColumnType::Inet => "inet".to_owned(),
        ColumnType::Array(element) => format!("{}[]", self::column_type(element)),
        ColumnType::Enum(name) => format!("enum:{}", table_name(name)),
        ColumnType::Raw(text) => format!("raw:{}", sql(text)),
    }
}

fn default_value(default: &Default) -> String {
    match default {
        Default::Literal(Literal::String(value)) => quoted(value),
        Default::Literal(Literal::Integer(value)) => value.to_string(),
        Default::Literal(Literal::Boolean(value)) => value.to_string(),
        Default::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("bytes:{digits}")
        }
        Default::Expression(text) => format!("sql:{}", sql(text)),
    }
}

fn deferrable(deferrable: Deferrable) -> String {
    match deferrable {
        Deferrable::Deferrable => "immediate",
        Deferrable::InitiallyDeferred => "deferred",
    }
    .to_owned()
}

/// `None` for what a foreign key does where nothing is said.
fn action(action: ReferentialAction) -> Option<String> {
    let action = match action {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set_null",
        ReferentialAction::SetDefault => "set_default",
    };
    Some(action.to_owned())
}
