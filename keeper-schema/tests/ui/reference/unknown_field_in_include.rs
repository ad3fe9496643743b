use keeper_schema::Model;

#[derive(Model)]
#[keeper(unique(id, include(slog)))]
struct Tag {
    id: i32,
    slug: String,
}

fn main() {}
