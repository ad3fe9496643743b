use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
struct Kind;

fn main() {}
