//! Schemas within the database made, renamed and dropped, with what is in them.

use std::collections::BTreeMap;

use super::check::nul_or_long;
use super::{ApplyError, At, Changes, SchemaError, mentions, uses};
use crate::closest::closest;
use crate::operation::{SchemaOperation, Use};
use crate::schema::{ElementPath, Table, TableName};

/// The schema that a database has from its start.
const PUBLIC: &str = "public";

impl At<'_> {
    pub(super) fn change_schema(&self, operation: &SchemaOperation) -> Result<Changes, ApplyError> {
        if operation.name() == PUBLIC {
            return Err(ApplyError::Schema(SchemaError::Public));
        }
        match operation {
            SchemaOperation::Create { name } => {
                self.is_free_schema(name)?;
                Ok(of_schemas([(name, Some(()))]))
            }
            SchemaOperation::Drop { name } => {
                self.has_schema(name)?;
                let holds = self.in_schema(name);
                if !holds.is_empty() {
                    return Err(ApplyError::Schema(SchemaError::NotEmpty {
                        schema: name.clone(),
                        holds,
                    }));
                }
                Ok(of_schemas([(name, None)]))
            }
            SchemaOperation::Rename { name, to } => {
                self.has_schema(name)?;
                self.is_free_schema(to)?;
                self.rename_schema(name, to)
            }
        }
    }

    fn has_schema(&self, schema: &str) -> Result<(), ApplyError> {
        if self.schema.schemas.contains(schema) {
            return Ok(());
        }
        Err(ApplyError::Schema(SchemaError::Missing {
            schema: schema.to_owned(),
            closest: self.closest_schema(schema),
        }))
    }

    fn is_free_schema(&self, schema: &str) -> Result<(), ApplyError> {
        if schema.is_empty() {
            return Err(ApplyError::Schema(SchemaError::EmptyName));
        }
        nul_or_long(schema)?;
        if schema == PUBLIC || self.schema.schemas.contains(schema) {
            return Err(ApplyError::Schema(SchemaError::Exists {
                schema: schema.to_owned(),
            }));
        }
        Ok(())
    }

    fn closest_schema(&self, schema: &str) -> Option<String> {
        let schemas = self.schema.schemas.iter().map(String::as_str);
        closest(schema, schemas.chain([PUBLIC])).map(str::to_owned)
    }

    fn in_schema(&self, schema: &str) -> Vec<ElementPath> {
        let is_in = |name: &&TableName| name.schema.as_deref() == Some(schema);
        let tables = self.schema.tables.keys().filter(is_in).cloned();
        let enums = self.schema.enums.keys().filter(is_in).cloned();
        let tables = tables.map(ElementPath::Table);
        let sequences = self.schema.sequences.keys().filter(is_in).cloned();
        let objects = self.schema.objects.keys().cloned();
        let objects = objects.filter(|it| is_in(&&it.name) && it.table.is_none());
        (tables.chain(enums.map(ElementPath::Enum)))
            .chain(sequences.map(ElementPath::Sequence))
            .chain(objects.map(ElementPath::Object))
            .collect()
    }

    fn rename_schema(&self, schema: &str, to: &str) -> Result<Changes, ApplyError> {
        self.names_in_objects(ElementPath::Schema(schema.to_owned()), |it| {
            it.names_schema(schema)
        })?;
        let mut left = Vec::new();
        let mut changes = of_schemas([(schema, None), (to, Some(()))]);
        for before in self.schema.tables.values() {
            left.extend(texts_naming(before, schema));
            let mut table = before.clone();
            each_name(&mut table, |name| move_name(name, schema, to));
            if table != *before {
                changes.tables.insert(before.name.clone(), None);
                changes.tables.insert(table.name.clone(), Some(table));
            }
        }
        if !left.is_empty() {
            return Err(ApplyError::Schema(SchemaError::InText {
                schema: schema.to_owned(),
                left,
            }));
        }
        for before in self.schema.enums.values() {
            let mut enum_type = before.clone();
            move_name(&mut enum_type.name, schema, to);
            if enum_type != *before {
                changes.enums.insert(before.name.clone(), None);
                changes
                    .enums
                    .insert(enum_type.name.clone(), Some(enum_type));
            }
        }
        for before in self.schema.sequences.values() {
            let mut sequence = before.clone();
            move_name(&mut sequence.name, schema, to);
            if let Some((owner, _)) = &mut sequence.owned_by {
                move_name(owner, schema, to);
            }
            if sequence != *before {
                changes.sequences.insert(before.name.clone(), None);
                let name = sequence.name.clone();
                changes.sequences.insert(name, Some(sequence));
            }
        }
        Ok(changes)
    }
}

/// Checks that a table or an enum is in a schema that is there.
pub(super) fn check(
    at: &At<'_>,
    changes: &Changes,
    name: &TableName,
    element: impl FnOnce(TableName) -> ElementPath,
) -> Result<(), ApplyError> {
    let Some(schema) = name.schema.as_ref().filter(|schema| *schema != PUBLIC) else {
        return Ok(());
    };
    let is_there = match changes.schemas.get(schema) {
        Some(changed) => changed.is_some(),
        None => at.schema.schemas.contains(schema),
    };
    if is_there {
        return Ok(());
    }
    Err(ApplyError::Schema(SchemaError::MissingFor {
        element: element(name.clone()),
        schema: schema.clone(),
        closest: at.closest_schema(schema),
    }))
}

/// Hands out every name in a table that says a schema.
fn each_name(table: &mut Table, mut change: impl FnMut(&mut TableName)) {
    change(&mut table.name);
    for foreign_key in table.foreign_keys.values_mut() {
        change(&mut foreign_key.references.table);
    }
    for column in table.columns.values_mut() {
        if let Some(name) = column.column_type.enum_name() {
            let mut name = name.clone();
            change(&mut name);
            column.column_type.set_enum_name(&name);
        }
    }
}

fn move_name(name: &mut TableName, schema: &str, to: &str) {
    if name.schema.as_deref() == Some(schema) {
        name.schema = Some(to.to_owned());
    }
}

/// What has a text with something of the schema in it: databases rewrite such a text.
fn texts_naming(table: &Table, schema: &str) -> Vec<Use> {
    let texts = uses::texts(table).chain(uses::default_texts(table));
    let mut naming: Vec<Use> = texts
        .filter(|(_, text)| mentions::schema(text, schema, table))
        .map(|(used_by, _)| used_by)
        .collect();
    naming.dedup();
    for used_by in &mut naming {
        used_by.table = Some(table.name.clone());
    }
    naming
}

fn of_schemas<const N: usize>(schemas: [(&str, Option<()>); N]) -> Changes {
    let schemas = schemas.into_iter();
    Changes {
        schemas: schemas
            .map(|(name, there)| (name.to_owned(), there))
            .collect::<BTreeMap<_, _>>(),
        ..Changes::default()
    }
}

#[cfg(test)]
mod tests {
    use crate::operation::fixture::{
        check, column, create_table, enum_type, foreign_key, numbered, table,
    };
    use crate::operation::{EnumOperation, Operation, Replay, SchemaOperation, apply};
    use crate::schema::{ColumnType, ElementPath, EnumType, Schema, Table, TableName};

    fn within(schema: &str, name: &str) -> TableName {
        TableName {
            schema: Some(schema.to_owned()),
            name: name.to_owned(),
        }
    }

    fn in_schema(schema: &str, table: Table) -> Table {
        Table {
            name: within(schema, &table.name.name),
            ..table
        }
    }

    fn create(name: &str) -> Operation {
        Operation::Schema(SchemaOperation::Create {
            name: name.to_owned(),
        })
    }

    fn drop(name: &str) -> Operation {
        Operation::Schema(SchemaOperation::Drop {
            name: name.to_owned(),
        })
    }

    fn rename(name: &str, to: &str) -> Operation {
        Operation::Schema(SchemaOperation::Rename {
            name: name.to_owned(),
            to: to.to_owned(),
        })
    }

    fn create_enum(schema: &str) -> Operation {
        let enum_type = EnumType {
            name: within(schema, "kind"),
            ..enum_type("kind", &["a"])
        };
        Operation::Enum(EnumOperation::Create { enum_type })
    }

    /// A table in a schema, and one outside that refers to it and has its enum.
    fn schema() -> Schema {
        let kinds = ColumnType::Array(Box::new(ColumnType::Enum(within("archive", "kind"))));
        let mut tags = numbered("tags", vec![column("kinds", kinds)]);
        let mut key = foreign_key("tags_id_fkey", &["id"], "editions", &["id"]);
        key.references.table = within("archive", "editions");
        tags.foreign_keys.insert(key.name.clone(), key);
        let operations = [
            create("archive"),
            create("empty"),
            create_enum("archive"),
            create_table(in_schema("archive", numbered("editions", vec![]))),
            create_table(tags),
            create_table(in_schema("public", numbered("users", vec![]))),
        ];
        let mut replay = Replay::default();
        replay.apply_all(&operations).unwrap();
        replay.into_schema()
    }

    #[test]
    fn a_rename_follows_into_whatever_names_the_schema() {
        let mut after = schema();
        apply(&mut after, &rename("archive", "old")).unwrap();
        let tables: Vec<String> = after.tables.keys().map(ToString::to_string).collect();
        assert_eq!(tables, ["tags", "old.editions", "public.users"]);
        let tags = &after.tables[&table("tags")];
        let key = &tags.foreign_keys["tags_id_fkey"];
        assert_eq!(key.references.table, within("old", "editions"));
        assert_eq!(
            tags.columns["kinds"].column_type.to_string(),
            "enum:old.kind[]"
        );
        assert!(after.enums.contains_key(&within("old", "kind")));
        assert!(after.schemas.contains("old") && !after.schemas.contains("archive"));

        apply(&mut after, &rename("old", "archive")).unwrap();
        assert_eq!(after, schema());
    }

    #[test]
    fn an_empty_schema_goes() {
        let mut after = schema();
        apply(&mut after, &drop("empty")).unwrap();
        assert!(!after.schemas.contains("empty"));
    }

    #[test]
    fn what_a_schema_cannot_do_is_refused() {
        let cases = [
            (create("archive"), "schema `archive` already exists"),
            (create(""), "the name of a schema is empty"),
            (
                create("public"),
                "schema `public` is there without a revision that makes it, and no revision changes it",
            ),
            (
                rename("archive", "public"),
                "schema `public` already exists",
            ),
            (rename("archive", "empty"), "schema `empty` already exists"),
            (
                drop("archvie"),
                "schema `archvie` does not exist at this point, did you mean `archive`?",
            ),
            (
                drop("archive"),
                "schema `archive` still holds table `archive.editions`, enum `archive.kind`",
            ),
            (
                create_table(in_schema("archvie", numbered("t", vec![]))),
                "table `archvie.t` is in schema `archvie`, which does not exist at this point, did you mean `archive`?",
            ),
            (
                create_enum("other"),
                "enum `other.kind` is in schema `other`, which does not exist at this point",
            ),
        ];
        for (operation, expected) in cases {
            let mut after = schema();
            let error = apply(&mut after, &operation).expect_err(expected);
            assert_eq!(error.to_string(), expected, "{operation}");
            assert_eq!(after, schema(), "{operation}");
        }
    }

    #[test]
    fn a_text_that_names_the_schema_keeps_it_from_being_renamed() {
        let cases = [
            ("archive.is_right(id)", true),
            ("id::archive.number > 0", true),
            ("\"archive\".editions.id > 0", true),
            ("other.archive.id > 0", false),
            ("archive > 0", false),
            ("'archive.' <> ''", false),
        ];
        for (text, is_left) in cases {
            let mut before = schema();
            let mut logs = numbered("logs", vec![]);
            let named = check("c", text);
            logs.checks.insert(named.name.clone(), named);
            apply(&mut before, &create_table(logs)).unwrap();
            let error = apply(&mut before, &rename("archive", "old")).err();
            let expected = "the old name of schema `archive` is still in check `c` of `logs`";
            let expected = is_left.then(|| expected.to_owned());
            assert_eq!(error.map(|error| error.to_string()), expected, "{text}");
        }
    }

    #[test]
    fn operations_are_one_line() {
        let cases = [
            (create("archive"), "create_schema archive"),
            (drop("a\nb"), "drop_schema a\\nb"),
            (rename("archive", "old"), "rename_schema archive to old"),
        ];
        for (operation, expected) in cases {
            assert_eq!(operation.to_string(), expected);
        }
        let path = ElementPath::Schema("archive".to_owned());
        assert_eq!(create("archive").subject(), Some(path));
    }
}
