use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(references = Organization::slugg)]
    organization: String,
}

#[derive(Model)]
struct Organization {
    #[keeper(primary_key)]
    id: i32,
    slug: String,
}

fn main() {}
