//! What the policy of a repository forbids, found in its role files.
//!
//! Each rule is one file. Whether a role grants something of a pattern is decided over all strings, as an intersection that is
//! not empty, with an action that shows it; what is an expression in a file and could grant it is said to be undecided.

mod grants;
mod new_access;
mod rules;
mod scopes;

pub use new_access::{Against, RoleChange, changes, new_access};
pub use rules::{PolicyRule, RULES, finding_ids, rule, suggest_id};

use super::lint::Finding;
use crate::catalog::Catalog;
use crate::config::{Governance, Policy};
use crate::model::{PlanePattern, Severity};
use crate::pattern::Wildcards;
use crate::role_file::{RoleFile, WrittenRole};
use crate::source::Span;

use grants::Grants;

/// What the policies of some files forbid, and is in them.
pub fn policy(files: &[RoleFile], governance: &Governance, catalog: &Catalog, wildcards: Wildcards) -> Vec<Finding> {
    let by_config: Vec<Grants<'_>> =
        governance.configs().iter().map(|own| Grants::new(&own.config.policy, catalog, wildcards)).collect();
    let mut findings = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let Some((governing, config)) = governance.of(number).zip(governance.number_of(number)) else { continue };
        let Some(grants) = by_config.get(config) else { continue };
        for (index, role) in file.roles.iter().enumerate() {
            let place = Standpoint { file: number, role: index, written: role };
            grants.check(&place, &mut findings);
            scopes::check(&place, &governing.config.policy, &mut findings);
        }
    }
    findings
}

/// A role, as policy findings need it.
struct Standpoint<'f> {
    file: usize,
    role: usize,
    written: &'f WrittenRole,
}

impl Standpoint<'_> {
    fn finding(&self, lint: &'static str, span: Span, message: String) -> Finding {
        Finding {
            lint,
            severity: rule(lint).map_or(Severity::Error, |rule| rule.severity),
            message,
            help: None,
            file: self.file,
            role: self.role,
            span,
            related: Vec::new(),
            witness: None,
            fix: None,
        }
    }
}

/// Whether a pattern of a policy guards nothing that the catalog knows.
pub(super) fn stands_for_nothing(what: &PlanePattern, catalog: &Catalog, wildcards: Wildcards) -> bool {
    grants::operations(what, catalog, wildcards).is_empty()
}

/// Whether a policy says anything about what roles grant.
fn speaks_of_grants(policy: &Policy) -> bool {
    !policy.never_grant.is_empty() || !policy.required_not_actions.is_empty()
}
