use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(native, length = 5)]
enum Kind {
    Main,
}

fn main() {}
