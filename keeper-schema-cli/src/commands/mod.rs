//! One file a verb.

pub(crate) mod branches;
pub(crate) mod check;
pub(crate) mod current;
pub(crate) mod diff;
pub(crate) mod edit;
pub(crate) mod environment;
pub(crate) mod explain;
pub(crate) mod heads;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod inspect;
pub(crate) mod merge;
pub(crate) mod migrate;
pub(crate) mod rebase;
pub(crate) mod rehearse;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod seed;
pub(crate) mod show;
pub(crate) mod squash;
pub(crate) mod stamp;
