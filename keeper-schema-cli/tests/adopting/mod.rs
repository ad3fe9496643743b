//! A package that takes over a database: set up from nothing, built by the real cargo.
//!
//! The tests on SQLite and on PostgreSQL take this file in by its path.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use keeper_schema_testing::GuardedCrate;

/// A package without a model, a history or a guard, and a database that is full of tables.
pub(crate) struct Adopting {
    pub(crate) package: GuardedCrate,
    url: String,
}

impl Adopting {
    /// `name` is no other test's. The database is at `url`, or is that file of the package.
    pub(crate) fn new(name: &str, url: Option<&str>) -> Self {
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let package = GuardedCrate::empty(scratch, name);
        package.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [workspace]\n"
            ),
        );
        package.delete("build.rs");
        package.write("src/lib.rs", "//! A package.\n\npub fn run() {}\n");
        let url = url.map_or("sqlite:t.db".to_owned(), str::to_owned);
        Self { package, url }
    }

    /// Calls the binary in the package.
    pub(crate) fn call(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_keeper-schema"))
            .args(arguments)
            .env_remove("DATABASE_URL")
            .env("KEEPER_DATABASE_URL", &self.url)
            .env("NO_COLOR", "1")
            .current_dir(self.package.folder())
            .output();
        let Output {
            status,
            stdout,
            stderr,
        } = output.expect("the binary runs");
        let text = |bytes| String::from_utf8(bytes).expect("it prints UTF-8");
        (status.code().unwrap_or(-1), text(stdout), text(stderr))
    }

    /// Calls `init --from` with the database.
    pub(crate) fn init(&self) -> (i32, String, String) {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let checkout = checkout.expect("the package is in the workspace");
        let checkout = checkout.to_str().expect("the path is UTF-8");
        self.call(&["init", "--from", &self.url, "--path", checkout])
    }

    /// Takes the database over, which warns of exactly these; builds the package, and sees
    /// that nothing differs and that a second call changes nothing.
    pub(crate) fn check(&self, warnings: &[&str]) {
        let (status, stdout, stderr) = self.init();
        assert_eq!(status, 0, "{stdout}{stderr}");
        let warned: Vec<&str> = (stderr.lines())
            .filter_map(|line| line.strip_prefix("warning: "))
            .collect();
        assert_eq!(warned, warnings, "{stderr}");
        let revision = |line: &str| line.starts_with("created migrations/");
        assert_eq!(stdout.lines().filter(|line| revision(line)).count(), 1);

        let build = self.package.build();
        assert!(build.green, "{}", build.stderr);
        assert!(!build.stderr.contains("warning"), "{}", build.stderr);
        let format = Command::new("cargo")
            .args(["fmt", "--check"])
            .current_dir(self.package.folder())
            .output();
        let format = format.expect("cargo runs");
        let difference = String::from_utf8_lossy(&format.stdout);
        assert!(format.status.success(), "{difference}");

        for (arguments, expected) in [
            (&["diff", "models", &self.url][..], ""),
            (&["diff", &self.url, "models"], ""),
            (&["check"], ""),
            (&["check", "--database"], ""),
            (&["upgrade"], ""),
        ] {
            let (status, stdout, stderr) = self.call(arguments);
            assert_eq!((status, &*stdout), (0, expected), "{arguments:?}: {stderr}");
        }

        let before = self.files();
        let (status, stdout, stderr) = self.init();
        assert_eq!((status, &*stdout), (2, ""), "{stderr}");
        assert!(stderr.contains("nothing was changed"), "{stderr}");
        assert_eq!(self.files(), before);

        let (status, _, stderr) = self.call(&["inspect", &self.url, "--models", "again"]);
        assert_eq!(status, 0, "{stderr}");
        let under = |folder: &str| {
            let files = self.files().into_iter();
            let files = files.filter_map(|(path, text)| {
                Some((path.strip_prefix(folder).ok()?.to_owned(), text))
            });
            files.collect::<BTreeMap<PathBuf, Vec<u8>>>()
        };
        assert_eq!(under("again"), under("src/models"));
    }

    /// Every file of the package but the database's.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.package.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("it is a folder") {
                let path = entry.expect("it can be read").path();
                let is_database = path.extension().is_some_and(|it| it == "db");
                if path.is_dir() {
                    folders.push(path);
                } else if !is_database {
                    let within = path.strip_prefix(self.package.folder());
                    let within = within.expect("it is in the package").to_owned();
                    files.insert(within, std::fs::read(&path).expect("it can be read"));
                }
            }
        }
        files
    }
}
