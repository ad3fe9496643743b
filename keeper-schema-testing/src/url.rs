//! Addresses in the form of libpq.

/// The address of another database of the same server.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let authority = address.find("://").map_or(0, |position| position + 3);
    let end = address[authority..]
        .find('/')
        .map_or(address.len(), |position| authority + position);
    format!("{}/{database}{query}", &address[..end])
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_changes() {
        for (url, expected) in [
            (
                "postgresql:///postgres?host=/tmp/a&user=b",
                "postgresql:///x?host=/tmp/a&user=b",
            ),
            (
                "postgres://me:pw@host:5433/postgres",
                "postgres://me:pw@host:5433/x",
            ),
            ("postgresql://host", "postgresql://host/x"),
            (
                "postgresql://host?sslmode=disable",
                "postgresql://host/x?sslmode=disable",
            ),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }
}
