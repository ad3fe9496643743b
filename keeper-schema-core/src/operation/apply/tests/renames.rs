//! New names, and the texts that hold old ones.

use super::*;

#[test]
fn renames_are_carried_through() {
    changes(&rename_table("products", "projects", vec![]), |after| {
        let editions = &after.tables[&table("editions")];
        let references = &editions.foreign_keys["editions_product_id_fkey"].references;
        references.table == table("projects") && !after.tables.contains_key(&table("products"))
    });
    changes(&rename_table("editions", "versions", vec![]), |after| {
        let versions = &after.tables[&table("versions")];
        versions.foreign_keys["editions_parent_id_fkey"]
            .references
            .table
            == table("versions")
    });
    changes(&rename_column("products", "id", "uid"), |after| {
        let products = &after.tables[&table("products")];
        let editions = &after.tables[&table("editions")];
        let references = &editions.foreign_keys["editions_product_id_fkey"].references;
        let key = products.primary_key.as_ref().map(|key| key.columns.clone());
        references.columns == ["uid"] && key == Some(strings(&["uid"]))
    });
    changes(&rename_column("editions", "product_id", "of_id"), |after| {
        let editions = &after.tables[&table("editions")];
        editions.foreign_keys["editions_product_id_fkey"].columns == ["of_id"]
            && editions.indexes["ix_editions_live"].keys[1].target
                == IndexTarget::Column("of_id".to_owned())
    });
}

#[test]
fn texts_are_restated() {
    let index = |keys, predicate: Option<&str>| Restatement::Index {
        index: "ix_editions_live".to_owned(),
        keys,
        predicate: predicate.map(Into::into),
    };
    let lower = |text: &str| {
        vec![IndexKey {
            target: IndexTarget::Expression(text.into()),
            ..IndexKey::column(String::new())
        }]
    };
    let length = |text: &str| Restatement::Column {
        column: "title_length".to_owned(),
        expression: text.into(),
    };
    refused(vec![
        (
            restated("mode", "tracking", vec![]),
            "the old name is still in check `editions_mode_check` of table `editions`",
        ),
        (
            restated("mode", "tracking", vec![mode_check("MODE > 0")]),
            "the restated text of check `editions_mode_check` of table `editions` still holds the old name",
        ),
        (
            restated("title", "name", vec![length("length(name)")]),
            "the old name is still in index `ix_editions_live` of table `editions`",
        ),
        (
            restated(
                "kind",
                "sort",
                vec![Restatement::Check {
                    check: "editions_mod_check".to_owned(),
                    expression: "sort > 0".into(),
                }],
            ),
            "`restate` names check `editions_mod_check`, which table `editions` does not have, did you mean `editions_mode_check`?",
        ),
    ]);
    changes(
        &restated("mode", "tracking", vec![mode_check("tracking > 0")]),
        |after| {
            let editions = &after.tables[&table("editions")];
            editions.checks["editions_mode_check"].expression == "tracking > 0".into()
        },
    );
    changes(
        &restated(
            "title",
            "name",
            vec![
                length("length(name)"),
                index(Some(lower("lower(name)")), None),
            ],
        ),
        |after| {
            let editions = &after.tables[&table("editions")];
            editions.columns.contains_key("name") && !editions.columns.contains_key("title")
        },
    );
    changes(
        &restated(
            "date_ended",
            "ended",
            vec![index(None, Some("ended IS NULL"))],
        ),
        |after| {
            after.tables[&table("editions")]
                .columns
                .contains_key("ended")
        },
    );
}
