//! Collects the findings of an audit: what people should know in addition to the answers.

use super::finding::{AuditFinding, AuditFindingKind};
use crate::graph::{Strength, TenantGraph};
use crate::model::{DirectoryScope, ExportKind, Guid, ObjectId, Origin, PrincipalId, PrincipalKind};

/// The template id of Global Administrator.
const GLOBAL_ADMINISTRATOR: Guid = Guid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10);

/// Every finding, by code and subject.
pub(crate) fn findings(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let mut all = can_elevate(tenant);
    all.extend(audit_denies(tenant));
    all.extend(orphans(tenant));
    all.extend(delegated(tenant));
    all.extend(classic(tenant));
    all.extend(nested_in_directory_groups(tenant));
    all.sort_by_cached_key(|finding| (finding.code().name(), finding.subject(tenant.facts()), finding.kind.clone()));
    all
}

/// A Global Administrator has no Azure access, but can take it (R-EVAL-14): a finding, never a grant.
fn can_elevate(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let wanted = ObjectId::Guid(GLOBAL_ADMINISTRATOR);
    let holds = |principal: PrincipalId, active: bool| {
        let own = tenant.directory_grants_of(principal).iter().map(|grant| (grant, true));
        let edges = tenant
            .membership()
            .groups_of(principal)
            .iter()
            .filter(|edge| edge.direct.is_some() && tenant.can_hold_directory_roles(edge.group));
        let through = edges.flat_map(|edge| {
            tenant.directory_grants_of(edge.group).iter().map(|grant| (grant, edge.direct == Some(Strength::Sure)))
        });
        own.chain(through).any(|(grant, now)| {
            let here = grant.gives.template == wanted && grant.gives.scope == DirectoryScope::Tenant;
            here && (now && !grant.gives.eligible) == active
        })
    };
    let groups = |principal: PrincipalId| facts.principals.kind(principal).is_group() || tenant.is_orphan(principal);
    let finding = |active: bool| {
        let after = |principal: &PrincipalId| holds(*principal, active) && (active || !holds(*principal, true));
        let mut principals: Vec<PrincipalId> =
            facts.principals.ids().filter(|&principal| !groups(principal)).filter(after).collect();
        principals.sort_by_key(|&principal| facts.principals.id(principal));
        let kind = AuditFindingKind::CanElevate { role: wanted.clone(), after_activation: !active };
        (!principals.is_empty()).then_some(AuditFinding { kind, principals, origin: None })
    };
    [finding(true), finding(false)].into_iter().flatten().collect()
}

/// A deny assignment with the effect `audit` logs and never blocks (R-DENY-5).
fn audit_denies(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let denies = (0..).zip(&tenant.facts().denies).filter(|(_, deny)| deny.audit_only);
    denies.map(|(index, deny)| about(AuditFindingKind::AuditDeny(index), Some(deny.origin))).collect()
}

/// A finding about no principal in particular.
fn about(kind: AuditFindingKind, origin: Option<Origin>) -> AuditFinding {
    AuditFinding { kind, principals: Vec::new(), origin }
}

/// Assignments of principals that no directory export lists (R-ASN-5).
fn orphans(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let named = |principal: &PrincipalId| !tenant.grants_of(*principal).is_empty();
    let missing =
        |principal: &PrincipalId| facts.principals.facts(*principal).is_some_and(|known| !known.in_directory && !known.seen);
    let is_at_hand = |kinds: &[ExportKind]| facts.inputs.iter().any(|input| kinds.contains(&input.kind));
    // Only a list that would show the principal can lack it.
    let directory = |principal| match facts.principals.kind(principal) {
        PrincipalKind::User => is_at_hand(&[ExportKind::Users]),
        PrincipalKind::Group => is_at_hand(&[ExportKind::Groups]),
        PrincipalKind::ServicePrincipal => is_at_hand(&[ExportKind::ServicePrincipals]),
        PrincipalKind::Unknown => is_at_hand(&[ExportKind::Users, ExportKind::Groups, ExportKind::ServicePrincipals]),
        PrincipalKind::ForeignGroup | PrincipalKind::Device => false,
    };
    let mut surely = Vec::new();
    let mut possibly = Vec::new();
    for principal in facts.principals.ids().filter(named).filter(missing) {
        if tenant.is_orphan(principal) {
            surely.push(principal);
        } else if directory(principal) && tenant.membership().groups_of(principal).is_empty() {
            possibly.push(principal);
        }
    }
    let finding = |kind, mut principals: Vec<PrincipalId>| {
        principals.sort_by_key(|&principal| facts.principals.id(principal));
        (!principals.is_empty()).then_some(AuditFinding { kind, principals, origin: None })
    };
    let surely = finding(AuditFindingKind::OrphanedAssignment, surely);
    [surely, finding(AuditFindingKind::PossiblyOrphaned, possibly)].into_iter().flatten().collect()
}

/// Access that Azure Lighthouse gives to principals of another tenant (R-LH-2, R-LH-3).
fn delegated(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let rows = (0..).zip(&tenant.facts().delegations);
    rows.map(|(index, row)| about(AuditFindingKind::DelegatedAccess(index), Some(row.origin))).collect()
}

/// Classic administrators grant nothing any more (R-CLA-1).
fn classic(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let rows = (0..).zip(&tenant.facts().classic);
    rows.map(|(index, row)| about(AuditFindingKind::ClassicAdministrator(index), Some(row.origin))).collect()
}

/// Groups inside a group that holds a directory role: their members get nothing by it (R-ENT-8).
fn nested_in_directory_groups(tenant: &TenantGraph) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let mut all = Vec::new();
    for nested in facts.principals.ids().filter(|&principal| facts.principals.kind(principal).is_group()) {
        for edge in tenant.membership().groups_of(nested) {
            let Some(grant) = tenant.directory_grants_of(edge.group).first() else { continue };
            let role = grant.gives.template.clone();
            let kind = AuditFindingKind::NestedGroupHoldsNothing { nested, group: edge.group, role };
            all.push(AuditFinding { kind, principals: vec![nested], origin: None });
        }
    }
    all
}
