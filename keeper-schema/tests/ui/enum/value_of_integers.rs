use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
enum Kind {
    #[keeper(value = "main")]
    Main,
}

fn main() {}
