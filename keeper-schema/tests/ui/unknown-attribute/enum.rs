use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(nativ)]
enum Kind {
    Main,
}

fn main() {}
