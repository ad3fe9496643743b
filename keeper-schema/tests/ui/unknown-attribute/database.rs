use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(check(postgres = "id > 0", sqlight = "id > 0"))]
    id: i32,
}

fn main() {}
