//! Facts and catalog to a [`TenantGraph`]: scope tree, group membership, grants, access classes. petgraph is used in this folder only.

mod activations;
mod by_group;
mod classes;
mod collected;
pub mod coverage;
mod coverage_builder;
mod coverage_groups;
mod denies;
pub mod directory;
mod grants;
mod membership;
pub(crate) mod place_names;
mod removal;
mod roles;
mod scope_tree;
mod strength;
mod tenant;
mod unified_rbac;
mod validity;
mod vouched;
mod ways;

pub use by_group::ByGroup;
pub use classes::{AccessClass, Attachment, AttachmentId, Classes, HeldGrant, Unseen};
pub use coverage::{Coverage, CoverageEntry, CoverageId, CoveragePart};
pub use directory::{DirectoryGrant, DirectoryGrantTerms};
pub use grants::{Grant, GrantSource, GrantTerms};
pub use membership::{Memberships, OpenTo};
pub use removal::RemovableGrant;
pub use roles::{Role, RoleBook, RoleDoubt};
pub(crate) use scope_tree::tenant_ids;
pub use scope_tree::{Containing, ScopeTree};
pub use strength::Strength;
pub use tenant::{TenantGraph, UncoveredList};
pub use unified_rbac::{Activation, activation, administrators, with_unified_rbac};
pub use vouched::{VouchError, Vouched, vouch};
pub use ways::{Edge, Way, WaysUp};
