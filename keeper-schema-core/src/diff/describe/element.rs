//! Constraints and indexes in words: all that makes one differ from another.

use crate::operation::value::{self, plain};
use crate::schema::{
    Check, Deferrable, ElementPath, Exclusion, ForeignKey, Index, IndexKey, IndexTarget, Match,
    NullsOrder, PrimaryKey, ReferentialAction, SortOrder, TableName, Unique,
};

use super::super::element::Element;

/// An element that can say what it is.
pub(super) trait Described: Element {
    /// What kind of element it is.
    const KIND: &'static str;

    /// What it is over, and what else it says.
    fn definition(&self) -> String;

    /// How it is found.
    fn path(table: TableName, name: String) -> ElementPath {
        ElementPath::Constraint(table, name)
    }
}

impl Described for PrimaryKey {
    const KIND: &'static str = "primary key";

    fn definition(&self) -> String {
        let mut words = vec![list(&self.columns)];
        words.extend(included(&self.include));
        words.extend(deferrable(self.deferrable));
        words.join(" ")
    }
}

impl Described for Unique {
    const KIND: &'static str = "unique constraint";

    fn definition(&self) -> String {
        let mut words = vec![list(&self.columns)];
        words.extend(nulls_not_distinct(self.nulls_not_distinct));
        words.extend(included(&self.include));
        words.extend(deferrable(self.deferrable));
        words.join(" ")
    }
}

impl Described for ForeignKey {
    const KIND: &'static str = "foreign key";

    fn definition(&self) -> String {
        let target = plain(&self.references.table.to_string());
        let columns = list(&self.references.columns);
        let mut words = vec![list(&self.columns), format!("to `{target}` {columns}")];
        words.extend(action("on delete", self.on_delete));
        if !self.on_delete_columns.is_empty() {
            words.push(list(&self.on_delete_columns));
        }
        words.extend(action("on update", self.on_update));
        words.extend(match self.match_type {
            Match::Simple => None,
            Match::Full => Some("match full".to_owned()),
        });
        words.extend(deferrable(self.deferrable));
        words.join(" ")
    }
}

impl Described for Check {
    const KIND: &'static str = "check";

    fn definition(&self) -> String {
        let mut words = vec![format!("({})", value::sql(&self.expression))];
        words.extend(self.no_inherit.then(|| "no inherit".to_owned()));
        words.join(" ")
    }
}

impl Described for Exclusion {
    const KIND: &'static str = "exclusion constraint";

    fn definition(&self) -> String {
        let elements = self.elements.iter();
        let elements: Vec<String> = elements
            .map(|element| format!("{} with {}", key(&element.key), plain(&element.operator)))
            .collect();
        let mut words = vec![format!("({})", elements.join(", "))];
        let method = self.method.as_deref().filter(|method| *method != "btree");
        words.extend(method.map(|method| format!("using {}", plain(method))));
        let predicate = self.predicate.as_ref();
        words.extend(predicate.map(|text| format!("where {}", value::sql(text))));
        words.extend(deferrable(self.deferrable));
        words.join(" ")
    }
}

impl Described for Index {
    const KIND: &'static str = "index";

    fn definition(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(key).collect();
        let mut words = vec![format!("({})", keys.join(", "))];
        words.extend(self.unique.then(|| "unique".to_owned()));
        words.extend(nulls_not_distinct(self.nulls_not_distinct));
        let method = self.method.as_deref().filter(|method| *method != "btree");
        words.extend(method.map(|method| format!("using {}", plain(method))));
        words.extend(included(&self.include));
        let predicate = self.predicate.as_ref();
        words.extend(predicate.map(|text| format!("where {}", value::sql(text))));
        let with = self.with.iter();
        words.extend(with.map(|(key, value)| format!("with {}={}", plain(key), plain(value))));
        words.join(" ")
    }

    fn path(table: TableName, name: String) -> ElementPath {
        ElementPath::Index(table, name)
    }
}

fn key(key: &IndexKey) -> String {
    let mut words = vec![match &key.target {
        IndexTarget::Column(column) => plain(column),
        IndexTarget::Expression(text) => value::sql(text),
    }];
    words.extend(match key.order {
        SortOrder::Ascending => None,
        SortOrder::Descending => Some("desc".to_owned()),
    });
    words.extend(key.nulls.map(|nulls| match nulls {
        NullsOrder::First => "nulls first".to_owned(),
        NullsOrder::Last => "nulls last".to_owned(),
    }));
    let opclass = key.opclass.as_ref();
    words.extend(opclass.map(|text| format!("opclass {}", value::sql(text))));
    let collation = key.collation.as_ref();
    words.extend(collation.map(|text| format!("collation {}", value::sql(text))));
    words.join(" ")
}

fn list(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| plain(column)).collect();
    format!("({})", columns.join(", "))
}

fn included(columns: &[String]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("include {}", list(columns)))
}

fn nulls_not_distinct(said: bool) -> Option<String> {
    said.then(|| "nulls not distinct".to_owned())
}

fn deferrable(deferrable: Option<Deferrable>) -> Option<String> {
    deferrable.map(|deferrable| match deferrable {
        Deferrable::Deferrable => "deferrable".to_owned(),
        Deferrable::InitiallyDeferred => "initially deferred".to_owned(),
    })
}

fn action(event: &str, action: ReferentialAction) -> Option<String> {
    let action = match action {
        ReferentialAction::NoAction => return None,
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    };
    Some(format!("{event} {action}"))
}
