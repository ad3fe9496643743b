use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
enum Kind {}

fn main() {}
