//! Encryption as libpq has it.

use keeper_schema::migrate::DatabaseErrorKind;

use crate::connect;
use crate::server::{Authority, Server, set_mode};

/// Connects and asks the server whether it is encrypted; or how it fails.
fn check(server: &Server, parameters: &str, expected: Result<&str, DatabaseErrorKind>) {
    check_url(server, &server.url("postgres", parameters), expected);
}

fn check_url(server: &Server, url: &str, expected: Result<&str, DatabaseErrorKind>) {
    let connected = connect(url);
    let found = match &connected {
        Ok(_) => Ok(server.run(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
             WHERE application_name = 'keeper-schema'",
        )),
        Err(error) => Err(error.kind),
    };
    let expected = expected.map(str::to_owned);
    assert_eq!(found, expected, "{url}: {:?}", connected.err());
    drop(connected);
    // The next one is not to see this one.
    while server
        .run("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'keeper-schema'")
        != "0"
    {}
}

#[test]
fn what_is_verified() {
    let (authority, other) = (Authority::new(), Authority::new());
    let server = Server::encrypted(&authority);
    let right = server.root_file(&authority, "right.crt");
    let wrong = server.root_file(&other, "wrong.crt");
    let refused = Err(DatabaseErrorKind::Tls);
    for (parameters, expected) in [
        ("sslmode=disable".to_owned(), Ok("f")),
        ("sslmode=allow".to_owned(), Ok("f")),
        (String::new(), Ok("t")),
        ("sslmode=prefer".to_owned(), Ok("t")),
        (format!("sslmode=prefer&{wrong}"), Ok("t")),
        ("sslmode=require".to_owned(), Ok("t")),
        (format!("sslmode=require&{right}"), Ok("t")),
        (format!("sslmode=require&{wrong}"), refused),
        ("sslmode=verify-ca".to_owned(), refused),
        (format!("sslmode=verify-ca&{right}"), Ok("t")),
        (format!("sslmode=verify-ca&{wrong}"), refused),
        (format!("sslmode=verify-full&{right}"), Ok("t")),
        (format!("sslmode=verify-full&{wrong}"), refused),
        (
            "sslmode=verify-full&sslrootcert=/no/such/file".to_owned(),
            refused,
        ),
    ] {
        check(&server, &parameters, expected);
    }
    // The certificate is for `localhost`.
    let by_address = |mode: &str| {
        let port = server.port;
        format!("postgresql://postgres@127.0.0.1:{port}/postgres?sslmode={mode}&{right}")
    };
    check_url(&server, &by_address("verify-ca"), Ok("t"));
    check_url(&server, &by_address("verify-full"), refused);
}

#[test]
fn require_never_falls_back_to_plain_text() {
    let server = Server::start();
    check(&server, "sslmode=require", Err(DatabaseErrorKind::Tls));
    check(&server, "sslmode=prefer", Ok("f"));
    let root = server.root_file(&Authority::new(), "root.crt");
    check(
        &server,
        &format!("sslmode=verify-full&{root}"),
        Err(DatabaseErrorKind::Tls),
    );
    // A socket is not encrypted, and not refused for it.
    let socket = format!("{}&sslmode=require", server.socket_url());
    check_url(&server, &socket, Ok("f"));
}

#[test]
fn clients_have_certificates_too() {
    let authority = Authority::new();
    let server = Server::encrypted(&authority);
    server.run("CREATE ROLE carol LOGIN");
    server.let_in("hostssl all all 127.0.0.1/32 cert");
    let folder = server.client_certificate(&authority, "carol");
    let folder = folder.display();
    let with = format!("sslmode=require&sslcert={folder}/client.crt&sslkey={folder}/client.key");
    check_url(&server, &server.url("carol", &with), Ok("t"));
    // Plain text is refused there.
    let allowed = with.replace("require", "allow");
    check_url(&server, &server.url("carol", &allowed), Ok("t"));
    let refused = Err(DatabaseErrorKind::Authentication);
    check_url(&server, &server.url("postgres", &with), refused);
    check_url(&server, &server.url("carol", "sslmode=require"), refused);
    set_mode(format!("{folder}/client.key").as_ref(), 0o644);
    check_url(
        &server,
        &server.url("carol", &with),
        Err(DatabaseErrorKind::Tls),
    );
}
