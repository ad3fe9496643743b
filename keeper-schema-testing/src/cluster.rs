//! A server of one's own, in a folder of its own, reached through a socket in it.
//!
//! A supervisor, a few lines of shell, holds the server and the reading end of a pipe. It
//! stops the server and removes the folder when the pipe closes: on `Drop`, and however
//! the test program ends.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::programs::Programs;
use crate::url::with_database;

/// A running PostgreSQL server.
#[derive(Debug)]
pub struct Cluster {
    /// The address of its database `postgres`, as a superuser.
    url: String,
    /// `None` for a server that somebody else runs.
    private: Option<Private>,
    databases: AtomicU32,
}

#[derive(Debug)]
struct Private {
    folder: PathBuf,
    supervisor: Child,
    /// Open as long as the server is to run.
    running: Option<ChildStdin>,
}

/// `$1` is the program, `$2` the folder, the rest are further arguments. Its input is the
/// pipe; a background job would not get it unless it is given a number.
const SUPERVISOR: &str = r#"
exec 3<&0
postgres=$1 folder=$2
shift 2
"$postgres" -D "$folder/data" -k "$folder" "$@" >"$folder/log" 2>&1 </dev/null 3<&- &
server=$!
{ read -r _ <&3; : >"$folder/stop"; kill -QUIT "$server"; } 2>/dev/null &
watcher=$!
wait "$server"
[ -e "$folder/stop" ] || { kill "$watcher"; exit 1; }
rm -rf "$folder"
"#;

/// What makes a server quick and quiet. No network: the socket is all.
const SETTINGS: [&str; 10] = [
    "-c",
    "listen_addresses=",
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "autovacuum=off",
];

impl Cluster {
    /// The server that the tests of this program share: one of its own, or the one that
    /// `KEEPER_TEST_POSTGRES_URL` names.
    ///
    /// # Panics
    /// If no server can be started.
    pub fn shared() -> &'static Self {
        static SHARED: LazyLock<Cluster> =
            LazyLock::new(|| match std::env::var("KEEPER_TEST_POSTGRES_URL") {
                Ok(url) => Cluster {
                    url,
                    private: None,
                    databases: AtomicU32::new(0),
                },
                Err(_) => Cluster::start(),
            });
        &SHARED
    }

    /// A server that no other test sees, for tests that hurt it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// As [`Cluster::start`], with further settings, such as `max_locks_per_transaction=10`.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start_with(settings: &[&str]) -> Self {
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("keeper-pg-").tempdir();
        let folder = folder.expect("a temporary folder can be made").keep();
        let owner = Owner::of(&folder);
        run_initdb(&programs, &folder, owner);

        let mut command = Command::new("sh");
        command
            .args(["-c", SUPERVISOR, "keeper-test-postgres"])
            .arg(programs.server("postgres"))
            .arg(&folder)
            .args(SETTINGS);
        for setting in settings {
            command.args(["-c", setting]);
        }
        // An interrupt from the terminal is for the test program.
        command.process_group(0).stdin(Stdio::piped());
        programs.prepare(&mut command);
        owner.prepare(&mut command);
        let mut supervisor = command.spawn().expect("`sh` runs");
        let running = supervisor.stdin.take();
        wait_until_ready(&folder, &mut supervisor);
        Self {
            url: format!(
                "postgresql:///postgres?host={}&user=postgres",
                folder.display()
            ),
            private: Some(Private {
                folder,
                supervisor,
                running,
            }),
            databases: AtomicU32::new(0),
        }
    }

    /// A new empty database.
    ///
    /// # Panics
    /// If it cannot be made.
    pub fn database(&self) -> Database {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("keeper_test_{}_{number}", std::process::id());
        let server = Database::attached(self.url.clone());
        server.run(&format!("CREATE DATABASE {name} TEMPLATE template0"));
        let url = with_database(&self.url, &name);
        match self.private {
            Some(_) => Database::attached(url),
            // Nobody throws that server away.
            None => Database::dropped_in_the_end(url, name, self.url.clone()),
        }
    }

    /// The address of the database `postgres`, in the form of libpq.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder of a private server: its socket, its `log`, and its `data`.
    pub fn folder(&self) -> Option<&Path> {
        self.private
            .as_ref()
            .map(|private| private.folder.as_path())
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        drop(self.running.take());
        // Best effort: a supervisor that is gone has nothing left to stop.
        let _ = self.supervisor.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Who runs the server.
#[derive(Clone, Copy)]
enum Owner {
    /// Whoever runs the tests.
    Same,
    /// Another user: PostgreSQL refuses to run as root.
    Other { uid: u32, gid: u32 },
}

impl Owner {
    /// Gives `folder` to its owner, if that is not who made it.
    fn of(folder: &Path) -> Self {
        let made = fs::metadata(folder).expect("the folder is there");
        if made.uid() != 0 {
            return Self::Same;
        }
        let id = |option: &str, user: &str| {
            let output = Command::new("id").args([option, user]).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        let user = ["postgres", "nobody"]
            .iter()
            .find_map(|user| Some((id("-u", user)?, id("-g", user)?)));
        let (uid, gid) = user.expect("there is a user `postgres` or `nobody`");
        chown(folder, Some(uid), Some(gid)).expect("root can give a folder away");
        Self::Other { uid, gid }
    }

    fn prepare(self, command: &mut Command) {
        match self {
            Self::Same => {}
            Self::Other { uid, gid } => {
                command.uid(uid).gid(gid);
            }
        }
        command.current_dir("/");
    }
}

fn run_initdb(programs: &Programs, folder: &Path, owner: Owner) {
    let mut command = Command::new(programs.server("initdb"));
    command
        .arg("--pgdata")
        .arg(folder.join("data"))
        .args(["--username=postgres", "--auth=trust", "--no-sync"])
        .args(["--encoding=UTF8", "--locale=C"])
        .stdin(Stdio::null());
    programs.prepare(&mut command);
    owner.prepare(&mut command);
    let output = command.output().expect("`initdb` runs");
    assert!(
        output.status.success(),
        "initdb: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The server writes how far it is into the last line of its `postmaster.pid`.
fn wait_until_ready(folder: &Path, supervisor: &mut Child) {
    let began = Instant::now();
    let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
    loop {
        let status = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if status.lines().last().map(str::trim) == Some("ready") {
            return;
        }
        if let Ok(Some(_)) = supervisor.try_wait() {
            panic!("the server ended: {}", log());
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "the server does not start: {}",
            log()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use super::Cluster;
    use crate::programs::Programs;

    #[test]
    fn the_server_is_of_the_version_found() {
        let programs = Programs::find();
        let mut postgres = std::process::Command::new(programs.server("postgres"));
        programs.prepare(&mut postgres);
        let said = postgres.arg("--version").output().unwrap().stdout;
        let said = String::from_utf8(said).unwrap();
        let version = Cluster::start().database().run("SHOW server_version");
        assert_eq!(
            said.trim_end(),
            format!("postgres (PostgreSQL) {}", version[0])
        );
    }

    #[test]
    fn databases_are_new_and_apart() {
        let (one, other) = (Cluster::shared().database(), Cluster::shared().database());
        one.run("CREATE TABLE t (a int)");
        other.run("CREATE TABLE t (b int)");
        let columns =
            "SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0";
        assert_eq!(one.run(columns), ["a"]);
        assert_eq!(other.run(columns), ["b"]);
    }

    #[test]
    fn a_server_is_stopped_and_its_folder_removed() {
        let cluster = Cluster::start_with(&["work_mem=1234kB"]);
        let database = cluster.database();
        assert_eq!(database.run("SHOW work_mem"), ["1234kB"]);
        let folder = cluster.folder().expect("it is private").to_owned();
        assert!(folder.exists());
        drop(cluster);
        assert!(!folder.exists());
        assert_ne!(database.psql("SELECT 1").status, 0);
    }
}
