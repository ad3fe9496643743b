use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(slgu))]
struct Tag {
    slug: String,
}

fn main() {}
