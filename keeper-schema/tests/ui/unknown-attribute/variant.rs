use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(native)]
enum Kind {
    #[keeper(valeu = "x")]
    Main,
}

fn main() {}
