//! Hands differences to the derives, which report each at its field (`report = "fields"`).

use super::drift::Drift;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::ctxt::coded;
use crate::model::view::DriftView;
use crate::model::{Declared, text_of};
use crate::schema::ElementPath;
use crate::source::{Scan, SourceFile};

/// The types of the package whose derives report what concerns them, in every build.
pub(super) struct Reporters(Vec<Reporter>);

struct Reporter {
    /// What the type declares.
    element: ElementPath,
    /// Where its name is.
    place: Place,
    /// The names of its fields, each where it is, in order.
    fields: Vec<(Place, String)>,
}

impl Reporters {
    /// Those that every build has: a type that some lack would be silent there.
    pub(super) fn of(scan: &Scan) -> Self {
        let own = scan.models.iter();
        let own = own.filter(|scanned| scanned.is_own && !scanned.conditional);
        let models = own.map(|scanned| {
            let file = &scan.files[scanned.file];
            let fields = scanned.model.fields.iter();
            let fields = fields.map(|field| (file.place(field.ident.span()), &field.ident));
            Reporter {
                element: ElementPath::Table(scanned.model.table_name()),
                place: file.place(scanned.model.ident.span()),
                fields: fields
                    .map(|(place, ident)| (place, text_of(ident)))
                    .collect(),
            }
        });
        let without_fields = |element, file: &SourceFile, span| Reporter {
            element,
            place: file.place(span),
            fields: Vec::new(),
        };
        let own = scan.enums.iter();
        let own = own.filter(|scanned| scanned.is_own && !scanned.conditional);
        let enums = own.filter_map(|scanned| {
            let column_type = scanned.model.column_type();
            let element = ElementPath::Enum(column_type.enum_name()?.clone());
            let span = scanned.model.ident.span();
            Some(without_fields(element, &scan.files[scanned.file], span))
        });
        let own = scan.objects.iter();
        let own = own.filter(|scanned| scanned.is_own && !scanned.conditional);
        let objects = own.map(|scanned| {
            let element = match &scanned.model.declared.value {
                Declared::Object(object) => ElementPath::Object(object.name.clone()),
                Declared::Sequence(sequence) => ElementPath::Sequence(sequence.name.clone()),
            };
            let span = scanned.model.ident.span();
            without_fields(element, &scan.files[scanned.file], span)
        });
        Self(models.chain(enums).chain(objects).collect())
    }

    /// What the derives are to report: nothing if one of the differences has no type that
    /// could. The build script then tells them all, since no derive runs when it fails.
    pub(super) fn take_over(&self, drift: &[Drift]) -> Option<Vec<DriftView>> {
        let views = drift.iter().map(|drift| {
            let subject = drift.subject.as_ref()?;
            let place = drift.diagnostic.place.as_ref()?;
            let mut reporters = self.0.iter();
            let reporter = reporters.find(|reporter| reporter.is_of(subject, place))?;
            Some(DriftView {
                file: reporter.place.file.display().to_string(),
                line: reporter.place.line,
                field: reporter.field_at(place).to_owned(),
                message: text(&drift.diagnostic),
            })
        });
        views.collect()
    }
}

impl Reporter {
    fn is_of(&self, subject: &ElementPath, place: &Place) -> bool {
        let is_of_table = match (&self.element, subject.table()) {
            (ElementPath::Table(own), Some(table)) => own == table,
            (own, _) => own == subject,
        };
        is_of_table && self.place.file == place.file
    }

    /// The field at a place, or whose attributes are there; nothing for the type itself.
    fn field_at(&self, place: &Place) -> &str {
        let at = |place: &Place| (place.line, place.column);
        if at(place) <= at(&self.place) {
            return "";
        }
        let mut fields = self.fields.iter();
        let field = fields.find(|(field, _)| at(place) <= at(field));
        field.map_or("", |(_, name)| name)
    }
}

/// The text of an error that the compiler draws at its place.
fn text(diagnostic: &Diagnostic) -> String {
    let message = &diagnostic.message;
    let mut text = match diagnostic.code {
        Some(code) => coded(code, message),
        None => message.clone(),
    };
    for help in &diagnostic.help {
        text += "\nhelp: ";
        text += help;
    }
    text
}
