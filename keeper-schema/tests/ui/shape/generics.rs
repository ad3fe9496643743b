use keeper_schema::Model;

#[derive(Model)]
struct Tag<T> {
    #[keeper(type = "json")]
    value: T,
}

fn main() {}
