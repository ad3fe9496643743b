use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(scale = 2)]
    price: f64,
}

fn main() {}
