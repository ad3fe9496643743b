use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "loans", primary_key(book_id, reader_id))]
pub struct Loan {
    pub book_id: i32,
    pub reader_id: i32,
    pub copy: i32,
}
