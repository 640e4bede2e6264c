//! [`PermissionSet`]: what one principal may do at a scope, in each plane, as sets of action strings: what it may do now, after an
//! activation, under a condition, and what depends on data that was not exported.

use super::normal_form::{NormalForm, in_common, normal_form};
use crate::access::Privileged;
use crate::arrange::Arrange as _;
use crate::catalog::{OperationId, OperationSet};
use crate::decide::{Effective, GrantedBlock, Judge, PlaneGrants, Verdict};
use crate::model::Plane;
use crate::pattern::{Block, PatternSet, Wildcards};

/// What is permitted at a scope.
#[derive(Debug, Clone)]
pub struct PermissionSet {
    /// By plane, the surest first. A part is never empty.
    pub parts: Vec<PermissionsPart>,
    /// It is exactly this. If not, patterns with several stars hide something: what is allowed now may be more than is listed, never less.
    pub is_exact: bool,
}

/// What is permitted in one plane, equally surely and under the same conditions.
#[derive(Debug, Clone)]
pub struct PermissionsPart {
    /// The plane.
    pub plane: Plane,
    /// `Allowed`, `Eligible`, `Conditional` or `Unknown`.
    pub verdict: Verdict,
    /// The conditions, in words.
    pub conditions: Vec<String>,
    /// The set. A line may also hold what a surer part has.
    pub form: NormalForm,
    /// The operations of the catalog in it that no surer part has.
    pub operations: OperationSet,
    /// Those of them that are privileged, the most dangerous first.
    pub privileged: Vec<OperationId>,
}

/// What permissions are worked out with.
#[derive(Clone, Copy)]
pub(super) struct PermissionsReader<'t> {
    pub(super) judge: &'t Judge<'t>,
    pub(super) privileged: &'t Privileged<'t>,
    pub(super) wildcards: Wildcards,
}

impl PermissionsReader<'_> {
    /// What is permitted, by what is effective without an activation of a membership, and then under each choice of activations.
    pub(super) fn permissions(&self, effective: &[Effective]) -> PermissionSet {
        let mut all = PermissionSet { parts: Vec::new(), is_exact: true };
        for plane in Plane::ALL {
            let choices: Vec<PlaneGrants> = effective.iter().map(|own| self.judge.granted(own, plane)).collect();
            all.is_exact &= !choices.iter().any(|choice| choice.is_vague);
            PlanePermissions { reader: *self, plane, choices, all: &mut all, known: PatternSet::default() }.add_parts();
        }
        all
    }
}

/// One plane, part by part.
struct PlanePermissions<'t> {
    reader: PermissionsReader<'t>,
    plane: Plane,
    /// What is granted and denied under each choice of activations; the first is none.
    choices: Vec<PlaneGrants>,
    all: &'t mut PermissionSet,
    /// What the parts so far have.
    known: PatternSet,
}

impl PlanePermissions<'_> {
    fn add_parts(mut self) {
        for verdict in [Verdict::Allowed, Verdict::Eligible] {
            let form = self.left(|number, own| sureness(number, own) == verdict);
            self.push(verdict, Vec::new(), form);
        }
        for conditions in self.conditions() {
            let form = self.left(|_, own| own.verdict == Verdict::Conditional && own.conditions == conditions);
            self.push(Verdict::Conditional, conditions, form);
        }
        let form = self.unknown();
        self.push(Verdict::Unknown, Vec::new(), form);
    }

    /// The conditions that something hangs on.
    fn conditions(&self) -> Vec<Vec<String>> {
        let granted = self.choices.iter().flat_map(|choice| &choice.granted);
        let conditional = granted.filter(|own| own.verdict == Verdict::Conditional);
        let mut all: Vec<Vec<String>> = conditional.map(|own| own.conditions.clone()).collect();
        all.arrange();
        all.dedup();
        all
    }

    /// What some grants give that no deny assignment takes, for sure or perhaps.
    fn left(&self, is_meant: impl Fn(usize, &GrantedBlock) -> bool) -> NormalForm {
        let wildcards = self.reader.wildcards;
        let of_choice = |(number, choice): (usize, &PlaneGrants)| {
            let given: Vec<&Block> = choice.granted.iter().filter(|own| is_meant(number, own)).map(|own| &own.block).collect();
            let taken: Vec<&Block> = choice.denied.iter().map(|own| &own.block).collect();
            normal_form(&given, &taken, &PatternSet::default(), wildcards)
        };
        self.joined(&self.choices.iter().enumerate().map(of_choice).collect::<Vec<_>>())
    }

    /// What depends on data that was not exported: roles that are held perhaps, and what is denied perhaps.
    fn unknown(&self) -> NormalForm {
        let wildcards = self.reader.wildcards;
        let of_choice = |choice: &PlaneGrants| {
            let granted: Vec<&Block> = choice.granted.iter().map(|own| &own.block).collect();
            let in_doubt: Vec<&Block> = choice.denied.iter().filter(|own| !own.sure).map(|own| &own.block).collect();
            let common = in_common(&granted, &in_doubt, wildcards);
            let open = choice.granted.iter().filter(|own| own.verdict == Verdict::Unknown).map(|own| &own.block);
            let given: Vec<&Block> = open.chain(common.iter().flatten()).collect();
            let taken: Vec<&Block> = choice.denied.iter().filter(|own| own.sure).map(|own| &own.block).collect();
            let form = normal_form(&given, &taken, &PatternSet::default(), wildcards);
            NormalForm { is_exact: form.is_exact && common.is_some(), ..form }
        };
        self.joined(&self.choices.iter().map(of_choice).collect::<Vec<_>>())
    }

    /// What any of some forms has, and the parts so far have not.
    fn joined(&self, forms: &[NormalForm]) -> NormalForm {
        let is_exact = forms.iter().all(|form| form.is_exact);
        let sets: Vec<PatternSet> = forms.iter().map(NormalForm::set).collect();
        let blocks: Vec<&Block> = sets.iter().flat_map(|set| &set.blocks).collect();
        NormalForm { is_exact, ..normal_form(&blocks, &[], &self.known, self.reader.wildcards) }
    }

    fn push(&mut self, verdict: Verdict, conditions: Vec<String>, form: NormalForm) {
        self.all.is_exact &= form.is_exact;
        if form.lines.is_empty() {
            return;
        }
        let (privileged, wildcards) = (self.reader.privileged, self.reader.wildcards);
        let catalog = privileged.catalog().operations();
        let set = form.set();
        let mut operations = catalog.expand(&set, self.plane, wildcards);
        operations.difference_with(&catalog.expand(&self.known, self.plane, wildcards));
        self.known.blocks.extend(set.blocks);
        let mut dangerous = operations.clone();
        dangerous.intersect_with(privileged.operations());
        let privileged = privileged.by_danger(dangerous.iter());
        let plane = self.plane;
        self.all.parts.push(PermissionsPart { plane, verdict, conditions, form, operations, privileged });
    }
}

/// How surely a grant gives under a choice of activations: what is given only after one is eligible at best.
fn sureness(choice: usize, granted: &GrantedBlock) -> Verdict {
    if choice == 0 { granted.verdict } else { granted.verdict.min(Verdict::Eligible) }
}
