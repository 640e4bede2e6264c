//! How complete each kind of export is that the answers rest on (R-EVAL-9).

use super::gap::Gap;
use crate::graph::TenantGraph;
use crate::model::{Completeness, ExportKind, Facts, InputId};

/// How much of one kind of export there is, and by which inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCoverage {
    /// The kind.
    pub kind: ExportKind,
    /// How much of it there is; partial where a gap of the kind is open.
    pub completeness: Completeness,
    /// The user vouches for it.
    pub vouched: bool,
    /// The inputs of this kind, in the order of their paths.
    pub inputs: Vec<InputId>,
}

/// The coverage of a run: every kind, in the order of [`ExportKind::ALL`].
pub(crate) fn coverage(tenant: &TenantGraph, gaps: &[Gap]) -> Vec<KindCoverage> {
    let open = |kind| gaps.iter().any(|gap| gap.leaves_open() == Some(kind));
    ExportKind::ALL.into_iter().map(|(kind, _)| entry(tenant.facts(), kind, open(kind))).collect()
}

fn entry(facts: &Facts, kind: ExportKind, open: bool) -> KindCoverage {
    let vouched = facts.vouched.contains(&kind);
    let source = source(facts, kind);
    let completeness = match facts.completeness(source) {
        Completeness::Complete | Completeness::Partial | Completeness::Absent if vouched => Completeness::Complete,
        Completeness::Complete if open => Completeness::Partial,
        other @ (Completeness::Complete | Completeness::Partial | Completeness::Absent) => other,
    };
    let inputs = facts.inputs.iter().zip(0..).filter(|(input, _)| input.kind == source).map(|(_, number)| InputId(number));
    KindCoverage { kind, completeness, vouched, inputs: inputs.collect() }
}

/// The kind of the inputs that a kind is read from: lists of groups may hold their members (R-FMT-17).
fn source(facts: &Facts, kind: ExportKind) -> ExportKind {
    let own = facts.inputs.iter().any(|input| input.kind == kind);
    let in_groups = kind == ExportKind::GroupMembers && !own && !facts.member_lists.is_empty();
    if in_groups { ExportKind::Groups } else { kind }
}
