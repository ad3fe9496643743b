use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(check = "")]
    id: i32,
}

fn main() {}
