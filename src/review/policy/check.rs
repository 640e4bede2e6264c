//! [`check`]: compares the roles of some files with the policies of their configurations.

use super::grants::ForbiddenActions;
use super::role::PolicyRole;
use super::scopes;
use crate::catalog::Catalog;
use crate::config::Governance;
use crate::pattern::Wildcards;
use crate::review::lint::Finding;
use crate::review::place::RolePlace;
use crate::role_file::RoleFile;

/// What the roles of some files have that their policies forbid.
pub(crate) fn check(files: &[RoleFile], governance: &Governance, catalog: &Catalog, wildcards: Wildcards) -> Vec<Finding> {
    let by_config: Vec<ForbiddenActions<'_>> =
        governance.configs().iter().map(|own| ForbiddenActions::new(&own.config.policy, catalog, wildcards)).collect();
    let mut findings = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let Some((governing, config)) = governance.of(number).zip(governance.number_of(number)) else { continue };
        let Some(forbidden) = by_config.get(config) else { continue };
        for (index, role) in file.roles.iter().enumerate() {
            let place = RolePlace { file: number, role: index };
            let subject = PolicyRole { place, written: role };
            forbidden.check(&subject, &mut findings);
            scopes::check(&subject, &governing.config.policy, &mut findings);
        }
    }
    findings
}
