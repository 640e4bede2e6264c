//! What is not known of a policy assignment, in words, and the command that exports it.

use crate::model::ExportKind;
use crate::readiness::PolicyDoubt;
use crate::report::export_commands::{export, identity, policy_definition};

/// Why something is not known.
pub(crate) fn doubt(doubt: &PolicyDoubt) -> String {
    match doubt {
        PolicyDoubt::NotExported(id) => format!("the exports do not hold the definition {id}"),
        PolicyDoubt::OtherVersion { id, wanted, exported } => {
            let exported = exported.as_deref().map_or_else(
                || "the exports do not say which version they hold".to_owned(),
                |exported| format!("the exports hold version {exported}"),
            );
            format!("version {wanted} of the definition {id} is assigned, and {exported}")
        }
        PolicyDoubt::Contradicting(id) => format!("the exports say different things of {id}"),
        PolicyDoubt::NamesNoRole(name) => format!("the definition {name} remediates, and names no role"),
        PolicyDoubt::NoRoleId { definition, role } => {
            format!("the definition {definition} names the role `{role}`, which is no id")
        }
        PolicyDoubt::EffectNotKnown(name) => format!("the exports do not show which effect the definition {name} has here"),
        PolicyDoubt::NoIdentity => "the assignment has no managed identity".to_owned(),
        PolicyDoubt::IdentityNotTold => "the export leaves out which identity the assignment has".to_owned(),
        PolicyDoubt::IdentityNotExported(id) => {
            format!("the exports do not say which principal the identity {id} is")
        }
    }
}

/// The command that exports what would tell.
pub(crate) fn remedy(doubt: &PolicyDoubt, scope: &str) -> Option<String> {
    match doubt {
        PolicyDoubt::NotExported(id) => Some(policy_definition(id, false)),
        PolicyDoubt::OtherVersion { id, .. } => Some(policy_definition(id, true)),
        PolicyDoubt::IdentityNotTold => Some(export(ExportKind::PolicyAssignments, &[scope])),
        PolicyDoubt::IdentityNotExported(id) => Some(identity(id)),
        PolicyDoubt::Contradicting(_)
        | PolicyDoubt::NamesNoRole(_)
        | PolicyDoubt::NoRoleId { .. }
        | PolicyDoubt::EffectNotKnown(_)
        | PolicyDoubt::NoIdentity => None,
    }
}
