use keeper_schema::Model;

/// Someone, or some program, that may call the API.
#[derive(Clone, Debug, Model)]
#[keeper(table = "users")]
pub struct User {
    #[keeper(primary_key)]
    pub id: i32,
    #[keeper(length = 255, index(unique))]
    pub username: Option<String>,
    #[keeper(length = 128)]
    pub password_hash: Option<String>,
    /// A bit for each thing that the user may do.
    pub permissions: Option<i32>,
}
