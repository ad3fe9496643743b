use keeper_schema::Model;

#[derive(Model)]
#[keeper(table = "bookings")]
pub struct Booking {
    #[keeper(primary_key)]
    pub id: i32,
    pub room: i32,
    #[keeper(type = "raw:tsrange")]
    pub during: String,
}
