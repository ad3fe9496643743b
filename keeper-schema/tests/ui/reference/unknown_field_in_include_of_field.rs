use keeper_schema::Model;

#[derive(Model)]
struct Tag {
    #[keeper(unique(include(slog)))]
    id: i32,
    slug: String,
}

fn main() {}
