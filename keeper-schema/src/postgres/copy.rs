//! Makes and drops databases beside another one, and copies it by the server's own means.

use keeper_schema_core::dialect::quoted;

use super::OpenOptions;
use super::blockers;
use super::client::Client;
use super::connect::Address;
use super::session::text;
use super::tables::{bad_name, literal};
use crate::database_url::PostgresUrl;
use crate::migrate::{DatabaseError, DatabaseErrorKind, OtherSession};

/// Where to connect to, to work on other databases.
const SERVICE: [&str; 2] = ["postgres", "template1"];

/// Settings whose text is a list of quoted names already.
const LISTS: [&str; 4] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "temp_tablespaces",
];

/// Makes a database.
///
/// # Errors
/// If it is there already, or the role may not.
pub fn create_database(url: &PostgresUrl, options: &OpenOptions) -> Result<(), DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    let client = beside(url, &address, options)?;
    client.run(&format!("CREATE DATABASE {}", name(&address)?))
}

/// Copies a database into a new one of that name on the same server. Nobody can connect to
/// the original meanwhile.
///
/// # Errors
/// If somebody is connected to it, or the role may not.
pub fn copy_database(
    url: &PostgresUrl,
    into: &str,
    options: &OpenOptions,
) -> Result<(), DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    let client = beside(url, &address, options)?;
    let copy = quoted(into).map_err(bad_name)?;
    client.run(&format!(
        "CREATE DATABASE {copy} TEMPLATE {}",
        name(&address)?
    ))
}

/// Gives a copy what is set for its original, which is no part of that.
///
/// # Errors
/// If the role may not.
pub fn copy_settings(
    url: &PostgresUrl,
    into: &str,
    options: &OpenOptions,
) -> Result<(), DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    let client = beside(url, &address, options)?;
    let copy = quoted(into).map_err(bad_name)?;
    let settings = client.rows(&format!(
        "SELECT unnest(s.setconfig) FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase WHERE d.datname = {} AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user)) ORDER BY s.setrole",
        literal(address.database())?
    ))?;
    for row in settings {
        let Some((setting, value)) = text(&row, 0).split_once('=') else {
            continue;
        };
        let value = match LISTS.contains(&setting) {
            true => value.to_owned(),
            false => literal(value)?,
        };
        client.run(&format!("ALTER DATABASE {copy} SET {setting} = {value}"))?;
    }
    Ok(())
}

/// Drops a database if it is there, whoever is connected to it.
///
/// # Errors
/// If the role may not.
pub fn drop_database(url: &PostgresUrl, options: &OpenOptions) -> Result<(), DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    let client = beside(url, &address, options)?;
    client.run(&format!(
        "DROP DATABASE IF EXISTS {} WITH (FORCE)",
        name(&address)?
    ))
}

/// Who is connected to a database. No connection to it is made.
///
/// # Errors
/// If the server cannot be asked.
pub fn sessions(
    url: &PostgresUrl,
    options: &OpenOptions,
) -> Result<Vec<OtherSession>, DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    let client = beside(url, &address, options)?;
    let rows = client.rows(&format!(
        "SELECT pid, application_name, usename, state, extract(epoch FROM clock_timestamp() - backend_start) FROM pg_stat_activity WHERE datname = {} AND backend_type = 'client backend' ORDER BY backend_start LIMIT 5",
        literal(address.database())?
    ))?;
    Ok(rows.iter().map(blockers::session).collect())
}

/// The name of the database that a URL and the environment lead to.
///
/// # Errors
/// If a variable of the environment is malformed, or nobody knows the user.
pub fn database_name(url: &PostgresUrl, options: &OpenOptions) -> Result<String, DatabaseError> {
    let address = Address::new(url, &options.environment)?;
    Ok(address.database().to_owned())
}

/// A connection to another database of the server.
fn beside(
    url: &PostgresUrl,
    address: &Address,
    options: &OpenOptions,
) -> Result<Client, DatabaseError> {
    let mut result = Err(DatabaseError {
        kind: DatabaseErrorKind::NoSuchDatabase,
        message: "there is no other database to connect to".to_owned(),
    });
    for service in SERVICE {
        if service == address.database() {
            continue;
        }
        let url = PostgresUrl {
            database: Some(service.to_owned()),
            ..url.clone()
        };
        result = Address::new(&url, &options.environment)?.connect();
        match &result {
            Err(error) if error.kind == DatabaseErrorKind::NoSuchDatabase => {}
            _ => return result,
        }
    }
    result
}

fn name(address: &Address) -> Result<String, DatabaseError> {
    quoted(address.database()).map_err(bad_name)
}
