use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(index(uniqe))]
    slug: String,
}

fn main() {}
