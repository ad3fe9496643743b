use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
enum Kind {
    Main = 1,
    Release = 0,
    Draft,
}

fn main() {}
