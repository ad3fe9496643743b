//! What databases make of a revision that replaces others.

use keeper_schema::migrate::{Migrator, Options, Silent};
use keeper_schema_core::graph::RevisionSpec;
use keeper_schema_core::history::History;
use keeper_schema_testing::{Cluster, Database};

use crate::connect;
use crate::squash::{R1, R2, R3, S, history};

fn upgrade(database: &Database, history: &History, target: &str) -> Vec<String> {
    let mut executor = connect(database.url()).unwrap();
    let target = RevisionSpec::parse(target).unwrap();
    let migrator = Migrator::new(history);
    let done = migrator.upgrade(&mut executor, &target, &Options::default(), &mut Silent);
    done.unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn every_database_comes_to_the_same_bookkeeping() {
    let (old, new) = (history(&[R1, R2, R3]), history(&[R1, R2, R3, S]));
    for (revision, done, recorded) in [
        ("base", vec!["s", "r3"], ["s applied", "r3 applied"]),
        ("r1", vec!["r2", "s", "r3"], ["s replaced", "r3 applied"]),
        ("r2", vec!["s", "r3"], ["s replaced", "r3 applied"]),
        ("r3", vec!["s"], ["r3 applied", "s replaced"]),
    ] {
        let database = Cluster::shared().database();
        upgrade(&database, &old, revision);
        assert_eq!(upgrade(&database, &new, "heads"), done);
        let kinds = "SELECT revision || ' ' || kind FROM keeper_revisions ORDER BY seq";
        assert_eq!(database.run(kinds), recorded);
        assert_eq!(upgrade(&database, &new, "heads"), [""; 0]);
        let migrator = Migrator::new(&new);
        let found = migrator.check(&mut connect(database.url()).unwrap());
        assert_eq!(found.unwrap().differences, []);

        let target = RevisionSpec::parse("base").unwrap();
        let mut executor = connect(database.url()).unwrap();
        let done = migrator.downgrade(&mut executor, &target, &Options::default(), &mut Silent);
        assert_eq!(done.unwrap().len(), 2);
        assert_eq!(database.run(kinds), [""; 0]);
    }
}
