//! What a question asks for, as it is written in the pack, with a mark at each part: what is held of it, and what is not.

use std::sync::Arc;

use crate::decide::{Decision, StepOn, Verdict};
use crate::graph::TenantGraph;
use crate::graph::directory::role_name;
use crate::model::Requirement;
use crate::report::words::shortened;

/// A part of what is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RequirementPartView {
    /// One of these is enough.
    OneOf(Vec<RequirementPartView>),
    /// All of these are needed.
    AllOf(Vec<RequirementPartView>),
    /// One thing.
    Need {
        /// What and where.
        what: String,
        /// Whether it is held.
        verdict: Verdict,
        /// By which roles, where it is.
        by: String,
    },
}

impl RequirementPartView {
    /// The formula, with the answers to its leaves in their order.
    pub(super) fn new(tenant: &TenantGraph, requires: &Requirement, answers: &mut std::slice::Iter<'_, Arc<Decision>>) -> Self {
        let mut parts = |of: &[Requirement]| of.iter().map(|part| Self::new(tenant, part, answers)).collect();
        match requires {
            Requirement::Any(of) => Self::OneOf(parts(of)),
            Requirement::All(of) => Self::AllOf(parts(of)),
            Requirement::Leaf(leaf) => {
                let decision = answers.next();
                let verdict = decision.map_or(Verdict::NotAsked, |decision| decision.verdict);
                Self::Need { what: leaf.in_words(), verdict, by: decision.map(|own| held(tenant, own)).unwrap_or_default() }
            }
        }
    }
}

/// The roles that an answer rests on.
fn held(tenant: &TenantGraph, decision: &Decision) -> String {
    let names = decision.steps.iter().filter_map(|step| match &step.on {
        StepOn::Role(grant) => Some(tenant.roles().get(grant.role)?.name.to_string()),
        StepOn::DirectoryRole(held) => Some(role_name(tenant.facts(), tenant.catalog(), &held.gives.template)),
        StepOn::Deny(_) | StepOn::Possession(_) => None,
    });
    let mut names: Vec<String> = names.collect();
    names.dedup();
    shortened(&names, 3)
}
