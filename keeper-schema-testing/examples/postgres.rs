//! A PostgreSQL server for a script: prints the address of an empty database, and runs
//! until its input ends.

use keeper_schema_testing::Cluster;

fn main() {
    let cluster = Cluster::start();
    println!("{}", cluster.database().url());
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).expect("the input can be read");
}
