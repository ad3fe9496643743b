use std::collections::BTreeMap;

use crate::database_url::{
    DatabaseUrl, PostgresEnvironment, PostgresUrl, Secret, SslMode, TargetSession, UrlError,
};

fn parsed(written: &str) -> PostgresUrl {
    match DatabaseUrl::parse(written).unwrap() {
        DatabaseUrl::Postgres(url) => *url,
        DatabaseUrl::Sqlite(url) => panic!("{url}"),
    }
}

/// What it says, and the same for a person.
fn check(written: &str, shown: &str, password: Option<&str>) {
    let url = parsed(written);
    assert_eq!(url.to_string(), shown, "{written}");
    assert_eq!(url.password.as_ref().map(Secret::reveal), password);
    if let Some(password) = password {
        assert!(!format!("{url:?}").contains(password), "{url:?}");
    }
}

#[test]
fn places() {
    check("postgresql://", "postgresql://", None);
    check("postgres://localhost", "postgresql://localhost", None);
    check("postgres://h:5433/db", "postgresql://h:5433/db", None);
    check(
        "postgres://me:hunter2@h/db",
        "postgresql://me@h/db",
        Some("hunter2"),
    );
    // As libpq reads it, which knows no fragments.
    check(
        "postgres://me:hun#ter2@h/db",
        "postgresql://me@h/db",
        Some("hun#ter2"),
    );
    check(
        "postgres://m%65:p%40%2F%3As@h/a%20b",
        "postgresql://me@h/a b",
        Some("p@/:s"),
    );
    check(
        "postgres://one:1,two:2,three/db",
        "postgresql://one:1,two:2,three/db",
        None,
    );
    check(
        "postgres://[::1]:5433/db",
        "postgresql://[::1]:5433/db",
        None,
    );
    check(
        "postgresql:///db?host=/run/postgresql&user=me&password=a%26b",
        "postgresql://me@/run/postgresql/db",
        Some("a&b"),
    );
    check(
        "postgresql://%2Frun%2Fpostgresql/db",
        "postgresql:///run/postgresql/db",
        None,
    );
}

#[test]
fn parameters() {
    let url = parsed(
        "postgres://h/db?sslmode=verify-full&sslrootcert=/ca.pem&options=-c%20a%3Db\
         &connect_timeout=7&target_session_attrs=read-write&application_name=x",
    );
    assert_eq!(url.ssl_mode, Some(SslMode::VerifyFull));
    assert_eq!(url.ssl_root_certificate, Some("/ca.pem".into()));
    assert_eq!(url.options.as_deref(), Some("-c a=b"));
    assert_eq!(url.connect_timeout.unwrap().as_secs(), 7);
    assert_eq!(url.target_session, Some(TargetSession::ReadWrite));
    assert_eq!(url.application_name.as_deref(), Some("x"));
}

#[test]
fn parameters_of_sqlx() {
    let url = parsed(
        "postgres://h/db?ssl-mode=verify-full&ssl-ca=/ca.pem&statement-cache-capacity=10\
         &options=-c%20a%3Db&options[search_path]=mine%2C%20public&options[x]=%5C",
    );
    assert_eq!(url.ssl_mode, Some(SslMode::VerifyFull));
    assert_eq!(url.ssl_root_certificate, Some("/ca.pem".into()));
    let options = r"-c a=b -c search_path=mine,\ public -c x=\\";
    assert_eq!(url.options.as_deref(), Some(options));
}

#[test]
fn refusals_say_what_would_be_right() {
    for (written, expected) in [
        ("postgres://h?sslmod=require", "did you mean `sslmode`?"),
        ("postgres://h?frobnicate=1", "known are `application_name`"),
        (
            "postgres://h?sslmode=maybe",
            "`disable`, `allow`, `prefer`, `require`",
        ),
        ("postgres://h:0", "1 to 65535"),
        ("postgres://a,b?port=1,2,3", "one port, or as many as hosts"),
        ("postgres://a,b?hostaddr=127.0.0.1", "as many addresses"),
        ("postgres://me:pa/ss@h/db", "`@` is written `%40`"),
    ] {
        let error = DatabaseUrl::parse(written).unwrap_err().to_string();
        assert!(error.contains(expected), "{written}: {error}");
    }
}

#[test]
fn the_environment_speaks_where_the_url_is_silent() {
    let environment = |pairs: &[(&str, &str)]| PostgresEnvironment {
        variables: pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        home: None,
    };
    let all = environment(&[
        ("PGHOST", "/run/a"),
        ("PGPORT", "5433"),
        ("PGUSER", "env"),
        ("PGPASSWORD", "hunter2"),
        ("PGDATABASE", "envdb"),
        ("PGSSLMODE", "require"),
    ]);
    assert!(!format!("{all:?}").contains("hunter2"));
    for (written, shown) in [
        ("postgres://", "postgresql://env@/run/a:5433/envdb"),
        ("postgres://me@h/db", "postgresql://me@h:5433/db"),
        ("postgres://h:1", "postgresql://env@h:1/envdb"),
    ] {
        let url = parsed(written).or_environment(&all).unwrap();
        assert_eq!(url.to_string(), shown);
        assert_eq!(url.ssl_mode, Some(SslMode::Require));
        assert_eq!(url.password, Some(Secret::new("hunter2")));
    }
    let wrong = environment(&[("PGSSLMODE", "hunter2")]);
    let error = parsed("postgres://h").or_environment(&wrong).unwrap_err();
    assert!(matches!(error, UrlError::BadVariable { .. }));
    assert!(error.to_string().contains("PGSSLMODE"), "{error}");
    assert!(!error.to_string().contains("hunter2"), "{error}");
}
