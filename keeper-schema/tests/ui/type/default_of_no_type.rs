use keeper_schema::Model;

#[derive(Model)]
struct Item {
    #[keeper(primary_key)]
    id: i32,
    #[keeper(default = 1)]
    quantity: u32,
}

fn main() {}
