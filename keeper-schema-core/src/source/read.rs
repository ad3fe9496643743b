//! Reads what derives ours, with every `cfg` settled and every type by what it means.

use std::collections::BTreeSet;
use std::iter::repeat_n;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput};

use super::cfg::{Counts, Pins};
use super::column::column;
use super::constant::Constants;
use super::derives::{Derive, Slip, derives};
use super::findings::{Findings, Found, Unresolved};
use super::input::{Input, ambiguous};
use super::kept::Kept;
use super::reference::target;
use super::resolve::Resolver;
use super::tree::{Definition, DefinitionId, Tree};
use super::types::{Ambiguous, Types};
use super::{ScannedEnum, ScannedModel, ScannedObject, SourceFile};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Ctxt, EnumModel, EnumStorage, Model, NewtypeModel, ObjectModel, RustType, text_of,
};

/// What a tree declares.
#[derive(Default)]
pub(super) struct Declared {
    pub(super) models: Vec<ScannedModel>,
    pub(super) enums: Vec<ScannedEnum>,
    pub(super) objects: Vec<ScannedObject>,
}

/// Reads every model of a tree. If anything is wrong, the models are not to be used.
pub(super) fn models(
    config: &Config,
    tree: &Tree,
    types: Vec<(DefinitionId, Kept)>,
    sources: &[SourceFile],
) -> (Declared, Vec<Diagnostic>) {
    let resolver = Resolver::new(tree, &config.crate_names);
    let mut reader = Reader {
        sources,
        pins: Pins { pins: &config.cfg },
        types: Types {
            tree,
            resolver: &resolver,
        },
        enums: Vec::new(),
        objects: Vec::new(),
        diagnostics: Vec::new(),
    };
    let mut findings = Findings::new(tree);
    let mut models = Vec::with_capacity(types.len());
    for (id, _) in tree.definitions() {
        findings.add(id);
    }
    // Each is let go when it has been read: there may be many.
    for (id, kept) in types {
        let (definition, item) = (tree.definition(id), kept.into_input());
        let pins = reader.pins;
        let derives = derives(&resolver, pins, &config.crate_names, definition, &item);
        let derives = derives.unwrap_or_else(|slip| reader.misspelled(definition, &slip));
        for (derive, item) in derives.iter().zip(repeat_n(item, derives.len())) {
            let found = match derive {
                Derive::Model => {
                    let model = reader.model(definition, item);
                    let index = model.is_some().then_some(models.len());
                    models.extend(model.map(|model| (id, model)));
                    Found::Model(index)
                }
                Derive::ColumnEnum => reader.column_enum(definition, item),
                Derive::ColumnType => reader.newtype(definition, item),
                Derive::SqlObject => reader.object(definition, item),
            };
            findings.derives(id, found);
        }
    }
    for (id, model) in &mut models {
        reader.settle(&findings, *id, model);
    }
    let declared = Declared {
        models: models.into_iter().map(|(_, model)| model).collect(),
        enums: reader.enums,
        objects: reader.objects,
    };
    (declared, reader.diagnostics)
}

/// What only some builds see of a type.
struct Seen {
    conditional: BTreeSet<String>,
    varies: bool,
}

struct Reader<'a> {
    sources: &'a [SourceFile],
    pins: Pins<'a>,
    types: Types<'a>,
    enums: Vec<ScannedEnum>,
    objects: Vec<ScannedObject>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reports a derive that is like one of ours. It makes nothing.
    fn misspelled(&mut self, definition: &Definition, slip: &Slip) -> Vec<Derive> {
        let Slip { written, meant } = slip;
        let message = format!("unknown derive `{written}`, did you mean `{meant}`?");
        let source = &self.sources[definition.file];
        (self.diagnostics).push(source.diagnostic(Code::UnknownDerive, written.span(), message));
        Vec::new()
    }

    /// Reads a model, without what other types have to say.
    fn model(&mut self, definition: &Definition, item: DeriveInput) -> Option<ScannedModel> {
        let tree = self.types.tree;
        if self.is_in_body(definition, "a model") {
            return None;
        }
        let (
            model,
            Seen {
                conditional,
                varies,
            },
        ) = self.read(definition, item, Model::from_derive_input)?;
        let conditional_columns = (model.fields.iter())
            .filter(|field| conditional.contains(&text_of(&field.ident)))
            .map(|field| field.column.value.clone())
            .collect();
        Some(ScannedModel {
            model,
            is_own: tree.module(definition.module).is_own,
            file: definition.file,
            module: tree.module(definition.module).path[1..].join("::"),
            columns: Vec::new(),
            targets: Vec::new(),
            conditional: definition.counts == Counts::Sometimes,
            varies,
            conditional_columns,
        })
    }

    fn column_enum(&mut self, definition: &Definition, item: DeriveInput) -> Found {
        let Some((model, seen)) = self.read(definition, item, |cx, input| {
            EnumModel::from_derive_input(cx, &input)
        }) else {
            return Found::Mistake;
        };
        let found = Found::Enum(model.column_type(), model.texts());
        // One in a body is no part of the schema, as no model is that could use it.
        let is_in_body = self.types.tree.is_in_body(definition.module);
        if model.storage.value != EnumStorage::Integer && !is_in_body {
            self.enums.push(ScannedEnum {
                model,
                is_own: self.types.tree.module(definition.module).is_own,
                file: definition.file,
                conditional: definition.counts == Counts::Sometimes || !seen.conditional.is_empty(),
            });
        }
        found
    }

    /// Reads an object beside the tables; no column can have it.
    fn object(&mut self, definition: &Definition, item: DeriveInput) -> Found {
        if !self.is_in_body(definition, "an object of the database")
            && let Some((model, _)) = self.read(definition, item, |cx, input| {
                ObjectModel::from_derive_input(cx, &input)
            })
        {
            self.objects.push(ScannedObject {
                model,
                is_own: self.types.tree.module(definition.module).is_own,
                statement: None,
                file: definition.file,
                conditional: definition.counts == Counts::Sometimes,
            });
        }
        Found::Mistake
    }

    /// Reports what stands inside a function.
    fn is_in_body(&mut self, definition: &Definition, what: &str) -> bool {
        let is_in_body = self.types.tree.is_in_body(definition.module);
        if is_in_body {
            let message = format!("{what} inside a function is no part of the schema");
            let file = &self.sources[definition.file];
            let diagnostic = file.diagnostic(Code::NotDerivable, definition.span, message);
            let help = "move it into a module, or under `#[cfg(test)]` if it is for a test";
            self.diagnostics.push(diagnostic.help(help));
        }
        is_in_body
    }

    fn newtype(&mut self, definition: &Definition, item: DeriveInput) -> Found {
        match self.read(definition, item, |cx, input| {
            NewtypeModel::from_derive_input(cx, &input)
        }) {
            Some((model, _)) => Found::Newtype(model.column_type.value),
            None => Found::Mistake,
        }
    }

    /// Reads what a derive would be given, and tells the fields that some builds lack.
    /// What has mistakes is returned too: others may be found with it.
    fn read<T>(
        &mut self,
        definition: &Definition,
        item: DeriveInput,
        read: fn(&Ctxt, DeriveInput) -> Option<T>,
    ) -> Option<(T, Seen)> {
        let cx = Ctxt::new();
        let Input {
            mut input,
            conditional,
            varies,
        } = Input::of(&cx, self.pins, item);
        self.settle_lengths(&cx, definition, &mut input);
        self.settle_fields(&cx, definition, &mut input);
        let seen = Seen {
            conditional,
            varies,
        };
        let result = read(&cx, input).map(|read| (read, seen));
        if let Err(mistakes) = cx.check() {
            let file = &self.sources[definition.file];
            for mistake in mistakes {
                let told = file.diagnostics(mistake.code, mistake.error());
                self.diagnostics.extend(told);
            }
        }
        result
    }

    /// Writes the number in place of a length that names constants.
    fn settle_lengths(&self, cx: &Ctxt, definition: &Definition, input: &mut DeriveInput) {
        let Data::Struct(data) = &mut input.data else {
            return;
        };
        let constants = Constants {
            tree: self.types.tree,
            resolver: self.types.resolver,
        };
        constants.settle(cx, definition.module, &mut input.attrs);
        for field in &mut data.fields {
            constants.settle(cx, definition.module, &mut field.attrs);
        }
    }

    /// Writes the types of fields by what they mean.
    fn settle_fields(&self, cx: &Ctxt, definition: &Definition, input: &mut DeriveInput) {
        let Data::Struct(data) = &mut input.data else {
            return;
        };
        for field in &mut data.fields {
            let settled = self.types.settle(definition.module, &mut field.ty);
            if let Err(Ambiguous { span, name, first }) = settled {
                cx.error(Code::AlternativesDiffer, span, ambiguous(&name));
                field.ty = *first;
            }
        }
    }

    /// Settles the columns and the references of a model.
    fn settle(&mut self, findings: &Findings<'_>, id: DefinitionId, scanned: &mut ScannedModel) {
        scanned.columns.reserve_exact(scanned.model.fields.len());
        for field in &scanned.model.fields {
            let rust_type = &field.column_type.value;
            let span = match rust_type {
                RustType::User(path) | RustType::ArrayOf(path) => path.span(),
                RustType::Known(_) | RustType::Computed(_) => field.column_type.span,
            };
            let column = column(findings, rust_type);
            (scanned.columns).extend(self.reported(scanned.file, span, column));
        }
        for foreign_key in &scanned.model.foreign_keys {
            let path = &foreign_key.references.model;
            let target = target(findings, &self.types, id, path);
            (scanned.targets).extend(self.reported(scanned.file, path.span(), target));
        }
    }

    /// What was resolved, or a report of why it was not.
    fn reported<T>(&mut self, file: usize, span: Span, result: Result<T, Unresolved>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(Unresolved::Reported) => None,
            Err(Unresolved::Refused {
                code,
                message,
                help,
            }) => {
                let mut diagnostic = self.sources[file].diagnostic(code, span, message);
                diagnostic.help.extend(help);
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }
}
