use keeper_schema::{ColumnEnum, ColumnType, Model};

const MAX_NAME: usize = 120;

/// Who writes.
#[derive(Debug, Model)]
#[keeper(table = "authors")]
pub struct Author {
    #[keeper(primary_key)]
    pub id: AuthorId,
    #[keeper(length = MAX_NAME, unique)]
    pub name: String,
    pub born: Option<i32>,
}

#[derive(Debug, ColumnType)]
pub struct AuthorId(i32);

#[derive(Debug, Model)]
#[keeper(
    table = "books",
    unique(author_id, title),
    check("pages > 0", name = "books_pages_check"),
    index(kind, added, name = "books_kind_idx")
)]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i64,
    #[keeper(references = Author, on_delete = "cascade", index)]
    pub author_id: AuthorId,
    #[keeper(length = 255)]
    pub title: String,
    pub pages: Option<i32>,
    #[keeper(default = false)]
    pub lent: bool,
    #[keeper(precision = 8, scale = 2)]
    pub price: String,
    pub kind: Kind,
    #[keeper(default = now, type = "timestamp")]
    pub added: String,
    #[keeper(skip)]
    pub shown: String,
}

#[derive(Debug, ColumnEnum)]
#[keeper(native)]
pub enum Kind {
    Novel,
    Poem,
}

#[derive(Debug, Model)]
#[keeper(table = "loans", primary_key(book_id, reader))]
pub struct Loan {
    #[keeper(references = Book)]
    pub book_id: i64,
    #[keeper(length = 80)]
    pub reader: String,
    pub since: Option<String>,
}
