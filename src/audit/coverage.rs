//! How complete each kind of export is that the answers rest on: the summary of the coverage by place (R-EVAL-9).

use crate::graph::TenantGraph;
use crate::model::{Completeness, ExportKind, Facts, InputId};

/// How much of one kind of export there is, and by which inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCoverage {
    /// The kind.
    pub kind: ExportKind,
    /// How much of it there is: complete where no place lacks anything.
    pub completeness: Completeness,
    /// The user vouches for it.
    pub vouched: bool,
    /// The inputs of this kind, in the order of their paths.
    pub inputs: Vec<InputId>,
}

/// The summary of the coverage by place: every kind, in the order of [`ExportKind::ALL`].
pub(crate) fn coverage(tenant: &TenantGraph) -> Vec<KindCoverage> {
    ExportKind::ALL.into_iter().map(|(kind, _)| entry(tenant, kind)).collect()
}

fn entry(tenant: &TenantGraph, kind: ExportKind) -> KindCoverage {
    let facts = tenant.facts();
    let vouched = facts.vouched.contains(&kind);
    let source = source(facts, kind);
    let completeness = tenant.coverage().summary(kind);
    let inputs = facts.inputs.iter().zip(0..).filter(|(input, _)| input.kind == source).map(|(_, number)| InputId(number));
    KindCoverage { kind, completeness, vouched, inputs: inputs.collect() }
}

/// The kind of the inputs that a kind is read from: lists of groups may hold their members (R-FMT-17).
fn source(facts: &Facts, kind: ExportKind) -> ExportKind {
    let own = facts.inputs.iter().any(|input| input.kind == kind);
    let in_groups = kind == ExportKind::GroupMembers && !own && !facts.member_lists.is_empty();
    if in_groups { ExportKind::Groups } else { kind }
}
