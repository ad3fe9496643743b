use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(type = "text", length = 255)]
    slug: String,
}

fn main() {}
