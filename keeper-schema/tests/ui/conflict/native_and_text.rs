use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(native, text)]
enum Kind {
    Main,
}

fn main() {}
