use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(index(with(fillfactor)))]
    id: i32,
}

fn main() {}
