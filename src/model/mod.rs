//! What a tenant states, as plain data: nothing here reads, decides or prints.
//!
//! [`Facts`] is everything that the inputs state, interned: after reading, no texts are compared. `graph` builds a tenant from it.

mod asked_system;
pub mod assignment;
pub mod coverage;
pub mod directory;
pub mod directory_action;
pub mod escalation;
pub mod facts;
pub mod gap;
pub mod guid;
pub mod note;
pub mod note_code;
pub mod policy;
pub mod prerequisite;
pub mod principal;
pub mod provenance;
pub mod resource;
pub mod role;
pub mod scope;
pub mod task;
mod tenancy;
mod unified_rbac;
pub mod validity;

pub use asked_system::AskedSystem;
pub use assignment::{
    Assignment, AssignmentName, ClassicAdministrator, ConditionState, Delegation, DenyAssignment, DenyPrincipal, MemberType,
    RoleSchedule, TextId,
};
pub use coverage::{
    CollectedRequest, CoveragePlace, CoverageState, ExportedList, ListShape, ListedRole, PartialSign, RowsShown, Shared,
};
pub use directory::{DirectoryAssignment, DirectoryRole, DirectoryScope, ExcludedAction};
pub use directory_action::{DirectoryAction, is_directory_action};
pub use escalation::{AppRoleAssignment, DirectoryWay, EscalationWay, LeadsTo, MICROSOFT_GRAPH, TrustedIdentity};
pub use facts::{DefenderFacts, EscalationFacts, Facts, MemberLists, Texts};
pub use gap::GapCode;
pub use guid::{Guid, ObjectId};
pub use note::{Note, Notes, Severity};
pub use note_code::NoteCode;
pub use policy::{PolicyAssignment, PolicyDefinition, PolicyFacts, PolicyIdentity, PolicyName, PolicyReference, PolicySet};
pub use prerequisite::{AtOnce, Check, PlanName, Prerequisite, Weight};
pub use principal::{
    Listing, MemberKind, Membership, OwnedKind, OwnedObject, OwnerRow, OwnerSchedule, Principal, PrincipalId, PrincipalKind,
    Principals,
};
pub use provenance::{Collection, Completeness, ExportKind, InputFile, InputId, Origin};
pub use resource::{
    Containment, DataConnector, Licence, ManagedIdentity, ManagementGroup, Organization, Resource, ResourceDetail,
    ResourceLock, ServicePlan, Subscription,
};
pub use role::{ExportedRole, Losses, PermissionBlock, RoleDefinition, RoleId, RoleKind, Roles};
pub use scope::{ScopeId, ScopeKind, ScopePath, Scopes};
pub use task::{Assigned, Duty, Leaf, Need, Plane, PlanePattern, Requirement, TargetKind, Task, TaskName, TaskPack};
pub use tenancy::Tenancy;
pub use unified_rbac::{DefenderAssignment, DefenderRole, SaidActivation, UnifiedRbacDoubt};
pub use validity::Validity;
