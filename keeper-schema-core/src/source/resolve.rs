//! Finds what a path means in a module, as Rust does: items and `use`s first, then
//! glob imports, then what every module knows.
//!
//! Visibility is not looked at: what may not be named, rustc refuses.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tree::{Binding, ConstantId, DefinitionId, Import, ModuleId, ModuleKind, Tree};

/// What a path leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Module(ModuleId),
    Definition(DefinitionId),
    Constant(ConstantId),
    /// Something of another crate, by its path from there.
    External(Vec<String>),
    /// Something that a glob import of another crate may bring. Only macros: a type
    /// that is not found is what every module knows, or a mistake.
    Elsewhere,
}

impl Target {
    /// The name that another crate knows it by.
    pub(super) fn external_name(&self) -> Option<&str> {
        match self {
            Self::External(path) => path.last().map(String::as_str),
            Self::Module(_) | Self::Definition(_) | Self::Constant(_) | Self::Elsewhere => None,
        }
    }
}

/// A name can mean a type, a value and a macro at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Namespace {
    /// Types and modules.
    Types,
    /// Constants.
    Values,
    /// Derive macros. No item of the package is one.
    Macros,
}

/// Answers what paths mean. Alternatives under different `cfg`s are all answers.
pub(super) struct Resolver<'a> {
    tree: &'a Tree,
    /// The names of `keeper-schema`, whose globs are known to bring its derives.
    crate_names: &'a BTreeSet<String>,
    answered: RefCell<FxHashMap<Question, Vec<Target>>>,
    /// How often a trail was cut off.
    cuts: Cell<usize>,
    /// What the globs of a module lead to; while that is being found, nothing.
    globs: RefCell<FxHashMap<ModuleId, Rc<[Target]>>>,
}

type Question = (ModuleId, String, Namespace);

/// The questions that an answer is being looked for, each on the way to the next.
type Trail = Vec<Question>;

/// A longer chain of `use`s is taken for endless.
const LONGEST_TRAIL: usize = 64;

/// The derives, which are all that matters in the namespace of macros.
pub(super) const DERIVES: [&str; 4] = ["Model", "ColumnEnum", "ColumnType", "SqlObject"];

impl<'a> Resolver<'a> {
    pub(super) fn new(tree: &'a Tree, crate_names: &'a BTreeSet<String>) -> Self {
        Self {
            tree,
            crate_names,
            answered: RefCell::default(),
            cuts: Cell::default(),
            globs: RefCell::default(),
        }
    }

    /// What a path means in a module; nothing if nothing of that name is in sight.
    pub(super) fn path(
        &self,
        module: ModuleId,
        import: &Import,
        namespace: Namespace,
    ) -> Vec<Target> {
        self.follow(module, import, namespace, &mut Trail::new())
    }

    fn follow(
        &self,
        module: ModuleId,
        import: &Import,
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        let segments = import.segments.as_slice();
        let Some(first) = segments.first() else {
            return Vec::new();
        };
        if import.leading {
            return self.external(module, segments, namespace, trail);
        }
        let named = self.tree.named_module(module);
        let (targets, rest) = match first.as_str() {
            "crate" => (vec![Target::Module(self.tree.module(named).root)], 1),
            "self" => (vec![Target::Module(named)], 1),
            "super" => (vec![Target::Module(self.parent(named))], 1),
            _ => {
                let last = segments.len() == 1;
                let own = if last { namespace } else { Namespace::Types };
                let targets = self.in_scope(module, first, own, trail);
                if targets.is_empty() && !last {
                    return self.external(module, segments, namespace, trail);
                }
                (targets, 1)
            }
        };
        self.walk(targets, &segments[rest..], namespace, trail)
    }

    /// Goes down from each target along the rest of a path.
    fn walk(
        &self,
        mut targets: Vec<Target>,
        rest: &[String],
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        for (index, segment) in rest.iter().enumerate() {
            let last = index + 1 == rest.len();
            let own = if last { namespace } else { Namespace::Types };
            let mut next = Vec::new();
            for target in targets {
                match target {
                    Target::Module(module) => match segment.as_str() {
                        "self" => next.push(Target::Module(module)),
                        "super" => next.push(Target::Module(self.parent(module))),
                        _ => next.extend(self.member(module, segment, own, trail)),
                    },
                    Target::External(mut path) => {
                        path.push(segment.clone());
                        next.push(Target::External(path));
                    }
                    // No type has types or macros inside it.
                    Target::Definition(_) | Target::Constant(_) => {}
                    Target::Elsewhere => next.push(Target::Elsewhere),
                }
            }
            targets = distinct(next);
        }
        targets
    }

    /// A path of another crate. The package's binaries call its library as they would
    /// call another crate, and so do packages that share a history.
    fn external(
        &self,
        module: ModuleId,
        segments: &[String],
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        if let Some((first, rest)) = segments.split_first() {
            let here = self.tree.module(module).root;
            let mut libraries = self.tree.libraries.iter();
            let named = libraries.find(|(name, root)| name == first && *root != here);
            if let Some((_, root)) = named {
                return self.walk(vec![Target::Module(*root)], rest, namespace, trail);
            }
        }
        vec![Target::External(segments.to_vec())]
    }

    /// What a name alone means: in a body also what it means around it.
    fn in_scope(
        &self,
        mut module: ModuleId,
        name: &str,
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        loop {
            let found = self.member(module, name, namespace, trail);
            let here = self.tree.module(module);
            if !found.is_empty() || here.kind != ModuleKind::Body {
                return found;
            }
            module = here.parent;
        }
    }

    /// What a name means in a module itself.
    fn member(
        &self,
        module: ModuleId,
        name: &str,
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        // Most names of types are what every module knows.
        let here = self.tree.module(module);
        if here.globs.is_empty() && !here.names.contains_key(name) {
            return Vec::new();
        }
        let question = (module, name.to_owned(), namespace);
        if let Some(answer) = self.answered.borrow().get(&question) {
            return answer.clone();
        }
        if trail.len() >= LONGEST_TRAIL || trail.contains(&question) {
            self.cuts.set(self.cuts.get() + 1);
            return Vec::new();
        }
        let cuts = self.cuts.get();
        trail.push(question);
        let mut found = self.declared(module, name, namespace, trail);
        if found.is_empty() {
            found = self.through_globs(module, name, namespace, trail);
        }
        let question = trail.pop();
        // Inside a longer trail the answer lacks what the trail cut off.
        if let Some(question) = question
            && (trail.is_empty() || cuts == self.cuts.get())
        {
            (self.answered.borrow_mut()).insert(question, found.clone());
        }
        found
    }

    /// What the items and the `use`s of a module say of a name.
    fn declared(
        &self,
        module: ModuleId,
        name: &str,
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        let bindings = self.tree.module(module).names.get(name);
        let mut found = Vec::new();
        for binding in bindings.into_iter().flatten() {
            match (binding, namespace) {
                (Binding::Module(module), Namespace::Types) => {
                    found.push(Target::Module(*module));
                }
                (Binding::Definition(definition), Namespace::Types) => {
                    found.push(Target::Definition(*definition));
                }
                (Binding::Constant(constant), Namespace::Values) => {
                    found.push(Target::Constant(*constant));
                }
                (Binding::Module(_) | Binding::Definition(_) | Binding::Constant(_), _) => {}
                (Binding::Crate(name), _) if name == "self" => {
                    found.push(Target::Module(self.tree.module(module).root));
                }
                (Binding::Crate(name), _) => {
                    let segments = [name.clone()];
                    found.extend(self.external(module, &segments, namespace, trail));
                }
                (Binding::Import(import), _) => {
                    let targets = self.follow(module, import, namespace, trail);
                    if targets.is_empty() && import.segments.len() == 1 {
                        // A crate by its name alone.
                        found.extend(self.external(module, &import.segments, namespace, trail));
                    }
                    found.extend(targets);
                }
            }
        }
        distinct(found)
    }

    /// What the glob imports of a module bring, and theirs in turn. The way ends where
    /// the name is declared, and at a module it has been to.
    fn through_globs(
        &self,
        module: ModuleId,
        name: &str,
        namespace: Namespace,
        trail: &mut Trail,
    ) -> Vec<Target> {
        let mut found = Vec::new();
        let mut outside = Vec::new();
        let mut seen = FxHashSet::from_iter([module]);
        let mut ahead = VecDeque::from([module]);
        while let Some(module) = ahead.pop_front() {
            for target in self.globs(module, trail).iter() {
                match target {
                    Target::Module(next) if seen.insert(*next) => {
                        let declared = self.declared(*next, name, namespace, trail);
                        if declared.is_empty() {
                            ahead.push_back(*next);
                        }
                        found.extend(declared);
                    }
                    Target::External(path) => outside.push(path.clone()),
                    Target::Module(_)
                    | Target::Definition(_)
                    | Target::Constant(_)
                    | Target::Elsewhere => {}
                }
            }
        }
        if found.is_empty() && namespace == Namespace::Macros && DERIVES.contains(&name) {
            found.extend(outside.into_iter().map(|path| self.brought(path, name)));
        }
        distinct(found)
    }

    /// What the glob imports of a module lead to.
    fn globs(&self, module: ModuleId, trail: &mut Trail) -> Rc<[Target]> {
        if let Some(globs) = self.globs.borrow().get(&module) {
            return Rc::clone(globs);
        }
        self.globs.borrow_mut().insert(module, Rc::new([]));
        let globs = (self.tree.module(module).globs.iter())
            .flat_map(|glob| self.follow(module, glob, Namespace::Types, trail))
            .collect::<Rc<[Target]>>();
        (self.globs.borrow_mut()).insert(module, Rc::clone(&globs));
        globs
    }

    /// What a glob of another crate may bring of that name.
    fn brought(&self, mut path: Vec<String>, name: &str) -> Target {
        if path
            .first()
            .is_some_and(|first| self.crate_names.contains(first))
        {
            path.push(name.to_owned());
            return Target::External(path);
        }
        Target::Elsewhere
    }

    fn parent(&self, module: ModuleId) -> ModuleId {
        self.tree.named_module(self.tree.module(module).parent)
    }
}

/// The targets without repetitions; there are hardly ever two.
fn distinct(targets: Vec<Target>) -> Vec<Target> {
    let mut distinct = Vec::with_capacity(targets.len());
    for target in targets {
        if !distinct.contains(&target) {
            distinct.push(target);
        }
    }
    distinct
}
