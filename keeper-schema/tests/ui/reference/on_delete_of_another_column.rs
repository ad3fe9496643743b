use keeper_schema::Model;

#[derive(Model)]
#[keeper(primary_key(a, b), foreign_key(c, d, references = Tag, on_delete("set null", e)))]
struct Tag {
    a: i32,
    b: i32,
    c: Option<i32>,
    d: i32,
    e: Option<i32>,
}

fn main() {}
