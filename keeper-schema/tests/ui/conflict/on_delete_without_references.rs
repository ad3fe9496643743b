use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(on_delete = "cascade")]
    organization_id: i32,
}

fn main() {}
