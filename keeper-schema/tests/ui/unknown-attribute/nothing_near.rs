use keeper_schema::Model;

#[derive(Model)]
#[keeper(engine = "InnoDB")]
struct Tag {
    id: i32,
}

fn main() {}
