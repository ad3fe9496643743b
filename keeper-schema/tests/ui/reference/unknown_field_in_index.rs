use keeper_schema::Model;

#[derive(Model)]
#[keeper(index(desc(nothing)))]
struct Tag {
    slug: String,
}

fn main() {}
