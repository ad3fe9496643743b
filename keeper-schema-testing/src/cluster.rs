//! A server of one's own, in a folder of its own, reached through a socket in it.
//!
//! A supervisor, a few lines of shell, holds the server and the reading end of a pipe. It
//! stops the server and removes the folder when the pipe closes: on `Drop`, and however
//! the test program ends.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::database::Database;
use crate::owner::Owner;
use crate::programs::Programs;
use crate::small_disk;
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
    owner: Owner,
    settings: Vec<String>,
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
# What is mounted in it goes later.
rm -rf "$folder" 2>/dev/null
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

/// Where the data can be.
#[derive(Clone, Copy, Debug)]
enum Disk {
    TheUsual,
    /// Also on one that only the server sees.
    Small {
        megabytes: u32,
    },
}

const SMALL_DISK: &str = "small";

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
        Self::on(Disk::TheUsual, settings)
    }

    /// As [`Cluster::start`], with a tablespace `small` on a disk of so many megabytes.
    ///
    /// # Panics
    /// If such a disk cannot be made, which takes the right to mount one.
    pub fn start_with_small_disk(megabytes: u32) -> Self {
        let cluster = Self::on(Disk::Small { megabytes }, &[]);
        let folder = cluster.folder().expect("it is private").join(SMALL_DISK);
        let server = Database::attached(cluster.url.clone());
        let location = folder.display();
        server.run(&format!("CREATE TABLESPACE small LOCATION '{location}'"));
        cluster
    }

    fn on(disk: Disk, settings: &[&str]) -> Self {
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("keeper-pg-").tempdir();
        let folder = folder.expect("a temporary folder can be made").keep();
        let owner = Owner::of(&folder);
        run_initdb(&programs, &folder, owner);
        let url = format!(
            "postgresql:///postgres?host={}&user=postgres",
            folder.display()
        );
        let settings: Vec<String> = settings.iter().map(|it| (*it).to_owned()).collect();
        let (supervisor, running) = supervise(&folder, owner, disk, &settings);
        Self {
            url,
            private: Some(Private {
                folder,
                owner,
                settings,
                supervisor,
                running,
            }),
            databases: AtomicU32::new(0),
        }
    }

    /// Stops a private server as `pg_ctl stop -m immediate` does, without letting it write
    /// anything or say goodbye to anybody. Its folder stays.
    ///
    /// # Panics
    /// If it cannot be stopped.
    pub fn crash(&mut self) {
        let private = self.private.as_mut().expect("it is private");
        let programs = Programs::find();
        let mut command = Command::new(programs.server("pg_ctl"));
        command
            .args(["stop", "--silent", "--mode=immediate", "--pgdata"])
            .arg(private.folder.join("data"));
        programs.prepare(&mut command);
        private.owner.prepare(&mut command);
        let status = command.status().expect("`pg_ctl` runs");
        assert!(status.success(), "pg_ctl: {status}");
        let _ = private.supervisor.wait();
    }

    /// Starts a private server again that was stopped. What was on its small disk is gone.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start_again(&mut self) {
        let private = self.private.as_mut().expect("it is private");
        (private.supervisor, private.running) = supervise(
            &private.folder,
            private.owner,
            Disk::TheUsual,
            &private.settings,
        );
    }

    /// Starts a private server again that was stopped, as one that only reads until
    /// `pg_promote()`.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start_again_as_standby(&mut self) {
        let private = self.private.as_ref().expect("it is private");
        let mut command = Command::new("touch");
        command.arg(private.folder.join("data/standby.signal"));
        private.owner.prepare(&mut command);
        assert!(command.status().expect("`touch` runs").success());
        self.start_again();
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

/// Starts a server under its supervisor, and waits until it lets clients in.
fn supervise(
    folder: &Path,
    owner: Owner,
    disk: Disk,
    settings: &[String],
) -> (Child, Option<ChildStdin>) {
    let programs = Programs::find();
    let mut command = match disk {
        Disk::TheUsual => {
            let mut command = Command::new("sh");
            owner.prepare(&mut command);
            command
        }
        Disk::Small { megabytes } => small_disk::shell(&folder.join(SMALL_DISK), megabytes, owner),
    };
    command
        .args(["-c", SUPERVISOR, "keeper-test-postgres"])
        .arg(programs.server("postgres"))
        .arg(folder)
        .args(SETTINGS);
    for setting in settings {
        command.args(["-c", setting]);
    }
    // An interrupt from the terminal is for the test program.
    command.process_group(0).stdin(Stdio::piped());
    programs.prepare(&mut command);
    let mut supervisor = command.spawn().expect("`sh` runs");
    let running = supervisor.stdin.take();
    wait_until_ready(folder, &mut supervisor);
    (supervisor, running)
}

impl Drop for Private {
    fn drop(&mut self) {
        drop(self.running.take());
        // Best effort: a supervisor that is gone has nothing left to stop.
        let _ = self.supervisor.wait();
        let _ = fs::remove_dir_all(&self.folder);
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
        let status = status.lines().last().map(str::trim);
        if let Some("ready" | "standby") = status {
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
