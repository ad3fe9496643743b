//! The differences in sentences, for people who want to know what no revision says.

mod element;
mod keys;
mod wording;

use std::fmt;

use crate::diagnostic::Code;
use crate::operation::value::plain;
use crate::schema::{ElementPath, Sequence, SqlObject, TableName};

use self::element::Described;
pub use self::wording::Wording;
use super::Question;
use super::analysis::Analysis;
use super::element::ElementChanges;
use super::enums::EnumChange;
use super::objects::ObjectChanges;
use super::renames::Renames;
use super::table::TableChanges;

/// One element in which models and history differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The element: by its name in the models, or else in the history.
    pub subject: ElementPath,
    /// Where it is.
    pub kind: DifferenceKind,
    /// The difference in words: names in backticks, no full stop.
    pub sentence: String,
    /// Whether data is lost when history follows the models.
    pub destructive: bool,
}

/// Where a differing element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// In the models, and in no revision.
    OnlyInModels,
    /// In the history, and no longer in the models.
    OnlyInHistory,
    /// In both.
    Differs,
    /// New in the models, and maybe something of the history under a new name.
    PossibleRename,
}

impl DifferenceKind {
    /// What kind of mistake it is.
    pub fn code(self) -> Code {
        match self {
            Self::OnlyInModels => Code::OnlyInModels,
            Self::OnlyInHistory => Code::OnlyInHistory,
            Self::Differs => Code::Differs,
            Self::PossibleRename => Code::PossibleRename,
        }
    }
}

/// Says every change of the analysis once, by table.
pub(super) fn differences(
    analysis: &Analysis<'_>,
    resolved: &Renames,
    wording: &Wording,
) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut renames = PossibleRenames::of(&analysis.questions);
    differences.extend(analysis.schemas.iter().map(|name| Difference {
        subject: ElementPath::Schema((*name).clone()),
        kind: DifferenceKind::OnlyInModels,
        sentence: format!("schema {} {}", shown(name), wording.only_after),
        destructive: false,
    }));
    let dropped_enums: Vec<Difference> = (analysis.dropped_enums.iter())
        .map(|dropped| {
            let subject = ElementPath::Enum(dropped.name.clone());
            renames.instead_of(&subject).unwrap_or(Difference {
                subject,
                kind: DifferenceKind::OnlyInHistory,
                sentence: format!("enum {} {}", shown(&dropped.name), wording.only_before),
                destructive: false,
            })
        })
        .collect();
    let unsaid = analysis.enums.iter().filter(|change| {
        let subject = ElementPath::Enum(change.after.name.clone());
        !renames.said.contains(&subject)
    });
    differences.extend(unsaid.map(|change| of_enum(change, wording)));
    differences.extend(renamed_enums(resolved, wording));
    differences.extend(dropped_enums);
    of_objects(&analysis.objects, wording, &mut differences);
    for table in &analysis.dropped {
        let subject = ElementPath::Table(table.name.clone());
        let sentence = format!("table {} {}", shown(&table.name), wording.only_before);
        differences.push(renames.instead_of(&subject).unwrap_or(Difference {
            subject,
            kind: DifferenceKind::OnlyInHistory,
            sentence,
            destructive: true,
        }));
    }
    for changes in &analysis.changed {
        of_table(changes, wording, &mut renames, &mut differences);
    }
    for table in &analysis.created {
        let subject = ElementPath::Table(table.name.clone());
        let sentence = format!("table {} {}", shown(&table.name), wording.only_after);
        if !renames.said.contains(&subject) {
            differences.push(Difference {
                subject,
                kind: DifferenceKind::OnlyInModels,
                sentence,
                destructive: false,
            });
        }
    }
    differences.sort_by(|left, right| left.subject.table().cmp(&right.subject.table()));
    differences
}

/// Possible renames, each said once in place of what is gone and of what is new.
struct PossibleRenames<'a> {
    questions: &'a [Question],
    /// What is new and needs no sentence of its own any more.
    said: Vec<ElementPath>,
}

impl<'a> PossibleRenames<'a> {
    fn of(questions: &'a [Question]) -> Self {
        Self {
            questions,
            said: Vec::new(),
        }
    }

    /// The question of what has become of an element, as a difference of the first
    /// candidate that has none yet.
    fn instead_of(&mut self, gone: &ElementPath) -> Option<Difference> {
        let questions = self.questions.iter();
        let (question, candidates) = questions
            .filter_map(|question| Some((question, question.candidates_for(gone)?)))
            .next()?;
        let mut unsaid = candidates.iter().filter(|new| !self.said.contains(new));
        let subject = unsaid.next().or(candidates.first())?.clone();
        self.said.push(subject.clone());
        Some(Difference {
            subject,
            kind: DifferenceKind::PossibleRename,
            sentence: question.to_string(),
            destructive: false,
        })
    }
}

/// What differs beside tables.
fn of_objects(changes: &ObjectChanges<'_>, wording: &Wording, differences: &mut Vec<Difference>) {
    let said = |subject: ElementPath, kind, words: &str| Difference {
        sentence: format!("{} {} {words}", subject.kind(), shown(&subject)),
        subject,
        kind,
        destructive: false,
    };
    let object = |object: &SqlObject| ElementPath::Object(object.name.clone());
    let sequence = |sequence: &Sequence| ElementPath::Sequence(sequence.name.clone());
    let dropped = changes.dropped.iter().map(|it| object(it));
    let dropped = dropped.chain(changes.sequences.dropped.iter().map(|it| sequence(it)));
    differences
        .extend(dropped.map(|it| said(it, DifferenceKind::OnlyInHistory, wording.only_before)));
    let replaced = changes.replaced.iter().map(|(_, after)| object(after));
    let differs = replaced.chain(changes.sequences.altered.iter().map(|it| sequence(it)));
    let words = format!("is another {} than {}", wording.after, wording.before);
    differences.extend(differs.map(|it| said(it, DifferenceKind::Differs, &words)));
    let created = changes.created.iter().map(|it| object(it));
    let created = created.chain(changes.sequences.created.iter().map(|it| sequence(it)));
    differences
        .extend(created.map(|it| said(it, DifferenceKind::OnlyInModels, wording.only_after)));
}

fn renamed_enums(renames: &Renames, wording: &Wording) -> Vec<Difference> {
    let differs = |name: &TableName, sentence| Difference {
        subject: ElementPath::Enum(name.clone()),
        kind: DifferenceKind::Differs,
        sentence,
        destructive: false,
    };
    let mut differences = Vec::new();
    for (old, new) in &renames.enums {
        let (shown, old, before) = (shown(new), shown(old), wording.before);
        let sentence = format!("enum {shown} is called {old} {before}");
        differences.push(differs(new, sentence));
    }
    for (name, values) in &renames.values {
        for (old, new) in values {
            let sentence = format!(
                "value `{}` of enum {} is called `{}` {}",
                plain(new),
                shown(name),
                plain(old),
                wording.before
            );
            differences.push(differs(name, sentence));
        }
    }
    differences
}

fn of_enum(change: &EnumChange<'_>, wording: &Wording) -> Difference {
    let name = &change.after.name;
    let (kind, words) = match change.before {
        None => (DifferenceKind::OnlyInModels, wording.only_after.to_owned()),
        Some(before) => (
            DifferenceKind::Differs,
            keys::of_enum(before, change.after, wording),
        ),
    };
    Difference {
        subject: ElementPath::Enum(name.clone()),
        kind,
        sentence: format!("enum {} {words}", shown(name)),
        destructive: change.loses_values(),
    }
}

fn of_table(
    changes: &TableChanges<'_>,
    wording: &Wording,
    renames: &mut PossibleRenames<'_>,
    differences: &mut Vec<Difference>,
) {
    let table = &changes.after.name;
    let mut push = |subject, kind, sentence: String, destructive| {
        differences.push(Difference {
            subject,
            kind,
            sentence,
            destructive,
        });
    };
    if let Some(old) = &changes.old_name {
        let sentence = format!(
            "table {} is called {} {}",
            shown(table),
            shown(old),
            wording.before
        );
        let subject = ElementPath::Table(table.clone());
        push(subject, DifferenceKind::Differs, sentence, false);
    }
    if let Some(alteration) = &changes.alteration {
        let keys = keys::of_table(changes.before, changes.after, alteration, wording);
        let sentence = format!("table {} {keys}", shown(table));
        let subject = ElementPath::Table(table.clone());
        push(subject, DifferenceKind::Differs, sentence, false);
    }
    for column in &changes.dropped {
        let gone = ElementPath::Column(table.clone(), column.name.clone());
        let subject = ElementPath::Column(changes.old_name().clone(), column.name.clone());
        match renames.instead_of(&gone) {
            Some(Difference {
                subject,
                kind,
                sentence,
                destructive,
            }) => push(subject, kind, sentence, destructive),
            None => push(
                subject.clone(),
                DifferenceKind::OnlyInHistory,
                format!("{} {}", shown(&subject), wording.only_before),
                column.generated.is_none(),
            ),
        }
    }
    for (old, new) in &changes.renamed_columns {
        let subject = ElementPath::Column(table.clone(), new.clone());
        let sentence = format!(
            "{} is called `{}` {}",
            shown(&subject),
            plain(old),
            wording.before
        );
        push(subject, DifferenceKind::Differs, sentence, false);
    }
    for column in &changes.altered {
        let subject = ElementPath::Column(table.clone(), column.after.name.clone());
        let sentence = format!("{} {}", shown(&subject), keys::of_column(column, wording));
        let destructive = column.alteration.loses.is_some();
        push(subject, DifferenceKind::Differs, sentence, destructive);
    }
    for column in &changes.added {
        let subject = ElementPath::Column(table.clone(), column.name.clone());
        if !renames.said.contains(&subject) {
            let sentence = format!("{} {}", shown(&subject), wording.only_after);
            push(subject, DifferenceKind::OnlyInModels, sentence, false);
        }
    }
    of_elements(changes, &changes.primary_key, wording, differences);
    of_elements(changes, &changes.unique, wording, differences);
    of_elements(changes, &changes.foreign_keys, wording, differences);
    of_elements(changes, &changes.checks, wording, differences);
    of_elements(changes, &changes.exclusions, wording, differences);
    of_elements(changes, &changes.indexes, wording, differences);
}

fn of_elements<T: Described>(
    changes: &TableChanges<'_>,
    elements: &ElementChanges<'_, T>,
    wording: &Wording,
    differences: &mut Vec<Difference>,
) {
    let table = &changes.after.name;
    let mut push = |table: &TableName, element: &T, kind, words: &str| {
        let name = plain(element.name());
        differences.push(Difference {
            subject: T::path(table.clone(), element.name().to_owned()),
            kind,
            sentence: format!("{} `{name}` on {} {words}", T::KIND, shown(table)),
            destructive: false,
        });
    };
    let created_as = |gone: &T| {
        let mut created = elements.created.iter();
        created.find(|new| new.name() == gone.name())
    };
    for gone in &elements.dropped {
        if let Some(new) = created_as(gone) {
            let words = format!(
                "is {} {} and {} {}",
                new.definition(),
                wording.after,
                gone.definition(),
                wording.before
            );
            push(table, new, DifferenceKind::Differs, &words);
        } else {
            let words = format!("{} {}", gone.definition(), wording.only_before);
            let old = changes.old_name();
            push(old, gone, DifferenceKind::OnlyInHistory, &words);
        }
    }
    for kept in &elements.kept {
        if kept.is_renamed {
            let words = format!(
                "is called `{}` {}",
                plain(kept.before.name()),
                wording.before
            );
            push(table, kept.after, DifferenceKind::Differs, &words);
        }
        if kept.is_validated() {
            let words = format!("is not validated {}", wording.before);
            push(table, kept.after, DifferenceKind::Differs, &words);
        }
        if kept.is_commented() {
            let words = keys::of_comments(kept.before.comment(), kept.after.comment(), wording);
            push(table, kept.after, DifferenceKind::Differs, &words);
        }
    }
    for new in &elements.created {
        let is_said = elements
            .dropped
            .iter()
            .any(|gone| gone.name() == new.name());
        if !is_said {
            let words = format!("{} {}", new.definition(), wording.only_after);
            push(table, new, DifferenceKind::OnlyInModels, &words);
        }
    }
}

fn shown(value: &impl fmt::Display) -> String {
    format!("`{}`", plain(&value.to_string()))
}
