//! Two states of a tenant: who can do what in one and not in the other, and why.

mod tenants;

pub use tenants::{Because, Comparing, Move, Person, TaskMove, TenantDiff, TenantState};
