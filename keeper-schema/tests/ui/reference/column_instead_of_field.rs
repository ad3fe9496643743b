use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(tag_name))]
struct Tag {
    #[keeper(column = "tag_name")]
    slug: String,
}

fn main() {}
