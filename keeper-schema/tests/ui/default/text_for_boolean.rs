use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(default = "false")]
    live: bool,
}

fn main() {}
