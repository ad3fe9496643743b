use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(type = "text")]
enum Kind {
    Main,
}

fn main() {}
