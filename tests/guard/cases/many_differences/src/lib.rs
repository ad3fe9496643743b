use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "books")]
pub struct Book {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, index)]
    pub title: String,
    pub pages: Option<i32>,
    pub extra_1: Option<i32>,
    pub extra_2: Option<i32>,
    pub extra_3: Option<i32>,
    pub extra_4: Option<i32>,
    pub extra_5: Option<i32>,
    pub extra_6: Option<i32>,
    pub extra_7: Option<i32>,
    pub extra_8: Option<i32>,
    pub extra_9: Option<i32>,
    pub extra_10: Option<i32>,
    pub extra_11: Option<i32>,
    pub extra_12: Option<i32>,
    pub extra_13: Option<i32>,
    pub extra_14: Option<i32>,
    pub extra_15: Option<i32>,
    pub extra_16: Option<i32>,
    pub extra_17: Option<i32>,
    pub extra_18: Option<i32>,
    pub extra_19: Option<i32>,
    pub extra_20: Option<i32>,
    pub extra_21: Option<i32>,
    pub extra_22: Option<i32>,
    pub extra_23: Option<i32>,
}

#[derive(Model)]
pub struct Author {
    #[keeper(primary_key)]
    pub id: i32,
}
