//! The nearest miss: for each no, the smallest changes that turn it into a yes. The change that gives away least is first.
//!
//! Candidates come from what the tenant has (eligible roles, roles held elsewhere, custom roles, groups, conditions, deny assignments)
//! and from what Azure ships. No candidate is trusted: each is applied to the facts around the principal, and the engine is asked
//! again. A change is suggested only if the answer then is `allowed`.

mod azure;
mod combine;
mod delegate;
mod directory;
mod local;
mod price;
mod rank;
mod remediation;
mod remediator;
mod scale;
mod subtenant;
mod suggestion;

pub use price::Price;
pub use remediation::Remediation;
pub use remediator::Remediator;
pub use suggestion::Suggestion;
