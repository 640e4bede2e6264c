//! `max_scope`: how wide the assignable scopes may be.

use super::role::PolicyRole;
use crate::config::{MaxScope, Policy};
use crate::model::scope::contains;
use crate::model::{ScopeKind, ScopePath};
use crate::review::lint::Finding;
use crate::review::scope_expression::widest;
use crate::role_file::{Shape, WrittenText};

pub(super) fn check(place: &PolicyRole<'_>, policy: &Policy, findings: &mut Vec<Finding>) {
    let Some(limit) = &policy.max_scope else { return };
    for text in place.written.assignable_scopes.iter().flat_map(|scopes| &scopes.items) {
        let within = match text.known() {
            Some(known) => Some(is_within(&ScopePath::parse(known), &limit.value)),
            None => is_surely_within(text.shown(), &limit.value),
        };
        match within {
            Some(true) => {}
            Some(false) => findings.push(too_wide(place, text, &limit.value)),
            None => findings.push(undecided(place, text)),
        }
    }
}

fn too_wide(place: &PolicyRole<'_>, text: &WrittenText, limit: &MaxScope) -> Finding {
    let is_beside = matches!((limit, text.known()), (MaxScope::Within(limit), Some(own))
        if !contains(ScopePath::parse(own).as_str(), limit.as_str()));
    let (what, help) = if is_beside {
        ("lies outside of what the policy allows:", "name scopes within that one")
    } else {
        ("is wider than the policy allows: at most", "name the narrower scopes at which the role is assigned")
    };
    let message = format!("`{}` {what} `{}`", text.shown(), limit.text());
    let help = Some(help.into());
    Finding { help, ..place.finding("max-scope", text.span, message) }
}

fn undecided(place: &PolicyRole<'_>, text: &WrittenText) -> Finding {
    let message = "whether this scope is within `max_scope` cannot be told from the file".to_owned();
    let help = match place.written.shape {
        Shape::Terraform | Shape::Azapi => "check what the expression becomes: the plan, by `terraform show -json`",
        Shape::ArmTemplate | Shape::Bicep => {
            "write the scope out, or look at what a deployment makes of the expression: `az deployment sub what-if`"
        }
        _ => "write the scope out, or check the file with its placeholders filled in",
    };
    Finding { help: Some(help.into()), ..place.finding("undecided-policy", text.span, message) }
}

/// Whether an expression is within the limit, where its form tells that.
fn is_surely_within(expression: &str, limit: &MaxScope) -> Option<bool> {
    let MaxScope::Kind(limit) = limit else { return None };
    match widest(expression)? {
        kind if width(kind) <= width(*limit) => Some(true),
        // A management group is one; a path that begins with a subscription may be anything in it.
        ScopeKind::ManagementGroup => Some(false),
        _ => None,
    }
}

fn is_within(scope: &ScopePath, limit: &MaxScope) -> bool {
    match limit {
        MaxScope::Within(limit) => contains(limit.as_str(), scope.as_str()),
        MaxScope::Kind(kind) => width(scope.kind()) <= width(*kind),
    }
}

/// How wide a kind of scope is. Resources of the tenant itself are in no subscription, but are single resources.
const fn width(kind: ScopeKind) -> u8 {
    match kind {
        ScopeKind::Root => 4,
        ScopeKind::ManagementGroup => 3,
        ScopeKind::Subscription => 2,
        ScopeKind::ResourceGroup => 1,
        ScopeKind::Resource | ScopeKind::TenantResource => 0,
    }
}
