//! Who runs a server: PostgreSQL refuses to be run by root.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Who runs the server.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner {
    /// Whoever runs the tests.
    Same { uid: u32, gid: u32 },
    /// Another user: PostgreSQL refuses to run as root.
    Other { uid: u32, gid: u32 },
}

impl Owner {
    /// Gives a folder that was just made to its owner, if that is not who made it.
    pub(crate) fn of(folder: &Path) -> Self {
        let made = fs::metadata(folder).expect("the folder is there");
        if made.uid() != 0 {
            return Self::Same {
                uid: made.uid(),
                gid: made.gid(),
            };
        }
        let id = |option: &str, user: &str| {
            let output = Command::new("id").args([option, user]).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        let user = ["postgres", "nobody"]
            .iter()
            .find_map(|user| Some((id("-u", user)?, id("-g", user)?)));
        let (uid, gid) = user.expect("there is a user `postgres` or `nobody`");
        chown(folder, Some(uid), Some(gid)).expect("root can give a folder away");
        Self::Other { uid, gid }
    }

    /// Lets a program run as its owner.
    pub(crate) fn prepare(self, command: &mut Command) {
        match self {
            Self::Same { .. } => {}
            Self::Other { uid, gid } => {
                command.uid(uid).gid(gid);
            }
        }
        command.current_dir("/");
    }
}
