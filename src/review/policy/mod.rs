//! What the policy of a repository forbids, found in its role files.
//!
//! Each rule has one file. Whether a role grants something of a pattern is decided over all strings: the intersection is not empty, and
//! the finding names an action in it. If an expression in a role file could grant it, the finding says that this is not decided.

mod check;
mod grants;
mod new_access;
mod role;
mod rules;
mod scopes;

pub(crate) use check::check;
pub(crate) use grants::is_idle;
pub(crate) use new_access::{Against, new_access};
pub use rules::{PolicyRule, RULES, finding_ids, rule, suggest_id};
