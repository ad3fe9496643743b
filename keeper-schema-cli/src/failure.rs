//! How a call fails: what is said, and the exit status.

use std::io::IsTerminal;
use std::process::ExitCode;

use keeper_schema::migrate::MigrateError;
use keeper_schema_core::diagnostic::{Code, Diagnostic, Place};
use keeper_schema_core::dialect::DialectError;
use keeper_schema_core::graph::{GraphError, SpecError};
use serde_json::{Value, json};

use crate::interruption;

/// What went wrong, as it is said to the user.
#[derive(Debug)]
pub(crate) struct Failure {
    diagnostics: Vec<Diagnostic>,
    status: Status,
}

/// The exit statuses of DESIGN: scripts decide by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// A check found something.
    Found = 1,
    /// The call or its input was wrong, or the work failed.
    Failed = 2,
    /// Another migrator holds the lock.
    Locked = 3,
    /// It was interrupted, as a shell says it of SIGINT.
    Interrupted = interruption::STATUS as isize,
}

impl Failure {
    /// Something that was typed, or that the machine refused.
    pub(crate) fn call(message: impl Into<String>) -> Self {
        Self {
            diagnostics: vec![Diagnostic::of_call(message)],
            status: Status::Failed,
        }
    }

    /// A check that found these.
    pub(crate) fn found(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            status: Status::Found,
        }
    }

    /// That somebody asked to stop.
    pub(crate) fn interrupted(message: impl Into<String>) -> Self {
        Self {
            diagnostics: vec![Diagnostic::new(Code::Stopped, message)],
            status: Status::Interrupted,
        }
    }

    /// That another migrator holds the lock.
    pub(crate) fn locked(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostics: vec![diagnostic],
            status: Status::Locked,
        }
    }

    /// Says these as well.
    #[must_use]
    pub(crate) fn and(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.diagnostics.extend(diagnostics);
        self
    }

    /// Adds a line of help.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(last) = self.diagnostics.pop() {
            self.diagnostics.push(last.help(help));
        }
        self
    }

    /// What is said.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether it is of that kind.
    pub(crate) fn is(&self, code: Code) -> bool {
        self.diagnostics.iter().any(|it| it.code == Some(code))
    }

    /// Whether it is that somebody asked to stop.
    pub(crate) fn is_interruption(&self) -> bool {
        self.status == Status::Interrupted
    }

    /// Says it to programs, an object a line on stderr, and gives the exit status.
    pub(crate) fn report_json(&self) -> ExitCode {
        for diagnostic in &self.diagnostics {
            eprintln!("{}", as_json(diagnostic));
        }
        ExitCode::from(self.status as u8)
    }

    /// Says it on stderr and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        let styled = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        for (number, diagnostic) in self.diagnostics.iter().enumerate() {
            if number > 0 {
                eprintln!();
            }
            let text = match styled {
                true => diagnostic.render_styled(),
                false => diagnostic.render(),
            };
            eprintln!("{}", text.trim_end());
        }
        ExitCode::from(self.status as u8)
    }
}

/// What is said, with its code and its places: lines and columns count from 1.
pub(crate) fn as_json(diagnostic: &Diagnostic) -> Value {
    let related = diagnostic.related.iter().map(|related| {
        let mut place = place(&related.place);
        place["label"] = json!(related.label);
        place
    });
    json!({
        "code": diagnostic.code.map(Code::as_str),
        "message": diagnostic.message,
        "place": diagnostic.place.as_ref().map(place),
        "related": related.collect::<Vec<_>>(),
        "help": diagnostic.help,
    })
}

fn place(place: &Place) -> Value {
    json!({
        "file": place.file.display().to_string(),
        "line": place.line,
        "column": place.column,
    })
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        let status = match &error {
            MigrateError::Interrupted { .. } => Status::Interrupted,
            error if error.is_locked() => Status::Locked,
            _ => Status::Failed,
        };
        let diagnostic = Diagnostic::new(error.code(), error.to_string());
        let diagnostic = match error.help() {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        Self {
            diagnostics: vec![diagnostic],
            status,
        }
    }
}

impl From<GraphError> for Failure {
    fn from(error: GraphError) -> Self {
        Diagnostic::new(error.code(), error.to_string()).into()
    }
}

impl From<DialectError> for Failure {
    fn from(error: DialectError) -> Self {
        Diagnostic::new(error.code(), error.to_string()).into()
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Diagnostic::new(Code::UnclearRevision, error.to_string()).into()
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            diagnostics,
            status: Status::Failed,
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic].into()
    }
}
