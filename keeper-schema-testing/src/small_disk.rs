//! A disk that is soon full: a tmpfs in a mount namespace, which only one server sees and
//! which is gone when that ends.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::owner::Owner;

/// `$1` is the disk's folder, `$2` what it is mounted with, the rest a program to be run
/// beside it.
const MOUNTED: &str = r#"
folder=$1 options=$2
shift 2
mount -t tmpfs -o "$options" tmpfs "$folder" || exit
"$@"
status=$?
umount "$folder" && rm -rf "${folder%/*}"
exit $status
"#;

/// A shell, as yet without its script, that sees a disk of so many megabytes in a folder.
/// Root may mount one; others may in a user namespace, which they leave again by another.
pub(crate) fn shell(folder: &Path, megabytes: u32, owner: Owner) -> Command {
    fs::create_dir(folder).expect("a folder can be made");
    let mut options = format!("size={megabytes}m,mode=0700");
    let mut command = Command::new("unshare");
    let leave = match owner {
        Owner::Other { uid, gid } => {
            options += &format!(",uid={uid},gid={gid}");
            let user = format!("--reuid={uid}");
            let group = format!("--regid={gid}");
            vec![
                "setpriv".to_owned(),
                user,
                group,
                "--clear-groups".to_owned(),
            ]
        }
        Owner::Same { uid, gid } => {
            command.args(["--user", "--map-root-user"]);
            let user = format!("--map-user={uid}");
            let group = format!("--map-group={gid}");
            vec!["unshare".to_owned(), "--user".to_owned(), user, group]
        }
    };
    command
        .args(["--mount", "sh", "-c", MOUNTED, "keeper-test-disk"])
        .arg(folder)
        .arg(options)
        .args(leave)
        .arg("sh")
        .current_dir("/");
    command
}
