use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = 1, generated = "1")]
    size: i32,
}

fn main() {}
