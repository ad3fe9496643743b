use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(length = 2, default = "abc")]
    slug: String,
}

fn main() {}
