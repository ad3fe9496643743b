//! A program that is deployed beside its predecessor.

use keeper_schema::embed_migrations;
use keeper_schema::embedded::{Migrations, Migrator, Phase, VerifyError};
use rusqlite::Connection;

use crate::support::rows;

/// `a1`, `b2` which expands, `c3` which contracts.
static MIGRATIONS: Migrations = embed_migrations!("tests/sqlite/phased");

fn columns(connection: &Connection) -> String {
    rows(connection, "SELECT name FROM pragma_table_info('books')")
}

#[test]
fn the_expand_phase_is_served_and_the_contract_waits() {
    let mut connection = Connection::open_in_memory().unwrap();
    let mut expanding = Migrator::new(&MIGRATIONS).through(Phase::Expand);
    let pending = expanding.pending(&mut connection).unwrap();
    assert_eq!(expanding.upgrade(&mut connection).unwrap(), pending);
    assert_eq!(columns(&connection), "id\npages\ntitle");
    expanding.verify(&mut connection).unwrap();
    assert!(expanding.pending(&mut connection).unwrap().is_empty());
    assert_eq!(expanding.dry_run(&mut connection).unwrap(), None);
    assert!(expanding.upgrade(&mut connection).unwrap().is_empty());

    let mut whole = Migrator::new(&MIGRATIONS);
    let error = whole.verify(&mut connection).unwrap_err();
    assert!(matches!(error, VerifyError::Behind { .. }), "{error}");
    whole.upgrade(&mut connection).unwrap();
    assert_eq!(columns(&connection), "id\ntitle");
    whole.verify(&mut connection).unwrap();
    expanding.verify(&mut connection).unwrap();
}

#[test]
fn a_target_beyond_the_contract_is_not_reached() {
    let mut connection = Connection::open_in_memory().unwrap();
    let mut migrator = Migrator::new(&MIGRATIONS).through(Phase::Expand);
    let applied = migrator.upgrade_to(&mut connection, "c3").unwrap();
    assert_eq!(applied.len(), 2);
}
