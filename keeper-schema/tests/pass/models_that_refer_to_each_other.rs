use keeper_schema::Model;

#[derive(Model)]
struct Build {
    #[keeper(primary_key)]
    id: i32,
    #[keeper(references = Edition)]
    edition_id: Option<i32>,
}

#[derive(Model)]
struct Edition {
    #[keeper(primary_key)]
    id: i32,
    #[keeper(references = Build::id)]
    build_id: Option<i32>,
}

fn main() {
    assert_eq!(Build::TABLE.foreign_keys[0].references.table, "edition");
    assert_eq!(Edition::TABLE.foreign_keys[0].references.table, "build");
}
