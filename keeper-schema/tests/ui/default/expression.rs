use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = now())]
    size: i32,
}

fn main() {}
