//! Databases that others made, taken over: models, a first revision, a green build.

use keeper_schema_testing::Cluster;

use crate::adopting::Adopting;

fn check(name: &str, sql: &str, warnings: &[&str]) {
    let database = Cluster::shared().database();
    database.run(sql);
    Adopting::new(name, Some(database.url())).check(warnings);
}

#[test]
fn a_music_shop() {
    let sql = include_str!("../schemas/postgres/music_shop.sql");
    check("adopted-pg-music-shop", sql, &[]);
}

#[test]
fn a_film_rental() {
    let sql = include_str!("../schemas/postgres/film_rental.sql");
    let warnings = [
        "domain `year` is not in the models",
        "left out of the models: function `last_updated()`: models do not declare it",
        "left out of the models: view `staff_list`: models do not declare it",
        "left out of the models: trigger `last_updated on actor`: models do not declare it",
        "left out of the models: policy `of_the_store on customer`: models do not declare it",
        "left out of the models: sequence `film_numbers`: models do not declare it",
    ];
    check("adopted-pg-film-rental", sql, &warnings);
}

#[test]
fn a_blog() {
    let sql = include_str!("../schemas/postgres/blog.sql");
    check("adopted-pg-blog", sql, &[]);
}
