//! What the last run without findings looked at, kept in `OUT_DIR`.
//!
//! Where nothing has changed since that concerns the schema, the next run ends there: it
//! reads the files and parses those that changed. Nothing is hashed, so that nothing can
//! collide: the texts themselves are kept, and compared.

mod relevant;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::files::{Disk, Files};
use crate::revision::RevisionDirectory;

/// Another number when what is kept means something else.
const FORMAT: &str = "keeper-schema guard 1";

/// Where it is kept.
pub(super) struct Cache {
    path: PathBuf,
}

/// The files of a run, each with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Inputs {
    /// Those that the scan followed.
    pub(super) sources: Vec<(PathBuf, String)>,
    pub(super) revisions: Vec<(PathBuf, String)>,
}

impl Cache {
    pub(super) fn in_folder(out_dir: &Path) -> Self {
        Self {
            path: out_dir.join("keeper-schema.cache"),
        }
    }

    /// What a run would read now, if it would find nothing as the last one did, and
    /// understand the models in the same way.
    pub(super) fn unchanged(&self, config: &Config, program: &str) -> Option<Inputs> {
        let kept = std::fs::read_to_string(&self.path).ok()?;
        let before = read(&kept, &key(config, program))?;
        let now = before.read_again(config)?;
        if now != before {
            self.keep(config, program, &now);
        }
        Some(now)
    }

    /// Keeps what a run without findings looked at. If it cannot be written, the next run
    /// looks at everything.
    pub(super) fn keep(&self, config: &Config, program: &str, inputs: &Inputs) {
        let text = write(&key(config, program), inputs);
        if std::fs::write(&self.path, text).is_err() {
            self.forget();
        }
    }

    /// Says that the last run had findings.
    pub(super) fn forget(&self) {
        // What is not there need not go.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Inputs {
    /// The same files as they are now; nothing if one of them says something else of the
    /// schema, or others are there.
    fn read_again(&self, config: &Config) -> Option<Self> {
        let revisions = RevisionDirectory::list(&config.folder, &config.migrations).ok()?;
        let mut before: Vec<&PathBuf> = self.revisions.iter().map(|(path, _)| path).collect();
        before.sort();
        if !revisions.iter().eq(before) {
            return None;
        }
        let files = Disk::new(&config.folder);
        for (path, text) in &self.revisions {
            if files.read(path).ok()? != *text {
                return None;
            }
        }
        let mut sources = Vec::with_capacity(self.sources.len());
        for (path, text) in &self.sources {
            let now = files.read(path).ok()?;
            if now != *text && !relevant::is_same(path, text, &now) {
                return None;
            }
            sources.push((path.clone(), now));
        }
        Some(Self {
            sources,
            revisions: self.revisions.clone(),
        })
    }
}

/// All that decides what is found, but for the files: the settings, and the guard itself.
fn key(config: &Config, program: &str) -> String {
    format!("{} {program} {config:?}", env!("CARGO_PKG_VERSION"))
}

fn write(key: &str, inputs: &Inputs) -> String {
    let mut text = format!("{FORMAT}\n");
    push(&mut text, key);
    for files in [&inputs.sources, &inputs.revisions] {
        text += &format!("{}\n", files.len());
        for (path, content) in files {
            push(&mut text, &path.display().to_string());
            push(&mut text, content);
        }
    }
    text
}

/// A part, after its length in bytes.
fn push(text: &mut String, part: &str) {
    *text += &format!("{}\n{part}\n", part.len());
}

/// Reads what [`write`] wrote with the same key.
fn read(text: &str, key: &str) -> Option<Inputs> {
    let mut rest = text.strip_prefix(FORMAT)?.strip_prefix('\n')?;
    if part(&mut rest)? != key {
        return None;
    }
    let mut files = || {
        let count: usize = line(&mut rest)?.parse().ok()?;
        let files = (0..count).map(|_| {
            let path = PathBuf::from(part(&mut rest)?);
            Some((path, part(&mut rest)?.to_owned()))
        });
        files.collect::<Option<Vec<_>>>()
    };
    Some(Inputs {
        sources: files()?,
        revisions: files()?,
    })
}

fn line<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let (line, after) = rest.split_once('\n')?;
    *rest = after;
    Some(line)
}

fn part<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let length: usize = line(rest)?.parse().ok()?;
    let part = rest.get(..length)?;
    *rest = rest.get(length..)?.strip_prefix('\n')?;
    Some(part)
}
