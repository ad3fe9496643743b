//! Reads the folder of revision files, the only part of a revision's way that touches files.

#![allow(
    clippy::disallowed_methods,
    reason = "the folder of revisions is read here"
)]

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;

use super::file_name::{file_name, is_name_of};
use super::{RevisionFile, read};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The folder of revision files.
#[derive(Clone, Copy, Debug)]
pub struct RevisionDirectory;

impl RevisionDirectory {
    /// Reads every `*.toml` in the folder, sorted by revision.
    ///
    /// Files whose name begins with a dot are not read: editors keep their own there.
    ///
    /// # Errors
    /// If there is no such folder, or with every mistake of every file.
    pub fn read(path: &Path) -> Result<Vec<RevisionFile>, RevisionDirectoryError> {
        Self::read_within(Path::new(""), path)
    }

    /// The same for a folder within another, such as a package's, which no path of a
    /// file or a message then begins with.
    ///
    /// # Errors
    /// As [`RevisionDirectory::read`].
    pub fn read_within(
        within: &Path,
        path: &Path,
    ) -> Result<Vec<RevisionFile>, RevisionDirectoryError> {
        read_on(available_threads(), within, path)
    }

    /// The files that would be read from a folder within another, sorted.
    ///
    /// # Errors
    /// If there is no such folder.
    #[cfg(feature = "syntax")]
    pub(crate) fn list(within: &Path, path: &Path) -> Result<Vec<PathBuf>, RevisionDirectoryError> {
        let listed = toml_files(within, path)?.into_iter();
        Ok(listed.map(|file| file.path).collect())
    }

    /// [`RevisionDirectory::read_within`] while another thread is at work, which then keeps a
    /// processor to itself.
    ///
    /// # Errors
    /// As [`RevisionDirectory::read`].
    pub fn read_beside(
        within: &Path,
        path: &Path,
    ) -> Result<Vec<RevisionFile>, RevisionDirectoryError> {
        read_on(available_threads() - 1, within, path)
    }
}

fn available_threads() -> usize {
    thread::available_parallelism().map_or(1, |threads| threads.get())
}

fn read_on(
    threads: usize,
    within: &Path,
    path: &Path,
) -> Result<Vec<RevisionFile>, RevisionDirectoryError> {
    let listed = toml_files(within, path)?;
    let mut files = Vec::with_capacity(listed.len());
    let mut diagnostics = Vec::new();
    for read in read_all(threads, within, &listed) {
        match read {
            Ok(file) => files.push(file),
            Err(mistakes) => diagnostics.extend(mistakes),
        }
    }
    files.sort_by(|a, b| (&a.revision.id, &a.path).cmp(&(&b.revision.id, &b.path)));
    diagnostics.extend(misfiled(&files));
    if diagnostics.is_empty() {
        Ok(files)
    } else {
        Err(RevisionDirectoryError::Invalid { diagnostics })
    }
}

/// Why a folder of revisions cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum RevisionDirectoryError {
    /// There is nothing at the path.
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// What is at the path is no folder.
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// The operating system does not list the folder.
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Files in it are wrong.
    Invalid {
        /// Every mistake, sorted by file name and place.
        diagnostics: Vec<Diagnostic>,
    },
}

impl RevisionDirectoryError {
    /// All that is wrong, as diagnostics.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        match self {
            Self::Invalid { diagnostics } => diagnostics,
            Self::NotFound { .. } | Self::NotADirectory { .. } | Self::Unreadable { .. } => {
                vec![Diagnostic::new(Code::FileNotRead, self.to_string())]
            }
        }
    }
}

impl fmt::Display for RevisionDirectoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { path } => {
                write!(
                    f,
                    "the migrations folder `{}` does not exist",
                    path.display()
                )
            }
            Self::NotADirectory { path } => {
                write!(f, "`{}` is not a folder of migrations", path.display())
            }
            Self::Unreadable { path, source } => {
                write!(f, "cannot read the folder `{}`: {source}", path.display())
            }
            Self::Invalid { diagnostics } => {
                let messages: Vec<_> = diagnostics
                    .iter()
                    .map(|diagnostic| match &diagnostic.place {
                        Some(place) => format!("{place}: {}", diagnostic.message),
                        None => diagnostic.message.clone(),
                    })
                    .collect();
                f.write_str(&messages.join("\n"))
            }
        }
    }
}

impl std::error::Error for RevisionDirectoryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::NotFound { .. } | Self::NotADirectory { .. } | Self::Invalid { .. } => None,
        }
    }
}

type ReadFile = Result<RevisionFile, Vec<Diagnostic>>;

/// What a folder lists.
struct Listed {
    path: PathBuf,
    /// Whether the folder says that it is a file; a link to one is another thing.
    is_file: bool,
}

/// What is a revision by its name, sorted.
fn toml_files(within: &Path, path: &Path) -> Result<Vec<Listed>, RevisionDirectoryError> {
    let unreadable = |source: io::Error| {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::NotFound => RevisionDirectoryError::NotFound { path },
            io::ErrorKind::NotADirectory => RevisionDirectoryError::NotADirectory { path },
            _ => RevisionDirectoryError::Unreadable { path, source },
        }
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(within.join(path)).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name();
        let hidden = name.as_encoded_bytes().starts_with(b".");
        let path = path.join(name);
        let is_toml = path
            .extension()
            .is_some_and(|extension| extension == "toml");
        if !hidden && is_toml {
            let is_file = entry.file_type().is_ok_and(|found| found.is_file());
            files.push(Listed { path, is_file });
        }
    }
    files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Fewer files are read before a thread has started.
const FILES_PER_THREAD: usize = 64;

/// Reads the files, in their order, on as many threads as there is work and room for.
fn read_all(threads: usize, within: &Path, files: &[Listed]) -> Vec<ReadFile> {
    let threads = threads.min(files.len() / FILES_PER_THREAD).max(1);
    if threads == 1 {
        return files.iter().map(|file| read_file(within, file)).collect();
    }
    thread::scope(|scope| {
        let read_chunk = |chunk: &[Listed]| -> Vec<ReadFile> {
            chunk.iter().map(|file| read_file(within, file)).collect()
        };
        let mut chunks = files.chunks(files.len().div_ceil(threads));
        let own = chunks.next().unwrap_or_default();
        let others: Vec<_> = chunks
            .map(|chunk| (chunk, scope.spawn(move || read_chunk(chunk))))
            .collect();
        let mut files = read_chunk(own);
        for (chunk, other) in others {
            // A thread ends early only by a bug of ours; then the chunk is read here,
            // where that bug shows.
            files.extend(other.join().unwrap_or_else(|_| read_chunk(chunk)));
        }
        files
    })
}

fn read_file(within: &Path, listed: &Listed) -> ReadFile {
    let path = listed.path.as_path();
    let source = read_text(within, listed).map_err(|diagnostic| vec![diagnostic])?;
    read::revision(path, &source)
}

fn read_text(within: &Path, listed: &Listed) -> Result<String, Diagnostic> {
    let path = listed.path.as_path();
    let unreadable = |error: &dyn fmt::Display| {
        Diagnostic::new(
            Code::FileNotRead,
            format!("cannot read `{}`: {error}", path.display()),
        )
    };
    let found = within.join(path);
    if !listed.is_file {
        // Whatever else is there, a pipe among it, may never end.
        let metadata = fs::metadata(&found).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => unreadable(&"it is a link to nothing"),
            _ => unreadable(&error),
        })?;
        if !metadata.is_file() {
            return Err(unreadable(&"it is not a file"));
        }
    }
    let mut bytes = Vec::with_capacity(4096);
    File::open(&found)
        .and_then(|file| file.take(read::LARGEST as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| unreadable(&error))?;
    if bytes.len() > read::LARGEST {
        return Err(read::too_large(path));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let last_line = before.rsplit('\n').next().unwrap_or_default();
        let mut diagnostic = unreadable(&"it is not UTF-8");
        diagnostic.place = Some(Place {
            file: path.to_path_buf(),
            line: before.matches('\n').count() + 1,
            column: last_line.chars().count() + 1,
            length: 1,
        });
        diagnostic
    })
}

/// One diagnostic for each id that several files have, or that its file is not named by. The
/// files are sorted.
fn misfiled(files: &[RevisionFile]) -> Vec<Diagnostic> {
    let by_id = files.chunk_by(|one, other| one.revision.id == other.revision.id);
    let found = by_id.filter_map(|files| match files {
        [file] => misnamed(file),
        files => duplicate(files),
    });
    found.collect()
}

fn misnamed(file: &RevisionFile) -> Option<Diagnostic> {
    let id = &file.revision.id;
    let name = file.path.file_name().and_then(|name| name.to_str());
    if name.is_some_and(|name| is_name_of(name, id)) {
        return None;
    }
    let message = format!(
        "`{}` holds the revision `{id}`, and its name does not begin with it",
        file.path.display()
    );
    let name = file_name(id, &file.revision.message);
    let diagnostic = Diagnostic::new(Code::Misnamed, message);
    Some(diagnostic.help(format!("rename the file to `{name}`")))
}

fn duplicate(files: &[RevisionFile]) -> Option<Diagnostic> {
    let id = &files.first()?.revision.id;
    let paths: Vec<String> = (files.iter())
        .map(|file| format!("`{}`", file.path.display()))
        .collect();
    let message = format!(
        "{} files hold the revision `{id}`: {}",
        paths.len(),
        paths.join(" and ")
    );
    let diagnostic = Diagnostic::new(Code::DuplicateRevision, message);
    Some(diagnostic.help("give one of them another id, or delete a copy"))
}

#[cfg(test)]
mod tests;
