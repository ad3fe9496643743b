use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "publishers")]
pub struct Publisher {
    #[keeper(primary_key)]
    pub id: i32,
    pub name: String,
    #[keeper(references = Magazine)]
    pub flagship_id: Option<i32>,
}

#[derive(Model)]
#[keeper(table = "magazines")]
pub struct Magazine {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(references = Publisher)]
    pub publisher_id: i32,
    #[keeper(references = Self)]
    pub successor_id: Option<i32>,
}
