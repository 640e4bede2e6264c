//! What answers rest on: which kinds of export the asked tasks need, and how much of each there is (R-EVAL-9).

use rustc_hash::FxHashSet;

use super::outcome::AskedTask;
use crate::graph::Tenant;
use crate::model::{Completeness, ExportKind, Facts, Gap, InputId, Need, Requirement, ScopeId};

/// How much of one kind of export there is, and by which inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The kind.
    pub kind: ExportKind,
    /// How much of it there is; partial where a gap of the kind is open.
    pub completeness: Completeness,
    /// The user vouches for it.
    pub vouched: bool,
    /// The inputs of this kind, in the order of their paths.
    pub inputs: Vec<InputId>,
}

/// The ledger of a run: every kind, in the order of [`ExportKind::ALL`].
pub(crate) fn ledger(tenant: &Tenant, gaps: &[Gap]) -> Vec<LedgerEntry> {
    let open = |kind| gaps.iter().any(|gap| leaves_open(gap.code) == Some(kind));
    ExportKind::ALL.into_iter().map(|(kind, _)| entry(tenant.facts(), kind, open(kind))).collect()
}

fn entry(facts: &Facts, kind: ExportKind, open: bool) -> LedgerEntry {
    let vouched = facts.vouched.contains(&kind);
    let source = source(facts, kind);
    let completeness = match facts.completeness(source) {
        Completeness::Complete if open && !vouched => Completeness::Partial,
        _ if vouched => Completeness::Complete,
        other => other,
    };
    let inputs = facts.inputs.iter().zip(0..).filter(|(input, _)| input.kind == source).map(|(_, number)| InputId(number));
    LedgerEntry { kind, completeness, vouched, inputs: inputs.collect() }
}

/// The kind of the inputs that a kind is read from: lists of groups may hold their members (R-FMT-17).
fn source(facts: &Facts, kind: ExportKind) -> ExportKind {
    let own = facts.inputs.iter().any(|input| input.kind == kind);
    let in_groups = kind == ExportKind::GroupMembers && !own && !facts.member_lists.is_empty();
    if in_groups { ExportKind::Groups } else { kind }
}

/// The kind of export that a gap shows to be incomplete.
fn leaves_open(code: &str) -> Option<ExportKind> {
    match code {
        "members-not-exported" => Some(ExportKind::GroupMembers),
        "management-group-parents-not-exported" => Some(ExportKind::ManagementGroups),
        "role-definition-not-exported" | "role-definition-lossy" | "role-definition-contradicting" => {
            Some(ExportKind::RoleDefinitions)
        }
        "subscription-not-shown" => Some(ExportKind::RoleAssignments),
        _ => None,
    }
}

/// What was asked, as far as completeness is concerned.
pub(crate) struct Asked<'a> {
    /// Some task asks for Azure roles or actions.
    pub azure: bool,
    /// Some task asks for an Entra role.
    pub directory: bool,
    /// The scopes at which grants matter.
    pub matter: &'a FxHashSet<ScopeId>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(tasks: &[AskedTask], matter: &'a FxHashSet<ScopeId>) -> Self {
        let directory = tasks.iter().any(|asked| asks(&asked.task.requires, true));
        let azure = tasks.iter().any(|asked| asks(&asked.task.requires, false));
        Self { azure, directory, matter }
    }

    /// The kinds of export that the answers rest on, with what their absence leaves open.
    pub(crate) fn kinds(&self) -> Vec<(ExportKind, &'static str)> {
        let azure = [
            (ExportKind::RoleAssignments, "who holds Azure roles is not known"),
            (ExportKind::DenyAssignments, "an allowed answer may be blocked by a deny assignment"),
            (ExportKind::RoleEligibility, "roles that can be activated through PIM are not seen"),
            (ExportKind::Lighthouse, "access delegated to other tenants was not examined"),
        ];
        let directory = [
            (ExportKind::DirectoryRoleAssignments, "who holds Entra roles is not known"),
            (ExportKind::DirectoryRoleEligibility, "Entra roles that can be activated through PIM are not seen"),
        ];
        let azure = azure.into_iter().filter(|_| self.azure);
        azure.chain(directory.into_iter().filter(|_| self.directory)).collect()
    }
}

/// Whether a requirement asks for an Entra role, or for anything else.
pub(crate) fn asks(requirement: &Requirement, directory: bool) -> bool {
    requirement.leaves().any(|leaf| matches!(leaf.what, Need::DirectoryRole { .. }) == directory)
}
