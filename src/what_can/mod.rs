//! Everything that one principal holds and can do ([`what_can`]): its grants, the permissions that are effective at a scope as a set of
//! patterns ([`PermissionSet`]), and the tasks of the packs.

mod compared;
mod effective;
mod holdings;
mod normal_form;
mod permissions;
mod question;

pub use compared::{ComparedGrant, ComparedPlane, ComparedPrincipals, ComparedScope, HeldBy, OwnOperations, compare};
pub use effective::height;
pub use holdings::{Holding, holdings};
pub use normal_form::{NormalForm, PatternLine, normal_form};
pub use permissions::{PermissionSet, PermissionsPart};
pub use question::{ScopePermissions, WhatCan, WhatCanQuestion, what_can};
