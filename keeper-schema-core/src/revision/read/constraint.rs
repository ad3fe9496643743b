//! Reads constraints, both inside `create_table` and as operations.

use toml::de::DeValue;

use super::fields::{Fields, Value};
use super::report::Report;
use super::value::{any_names, comment, name, names, sql, word};
use crate::diagnostic::Code;
use crate::schema::{
    Check, Deferrable, ForeignKey, Match, PrimaryKey, References, ReferentialAction, TableName,
    Unique,
};

/// The table that `schema` and `table` name.
pub(super) fn table_name(fields: &mut Fields<'_>) -> Option<TableName> {
    let schema = fields.optional("schema", name);
    let table = fields.required("table", name);
    Some(TableName {
        schema,
        name: table?,
    })
}

/// The value of a key that must be a table, read by its fields.
pub(super) fn inline<'a, T>(
    what: &'static str,
    read: impl Fn(&mut Fields<'a>) -> Option<T>,
) -> impl Fn(&'a Report<'a>, &'a Value<'a>) -> Option<T> {
    move |report, value| {
        let mut fields = Fields::of(report, value, what)?;
        let read = read(&mut fields);
        fields.finish();
        read
    }
}

pub(super) fn primary_key(fields: &mut Fields<'_>) -> Option<PrimaryKey> {
    let name = fields.required("name", name);
    let columns = fields.required("columns", names);
    let include = fields.optional("include", any_names).unwrap_or_default();
    let deferrable = fields.optional("deferrable", deferrable);
    let comment = fields.optional("comment", comment);
    Some(PrimaryKey {
        name: name?,
        columns: columns?,
        include,
        deferrable,
        comment,
    })
}

pub(super) fn unique(fields: &mut Fields<'_>) -> Option<Unique> {
    let name = fields.required("name", name);
    let columns = fields.required("columns", names);
    let nulls_not_distinct = fields.flag("nulls_not_distinct");
    let include = fields.optional("include", any_names).unwrap_or_default();
    let deferrable = fields.optional("deferrable", deferrable);
    let comment = fields.optional("comment", comment);
    Some(Unique {
        name: name?,
        columns: columns?,
        nulls_not_distinct,
        include,
        deferrable,
        comment,
    })
}

pub(super) fn foreign_key(fields: &mut Fields<'_>) -> Option<ForeignKey> {
    let name = fields.required("name", name);
    let columns = fields.required("columns", names);
    let references = fields.required("references", references);
    let on_delete = fields.optional("on_delete", on_delete);
    let on_update = fields.optional("on_update", action);
    let match_type = fields.optional("match", match_type);
    let deferrable = fields.optional("deferrable", deferrable);
    let not_valid = fields.flag("not_valid");
    let comment = fields.optional("comment", comment);
    let (columns, references) = (columns?, references?);
    let (on_delete, on_delete_columns) =
        on_delete.unwrap_or((ReferentialAction::NoAction, Vec::new()));

    if columns.len() != references.columns.len() {
        let message = format!(
            "the key has {} columns and refers to {}",
            columns.len(),
            references.columns.len()
        );
        let span = fields.span_of("references").unwrap_or(fields.span());
        fields.report.error(Code::ImpossibleTable, span, message);
    }
    for column in &on_delete_columns {
        if !columns.contains(column) {
            let message = format!("`{column}` of `on_delete` is no column of the key");
            let span = fields.span_of("on_delete").unwrap_or(fields.span());
            fields.report.error(Code::ImpossibleTable, span, message);
        }
    }
    Some(ForeignKey {
        name: name?,
        columns,
        references,
        on_delete,
        on_delete_columns,
        on_update: on_update.unwrap_or(ReferentialAction::NoAction),
        match_type: match_type.unwrap_or(Match::Simple),
        deferrable,
        not_valid,
        comment,
    })
}

pub(super) fn check(fields: &mut Fields<'_>) -> Option<Check> {
    let name = fields.required("name", name);
    let expression = fields.required("expression", sql);
    let not_valid = fields.flag("not_valid");
    let no_inherit = fields.flag("no_inherit");
    let comment = fields.optional("comment", comment);
    Some(Check {
        name: name?,
        expression: expression?,
        not_valid,
        no_inherit,
        unnamed: false,
        comment,
    })
}

fn references<'a>(report: &'a Report<'a>, value: &'a Value<'a>) -> Option<References> {
    let mut fields = Fields::of(report, value, "`references`")?;
    let table = table_name(&mut fields);
    let columns = fields.required("columns", names);
    fields.finish();
    Some(References {
        table: table?,
        columns: columns?,
    })
}

fn on_delete<'a>(
    report: &'a Report<'a>,
    value: &'a Value<'a>,
) -> Option<(ReferentialAction, Vec<String>)> {
    let DeValue::Table(_) = value.get_ref() else {
        return action(report, value).map(|action| (action, Vec::new()));
    };
    let mut fields = Fields::of(report, value, "`on_delete`")?;
    let action = fields.required("action", action);
    let columns = fields.required("columns", names);
    fields.finish();
    let (action, columns) = (action?, columns?);
    match action {
        ReferentialAction::SetNull | ReferentialAction::SetDefault => {}
        ReferentialAction::NoAction | ReferentialAction::Restrict | ReferentialAction::Cascade => {
            let message = "only `set null` and `set default` can be limited to columns";
            report.error(Code::KeysExclude, value.span(), message);
        }
    }
    Some((action, columns))
}

fn action(report: &Report<'_>, value: &Value<'_>) -> Option<ReferentialAction> {
    word(
        report,
        value,
        &[
            ("no action", ReferentialAction::NoAction),
            ("restrict", ReferentialAction::Restrict),
            ("cascade", ReferentialAction::Cascade),
            ("set null", ReferentialAction::SetNull),
            ("set default", ReferentialAction::SetDefault),
        ],
    )
}

fn match_type(report: &Report<'_>, value: &Value<'_>) -> Option<Match> {
    let words = [("simple", Match::Simple), ("full", Match::Full)];
    word(report, value, &words)
}

pub(super) fn deferrable(report: &Report<'_>, value: &Value<'_>) -> Option<Deferrable> {
    let words = [
        ("deferrable", Deferrable::Deferrable),
        ("initially deferred", Deferrable::InitiallyDeferred),
    ];
    word(report, value, &words)
}
