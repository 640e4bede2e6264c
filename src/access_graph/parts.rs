//! The nodes and relations of an access graph.

use crate::graph::{DirectoryGrant, Grant, Strength};
use crate::model::{PrincipalId, ScopeId};

/// Nodes, and relations between them by the number of the node.
#[derive(Debug, Clone, Default)]
pub struct AccessGraph {
    /// The nodes: principals by id, then scopes by id, then the directory.
    pub nodes: Vec<AccessNode>,
    /// The relations, by source and target.
    pub relations: Vec<AccessRelation>,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessNode {
    /// What it is.
    pub of: NodeOf,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeOf {
    /// A principal.
    Principal(PrincipalId),
    /// All principals, whom some deny assignments name.
    Everyone,
    /// A scope of Azure.
    Scope(ScopeId),
    /// A scope above others that no record names by itself, such as the subscription of a resource group; in lower case.
    Container(String),
    /// The directory of Microsoft Entra, or a part of it.
    Directory(String),
}

/// A relation from one node to another.
#[derive(Debug, Clone)]
pub struct AccessRelation {
    /// The node that it begins at.
    pub from: usize,
    /// The node that it ends at.
    pub to: usize,
    /// What it says.
    pub step: AccessStep,
}

/// What a relation says.
#[derive(Debug, Clone)]
pub enum AccessStep {
    /// The first is a member of the second.
    MemberOf(Strength),
    /// The first holds an Azure role at the second.
    Holds(Grant),
    /// The first holds an Entra role at the second.
    HoldsDirectoryRole(DirectoryGrant),
    /// A deny assignment takes something from the first at the second; index into the deny assignments of the facts.
    DeniedAt(u32),
    /// The first contains the second.
    Contains,
}
