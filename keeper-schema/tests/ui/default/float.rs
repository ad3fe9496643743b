use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = 1.5)]
    price: f64,
}

fn main() {}
