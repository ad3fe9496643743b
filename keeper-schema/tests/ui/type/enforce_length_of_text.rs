use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(enforce_length)]
    title: String,
}

fn main() {}
