//! The review of role files: what is wrong with them, which of that counts in their repository, and who gains what by a change.
//!
//! [`run()`] is the whole of it: lints, policy, the comparison with a base and its impact, then what the configuration, an `allow` or
//! the baseline say of each finding. It reads no file and runs no program.

mod allows;
mod changes;
mod crowd;
mod disposition;
mod extent;
mod fingerprint;
mod fixing;
mod growth;
mod idle;
pub mod impact;
pub mod lint;
mod place;
pub mod policy;
mod repository;
mod reviewed;
mod run;
mod scope_expression;
mod since;

pub use changes::RoleChange;
pub use fixing::{FixedFiles, edits, fix};
pub use lint::read_ahead;
pub use place::RolePlace;
pub use repository::Repository;
pub use reviewed::{Disposition, RelatedPlace, Reviewed};
pub use run::{AssignedIn, Review, ReviewBase, run};
