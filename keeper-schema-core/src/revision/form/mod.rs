//! A revision as the keys and values of its format: defaults left out, in the order of
//! the format, without layout. What is written and what is checksummed are both made
//! of it.

mod column;
mod constraint;
mod enums;
mod index;
mod objects;
mod operation;
mod rows;

use std::borrow::Cow;

use crate::schema::{PerDialect, SqlText, TableName};

pub(super) use self::operation::operation;

/// A value of the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Boolean(bool),
    /// A float, a date or a time, as TOML spells it.
    Bare(&'a str),
    /// Short things that are read in one line.
    List(Vec<Node<'a>>),
    /// Things of which each deserves a line.
    Lines(Vec<Node<'a>>),
    /// Tables whose first key is a name. Their order says nothing.
    Named(Vec<Entries<'a>>),
    Table(Entries<'a>),
}

/// The keys and values of a table.
pub(super) type Entries<'a> = Vec<(&'a str, Node<'a>)>;

impl<'a> From<&'a str> for Node<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Node<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<i64> for Node<'_> {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<bool> for Node<'_> {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

/// Adds keys to a table, those with something to say.
trait Say<'a> {
    fn say(&mut self, key: &'a str, node: impl Into<Node<'a>>);
    fn say_some(&mut self, key: &'a str, node: Option<impl Into<Node<'a>>>);
    fn say_true(&mut self, key: &'a str, flag: bool);
    fn say_names(&mut self, key: &'a str, names: &'a [String]);
    fn say_table(&mut self, key: &'a str, entries: Entries<'a>);
    fn say_name_of(&mut self, table: &'a TableName);
}

impl<'a> Say<'a> for Entries<'a> {
    fn say(&mut self, key: &'a str, node: impl Into<Node<'a>>) {
        self.push((key, node.into()));
    }

    fn say_some(&mut self, key: &'a str, node: Option<impl Into<Node<'a>>>) {
        if let Some(node) = node {
            self.say(key, node);
        }
    }

    fn say_true(&mut self, key: &'a str, flag: bool) {
        if flag {
            self.say(key, true);
        }
    }

    fn say_names(&mut self, key: &'a str, names: &'a [String]) {
        if !names.is_empty() {
            self.say(key, self::names(names));
        }
    }

    fn say_table(&mut self, key: &'a str, entries: Entries<'a>) {
        if !entries.is_empty() {
            self.say(key, Node::Table(entries));
        }
    }

    fn say_name_of(&mut self, table: &'a TableName) {
        self.say_some("schema", table.schema.as_ref());
        self.say("table", &table.name);
    }
}

fn names(names: &[String]) -> Node<'_> {
    Node::List(names.iter().map(Node::from).collect())
}

impl<'a> From<&'a SqlText> for Node<'a> {
    fn from(sql: &'a SqlText) -> Self {
        per_dialect(sql, Node::from)
    }
}

fn per_dialect<'a, T>(value: &'a PerDialect<T>, node: impl Fn(&'a T) -> Node<'a>) -> Node<'a> {
    match value {
        PerDialect::Common(value) => node(value),
        PerDialect::Each { sqlite, postgres } => {
            let mut entries = Entries::new();
            entries.say_some("sqlite", sqlite.as_ref().map(&node));
            entries.say_some("postgres", postgres.as_ref().map(&node));
            Node::Table(entries)
        }
    }
}
