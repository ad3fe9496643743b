use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "loans")]
pub struct Loan {
    pub book_id: i32,
    pub reader_id: i32,
    pub copy: i32,
}
