//! [`Knowledge`]: what lints know apart from the role: the catalog, the options, and what is computed from them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::action_class::ActionClass;
use super::built_ins::BuiltIns;
use super::options::LintOptions;
use super::vocabulary::Vocabulary;
use crate::access::Privileged;
use crate::catalog::{Catalog, OperationId, Operations};
use crate::model::{Plane, PlanePattern};
use crate::parallel::both;
use crate::pattern::{Pattern, Wildcards};

/// What lints know beside the role.
#[derive(Debug)]
pub(super) struct Knowledge<'k> {
    pub(super) catalog: &'k Catalog,
    pub(super) options: &'k LintOptions,
    vocabulary: Vocabulary<'k>,
    built_ins: BuiltIns<'k>,
    privileged: Privileged<'k>,
    /// What is known of texts that were asked for: files repeat each other, mistakes included.
    action_classes: RefCell<FxHashMap<(Plane, Box<str>), ActionClass<'k>>>,
    /// What control-plane patterns match, the most dangerous first.
    by_danger: RefCell<FxHashMap<Box<str>, Rc<[OperationId]>>>,
    /// Operations as patterns, which many findings share.
    patterns: RefCell<FxHashMap<Vec<OperationId>, Arc<[PlanePattern]>>>,
}

impl<'k> Knowledge<'k> {
    pub(super) fn new(catalog: &'k Catalog, options: &'k LintOptions) -> Self {
        let (privileged, built_ins) = both(|| Privileged::new(catalog), || BuiltIns::new(catalog, options.wildcards));
        Self {
            catalog,
            options,
            vocabulary: Vocabulary::new(catalog.operations(), options.wildcards),
            built_ins,
            privileged,
            action_classes: RefCell::default(),
            by_danger: RefCell::default(),
            patterns: RefCell::default(),
        }
    }

    /// Each of some operations as a pattern.
    pub(super) fn patterns(&self, ids: Vec<OperationId>) -> Arc<[PlanePattern]> {
        let operations = self.operations();
        let pattern =
            |id: &OperationId| PlanePattern { plane: operations.plane(*id), pattern: Pattern::parse(operations.name(*id)) };
        if let Some(known) = self.patterns.borrow().get(&ids) {
            return Arc::clone(known);
        }
        let patterns: Arc<[PlanePattern]> = ids.iter().map(pattern).collect();
        self.patterns.borrow_mut().insert(ids, Arc::clone(&patterns));
        patterns
    }

    pub(super) fn operations(&self) -> &'k Operations {
        self.catalog.operations()
    }

    pub(super) fn wildcards(&self) -> Wildcards {
        self.options.wildcards
    }

    /// The built-in roles.
    pub(super) fn built_ins(&self) -> &BuiltIns<'k> {
        &self.built_ins
    }

    /// The operations that control access itself, or open an escalation way.
    pub(super) fn privileged(&self) -> &Privileged<'k> {
        &self.privileged
    }

    /// The control-plane operations that a pattern matches, the most dangerous first.
    pub(super) fn by_danger(&self, pattern: &str) -> Rc<[OperationId]> {
        if let Some(known) = self.by_danger.borrow().get(pattern) {
            return Rc::clone(known);
        }
        let matched = self.operations().matching(&Pattern::parse(pattern), Plane::Control, self.wildcards());
        let sorted: Rc<[OperationId]> = self.privileged().by_danger(matched.iter()).into();
        self.by_danger.borrow_mut().insert(pattern.into(), Rc::clone(&sorted));
        sorted
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
