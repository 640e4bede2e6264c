//! A built-in role grants all that this one grants, and little more.
//!
//! If the difference does not matter, use the built-in role: nobody has to maintain its definition.
//!
//! ## What to do
//! Look at what the built-in role grants beyond it; the message names the first such operation. If that is too much, keep the custom role:
//! it is the narrower of the two.
//!
//! ## How it is decided
//! Whether the built-in role contains it is decided over all strings and in both planes. Of the built-in roles that contain it, the one
//! with the fewest operations is named, if it has at most twice as many as the role itself. Roles that Microsoft marks as privileged are
//! never named.
//!
//! ## What it cannot see
//! Built-in roles younger than the catalog, and those with conditions; roles with expressions or conditions are left alone. Roles
//! with patterns for all providers (`*/read`) are left alone, and no built-in role with such patterns is named.

use super::built_ins::BuiltIn;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::matching_built_ins::{containing, equal};
use super::role::LintedRole;
use crate::catalog::OperationSet;
use crate::model::Severity;

pub(super) const LINT: Lint = Lint {
    id: "within-built-in",
    severity: Severity::Note,
    topic: Topic::Access,
    rules: &["R-CUS-11"],
    source: include_str!("within_built_in.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    if !role.is_comparable() || role.is_broad() || equal(role, knowledge).is_some() {
        return Vec::new();
    }
    let built_ins = knowledge.built_ins();
    let size = |built_in: &&BuiltIn<'_>| (built_ins.operations(built_in).len(), built_in.definition.name.clone());
    // Nobody should be sent to a role that leads to all others.
    let is_plain = |built_in: &&BuiltIn<'_>| knowledge.catalog.is_privileged(&built_in.definition.id) != Some(true);
    let Some(least) = containing(role, knowledge).filter(is_plain).min_by_key(size) else { return Vec::new() };
    let own = knowledge.operations().expand_blocks(&role.written.definition().blocks, role.wildcards);
    let wide = built_ins.operations(least);
    if wide.len() > 2 * own.len() { Vec::new() } else { vec![word(role, least, &beyond(wide, &own), knowledge)] }
}

fn beyond(wide: &OperationSet, own: &OperationSet) -> OperationSet {
    let mut more = wide.clone();
    more.difference_with(own);
    more
}

fn word(role: &LintedRole<'_>, built_in: &BuiltIn<'_>, more: &OperationSet, knowledge: &Knowledge<'_>) -> Finding {
    let name = &built_in.definition.name;
    let first = more.iter().next().map(|id| knowledge.operations().name(id));
    let message = match more.len() {
        0 => format!("the built-in role {name} grants all of this, and no known operation more"),
        1 => format!("the built-in role {name} grants all of this, and 1 operation more"),
        count => format!("the built-in role {name} grants all of this, and {count} operations more"),
    };
    let finding = LINT.finding(role, role.heading(), message);
    match first {
        Some(first) => finding.help(format!("if `{first}` and the like do no harm, assign {name} instead")).witness(first),
        None => finding.help(format!("assign {name} instead")),
    }
}
