use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = now)]
    id: i32,
}

fn main() {}
