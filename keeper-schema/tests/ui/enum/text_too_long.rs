use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(text, length = 3)]
enum Kind {
    Main,
}

fn main() {}
