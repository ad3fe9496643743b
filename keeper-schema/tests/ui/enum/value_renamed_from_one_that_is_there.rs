use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(native)]
enum Kind {
    #[keeper(renamed_from = "draft")]
    Main,
    Draft,
}

fn main() {}
