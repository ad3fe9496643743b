//! The package's own program, which has the hooks that revisions run: built by cargo, started, and
//! told what to do. `keeper-schema/src/embedded/served` is the other end.

mod build;
mod events;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use keeper_schema::migrate::{Interrupt, MigrateError, Observer, Step};
use keeper_schema_core::diagnostic::{Code, Diagnostic};
use keeper_schema_core::history::{History, Revisions};
use keeper_schema_core::revision::RevisionId;
use keeper_schema_core::revision::checksum::checksum;
use serde_json::Value;

use self::events::Told;
pub(crate) use self::request::Request;
use crate::failure::Failure;
use crate::output::shown;
use crate::project::Project;

/// What the program is called with.
const ARGUMENT: &str = "keeper-schema:migrate";

/// The version of the contract.
const VERSION: u64 = 1;

/// How long it may take to say hello, which it does before all else.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often an interruption is looked for.
const GLANCE: Duration = Duration::from_millis(50);

/// A program that says it has the hooks.
pub(crate) struct MigratorBin {
    /// Its name, in the settings.
    name: String,
    executable: PathBuf,
}

/// What is run, as far as is known here.
#[derive(Clone, Copy)]
pub(crate) struct Way<'w> {
    /// What the program must have been compiled from.
    pub(crate) on_disk: &'w Revisions,
    /// The same, with what the database remembers besides.
    pub(crate) history: &'w History,
    /// What the work comes to.
    pub(crate) steps: &'w [Step<'w>],
}

/// Why it did not come to the end.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It was asked to stop, before anything was begun.
    Unbegun,
    /// It was asked to stop, and did.
    Interrupted(MigrateError),
    /// A revision failed on the database.
    Revision(Failure),
    /// Anything else.
    Failed(Failure),
}

impl From<MigrateError> for Ended {
    fn from(error: MigrateError) -> Self {
        match &error {
            MigrateError::Interrupted { .. } => Self::Interrupted(error),
            MigrateError::Step { .. }
            | MigrateError::ForeignKeys { .. }
            | MigrateError::ForeignKeyMismatch { .. } => Self::Revision(error.into()),
            _ => Self::Failed(error.into()),
        }
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl MigratorBin {
    /// The program that the package names, if it names one, built.
    pub(crate) fn built(project: &Project, interrupt: &Interrupt) -> Result<Option<Self>, Ended> {
        let config = project.config().ok();
        let Some((config, name)) = config.and_then(|it| Some((it, it.migrator_bin.as_ref()?)))
        else {
            return Ok(None);
        };
        let executable = build::executable(config, name, interrupt)?;
        Ok(Some(Self {
            name: name.clone(),
            executable,
        }))
    }

    /// Has it do what is asked for.
    pub(crate) fn run(
        &self,
        way: &Way<'_>,
        request: &Request<'_>,
        interrupt: &Interrupt,
        observer: &mut dyn Observer,
    ) -> Result<Vec<RevisionId>, Ended> {
        let mut program = self.start()?;
        let hello = program.hello(interrupt)?;
        let Some(hello) = hello else {
            return Err(Ended::Unbegun);
        };
        self.check(&hello, way.on_disk)?;
        program.send(&request.text(observer))?;
        let mut told = Told::new(way, observer);
        let mut is_asked = false;
        loop {
            if interrupt.is_requested() && !is_asked {
                is_asked = true;
                program.send("stop\n")?;
            }
            match program.lines.recv_timeout(GLANCE) {
                Ok(line) => {
                    if let Some(event) = message(&line)
                        && let Some(end) = told.event(&event)
                    {
                        return program.ended(end.map_err(|ended| self.named(ended, &hello)));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(self.gone(&mut program)),
            }
        }
    }

    fn start(&self) -> Result<Program<'_>, Failure> {
        let mut command = Command::new(&self.executable);
        command
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        // Ctrl-C is ours to hear: the program is asked to stop.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .spawn()
            .map_err(|error| refused(format!("`{}` cannot be started: {error}", self.name)))?;
        let lines = lines(child.stdout.take());
        Ok(Program {
            bin: self,
            stdin: child.stdin.take(),
            child,
            lines,
        })
    }

    /// Refuses a program of another version, or one that was compiled from other revisions.
    fn check(&self, hello: &Value, on_disk: &Revisions) -> Result<(), Failure> {
        let name = &self.name;
        let version = hello["version"].as_u64();
        if version != Some(VERSION) {
            let theirs = version.unwrap_or_default();
            return Err(refused(format!(
                "`{name}` speaks version {theirs} of what `cargo db` says to it, and this is version {VERSION}; nothing was changed"
            ))
            .help("have the package depend on the release of `keeper-schema` that this is of"));
        }
        let pairs = hello["carried"].as_array().into_iter().flatten();
        let pairs = pairs.filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?)));
        let carried: BTreeMap<&str, &str> = pairs.collect();
        let found: BTreeMap<&str, String> = (on_disk.files())
            .map(|file| (file.revision.id.as_str(), checksum(&file.revision)))
            .collect();
        let ids: BTreeSet<&str> = carried.keys().chain(found.keys()).copied().collect();
        let differs = ids.into_iter().find_map(|id| {
            let id_shown = shown(id);
            match (carried.get(id), found.get(id)) {
                (None, _) => Some(format!("it does not have `{id_shown}`")),
                (_, None) => Some(format!("it has `{id_shown}`, which is in no file")),
                (Some(theirs), Some(ours)) => {
                    (theirs != ours).then(|| format!("its `{id_shown}` is another one"))
                }
            }
        });
        match differs {
            None => Ok(()),
            Some(differs) => Err(refused(format!(
                "`{name}` was compiled from other revisions than are in the folder: {differs}; nothing was changed"
            ))
            .help("it carries that folder by `embed_migrations!()`, and cargo compiles it anew if `build.rs` runs the guard, or prints `cargo::rerun-if-changed=` with the folder")),
        }
    }

    /// With what the program has, if a hook is not there.
    fn named(&self, ended: Ended, hello: &Value) -> Ended {
        match ended {
            Ended::Failed(failure) if failure.is(Code::HookNotThere) => {
                let hooks = hello["hooks"].as_array().into_iter().flatten();
                let hooks: Vec<String> = hooks
                    .filter_map(|hook| Some(format!("`{}`", shown(hook.as_str()?))))
                    .collect();
                let name = &self.name;
                Ended::Failed(failure.help(match hooks.as_slice() {
                    [] => format!("`{name}` registers no hook: `Migrator::hook` does"),
                    hooks => format!("`{name}` registers {}", hooks.join(", ")),
                }))
            }
            ended => ended,
        }
    }

    /// It ended without a word.
    fn gone(&self, program: &mut Program<'_>) -> Ended {
        let how = program.how_it_ended();
        let name = &self.name;
        Ended::Failed(
            refused(format!(
                "`{name}` ended ({how}) in the middle of its work; what was not committed is rolled back"
            ))
            .help("running again goes on where it was"),
        )
    }

    fn no_hello(&self, what: &str) -> Failure {
        let name = &self.name;
        refused(format!(
            "`{name}` {what} when `cargo db` started it to run hooks; nothing was changed"
        ))
        .help("before all else, its `main` calls `Migrator::serve_command_line`, and returns what that returns")
    }
}

/// The program while it runs. It is killed if it is not waited for.
struct Program<'b> {
    bin: &'b MigratorBin,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<Vec<u8>>,
}

impl Program<'_> {
    /// What it carries; `None` if it was not waited for.
    fn hello(&mut self, interrupt: &Interrupt) -> Result<Option<Value>, Failure> {
        let start = Instant::now();
        loop {
            if interrupt.is_requested() {
                return Ok(None);
            }
            match self.lines.recv_timeout(GLANCE) {
                Ok(line) => {
                    let hello = message(&line).filter(|it| it["event"] == "hello");
                    if hello.is_some() {
                        return Ok(hello);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let how = self.how_it_ended();
                    return Err(self
                        .bin
                        .no_hello(&format!("ended ({how}) without an answer")));
                }
                Err(RecvTimeoutError::Timeout) if start.elapsed() > PATIENCE => {
                    let seconds = PATIENCE.as_secs();
                    let what = format!("did not answer within {seconds} s and was killed");
                    return Err(self.bin.no_hello(&what));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn send(&mut self, text: &str) -> Result<(), Failure> {
        let sent = self.stdin.as_mut().map(|stdin| {
            stdin.write_all(text.as_bytes())?;
            stdin.flush()
        });
        match sent {
            // That it has gone is found out where it is read from.
            Some(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => {
                let name = &self.bin.name;
                Err(refused(format!(
                    "`{name}` cannot be told what to do: {error}"
                )))
            }
            _ => Ok(()),
        }
    }

    /// Lets it end, and shows what it still prints.
    fn ended<T>(mut self, end: T) -> T {
        drop(self.stdin.take());
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            message(&line);
        }
        end
    }

    fn how_it_ended(&mut self) -> String {
        match self.child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        }
    }
}

impl Drop for Program<'_> {
    fn drop(&mut self) {
        // What has ended by itself is no longer there to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a stream, as they come.
fn lines(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    let Some(stream) = stream else {
        return receiver;
    };
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n') {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// The message in a line. What else is there was printed for people.
fn message(line: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(line);
    let (printed, message) = match text.split_once('\u{1e}') {
        None => (text.as_ref(), None),
        Some((printed, json)) => match serde_json::from_str(json) {
            Ok(message) => (printed, Some(message)),
            Err(_) => (text.as_ref(), None),
        },
    };
    if message.is_none() || !printed.is_empty() {
        eprintln!("{}", shown(printed.trim_end_matches('\r')));
    }
    message
}

/// The failure for want of a program, with what to do about it.
pub(crate) fn not_named(refused: MigrateError) -> Failure {
    Failure::from(refused)
        .help("run the application's own program, which registers it")
        .help("or name that, and `cargo db` runs it: `migrator-bin = \"NAME\"` under `[package.metadata.keeper-schema]`")
}

/// Why the program is of no use.
fn refused(message: String) -> Failure {
    Diagnostic::new(Code::MigratorBinRefused, message).into()
}
