//! [`Knowledge`]: what lints know apart from the role: the catalog, the options, and what is computed from them on first use.

use std::cell::{OnceCell, RefCell};

use rustc_hash::FxHashMap;

use super::action_class::ActionClass;
use super::built_ins::BuiltIns;
use super::options::LintOptions;
use super::vocabulary::Vocabulary;
use crate::access::Privileged;
use crate::catalog::{Catalog, Operations};
use crate::model::{EscalationWay, Plane, PlanePattern};
use crate::pack::escalation;
use crate::pattern::Wildcards;

/// An escalation way, with the operations of the catalog that open it.
#[derive(Debug)]
pub(super) struct EscalationOperations<'k> {
    pub(super) way: &'static EscalationWay,
    pub(super) actions: Vec<(Plane, &'k str)>,
}

/// What lints know beside the role.
#[derive(Debug)]
pub(super) struct Knowledge<'k> {
    pub(super) catalog: &'k Catalog,
    pub(super) options: &'k LintOptions,
    vocabulary: Vocabulary<'k>,
    built_ins: OnceCell<BuiltIns<'k>>,
    ways: OnceCell<Vec<EscalationOperations<'k>>>,
    privileged: OnceCell<Privileged<'k>>,
    /// What is known of texts that were asked for: files repeat each other, mistakes included.
    action_classes: RefCell<FxHashMap<(Plane, Box<str>), ActionClass<'k>>>,
}

impl<'k> Knowledge<'k> {
    pub(super) fn new(catalog: &'k Catalog, options: &'k LintOptions) -> Self {
        Self {
            catalog,
            options,
            vocabulary: Vocabulary::new(catalog.operations(), options.wildcards),
            built_ins: OnceCell::new(),
            ways: OnceCell::new(),
            privileged: OnceCell::new(),
            action_classes: RefCell::default(),
        }
    }

    pub(super) fn operations(&self) -> &'k Operations {
        self.catalog.operations()
    }

    pub(super) fn wildcards(&self) -> Wildcards {
        self.options.wildcards
    }

    /// The built-in roles.
    pub(super) fn built_ins(&self) -> &BuiltIns<'k> {
        self.built_ins.get_or_init(|| BuiltIns::new(self.catalog, self.wildcards()))
    }

    /// The ways to more than a permission says.
    pub(super) fn ways(&self) -> &[EscalationOperations<'k>] {
        let actions = |way: &'static EscalationWay| way.actions.iter().flat_map(|action| self.names(action)).collect();
        let ways = || escalation::embedded().iter().map(|way| EscalationOperations { way, actions: actions(way) }).collect();
        self.ways.get_or_init(ways)
    }

    /// The control-plane operations that lead to more than they say.
    pub(super) fn leading_on(&self) -> impl Iterator<Item = &'k str> {
        let all = self.ways().iter().flat_map(|way| &way.actions);
        all.filter(|(plane, _)| *plane == Plane::Control).map(|&(_, name)| name)
    }

    /// The operations that a pattern matches.
    fn names(&self, action: &PlanePattern) -> Vec<(Plane, &'k str)> {
        let operations = self.operations();
        let matched = operations.matching(&action.pattern, action.plane, self.wildcards());
        matched.iter().map(|id| (action.plane, operations.name(id))).collect()
    }

    /// The operations that control access itself.
    pub(super) fn privileged(&self) -> &Privileged<'k> {
        self.privileged.get_or_init(|| Privileged::new(self.catalog))
    }

    /// What the catalog says of an action string.
    pub(super) fn action_class(&self, plane: Plane, text: &str) -> ActionClass<'k> {
        let key = (plane, text.into());
        if let Some(&known) = self.action_classes.borrow().get(&key) {
            return known;
        }
        let class = ActionClass::of(&self.vocabulary, plane, text);
        self.action_classes.borrow_mut().insert(key, class);
        class
    }
}
