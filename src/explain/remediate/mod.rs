//! The nearest miss: for each no, the smallest changes that turn it into a yes, the one that gives away least first.
//!
//! Candidates come from what the tenant has (what can be activated, roles held elsewhere, custom roles, groups, conditions, deny
//! assignments) and from what Azure ships. None of them is trusted: each is made to the facts around the principal, and the
//! engine is asked again. What does not turn the answer into `allowed` is not suggested.

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
