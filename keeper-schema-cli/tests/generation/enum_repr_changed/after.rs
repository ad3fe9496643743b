use keeper_schema::{ColumnEnum, Model};

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255)]
    pub title: String,
    pub kind: Kind,
}

#[derive(ColumnEnum)]
#[repr(i64)]
pub enum Kind {
    Novel = 1,
    Essay = 2,
}
