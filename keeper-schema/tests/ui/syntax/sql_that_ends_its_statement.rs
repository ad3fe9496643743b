use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(check = "size > 0); DROP TABLE tag; --")]
    size: i32,
}

fn main() {}
