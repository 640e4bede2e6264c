//! Findings of an audit that are no answers: what people should know beside them.

use crate::graph::Tenant;
use crate::graph::directory::role_name;
use crate::model::{DirectoryScope, Guid, ObjectId, Origin, PrincipalId, Severity};

/// The template id of Global Administrator.
const GLOBAL_ADMINISTRATOR: Guid = Guid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10);

/// Something worth knowing that is no answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFinding {
    /// A stable id: `can-elevate`, `audit-deny`, `orphaned-assignment`, `possibly-orphaned`, `delegated-access`,
    /// `classic-administrator`, `nested-group-holds-nothing`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The principals that it is about, by id.
    pub principals: Vec<PrincipalId>,
    /// What else it is about: the id of an assignment, a tenant, a group.
    pub subject: String,
    /// One sentence.
    pub message: String,
    /// The record that shows it.
    pub origin: Option<Origin>,
}

/// Every finding, by code, subject and message.
pub(crate) fn findings(tenant: &Tenant) -> Vec<AuditFinding> {
    let mut all = can_elevate(tenant);
    all.extend(audit_denies(tenant));
    all.extend(orphans(tenant));
    all.extend(delegated(tenant));
    all.extend(classic(tenant));
    all.extend(nested_in_directory_groups(tenant));
    all.sort_by(|a, b| (a.code, &a.subject, &a.message).cmp(&(b.code, &b.subject, &b.message)));
    all
}

/// A Global Administrator has no Azure access, but can take it (R-EVAL-14): a finding, never a grant.
fn can_elevate(tenant: &Tenant) -> Vec<AuditFinding> {
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
            tenant.directory_grants_of(edge.group).iter().map(|grant| (grant, edge.strength == crate::graph::Strength::Sure))
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
        let when = if active { "" } else { " after activating the role" };
        let message = format!(
            "Global Administrators hold no Azure access by that role, but can give themselves User Access Administrator at `/`{when}"
        );
        (!principals.is_empty()).then(|| AuditFinding {
            code: "can-elevate",
            severity: Severity::Warning,
            principals,
            subject: wanted.to_string(),
            message,
            origin: None,
        })
    };
    [finding(true), finding(false)].into_iter().flatten().collect()
}

/// A deny assignment with the effect `audit` logs and never blocks (R-DENY-5).
fn audit_denies(tenant: &Tenant) -> Vec<AuditFinding> {
    let denies = tenant.facts().denies.iter().filter(|deny| deny.audit_only);
    let finding = |deny: &crate::model::DenyAssignment| AuditFinding {
        code: "audit-deny",
        severity: Severity::Note,
        principals: Vec::new(),
        subject: deny.id.to_string(),
        message: format!("deny assignment `{}` only audits: it blocks nothing", deny.name),
        origin: Some(deny.origin),
    };
    denies.map(finding).collect()
}

/// Assignments of principals that no directory export lists (R-ASN-5).
fn orphans(tenant: &Tenant) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let named = |principal: &PrincipalId| !tenant.grants_of(*principal).is_empty();
    let missing = |principal: &PrincipalId| facts.principals.facts(*principal).is_some_and(|known| !known.in_directory);
    let directory = facts.inputs.iter().any(|input| {
        matches!(
            input.kind,
            crate::model::ExportKind::Users | crate::model::ExportKind::Groups | crate::model::ExportKind::ServicePrincipals
        )
    });
    let mut surely = Vec::new();
    let mut possibly = Vec::new();
    for principal in facts.principals.ids().filter(named).filter(missing) {
        if tenant.is_orphan(principal) {
            surely.push(principal);
        } else if directory && tenant.membership().groups_of(principal).is_empty() {
            possibly.push(principal);
        }
    }
    let finding = |code, severity, mut principals: Vec<PrincipalId>, message: &str| {
        principals.sort_by_key(|&principal| facts.principals.id(principal));
        let count = principals.len();
        let whom = if count == 1 { "a principal".to_owned() } else { format!("{count} principals") };
        let message = format!("assignments name {whom} {message}");
        (count > 0).then_some(AuditFinding { code, severity, principals, subject: String::new(), message, origin: None })
    };
    let sure = finding(
        "orphaned-assignment",
        Severity::Warning,
        surely,
        "that the complete directory exports do not list: deleted, and granting nobody anything",
    );
    let maybe = finding("possibly-orphaned", Severity::Note, possibly, "that no directory export lists: possibly deleted");
    [sure, maybe].into_iter().flatten().collect()
}

/// Access that Azure Lighthouse gives to principals of another tenant (R-LH-2, R-LH-3).
fn delegated(tenant: &Tenant) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let finding = |row: &crate::model::Delegation| {
        let role =
            tenant.roles().get(row.role).map_or_else(|| facts.roles.id(row.role).to_string(), |role| role.name.to_string());
        let who = row.principal_name.as_deref().unwrap_or(&row.principal);
        let from = row.managing_tenant_name.as_deref().unwrap_or(&row.managing_tenant);
        let how = if row.eligible { "may activate" } else { "holds" };
        AuditFinding {
            code: "delegated-access",
            severity: Severity::Note,
            principals: Vec::new(),
            subject: format!("{}/{}", row.managing_tenant, row.principal),
            message: format!(
                "{who} of tenant {from} {how} {role} at {} through Azure Lighthouse",
                facts.scopes.text(row.scope)
            ),
            origin: Some(row.origin),
        }
    };
    facts.delegations.iter().map(finding).collect()
}

/// Classic administrators grant nothing any more (R-CLA-1).
fn classic(tenant: &Tenant) -> Vec<AuditFinding> {
    let finding = |row: &crate::model::ClassicAdministrator| AuditFinding {
        code: "classic-administrator",
        severity: Severity::Note,
        principals: Vec::new(),
        subject: row.who.to_string(),
        message: format!(
            "{} is listed as {}: classic administrators are retired and hold nothing; verify the Owner assignment that replaced it",
            row.who, row.role
        ),
        origin: Some(row.origin),
    };
    tenant.facts().classic.iter().map(finding).collect()
}

/// Groups inside a group that holds a directory role: their members get nothing by it (R-ENT-8).
fn nested_in_directory_groups(tenant: &Tenant) -> Vec<AuditFinding> {
    let facts = tenant.facts();
    let mut all = Vec::new();
    for nested in facts.principals.ids().filter(|&principal| facts.principals.kind(principal).is_group()) {
        for edge in tenant.membership().groups_of(nested) {
            let Some(grant) = tenant.directory_grants_of(edge.group).first() else { continue };
            let name = |principal: PrincipalId| {
                let known = facts.principals.facts(principal).and_then(|known| known.name.as_deref());
                known.map_or_else(|| facts.principals.id(principal).to_string(), str::to_owned)
            };
            let role = role_name(facts, tenant.catalog(), &grant.gives.template);
            all.push(AuditFinding {
                code: "nested-group-holds-nothing",
                severity: Severity::Warning,
                principals: vec![nested],
                subject: facts.principals.id(edge.group).to_string(),
                message: format!("group {} is a member of {}, which holds the Entra role {role}: nesting is not supported there, its members get nothing by it", name(nested), name(edge.group)),
                origin: None,
            });
        }
    }
    all
}
