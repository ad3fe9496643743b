use std::marker::PhantomData;

use keeper_schema::ColumnType;

#[derive(ColumnType)]
struct Name<'a>(String, PhantomData<&'a str>);

fn main() {}
