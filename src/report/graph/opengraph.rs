//! `OpenGraph`, which `BloodHound` takes (<https://bloodhound.specterops.io/opengraph/schema>): ids without a colon, at most three kinds for a node,
//! and properties that are texts, numbers or booleans. The kinds are this program's own, so that removing them removes nothing else.

use std::io::{self, Write};

use serde::Serialize;

use super::picture::{GraphReport, NodeKind, NodeView, RelationKind, RelationView};
use crate::report::json::{self, Seq};

/// What `BloodHound` calls the source of these nodes.
const SOURCE: &str = "Rolecall";

/// The whole graph.
pub(crate) fn write(report: &GraphReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let nodes = || report.nodes().map(|node| OpenNode::new(&node));
    let ids: Vec<String> = report.nodes().map(|node| id(&node)).collect();
    let edges = || report.relations().map(|relation| OpenEdge::new(&relation, &ids));
    let document =
        OpenDocument { metadata: Metadata { source_kind: SOURCE }, graph: OpenGraph { nodes: Seq(nodes), edges: Seq(edges) } };
    json::write(&document, out)
}

#[derive(Serialize)]
struct OpenDocument<N, E> {
    metadata: Metadata,
    graph: OpenGraph<N, E>,
}

#[derive(Serialize)]
struct Metadata {
    source_kind: &'static str,
}

#[derive(Serialize)]
struct OpenGraph<N, E> {
    nodes: N,
    edges: E,
}

#[derive(Serialize)]
struct OpenNode {
    id: String,
    kinds: [&'static str; 2],
    properties: NodeProperties,
}

#[derive(Serialize)]
struct NodeProperties {
    name: String,
    objectid: String,
}

#[derive(Serialize)]
struct OpenEdge<'a> {
    kind: &'static str,
    start: EndPoint,
    end: EndPoint,
    properties: EdgeProperties<'a>,
}

#[derive(Serialize)]
struct EndPoint {
    match_by: &'static str,
    value: String,
}

#[derive(Serialize)]
struct EdgeProperties<'a> {
    held: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conditional: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u32>,
}

/// An id without a colon.
fn id(node: &NodeView) -> String {
    node.id.replace(':', "_")
}

impl OpenNode {
    fn new(node: &NodeView) -> Self {
        let properties = NodeProperties { name: node.name.clone(), objectid: node.id.clone() };
        Self { id: id(node), kinds: [kind(node.kind), SOURCE], properties }
    }
}

impl<'a> OpenEdge<'a> {
    fn new(relation: &RelationView<'a>, ids: &[String]) -> Self {
        let end = |number: usize| EndPoint { match_by: "id", value: ids.get(number).cloned().unwrap_or_default() };
        let kind = match relation.kind {
            RelationKind::MemberOf => "RolecallMemberOf",
            RelationKind::HoldsRole => "RolecallHoldsRole",
            RelationKind::HoldsEntraRole => "RolecallHoldsEntraRole",
            RelationKind::DeniedAt => "RolecallDeniedAt",
            RelationKind::Contains => "RolecallContains",
        };
        Self {
            kind,
            start: end(relation.from),
            end: end(relation.to),
            properties: EdgeProperties {
                held: relation.held.name(),
                name: relation.name.clone(),
                role: relation.role.clone(),
                conditional: relation.conditional,
                input: relation.input,
                record: relation.record,
            },
        }
    }
}

const fn kind(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::User => "RolecallUser",
        NodeKind::Group => "RolecallGroup",
        NodeKind::ServicePrincipal => "RolecallServicePrincipal",
        NodeKind::Device => "RolecallDevice",
        NodeKind::UnknownPrincipal => "RolecallPrincipal",
        NodeKind::Everyone => "RolecallEveryone",
        NodeKind::Root => "RolecallRoot",
        NodeKind::ManagementGroup => "RolecallManagementGroup",
        NodeKind::Subscription => "RolecallSubscription",
        NodeKind::ResourceGroup => "RolecallResourceGroup",
        NodeKind::Resource => "RolecallResource",
        NodeKind::Directory => "RolecallDirectory",
    }
}
