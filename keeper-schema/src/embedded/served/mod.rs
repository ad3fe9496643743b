//! A program in the hands of the command line, which knows no hooks: `cargo db` starts it, says
//! what to do on its stdin, and reads what comes of it on its stdout.
//!
//! `docs/hooks.md` has the contract for people. In short: the program says hello with what it
//! carries, reads one [`Request`], and tells each event as JSON, the end last. A line `stop` asks it
//! to stop, and so does the end of stdin.

mod message;
mod request;
mod told;

use std::ffi::OsStr;
use std::io::{BufRead, stdin};
use std::process::{ExitCode, exit};
use std::thread;

use self::message::Message;
use self::request::Request;
use self::told::Told;
use super::{EmbeddedRevision, Migrator};
use crate::migrate::{Interrupt, MigrateError, StepError};

/// What the command line calls a program with that is to serve it.
const ARGUMENT: &str = "keeper-schema:migrate";

/// The version of the contract. The command line refuses another.
const VERSION: u64 = 1;

/// The exit status of what was interrupted, as a shell says it of SIGINT.
const INTERRUPTED: u8 = 130;

impl Migrator<'_> {
    /// Does what `cargo db` asks for, if it was `cargo db` that started the program, and returns
    /// the exit status; `None`, and nothing is done, if not. So a revision can run the hooks of a
    /// package that names its program (`migrator-bin`), whoever calls `cargo db upgrade`.
    ///
    /// To be called before the program does anything else. It takes over stdin and stdout; what
    /// hooks print is shown to people. The database is the one that `cargo db` was called for,
    /// opened as `cargo db` opens it, and an observer of the program's own is told nothing.
    ///
    /// ```
    /// use std::process::ExitCode;
    ///
    /// use keeper_schema::embedded::{Migrations, Migrator};
    ///
    /// // In a package with a folder `migrations`: keeper_schema::embed_migrations!().
    /// static MIGRATIONS: Migrations = Migrations::new("library", &[]);
    ///
    /// fn main() -> ExitCode {
    ///     let migrator = Migrator::new(&MIGRATIONS).hook("split_names", |tx| {
    ///         tx.execute("UPDATE people SET first_name = name", &[])?;
    ///         Ok(())
    ///     });
    ///     if let Some(status) = migrator.serve_command_line() {
    ///         return status;
    ///     }
    ///     // Whatever else the program is for.
    ///     ExitCode::SUCCESS
    /// }
    /// ```
    pub fn serve_command_line(&self) -> Option<ExitCode> {
        let argument = std::env::args_os().nth(1)?;
        (argument == OsStr::new(ARGUMENT)).then(|| self.serve())
    }

    fn serve(&self) -> ExitCode {
        self.say_hello();
        let request = match Request::read(&mut stdin().lock()) {
            Ok(Some(request)) => request,
            // It does not want this program to go on.
            Ok(None) => return ExitCode::FAILURE,
            Err(reason) => return failed(&reason),
        };
        let interrupt = Interrupt::default();
        let requested = interrupt.clone();
        thread::spawn(move || listen(&requested));
        let mut told = Told::new(&request);
        let status = match request.run(self, interrupt, &mut told) {
            Ok(done) => {
                Message::new("done").revisions(&done).tell();
                0
            }
            Err(error) => tell(&error),
        };
        ExitCode::from(status)
    }

    fn say_hello(&self) {
        let migrations = self.migrations();
        let carried = migrations.revisions().iter().chain(migrations.replaced());
        let pair = |revision: &EmbeddedRevision| {
            let both = [revision.id, revision.checksum].map(message::string);
            format!("[{}]", both.join(","))
        };
        Message::new("hello")
            .number("version", VERSION)
            .list("carried", carried.map(pair))
            .list("hooks", self.options().hooks.names().map(message::string))
            .tell();
    }
}

/// Hears that it is to stop. Where nobody is left to tell, a second time is the end.
fn listen(interrupt: &Interrupt) {
    loop {
        let mut line = String::new();
        let is_end = !matches!(stdin().lock().read_line(&mut line), Ok(1..));
        if is_end && interrupt.is_requested() {
            exit(INTERRUPTED.into());
        }
        if is_end || line.trim_end() == "stop" {
            interrupt.request();
        }
        if is_end {
            return;
        }
    }
}

/// Tells how it failed, and returns the exit status.
fn tell(error: &MigrateError) -> u8 {
    if let MigrateError::Interrupted {
        direction,
        done,
        total,
        next,
        is_begun,
    } = error
    {
        Message::new("interrupted")
            .direction(*direction)
            .number("done", *done as u64)
            .number("total", *total as u64)
            .text("next", next.as_str())
            .flag("in_part", *is_begun)
            .tell();
        return INTERRUPTED;
    }
    let (kind, status) = match error {
        MigrateError::Step { error, .. } if matches!(**error, StepError::UnknownHook { .. }) => {
            ("call", 2)
        }
        MigrateError::Step { .. }
        | MigrateError::ForeignKeys { .. }
        | MigrateError::ForeignKeyMismatch { .. } => ("revision", 2),
        error if error.is_locked() => ("locked", 3),
        _ => ("call", 2),
    };
    let help = error.help();
    Message::new("failed")
        .text("kind", kind)
        .text("code", error.code().as_str())
        .text("message", &error.to_string())
        .list("help", help.as_deref().map(message::string).into_iter())
        .tell();
    status
}

fn failed(reason: &str) -> ExitCode {
    Message::new("failed")
        .text("kind", "call")
        .text("message", reason)
        .tell();
    ExitCode::from(2)
}
