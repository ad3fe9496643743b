use keeper_schema::Model;

struct Organization;

#[derive(Model)]
struct Tag {
    #[keeper(references = Organization)]
    organization_id: i32,
}

fn main() {}
