use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(text, comment = "what there is")]
enum Kind {
    Main,
}

fn main() {}
