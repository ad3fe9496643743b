use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(native)]
enum Kind {
    #[keeper(value = "main")]
    First,
    Main,
}

fn main() {}
