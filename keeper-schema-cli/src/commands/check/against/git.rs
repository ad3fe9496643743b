//! Asks git for a folder as it is on a reference.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// The revision files of the folder on that reference, by their names.
///
/// # Errors
/// If git is not there, the folder is in no repository, or git does not know the reference.
pub(super) fn files(folder: &Path, reference: &str) -> Result<Vec<(String, String)>, Failure> {
    let listed = run(
        folder,
        reference,
        &["ls-tree", "-z", "--name-only", reference],
        "",
    )?;
    let names: Vec<&str> = (listed.split('\0'))
        .filter(|name| name.ends_with(".toml") && !name.starts_with('.'))
        .collect();
    let requests: String = (names.iter())
        .map(|name| format!("{reference}:./{name}\n"))
        .collect();
    let contents = run(folder, reference, &["cat-file", "--batch"], &requests)?;
    let mut rest = contents.as_str();
    let mut files = Vec::new();
    for name in names {
        let (text, after) = blob(rest)
            .ok_or_else(|| Failure::call(format!("git does not give `{name}` of `{reference}`")))?;
        files.push((name.to_owned(), text.to_owned()));
        rest = after;
    }
    Ok(files)
}

/// The first of what `cat-file --batch` prints: a line that ends in the size, and the content.
fn blob(printed: &str) -> Option<(&str, &str)> {
    let (head, rest) = printed.split_once('\n')?;
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let (content, rest) = rest.split_at_checked(size)?;
    Some((content, rest.strip_prefix('\n')?))
}

fn run(folder: &Path, reference: &str, arguments: &[&str], input: &str) -> Result<String, Failure> {
    let fails =
        |why: String| Failure::call(format!("git cannot be asked for `{reference}`: {why}"));
    // It may be the option of a git command otherwise.
    if reference.starts_with('-') {
        return Err(fails("no reference begins with `-`".to_owned()));
    }
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| fails(error.to_string()))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Git answers while it is asked: neither side may wait for the other.
    let (written, read) = std::thread::scope(|scope| {
        let writing =
            scope.spawn(|| stdin.map_or(Ok(()), |mut pipe| pipe.write_all(input.as_bytes())));
        let mut text = Vec::new();
        let read = stdout.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut text));
        (writing.join(), read.map(|_| text))
    });
    let output = child
        .wait_with_output()
        .map_err(|error| fails(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or_default().to_owned();
        let is_elsewhere = said.contains("not a git repository");
        return Err(fails(said).help(match is_elsewhere {
            true => "the folder of revisions is to be in a git repository, and committed",
            false => {
                "name a branch or a commit that is there; in CI, fetch it first: `git fetch origin \
                 main`"
            }
        }));
    }
    if let Ok(Err(error)) = written {
        return Err(fails(error.to_string()));
    }
    let read = read.map_err(|error| fails(error.to_string()))?;
    String::from_utf8(read).map_err(|_| fails("a revision there is not UTF-8".to_owned()))
}
