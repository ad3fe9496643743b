use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
enum Kind {
    Main = 1 + 1,
}

fn main() {}
