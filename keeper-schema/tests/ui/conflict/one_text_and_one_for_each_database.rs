use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(check("id > 0", sqlite = "id > 1"))]
    id: i32,
}

fn main() {}
