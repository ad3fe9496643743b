//! Where the file of a `mod` item is: rustc's own rules.
//!
//! <https://doc.rust-lang.org/reference/items/modules.html#module-source-filenames>

use std::path::{Path, PathBuf};

/// Where a module looks for its children.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Directory {
    path: PathBuf,
    /// The name of the file's own module, which children's paths begin with, if the
    /// file is no `mod.rs`. A `#[path]` is read without it.
    relative: Option<String>,
}

impl Directory {
    /// That of a crate root, a `mod.rs`, or a file that a `#[path]` names.
    pub(super) fn of_mod_rs(file: &Path) -> Self {
        Self {
            path: parent(file),
            relative: None,
        }
    }

    /// That of a file which is named for its module.
    pub(super) fn of_named(file: &Path, module: &str) -> Self {
        Self {
            path: parent(file),
            relative: Some(module.to_owned()),
        }
    }

    /// That of an inline module here. Its `#[path]` names the directory itself.
    pub(super) fn inline(&self, module: &str, path: Option<&str>) -> Self {
        let path = match path {
            Some(path) => self.path.join(path),
            None => self.own().join(module),
        };
        Self {
            path,
            relative: None,
        }
    }

    /// The two files that a module without `#[path]` can be in.
    pub(super) fn candidates(&self, module: &str) -> [PathBuf; 2] {
        let own = self.own();
        [
            own.join(format!("{module}.rs")),
            own.join(module).join("mod.rs"),
        ]
    }

    /// The file that a `#[path]` names.
    pub(super) fn named(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    fn own(&self) -> PathBuf {
        match &self.relative {
            Some(relative) => self.path.join(relative),
            None => self.path.clone(),
        }
    }
}

fn parent(file: &Path) -> PathBuf {
    file.parent().map(Path::to_path_buf).unwrap_or_default()
}
