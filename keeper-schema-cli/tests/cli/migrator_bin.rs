//! Hooks run by the package's own program, which a real cargo builds.

mod package;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use self::package::{LATER, MODELS, On, Package, WATCHES_NOTHING, package};
use crate::sandbox::{Outcome, outcome};

fn up_and_down(package: &Package, on: &On) {
    let url = &on.url();
    let outcome = package.done(url, &["upgrade"]);
    on.is_split();
    let stderr = &outcome.stderr;
    assert!(
        stderr.contains("upgraded 000000000002 first and last names"),
        "{stderr}"
    );
    // What the hook prints is no event, and is shown to people.
    assert!(stderr.contains("splitting"), "{stderr}");
    assert_eq!(outcome.stdout, "");
    let again = package.done(url, &["upgrade"]);
    assert!(again.stderr.contains("nothing to do"), "{}", again.stderr);

    let outcome = package.done(url, &["downgrade", "-1", "--format", "json"]);
    on.is_as_it_was();
    let events = events(&outcome.stdout);
    let kinds: Vec<&str> = events
        .iter()
        .filter_map(|it| it["event"].as_str())
        .collect();
    assert_eq!(kinds, ["started", "finished", "committed", "done"]);
    assert_eq!(events[0]["message"], "first and last names");
    assert_eq!(events[0]["direction"], "downgrade");
    assert_eq!(events[3]["revisions"][0], "000000000002");
}

fn events(stdout: &str) -> Vec<Value> {
    let lines = stdout.lines();
    let events = lines.map(|line| serde_json::from_str(line).expect("it is JSON"));
    events.collect()
}

#[test]
fn it_goes_up_and_down() {
    let package = package();
    up_and_down(&package, &On::sqlite(&package));
    up_and_down(&package, &On::postgres(&package));
}

#[test]
fn a_copy_is_rehearsed_by_it() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let outcome = package.done(&on.url(), &["rehearse", "--format", "json"]);
        let report: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
        let phases = report["passes"].as_array().expect("it is a list");
        assert_eq!(phases.len(), 3, "{report:#}");
        let text = report.to_string();
        assert!(text.contains("ADD COLUMN \\\"first_name\\\""), "{report:#}");
        on.is_as_it_was();
    }
}

#[test]
fn what_fails_in_it_fails_here() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        on.run("INSERT INTO people (name) VALUES ('Plato')");
        let url = &on.url();
        let words = "error[KS0612]: upgrade of revision `000000000002` failed: the hook \
            `split_names`: a name has two parts";
        package.refused(url, &["upgrade"], &[words]);
        let outcome = package.call(url, &["upgrade", "--format", "json"]);
        assert_eq!(outcome.status, 2);
        let events = events(&outcome.stdout);
        assert_eq!(events.last().expect("one is told")["event"], "failed");
        assert_eq!(events.last().expect("one is told")["code"], "KS0612");
        let rehearsed = package.call(url, &["rehearse"]);
        assert_eq!(rehearsed.status, 1, "{}", rehearsed.stderr);

        on.run("DELETE FROM people WHERE name = 'Plato'");
        let mut command = package.command(url, &["upgrade"]);
        let ended = command.env("TEST_HOOK", "ends").output();
        let ended = outcome_of(ended);
        assert_eq!(ended.status, 2, "{}", ended.stderr);
        let words = "error[KS0621]: `migrator` ended (exit status: 7) in the middle of its work";
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        on.is_as_it_was();
        package.done(url, &["upgrade"]);
        on.is_split();
    }
}

fn outcome_of(output: std::io::Result<std::process::Output>) -> Outcome {
    outcome(output.expect("the binary runs"))
}

/// Starts an upgrade that does not end by itself, and waits until its hook runs.
fn in_the_hook(package: &Package, url: &str) -> (Child, impl BufRead + use<>) {
    let mut command = package.command(url, &["upgrade", "--format", "json"]);
    let command = command.env("TEST_HOOK", "waits");
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn().expect("the binary runs");
    let mut stderr = BufReader::new(running.stderr.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("it waits") {
        line.clear();
        assert_ne!(stderr.read_line(&mut line).expect("it is text"), 0);
    }
    (running, stderr)
}

fn interrupt(running: &Child) {
    let pid = running.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill runs").success());
}

#[test]
fn it_stops_when_it_is_interrupted() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let (running, _stderr) = in_the_hook(&package, &on.url());
        interrupt(&running);
        let outcome = outcome_of(running.wait_with_output());
        assert_eq!(outcome.status, 130, "{}", outcome.stdout);
        let events = events(&outcome.stdout);
        let last = events.last().expect("one is told");
        assert_eq!(last["event"], "interrupted");
        assert_eq!(last["next"], "000000000002");
        on.is_as_it_was();
    }
}

/// The program is not left behind.
#[test]
fn it_ends_with_what_started_it() {
    let package = package();
    for on in [On::sqlite(&package), On::postgres(&package)] {
        let (mut running, mut stderr) = in_the_hook(&package, &on.url());
        running.kill().expect("it is there");
        running.wait().expect("it ends");
        // Its stderr is that of the program too, which ends when the program does.
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).expect("it is text");
        on.is_as_it_was();
        package.done(&on.url(), &["upgrade"]);
        on.is_split();
    }
}

#[test]
fn a_program_that_cannot_do_it_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    let url = &on.url();

    package.names("stranger");
    let words = [
        "not for Some(\"keeper-schema:migrate\")",
        "error[KS0621]: `stranger` ended (exit status: 0) without an answer when `cargo db` \
         started it to run hooks; nothing was changed",
        "help: before all else, its `main` calls `Migrator::serve_command_line`",
    ];
    package.refused(url, &["upgrade"], &words);

    package.names("server");
    let words = "`server` did not answer within 10 s and was killed when `cargo db` started it";
    package.refused(url, &["upgrade"], &[words]);

    package.names("without-hooks");
    let words = [
        "runs the hook `split_names`, which this program does not have, did you mean \
         `split_name`?; nothing was changed",
        "help: `without-hooks` registers `split_name`",
    ];
    package.refused(url, &["upgrade"], &words);

    package.names("migrater");
    let words = "error[KS0503]: the package has no binary `migrater`, did you mean `migrator`?";
    package.refused(url, &["upgrade"], &[words]);
    on.is_as_it_was();
}

/// What cargo says of a package that does not build is shown, the guard's words too.
#[test]
fn a_package_that_does_not_build_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    let models = MODELS.replace("pub last_name", "pub born: Option<i32>,\n    pub last_name");
    package.write("src/lib.rs", &models);
    let words = [
        "error[KS0401]: schema drift: `people.born` is in the models but in no revision",
        "error[KS0621]: `migrator`, which has the hooks, could not be built; nothing was changed",
    ];
    package.refused(&on.url(), &["upgrade"], &words);
    on.is_as_it_was();
}

/// Cargo does not see a new file where nobody watches the folder.
#[test]
fn a_program_of_other_revisions_is_refused() {
    let package = package();
    let on = On::sqlite(&package);
    package.write("build.rs", WATCHES_NOTHING);
    // Compiled as the revisions are by now.
    package.done(&on.url(), &["upgrade"]);
    package.done(&on.url(), &["downgrade", "-1"]);

    let third = "format = 1\nrevision = \"000000000003\"\n\
        down_revision = \"000000000002\"\nmessage = \"later\"\n";
    package.guarded.write(LATER, third);
    let words = [
        "error[KS0621]: `migrator` was compiled from other revisions than are in the folder: it \
         does not have `000000000003`; nothing was changed",
        "`cargo::rerun-if-changed=` with the folder",
    ];
    package.refused(&on.url(), &["upgrade"], &words);
    on.is_as_it_was();
}

/// The password goes to the program, and nowhere else.
#[test]
fn a_password_is_not_shown() {
    let package = package();
    let on = On::postgres(&package);
    let url = format!("{}&password=open-sesame", on.url());
    on.run("INSERT INTO people (name) VALUES ('Plato')");
    for arguments in [
        &["upgrade"][..],
        &["upgrade", "--format", "json"],
        &["rehearse"],
    ] {
        let outcome = package.call(&url, arguments);
        assert_ne!(outcome.status, 0);
        assert!(!outcome.stderr.contains("sesame"), "{}", outcome.stderr);
        assert!(!outcome.stdout.contains("sesame"), "{}", outcome.stdout);
    }
    on.run("DELETE FROM people WHERE name = 'Plato'");
    let (mut running, _stderr) = in_the_hook(&package, &url);
    let programs = Command::new("ps").args(["-eo", "args"]).output();
    let programs = programs.expect("ps runs").stdout;
    let programs = String::from_utf8_lossy(&programs).into_owned();
    running.kill().expect("it is there");
    running.wait().expect("it ends");
    assert!(
        programs.contains("migrator keeper-schema:migrate"),
        "{programs}"
    );
    assert!(!programs.contains("sesame"), "{programs}");
}
