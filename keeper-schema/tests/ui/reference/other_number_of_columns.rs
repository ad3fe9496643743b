use keeper_schema::Model;

#[derive(Model)]
#[keeper(foreign_key(a, b, references = Organization(id)))]
struct Tag {
    a: i32,
    b: i32,
}

#[derive(Model)]
struct Organization {
    #[keeper(primary_key)]
    id: i32,
    slug: String,
}

fn main() {}
