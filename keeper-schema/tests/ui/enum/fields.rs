use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
enum Kind {
    Main(i32),
    Draft,
}

fn main() {}
