use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = 40000)]
    size: i16,
}

fn main() {}
