use keeper_schema::ColumnEnum;

#[derive(ColumnEnum)]
#[repr(u8)]
enum Kind {
    Main,
}

fn main() {}
