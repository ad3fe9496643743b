//! Exclusion constraints.

use super::*;

#[test]
fn exclusions_are_constraints() {
    let with = |operation: Operation, expected: &str| {
        let mut after = schema();
        apply(
            &mut after,
            &with_exclusion(&[("kind", "="), ("mode", "<>")], Some("mode > 1")),
        )
        .unwrap();
        let before = after.clone();
        match apply(&mut after, &operation) {
            Ok(()) => {
                let exclusions = &after.tables[&table("editions")].exclusions;
                let shown = exclusions.values().map(|exclusion| {
                    let elements = exclusion.elements.iter();
                    let elements = elements.map(|element| match &element.key.target {
                        IndexTarget::Column(name) => name.clone(),
                        IndexTarget::Expression(text) => format!("{text:?}"),
                    });
                    format!(
                        "{} {}",
                        exclusion.name,
                        elements.collect::<Vec<_>>().join(" ")
                    )
                });
                assert_eq!(
                    shown.collect::<Vec<_>>().join("; "),
                    expected,
                    "{operation}"
                );
            }
            Err(error) => {
                assert_eq!(error.to_string(), expected, "{operation}");
                assert_eq!(after, before, "{operation}");
            }
        }
    };
    let rename_constraint = |to: &str| Operation::RenameConstraint {
        table: table("editions"),
        name: "x".to_owned(),
        to: to.to_owned(),
    };
    let restated_where = || Restatement::Exclusion {
        exclusion: "x".to_owned(),
        elements: None,
        predicate: Some("tracking > 1".into()),
    };
    with(drop_constraint("editions", "x"), "");
    with(rename_constraint("y"), "y kind mode");
    with(
        rename_constraint("products_pkey"),
        "exclusion constraint `products_pkey` cannot have the name of primary key `products.products_pkey`: on PostgreSQL tables, indexes, primary keys, unique and exclusion constraints share one namespace",
    );
    with(rename_column("editions", "kind", "sort"), "x sort mode");
    with(
        drop_column("editions", "kind"),
        "column `editions.kind` is used by exclusion constraint `x`",
    );
    with(
        restated("mode", "tracking", vec![mode_check("tracking > 0")]),
        "the old name is still in exclusion constraint `x` of table `editions`",
    );
    with(
        restated(
            "mode",
            "tracking",
            vec![mode_check("tracking > 0"), restated_where()],
        ),
        "x kind tracking",
    );
    with(
        restated(
            "mode",
            "tracking",
            vec![Restatement::Exclusion {
                exclusion: "y".to_owned(),
                elements: None,
                predicate: Some("tracking > 1".into()),
            }],
        ),
        "`restate` names exclusion constraint `y`, which table `editions` does not have, did you mean `x`?",
    );
    with(
        Operation::ValidateConstraint {
            table: table("editions"),
            name: "x".to_owned(),
        },
        "constraint `x` of table `editions` is already valid",
    );
    with(
        with_exclusion(&[("id", "=")], None),
        "table `editions` already has a constraint `x`",
    );
}

#[test]
fn exclusions_that_cannot_be() {
    refused(vec![
        (
            with_exclusion(&[], None),
            "exclusion constraint `x` of table `editions` has no columns",
        ),
        (
            with_exclusion(&[("knd", "=")], None),
            "exclusion constraint `x` is over column `knd`, which table `editions` does not have, did you mean `kind`?",
        ),
    ]);
}
