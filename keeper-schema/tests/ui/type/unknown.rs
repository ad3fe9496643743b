use keeper_schema::Model;

struct Money(i64);

#[derive(Model)]
struct Tag {
    price: Money,
}

fn main() {}
