//! A PostgreSQL server for one copy, in a folder of its own and reached through a socket in it.
//!
//! A few lines of shell hold the server and the reading end of a pipe: when that closes, however
//! this program ends, they stop the server and remove the folder.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use keeper_schema::database_url::{DatabaseUrl, PostgresUrl};
use tempfile::TempDir;

use super::owner::Owner;
use crate::failure::Failure;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// A path to a socket has this many bytes at most, on every system.
const LONGEST_PATH: usize = 103;

/// Where Debian has the servers, a folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

const DATABASE: &str = "rehearsal";

/// `$1` is the program, `$2` the folder.
const SUPERVISOR: &str = r#"
exec 3<&0
"$1" -D "$2/data" -k "$2" -p 5432 -c listen_addresses= >"$2/log" 2>&1 </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -QUIT "$server"; } 2>/dev/null &
watcher=$!
wait "$server"
kill "$watcher" 2>/dev/null
rm -rf "$2" 2>/dev/null
"#;

/// A server to be started.
pub(super) struct Planned {
    folder: TempDir,
    /// Where its programs are.
    pub(super) programs: PathBuf,
}

/// A server that runs. It ends when this is dropped.
pub(super) struct Server {
    supervisor: Child,
    /// Open as long as it is to run.
    running: Option<ChildStdin>,
    _folder: TempDir,
}

impl Planned {
    /// Finds the programs, and makes the folder.
    pub(super) fn new() -> Result<Self, Failure> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("keeper-server-").tempdir();
        let folder = folder.map_err(|error| {
            Failure::call(format!("no folder can be made for the server: {error}"))
        })?;
        if folder.path().join(".s.PGSQL.5432.lock").as_os_str().len() > LONGEST_PATH {
            return Err(Failure::call(format!(
                "the path of `{}` is too long for a server's socket",
                folder.path().display()
            ))
            .help("`TMPDIR` names a folder with a shorter one"));
        }
        Ok(Self { folder, programs })
    }

    /// The address of the database that the copy is made in.
    pub(super) fn url(&self) -> Result<PostgresUrl, Failure> {
        let folder = encoded(self.folder.path());
        let written = format!(
            "postgresql:///{DATABASE}?host={folder}&port=5432&user=postgres&sslmode=disable"
        );
        match DatabaseUrl::parse(&written) {
            Ok(DatabaseUrl::Postgres(url)) => Ok(*url),
            _ => Err(Failure::call(format!(
                "the server's address `{written}` cannot be read"
            ))),
        }
    }

    /// Starts it, and waits until it lets clients in.
    pub(super) fn start(self) -> Result<Server, Failure> {
        let folder = self.folder.path().to_owned();
        let owner = Owner::of(&folder).map_err(|error| cannot(&error))?;
        initialise(&self.programs, &folder, owner)?;
        let mut command = Command::new("sh");
        command
            .args(["-c", SUPERVISOR, "keeper-schema-server"])
            .arg(self.programs.join("postgres"))
            .arg(&folder)
            .stdin(Stdio::piped());
        alone(&mut command, owner);
        let mut supervisor = command.spawn().map_err(|error| cannot(&error))?;
        let mut server = Server {
            running: supervisor.stdin.take(),
            supervisor,
            _folder: self.folder,
        };
        server.wait_until_ready(&folder)?;
        Ok(server)
    }
}

impl Server {
    /// The server writes how far it is into the last line of its `postmaster.pid`.
    fn wait_until_ready(&mut self, folder: &Path) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            let status = fs::read_to_string(folder.join("data/postmaster.pid"));
            let status = status.unwrap_or_default();
            if status.lines().last().map(str::trim) == Some("ready") {
                return Ok(());
            }
            let log = || fs::read_to_string(folder.join("log")).unwrap_or_default();
            if began.elapsed() > PATIENCE || !matches!(self.supervisor.try_wait(), Ok(None)) {
                let log = log();
                let said = log.lines().last().unwrap_or("it says nothing").to_owned();
                return Err(Failure::call(format!(
                    "the private server does not start: {said}"
                )));
            }
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.running.take());
        // One that has ended has nothing left to stop.
        let _ = self.supervisor.wait();
    }
}

/// The folder of a server's programs: on the path, or the newest of Debian's.
fn programs() -> Result<PathBuf, Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).collect::<Vec<_>>();
    let entries = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let mut versions: Vec<u32> = entries
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable_by(|one, other| other.cmp(one));
    let of_debian = versions
        .iter()
        .map(|version| Path::new(DEBIAN).join(version.to_string()).join("bin"));
    let is_whole = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|program| folder.join(program).exists())
    };
    let found = on_path.into_iter().chain(of_debian).find(is_whole);
    // Where it is linked to, the clients of the same version are.
    let found = found.map(|folder| match fs::canonicalize(folder.join("initdb")) {
        Ok(initdb) => initdb.parent().map(Path::to_owned).unwrap_or(folder),
        Err(_) => folder,
    });
    found.ok_or_else(|| {
        Failure::call("no PostgreSQL server is found to start: `initdb` and `postgres`")
            .help("it is a package of its own: `apt-get install postgresql`")
    })
}

fn initialise(programs: &Path, folder: &Path, owner: Owner) -> Result<(), Failure> {
    let mut command = Command::new(programs.join("initdb"));
    command
        .arg("--pgdata")
        .arg(folder.join("data"))
        .args(["--username=postgres", "--auth=trust", "--no-sync"])
        .args(["--encoding=UTF8", "--locale=C"])
        .stdin(Stdio::null());
    alone(&mut command, owner);
    let output = command.output().map_err(|error| cannot(&error))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().last().unwrap_or_default();
    Err(Failure::call(format!(
        "the private server cannot be made: {said}"
    )))
}

/// Lets a program run as its owner, and an interruption from the terminal pass by it.
fn alone(command: &mut Command, owner: Owner) {
    command.process_group(0);
    owner.prepare(command);
}

fn cannot(error: &io::Error) -> Failure {
    Failure::call(format!("the private server cannot be started: {error}"))
}

/// A path as a URL has it.
fn encoded(path: &Path) -> String {
    let mut encoded = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                encoded.push(char::from(*byte));
            }
            byte => encoded += &format!("%{byte:02X}"),
        }
    }
    encoded
}
