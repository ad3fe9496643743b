use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[repr(i16)]
enum Kind {
    Main = 1,
    Draft = 40000,
}

fn main() {}
