//! Azure Policy, as far as remediation rests on it: what is assigned where and under which identity, and which roles the definitions name.
//! <https://learn.microsoft.com/azure/governance/policy/how-to/remediate-resources>

use super::guid::ObjectId;
use super::principal::PrincipalId;
use super::provenance::Origin;
use super::scope::ScopeId;

/// What Azure Policy has in a tenant.
#[derive(Debug, Clone, Default)]
pub struct PolicyFacts {
    /// Policy assignments, repetitions included.
    pub assignments: Vec<PolicyAssignment>,
    /// Policy definitions.
    pub definitions: Vec<PolicyDefinition>,
    /// Policy set definitions (initiatives).
    pub sets: Vec<PolicySet>,
}

/// A policy assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyAssignment {
    /// Its resource id, as exported.
    pub id: Box<str>,
    /// Display name, else the name.
    pub name: Box<str>,
    /// The scope that it is assigned to.
    pub scope: ScopeId,
    /// The definition or set that it assigns.
    pub assigns: PolicyReference,
    /// The managed identity by which it remediates.
    pub identity: PolicyIdentity,
    /// It overrides effects of its definitions: which ones, no reader says.
    pub overrides: bool,
    /// Where it was read.
    pub origin: Origin,
}

/// A definition or set that something names, with what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyReference {
    /// The resource id, in lower case, without a version.
    pub id: Box<str>,
    /// The version that is asked for, such as `1.*.*`; without one the newest counts.
    pub version: Option<Box<str>>,
    /// The values that it is given, by name in lower case and in that order; `None` where a value is no text.
    pub values: Vec<(Box<str>, Option<Box<str>>)>,
}

/// The managed identity of a policy assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyIdentity {
    /// It has none.
    Absent,
    /// The export leaves out who it is.
    NotTold,
    /// The service principal that it is.
    Principal(PrincipalId),
    /// A user-assigned identity whose principal the record does not name, by resource id.
    Resource(Box<str>),
}

/// What definitions and sets have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyName {
    /// The resource id, in lower case.
    pub id: Box<str>,
    /// Display name, else the name.
    pub name: Box<str>,
    /// Its version, where the export says.
    pub version: Option<Box<str>>,
    /// The default values of its parameters, by name in lower case and in that order; `None` where a value is no text.
    pub defaults: Vec<(Box<str>, Option<Box<str>>)>,
}

/// A policy definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDefinition {
    /// What it is called.
    pub name: PolicyName,
    /// Its effect as written: a word, or an expression such as `[parameters('effect')]`.
    pub effect: Box<str>,
    /// The roles that it says are needed to remediate (`roleDefinitionIds`).
    pub roles: Vec<ObjectId>,
    /// Where it was read.
    pub origin: Origin,
}

/// A policy set definition, also called initiative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySet {
    /// What it is called.
    pub name: PolicyName,
    /// Its definitions.
    pub members: Vec<PolicyReference>,
    /// Where it was read.
    pub origin: Origin,
}
