//! What a report of `graph` draws. It is read from JSON, and nothing of it is believed.

use serde::Deserialize;

/// The nodes and relations of a graph.
#[derive(Debug, Clone, Deserialize)]
pub struct GraphClaims {
    /// The nodes.
    pub nodes: Vec<NodeClaim>,
    /// The relations between them.
    pub relations: Vec<RelationClaim>,
}

/// A node.
#[derive(Debug, Clone, Deserialize)]
pub struct NodeClaim {
    /// The object id, the id of the scope, `everyone`, or a part of the directory.
    pub id: String,
    /// What it is.
    pub kind: String,
}

/// A relation.
#[derive(Debug, Clone, Deserialize)]
pub struct RelationClaim {
    /// The number of the node that it begins at.
    pub from: usize,
    /// The number of the node that it ends at.
    pub to: usize,
    /// What it says.
    pub kind: String,
    /// How surely.
    pub held: String,
    /// The role or the deny assignment.
    pub role: Option<String>,
    /// Whether it has a condition; nothing where no export says.
    pub conditional: Option<bool>,
    /// The file of the record.
    pub input: Option<String>,
    /// Its number in the file, from 1.
    pub record: Option<u32>,
}
