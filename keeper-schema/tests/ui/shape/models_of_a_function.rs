keeper_schema::models! {
    fn book() {}
}

fn main() {}
