use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(primary_key, identity = "serial")]
    slug: String,
}

fn main() {}
