use keeper_schema::Model;

#[derive(Model)]
#[keeper(tabel = "tags", comment = 5)]
struct Tag {
    #[keeper(lenght = 3)]
    slug: String,
    #[keeper(defualt = 1)]
    size: u64,
}

fn main() {}
