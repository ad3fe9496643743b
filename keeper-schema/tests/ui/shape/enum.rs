use keeper_schema::Model;

#[derive(Model)]
enum Tag {
    A,
}

fn main() {}
