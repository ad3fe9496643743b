//! Types and values that come through a macro are read as if written by hand.

use keeper_schema::Model;

macro_rules! model {
    ($name:ident, $table:literal, $field:ident: $type:ty) => {
        #[derive(Model)]
        #[keeper(table = $table)]
        struct $name {
            #[keeper(length = 5)]
            $field: $type,
        }
    };
}

model!(Tag, "tags", slug: Option<String>);

fn main() {
    assert_eq!(Tag::NAME, "tags");
    assert!(Tag::TABLE.columns[0].null);
}
