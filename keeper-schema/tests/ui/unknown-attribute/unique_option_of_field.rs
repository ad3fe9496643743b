use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(unique(defferable = "deferrable"))]
    id: i32,
}

fn main() {}
