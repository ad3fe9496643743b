use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(a, name = "both"), index(a, name = "both"))]
struct Tag {
    a: i32,
}

fn main() {}
