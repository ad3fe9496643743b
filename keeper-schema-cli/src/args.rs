//! What can be typed.

mod answers;
mod environment;
mod explain;
mod joining;
mod rehearse;
mod running;
mod seed;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::answers::Answers;
pub(crate) use self::environment::Environment;
pub(crate) use self::explain::Explain;
pub(crate) use self::joining::{Merge, Rebase, Squash};
pub(crate) use self::rehearse::Rehearse;
pub(crate) use self::running::{Dialect, Downgrade, Run, Upgrade};
pub(crate) use self::seed::Seed;

use crate::drawing::Charset;

/// Database migrations with a guard in the build.
#[derive(Debug, Parser)]
#[command(name = "keeper-schema", version, max_term_width = 100)]
#[command(after_help = "\
Exit status: 0 done; 1 a check found something; 2 the call or its input was wrong, or the \
work failed; 3 another migrator holds the lock; 130 it was interrupted.

The database is `--url`, else KEEPER_DATABASE_URL, else DATABASE_URL, else `sqlite:keeper.db` \
beside the manifest.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Flags that every verb takes.
#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The package to work on, by name.
    #[arg(short, long, global = true, value_name = "NAME")]
    pub(crate) package: Option<String>,
    /// The manifest of the package to work on.
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// A folder of revisions to work on, with no crate around it.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) migrations: Option<PathBuf>,
    /// Write what is done to stderr: `info` for revisions, `debug` for statements as well
    /// (strings in them are left out); KEEPER_SCHEMA_LOG otherwise.
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
    /// The form of what is printed to stdout.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// The form of printed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// `history` as a graph for Graphviz.
    Dot,
    /// `history` as a flowchart for Mermaid.
    Mermaid,
    /// `history` as a picture.
    Svg,
}

impl Format {
    /// Whether it is a form of graphs, which only `history` has; every other verb was refused
    /// by then.
    pub(crate) fn is_drawing(self) -> bool {
        match self {
            Self::Text | Self::Json => false,
            Self::Dot | Self::Mermaid | Self::Svg => true,
        }
    }
}

/// The verbs, in Alembic's words.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Set a package up; with `--from`, with the models and the history of a database that is
    /// there.
    Init(Init),
    /// Compare the models with the head and write the revision that is missing.
    Migrate(Migrate),
    /// Bring a database up to a revision.
    #[command(after_help = running::AFTER_HELP)]
    Upgrade(Upgrade),
    /// Take a database down to a revision.
    #[command(after_help = running::AFTER_HELP)]
    Downgrade(Downgrade),
    /// Show the revisions a database is at.
    Current(Current),
    /// Show the newest revisions of the history.
    Heads(Heads),
    /// Show where the history branches.
    Branches(Branches),
    /// Draw the history, newest first.
    History(History),
    /// Show one revision in full.
    Show(Show),
    /// Open the file of a revision in an editor, and check the history afterwards.
    Edit(Edit),
    /// Record revisions as applied without running anything.
    Stamp(Stamp),
    /// Bring rows for development into a database, apart from its history.
    Seed(Seed),
    /// Show or set what a database is for: seeds never enter one that is marked as production.
    Environment(Environment),
    /// Compare the models with the head, or a database with its revision; exit 1 if they
    /// differ.
    Check(Check),
    /// Run the pending revisions on a throwaway copy of a database, and report what they do;
    /// exit 1 if they would fail.
    Rehearse(Rehearse),
    /// Join heads with a revision.
    Merge(Merge),
    /// Write the fingerprints of revisions under review anew.
    Rebase(Rebase),
    /// Write one revision in place of a run of others.
    Squash(Squash),
    /// Print the schema at a revision or in the models.
    Schema(Schema),
    /// Print the schema that a live database has.
    Inspect(Inspect),
    /// Print what turns one schema into another: models, revisions, databases, files.
    Diff(Diff),
    /// Explain the code of an error, or list all codes.
    Explain(Explain),
}

/// Where the database is.
#[derive(Args, Debug)]
pub(crate) struct Database {
    /// The database: `postgresql://user@host/database`, `sqlite:keeper.db`,
    /// `sqlite:///srv/keeper.db`, or a path.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// How long to wait for another migrator, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(crate) lock_wait: u32,
    /// PostgreSQL: how long a statement waits for what others use, in seconds; 0 for ever.
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub(crate) lock_timeout: Duration,
    /// PostgreSQL: how often a revision is tried again that others stood in the way of.
    #[arg(long, value_name = "TIMES", default_value_t = 3)]
    pub(crate) retries: u32,
    /// PostgreSQL: how long a statement may take, in seconds; the role's own setting
    /// otherwise.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) statement_timeout: Option<Duration>,
    /// PostgreSQL: the schema of the bookkeeping's tables; the first of the `search_path`
    /// otherwise.
    #[arg(long, value_name = "NAME")]
    pub(crate) schema: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Init {
    /// Take over a database: write its models and a first revision, and record that as
    /// applied.
    #[arg(long, value_name = "URL")]
    pub(crate) from: Option<String>,
    /// A checkout of keeper-schema to depend on, in place of the registry.
    #[arg(long, value_name = "DIR")]
    pub(crate) path: Option<PathBuf>,
    /// What the first revision is, in a few words.
    #[arg(short, long, requires = "from", default_value = "Base")]
    pub(crate) message: String,
}

#[derive(Args, Debug)]
pub(crate) struct Migrate {
    /// What the change is, in a few words.
    #[arg(short, long)]
    pub(crate) message: String,
    /// Print the revision and write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the SQL of the upgrade as well.
    #[arg(long)]
    pub(crate) sql: bool,
    /// The dialect of `--sql`.
    #[arg(long, value_enum, default_value_t = Dialect::Sqlite)]
    pub(crate) dialect: Dialect,
    /// Write a revision without operations, whatever the models say.
    #[arg(long)]
    pub(crate) empty: bool,
    /// Write what may run beside old code and what waits until there is none as revisions of
    /// their own, for `upgrade --phase`.
    #[arg(long, conflicts_with = "empty")]
    pub(crate) phased: bool,
    #[command(flatten)]
    pub(crate) answers: Answers,
    /// The revision's id, in place of a random one.
    #[arg(long, value_name = "ID")]
    pub(crate) rev_id: Option<String>,
    /// The revision to write on top of, in place of the only head.
    #[arg(long, value_name = "REVISION")]
    pub(crate) head: Option<String>,
    /// Allow `--head` to be a revision that has others on top of it.
    #[arg(long, requires = "head")]
    pub(crate) splice: bool,
    /// Begin a history beside the others, on top of nothing.
    #[arg(long, conflicts_with = "head")]
    pub(crate) base: bool,
    /// A label for the branch that the revision begins.
    #[arg(long, value_name = "LABEL")]
    pub(crate) branch_label: Option<String>,
    /// A revision that must be applied before this one, though it is no parent.
    #[arg(long, value_name = "REVISION")]
    pub(crate) depends_on: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Current {
    #[command(flatten)]
    pub(crate) database: Database,
    /// Show each revision in full.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Heads {
    /// Show each revision in full.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Branches {
    /// Show each revision that others branch off from in full.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Args, Debug)]
pub(crate) struct History {
    /// Only this range: `FROM:TO`, `FROM:`, `:TO`; `current` needs a database.
    #[arg(short, long, value_name = "FROM:TO", allow_hyphen_values = true)]
    pub(crate) range: Option<String>,
    /// Mark the revisions that the database is at, and those that are not applied yet.
    #[arg(short, long)]
    pub(crate) indicate_current: bool,
    /// Show each revision in full.
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// The characters that lines are drawn with.
    #[arg(long, value_enum, default_value_t = Charset::Utf8)]
    pub(crate) charset: Charset,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// An id or its beginning, `head`, `current`.
    pub(crate) revision: String,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Edit {
    /// An id or its beginning, `heads`, `current`.
    #[arg(default_value = "head", allow_negative_numbers = true)]
    pub(crate) revision: String,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Compare the live database with the revision that it says it is at. What would bring
    /// it there is printed as operations. The SQL of revisions that are yet to run is read by
    /// the database, and not run.
    #[arg(long = "database")]
    pub(crate) live: bool,
    /// Print the SQL of those operations in place of them. Nothing of it is recorded.
    #[arg(long, requires = "live")]
    pub(crate) sql: bool,
    /// Compare the history with that of a git reference, for a branch in CI: no revision there
    /// may be edited or missing here, and no more may be new than the models need.
    #[arg(long, value_name = "GIT_REF", conflicts_with = "live")]
    pub(crate) against: Option<String>,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Stamp {
    /// The revisions the database is to stand at. Branches that none of them is on stay as they
    /// are.
    #[arg(required_unless_present = "from_alembic")]
    pub(crate) revisions: Vec<String>,
    /// Take over the revision that Alembic's table names, if the live schema is what that
    /// revision leads to.
    #[arg(long, conflicts_with_all = ["revisions", "purge"])]
    pub(crate) from_alembic: bool,
    /// Forget first what is recorded, on every branch and whatever it says.
    #[arg(long)]
    pub(crate) purge: bool,
    #[command(flatten)]
    pub(crate) database: Database,
}

#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// A revision, or `models`.
    #[arg(default_value = "head")]
    pub(crate) of: String,
    /// Print the SQL that builds it.
    #[arg(long)]
    pub(crate) sql: bool,
    /// The dialect of `--sql`.
    #[arg(long, value_enum, default_value_t = Dialect::Sqlite)]
    pub(crate) dialect: Dialect,
}

#[derive(Args, Debug)]
pub(crate) struct Inspect {
    /// The database; found as for every verb if it is left out.
    pub(crate) url: Option<String>,
    /// Print the SQL that builds it.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Write models of its tables into a folder that is not there yet, a file each.
    #[arg(long, value_name = "DIR", conflicts_with = "sql")]
    pub(crate) models: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Diff {
    /// `models`, a revision, a database URL, or a file that `schema` or `inspect` printed
    /// (`*.toml`).
    pub(crate) from: String,
    /// The same.
    pub(crate) to: String,
    /// Print SQL in place of operations. Nothing of it is recorded.
    #[arg(long)]
    pub(crate) sql: bool,
    /// The dialect of `--sql`; that of a database if one is compared.
    #[arg(long, value_enum)]
    pub(crate) dialect: Option<Dialect>,
    #[command(flatten)]
    pub(crate) answers: Answers,
}

/// `5`, `0.25`.
fn seconds(written: &str) -> Result<Duration, String> {
    let seconds: Option<f64> = written.parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds is expected".to_owned())
}
