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
        "domain public.year is not in the models",
        "constraint year_check of domain public.year is not in the models",
    ];
    check("adopted-pg-film-rental", sql, &warnings);
}

#[test]
fn a_blog() {
    let sql = include_str!("../schemas/postgres/blog.sql");
    check("adopted-pg-blog", sql, &[]);
}

#[test]
fn what_is_declared_beside_the_tables() {
    let database = Cluster::shared().database();
    let url = Some(database.url());
    crate::declared::check("declared-pg-objects", url, "[\"sqlite\", \"postgres\"]");
}
