//! Which of the things that the exports lack settle an answer that is unknown.

use crate::audit::{Gap, RestsOnKind};
use crate::decide::{MissingReason, Verdict};
use crate::model::{ExportKind, Facts, ObjectId, UnifiedRbacDoubt};

use super::question::Explanation;

impl Explanation {
    /// Whether an answer is unknown because of this gap: what closes it may settle the answer.
    pub fn is_settled_by(&self, gap: &Gap, facts: &Facts) -> bool {
        self.open_reasons().any(|reason| settles(gap, reason, facts))
    }

    /// Why answers are unknown where an export that is missing would tell.
    pub fn open_reasons(&self) -> impl Iterator<Item = &MissingReason> {
        let results = self.outcome.classes.iter().flat_map(|class| &class.results);
        let unknown = results.filter(|result| result.decision.verdict == Verdict::Unknown);
        let reasons = unknown.flat_map(|result| &result.decision.missing).map(|missing| &missing.reason);
        reasons.filter(|reason| reason.wants_export())
    }
}

/// Whether what closes a gap lists a kind at a place.
fn lists_place(gap: &Gap, kind: ExportKind, place: &str) -> bool {
    match gap {
        Gap::SubscriptionNotShown { subscription, .. } => subscription.eq_ignore_ascii_case(place),
        // The gap of the place says what there is to do about a file that lists a part of it.
        Gap::PartialExport { .. } => kind != ExportKind::RoleAssignments && lists(gap, kind),
        _ => lists(gap, kind),
    }
}

/// Whether what closes a gap says what a reason hangs on.
fn settles(gap: &Gap, reason: &MissingReason, facts: &Facts) -> bool {
    match reason {
        MissingReason::RoleAssignmentsNotExported => lists(gap, ExportKind::RoleAssignments),
        MissingReason::DirectoryRoleAssignmentsNotExported => lists(gap, ExportKind::DirectoryRoleAssignments),
        MissingReason::AppRoleAssignmentsNotExported => lists(gap, ExportKind::AppRoleAssignments),
        MissingReason::OwnersNotExported => lists(gap, ExportKind::Groups),
        MissingReason::NotCovered { kind, place } => lists_place(gap, *kind, place),
        MissingReason::MembersNotExported(of) => {
            matches!(gap, Gap::MembersNotExported { group, .. } if group == facts.principals.id(*of))
        }
        MissingReason::ManagementGroupParentsNotExported(scope) => {
            let id = facts.scopes.text(*scope);
            matches!(gap, Gap::ManagementGroupParentsNotExported { group, .. } if &**group == id)
        }
        MissingReason::RoleDefinitionNotExported(number) => is_of_role(gap, facts.roles.id(*number)),
        MissingReason::RequiredRoleNotExported { role, .. } => is_of_role(gap, &(*role).into()),
        MissingReason::DirectoryRoleDefinitionNotExported(role) => is_of_role(gap, role),
        MissingReason::UnifiedRbacOpen { doubt: UnifiedRbacDoubt::Definition, .. } => {
            lists(gap, ExportKind::DefenderRoleDefinitions)
        }
        // No gap is about these; reports make a command of the reason itself.
        MissingReason::ConditionNotExported(_)
        | MissingReason::TenantNotTold
        | MissingReason::ActionNotGranted { .. }
        | MissingReason::NoActionGranted { .. }
        | MissingReason::AllActionsDenied { .. }
        | MissingReason::ActionDenied { .. }
        | MissingReason::RoleDenied(_)
        | MissingReason::RoleDeniedInPart(_)
        | MissingReason::RoleMayBeDenied(_)
        | MissingReason::SearchBudget(_)
        | MissingReason::DirectoryRoleNotHeld { .. }
        | MissingReason::RoleNotHeld { .. }
        | MissingReason::NeedsActivation { .. }
        | MissingReason::HeldAside(_)
        | MissingReason::MembershipEligible { .. }
        | MissingReason::Orphaned(_)
        | MissingReason::MembershipNeedsActivation
        | MissingReason::ConditionNotDecided(_)
        | MissingReason::UnifiedRbacOpen { .. }
        | MissingReason::AppRoleNotHeld { .. }
        | MissingReason::ApiNotExported
        | MissingReason::NotAnOwner
        | MissingReason::AccessPolicies(_) => false,
    }
}

/// Whether a gap is about the lists of a kind.
fn lists(gap: &Gap, of: ExportKind) -> bool {
    match gap {
        Gap::KindNotExported { rests_on, .. } => rests_on.kind() == of,
        Gap::PartialExport { kind, .. } => *kind == of,
        Gap::SubscriptionNotShown { .. } => of == RestsOnKind::RoleAssignments.kind(),
        Gap::MembersNotExported { .. }
        | Gap::RoleDefinition { .. }
        | Gap::ManagementGroupParentsNotExported { .. }
        | Gap::ResourcesNotListed { .. }
        | Gap::NoSubscriptionKnown
        | Gap::PrerequisiteNotExported { .. }
        | Gap::LookInPortal { .. } => false,
    }
}

fn is_of_role(gap: &Gap, id: &ObjectId) -> bool {
    matches!(gap, Gap::RoleDefinition { role, .. } if role == id)
}
