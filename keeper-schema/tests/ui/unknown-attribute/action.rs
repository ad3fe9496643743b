use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(references = Organization, on_delete = "cascde")]
    organization_id: i32,
}

#[derive(Model)]
struct Organization {
    #[keeper(primary_key)]
    id: i32,
    slug: String,
}

fn main() {}
