use keeper_schema::Model;

type Maybe = Option<i32>;

#[derive(Model)]
struct Tag {
    size: Maybe,
}

fn main() {}
