use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[keeper(text, schema = "docs")]
enum Kind {
    Main,
}

fn main() {}
