use keeper_schema::Model;

type Maybe<T> = Option<T>;

#[derive(Model)]
struct Tag {
    #[keeper(type = "uuid")]
    id: [u8; 16],
    #[keeper(type = "text")]
    size: Maybe<String>,
}

fn main() {}
