use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(slug, slug))]
struct Tag {
    slug: String,
}

fn main() {}
