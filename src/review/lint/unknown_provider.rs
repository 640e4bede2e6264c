//! An action of a resource provider that is not known.
//!
//! The first segment of an action is the namespace of a resource provider. If no provider has that name, the action grants nothing, and
//! Azure refuses the role.
//!
//! ## Severity
//! An error where a known provider is one or two letters away, a warning otherwise: the provider may be new, retired, or registered
//! in few tenants only.
//!
//! ## What it cannot see
//! Providers that came after the date of the catalog (`rolecall catalog info`), and custom providers.

use super::action_class::ActionClass;
use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::{ActionEntry, LintedRole};
use crate::model::Severity;
use crate::suggest::distance;

pub(super) const LINT: Lint = Lint {
    id: "unknown-provider",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-CUS-13"],
    source: include_str!("unknown_provider.rs"),
    run: LintFunction::Role(run),
};

/// So many letters apart, it is a slip.
const SLIP: usize = 2;

fn run(role: &LintedRole<'_>, knowledge: &Knowledge<'_>) -> Vec<Finding> {
    let unknown = |entry: &ActionEntry<'_>| match knowledge.action_class(entry.list.plane(), entry.text) {
        ActionClass::NoProvider(close) => Some(word(role, entry, close)),
        _ => None,
    };
    role.entries().filter_map(unknown).collect()
}

/// Whether less than half of the letters after `Microsoft.` differ: that they share this part says nothing.
fn is_close(close: &str, provider: &str) -> bool {
    let own = |name: &'_ str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let (known, typed) = (own(close), own(provider));
    !provider.contains('.') || distance(&known, &typed) * 2 < known.len().max(typed.len())
}

fn word(role: &LintedRole<'_>, entry: &ActionEntry<'_>, close: Option<&str>) -> Finding {
    let provider = entry.pattern.text().split('/').next().unwrap_or_default();
    let close = close.filter(|close| is_close(close, provider));
    let is_slip = close.is_some_and(|close| distance(close, provider) <= SLIP);
    let severity = if is_slip { Severity::Error } else { Severity::Warning };
    let message = format!("there is no resource provider `{provider}`, so `{}` is not an action", entry.pattern.text());
    let finding = LINT.finding(role, entry.span, message).severity(severity);
    match close {
        Some(close) => finding.help(format!("did you mean `{close}`?")),
        None => finding.help("actions begin with a provider's namespace, such as `Microsoft.Compute/`"),
    }
}
