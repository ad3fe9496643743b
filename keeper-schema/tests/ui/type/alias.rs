use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(type = "int4")]
    size: i32,
}

fn main() {}
