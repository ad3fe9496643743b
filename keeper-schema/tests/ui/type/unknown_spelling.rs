use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(type = "interger")]
    size: i32,
}

fn main() {}
