//! Who runs a server: PostgreSQL refuses to be run by root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Who runs the server.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    /// Whoever runs this program.
    Same,
    /// Another user.
    Other { uid: u32, gid: u32 },
}

impl Owner {
    /// Gives a folder that was just made to its owner, if that is not who made it.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        if fs::metadata(folder)?.uid() != 0 {
            return Ok(Self::Same);
        }
        let mut users = ["postgres", "nobody"].iter();
        let found = users.find_map(|user| Some((id("-u", user)?, id("-g", user)?)));
        let (uid, gid) = found.ok_or_else(|| {
            io::Error::other("root may not run it, and there is no user `postgres` or `nobody`")
        })?;
        chown(folder, Some(uid), Some(gid))?;
        Ok(Self::Other { uid, gid })
    }

    /// Lets a program run as its owner.
    pub(super) fn prepare(self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
            // Where root is, another may not even look.
            command.current_dir("/");
        }
    }
}

fn id(option: &str, user: &str) -> Option<u32> {
    let output = Command::new("id").args([option, user]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
