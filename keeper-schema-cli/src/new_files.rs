//! Writes files that are not there yet, and new texts of files that are.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Refuses to write where something is.
pub(crate) fn refuse_to_overwrite(path: &Path, shown: &Path) -> Result<(), Failure> {
    let is_empty_folder =
        || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    match path.symlink_metadata().is_ok() && !is_empty_folder() {
        true => Err(Failure::call(format!(
            "`{}` is there already; nothing was changed",
            shown.display()
        ))),
        false => Ok(()),
    }
}

/// Creates the files with the folders they are in. One that is there is never touched.
pub(crate) fn create(files: &BTreeMap<PathBuf, String>) -> Result<(), Failure> {
    for (path, text) in files {
        let fails = |error: std::io::Error| cannot_write(path, &error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(fails)?;
        }
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let mut file = file.map_err(fails)?;
        file.write_all(text.as_bytes()).map_err(fails)?;
    }
    Ok(())
}

/// Puts another text in place of a file, whole or not at all.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".keeper-new");
    let beside = PathBuf::from(beside);
    let permissions = std::fs::metadata(path).map(|file| file.permissions());
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, permissions?))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        cannot_write(path, &error)
    })
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::call(format!("cannot write `{}`: {error}", path.display()))
}
