//! [`run`]: all lints over all roles of some files.

use super::cost::mark_large;
use super::definition::LintFunction;
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::options::LintOptions;
use super::role::LintedRole;
use super::table::LINTS;
use super::too_many_actions::{LEFT_OUT, MOST_FINDINGS};
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::pack::escalation;
use crate::pattern::Wildcards;
use crate::review::place::RolePlace;
use crate::role_file::RoleFile;

/// Decodes what every review asks of the catalog and the rules first. They keep it, so that another thread may do this while role files are read.
pub fn read_ahead(catalog: &Catalog) {
    catalog.operations();
    escalation::embedded();
}

/// What all lints find in role files, in the order of their places.
pub fn run(files: &[RoleFile], catalog: &Catalog, options: &LintOptions) -> Vec<Finding> {
    let knowledge = Knowledge::new(catalog, options);
    let mut roles: Vec<LintedRole<'_>> =
        files.iter().enumerate().flat_map(|(number, file)| roles(number, file, options.wildcards)).collect();
    mark_large(&mut roles, catalog.operations());
    let mut findings = Vec::new();
    for lint in LINTS {
        match lint.run {
            LintFunction::Role(run) => {
                let is_looked_at = |role: &&LintedRole<'_>| !role.is_large || !LEFT_OUT.contains(&lint.id);
                let most = |role: &LintedRole<'_>| if role.is_large { MOST_FINDINGS } else { usize::MAX };
                let of_role = |role| run(role, &knowledge).into_iter().take(most(role));
                findings.extend(roles.iter().filter(is_looked_at).flat_map(of_role));
            }
            LintFunction::All(run) => findings.extend(run(&roles, &knowledge)),
        }
    }
    findings.arrange_by(|a, b| (a.file, a.span, a.lint, &a.message).cmp(&(b.file, b.span, b.lint, &b.message)));
    findings
}

fn roles(number: usize, file: &RoleFile, wildcards: Wildcards) -> impl Iterator<Item = LintedRole<'_>> {
    let place = move |index| RolePlace { file: number, role: index };
    file.roles.iter().enumerate().map(move |(index, written)| LintedRole::new(place(index), file, written, wildcards))
}
