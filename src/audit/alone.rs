//! [`each_alone`]: what each assignment gives by itself, as if its holder held nothing else.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::outcome::ClassOutcome;
use super::tasks::{OneTask, TaskOptions, evaluator, run, shares};
use crate::decide::{GrantRecord, RestsOn};
use crate::graph::{AccessClass, Attachment, AttachmentId, Classes, HeldGrant, Strength, TenantGraph, Unseen};
use crate::model::{PrincipalId, ScopeId};

/// An assignment, and the answers that follow from it alone.
#[derive(Debug, Clone)]
pub struct AloneAnswer {
    /// To whom it was made.
    pub principal: PrincipalId,
    /// What was assigned.
    pub gives: RestsOn,
    /// The record that states it.
    pub record: GrantRecord,
    /// The answers that are more than no; their proofs are those of the principal.
    pub answers: ClassOutcome,
}

/// An assignment, before it is asked about.
type OwnAssignment = (PrincipalId, RestsOn, GrantRecord, AttachmentId);

/// Asks a task about each assignment of some principals (all, where `options` names none), as if the principal held nothing else. Deny
/// assignments that speak of the principal count. An assignment of a deleted principal gives nothing (R-ASN-5).
pub fn each_alone(tenant: &TenantGraph, task: OneTask<'_>, options: &TaskOptions) -> Vec<AloneAnswer> {
    let plan = task.plan(tenant);
    let matter: FxHashSet<ScopeId> = plan.evaluation_scopes.matter();
    let classes = plan.classes(tenant, &matter, &options.principals);
    let (assigned, alone) = one_by_one(tenant, &classes);
    let outcomes =
        shares(&alone, |share| run(evaluator(tenant, &plan, &classes, options).asked(task.request).of_what_is_held(), share));
    let answer = |((principal, gives, record, _), answers): (OwnAssignment, ClassOutcome)| {
        (!answers.results.is_empty()).then_some(AloneAnswer { principal, gives, record, answers })
    };
    assigned.into_iter().zip(outcomes).filter_map(answer).collect()
}

/// Every assignment, and a class for each that holds it and nothing else.
fn one_by_one(tenant: &TenantGraph, classes: &Classes) -> (Vec<OwnAssignment>, Vec<AccessClass>) {
    let numbers: FxHashMap<&Attachment, AttachmentId> = classes.attachments.iter().zip(0..).collect();
    let (mut assigned, mut alone) = (Vec::new(), Vec::new());
    for class in classes.classes.iter().filter(|class| class.unseen != Unseen::Nothing) {
        let ties = Ties::new(classes, class);
        for &principal in &class.principals {
            for own in of_principal(tenant, principal, &numbers) {
                alone.push(ties.beside(principal, own.3));
                assigned.push(own);
            }
        }
    }
    (assigned, alone)
}

/// The assignments to a principal itself that matter.
fn of_principal(tenant: &TenantGraph, who: PrincipalId, numbers: &FxHashMap<&Attachment, AttachmentId>) -> Vec<OwnAssignment> {
    let azure = tenant.grants_of(who).iter().filter_map(|grant| {
        let number = numbers.get(&Attachment::Role(grant.gives))?;
        Some((who, RestsOn::Role(grant.gives), GrantRecord::Role(grant.source), *number))
    });
    let directory = tenant.directory_grants_of(who).iter().filter_map(|grant| {
        let number = numbers.get(&Attachment::DirectoryRole(grant.gives.clone()))?;
        Some((who, RestsOn::DirectoryRole(Arc::new(grant.gives.clone())), GrantRecord::DirectoryRole(grant.row), *number))
    });
    let possessions = tenant.possessions_of(who).iter().filter_map(|own| {
        let number = numbers.get(&Attachment::Possession(own.possession))?;
        Some((who, RestsOn::Possession(own.possession), GrantRecord::of_possession(own), *number))
    });
    azure.chain(directory).chain(possessions).collect()
}

/// What deny assignments have to do with the principals of a class: without an activation of a membership, then under each choice of
/// activations.
struct Ties {
    groups: bool,
    now: Vec<HeldGrant>,
    activated: Vec<Vec<HeldGrant>>,
}

impl Ties {
    fn new(classes: &Classes, class: &AccessClass) -> Self {
        let is_tie = |held: &HeldGrant| {
            let attachment = classes.attachments.get(held.attachment as usize);
            matches!(attachment, Some(Attachment::Denied(_) | Attachment::Excluded(_)))
        };
        let open: Vec<HeldGrant> = classes.open_to(class).filter(is_tie).collect();
        let of = |held: &Vec<HeldGrant>| held.iter().copied().filter(is_tie).chain(open.iter().copied()).collect();
        Self { groups: class.groups, now: of(&class.holdings), activated: class.activated.iter().map(of).collect() }
    }

    /// A class that holds one assignment.
    fn beside(&self, principal: PrincipalId, attachment: AttachmentId) -> AccessClass {
        let own = HeldGrant { attachment, strength: Strength::Sure, doubt: None };
        let with = |ties: &Vec<HeldGrant>| std::iter::once(own).chain(ties.iter().copied()).collect();
        AccessClass {
            principals: vec![principal],
            holdings: with(&self.now),
            unseen: Unseen::Nothing,
            groups: self.groups,
            may_be_applications: false,
            activated: self.activated.iter().map(with).collect(),
        }
    }
}
