use keeper_schema::{ColumnEnum, Model};

#[derive(ColumnEnum)]
#[keeper(text)]
pub enum Kind {
    Main,
    Stable,
    Planned,
}

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    pub kind: Kind,
}
