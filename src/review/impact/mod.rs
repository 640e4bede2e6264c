//! The impact of a change of roles: the same tenant is asked before and after the change, and what each principal gains is reported.

mod changed;
mod held;
mod options;
mod roles;
mod run;
mod tasks;
mod words;

pub use options::ImpactOptions;
pub use roles::RoleImpact;
pub use run::{Impact, impact};
pub use tasks::TaskImpact;
