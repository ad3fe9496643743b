use keeper_schema::{ColumnEnum, Model};

#[derive(ColumnEnum)]
#[keeper(text, length = 10)]
pub enum Kind {
    Main,
    Release,
    Draft,
}

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(default = "draft")]
    pub kind: Kind,
}
