//! Facts and catalog to a [`Tenant`]: scope tree, group membership, grants, access classes. petgraph stays in here.

mod classes;
mod denies;
pub mod directory;
mod grants;
mod membership;
mod roles;
mod scope_tree;
mod strength;
mod tenant;

pub use classes::{AccessClass, Attachment, AttachmentId, Classes, Holding};
pub use directory::{DirectoryGives, DirectoryGrant};
pub use grants::{Gives, Grant, GrantSource};
pub use membership::{Edge, Memberships, Way};
pub use roles::{Role, RoleBook, RoleDoubt};
pub use scope_tree::{Containing, ScopeTree};
pub use strength::Strength;
pub use tenant::Tenant;
