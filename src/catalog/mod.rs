//! What Azure ships: built-in roles, Entra directory roles, provider operations, and how privileged they are.
//!
//! [`Catalog::embedded`] is part of the program (`rules/catalog/`); [`Catalog::load`] reads one that somebody built from their own
//! exports. This folder holds facts only; `graph` and `decide` say what they mean for a principal.

mod about;
pub mod build;
mod conditionable;
mod directory_roles;
mod error;
mod expand;
mod format;
mod known_as;
mod operations;
mod privilege;
mod roles;
mod store;
mod terraform;
mod unified_rbac;

pub use about::{About, Provenance, SectionAbout, SectionKind};
pub use conditionable::CONDITIONABLE;
pub use directory_roles::{BuiltInDirectoryRole, Documentation};
pub use error::CatalogError;
pub use expand::OperationSet;
pub use format::FormatFault;
pub use known_as::KnownAs;
pub use operations::{OperationId, Operations};
pub use privilege::{Tier, TierClass};
pub use store::Catalog;
pub use terraform::{Phase, Phases, TerraformKind, TerraformType};
pub use unified_rbac::{
    DefenderPermission, EVERY_DATA_SOURCE, OTHER_DATA_SOURCES, OTHER_PERMISSIONS, SENTINEL_SCOPE, UNIFIED_ROLES,
    USER_ACCESS_ADMINISTRATOR, UnifiedRole,
};
