use keeper_schema::Model;

#[derive(Model)]
#[keeper(exclude(key(slog, with = "=")))]
struct Tag {
    slug: String,
}

fn main() {}
