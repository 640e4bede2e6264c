//! The picture of an access graph ([`GraphReport`], `rolecall/graph@1`). Nodes and relations are named as they are written, so that a large graph
//! is not copied.

use serde::Serialize;

use crate::access_graph::{AccessGraph, AccessRelation, AccessStep, GraphFilter, NodeOf};
use crate::export::InputSummary;
use crate::graph::directory::role_name;
use crate::graph::{DirectoryGrant, Grant, GrantSource, Strength, TenantGraph};
use crate::model::{ConditionState, DenyAssignment, Note, PrincipalKind, ScopeKind, ScopePath};
use crate::report::answers::places::scope_called;
use crate::report::answers::views::{PrincipalView, record};
use crate::report::head::{FilterView, HeadView, SourcesView};

/// The picture of an access graph.
#[derive(Debug, Clone, Copy)]
pub struct GraphReport<'a> {
    graph: &'a AccessGraph,
    tenant: &'a TenantGraph,
    inputs: &'a [InputSummary],
    notes: &'a [Note],
    filter: Option<&'a GraphFilter>,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NodeKind {
    User,
    Group,
    ServicePrincipal,
    Device,
    UnknownPrincipal,
    Everyone,
    Root,
    ManagementGroup,
    Subscription,
    ResourceGroup,
    Resource,
    Directory,
}

/// A node.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NodeView {
    /// The object id, or the id of the scope.
    pub(crate) id: String,
    /// What it is.
    pub(crate) kind: NodeKind,
    /// What people call it.
    pub(crate) name: String,
}

/// What a relation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RelationKind {
    MemberOf,
    HoldsRole,
    HoldsEntraRole,
    DeniedAt,
    Contains,
}

/// How surely a relation holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Held {
    /// Now.
    Active,
    /// After an activation.
    Eligible,
    /// The exports do not say.
    Possible,
}

/// A relation.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RelationView<'a> {
    /// The number of the node that it begins at, from 0.
    pub(crate) from: usize,
    /// The number of the node that it ends at.
    pub(crate) to: usize,
    /// What it says.
    pub(crate) kind: RelationKind,
    /// How surely.
    pub(crate) held: Held,
    /// The name of the role or of the deny assignment.
    pub(crate) name: Option<String>,
    /// The id of the role or of the deny assignment.
    pub(crate) role: Option<String>,
    /// Whether it has a condition; null where no export says.
    pub(crate) conditional: Option<bool>,
    /// The file of the record.
    pub(crate) input: Option<&'a str>,
    /// The record, from 1.
    pub(crate) record: Option<u32>,
}

impl<'a> GraphReport<'a> {
    /// The picture of a graph.
    pub fn new(graph: &'a AccessGraph, tenant: &'a TenantGraph, inputs: &'a [InputSummary], notes: &'a [Note]) -> Self {
        Self { graph, tenant, inputs, notes, filter: None }
    }

    /// The same with what it was narrowed to.
    #[must_use]
    pub const fn narrowed_to(self, filter: &'a GraphFilter) -> Self {
        Self { filter: Some(filter), ..self }
    }

    /// Whom and what it was narrowed to.
    pub(crate) fn filter(&self) -> Option<FilterView<'a>> {
        let filter = self.filter.filter(|filter| !filter.principals.is_empty() || !filter.scopes.is_empty())?;
        let principals = &self.tenant.facts().principals;
        let named = filter.principals.iter().map(|&principal| principals.id(principal)).collect();
        Some(FilterView { principals: named, workspaces: &[], scopes: &filter.scopes })
    }

    pub(crate) fn head(&self) -> HeadView {
        HeadView::new("rolecall/graph@1", self.tenant.catalog()).at(self.tenant.at())
    }

    pub(crate) fn sources(&self) -> SourcesView<'a> {
        SourcesView::without_tenant(self.notes).with_state(None, self.tenant, self.inputs)
    }

    /// The nodes, in the order of their numbers.
    pub(crate) fn nodes(&self) -> impl ExactSizeIterator<Item = NodeView> + use<'a> {
        let tenant = self.tenant;
        self.graph.nodes.iter().map(move |node| NodeView::new(tenant, &node.of))
    }

    /// The relations, by source and target.
    pub(crate) fn relations(&self) -> impl ExactSizeIterator<Item = RelationView<'a>> + use<'a> {
        let tenant = self.tenant;
        self.graph.relations.iter().map(move |relation| RelationView::new(tenant, relation))
    }
}

impl NodeView {
    fn new(tenant: &TenantGraph, of: &NodeOf) -> Self {
        let facts = tenant.facts();
        let scope =
            |id: &str, kind: ScopeKind| Self { id: id.to_owned(), kind: of_scope(kind), name: scope_called(tenant, id) };
        match of {
            NodeOf::Principal(principal) => {
                let view = PrincipalView::new(tenant, *principal);
                let kind = of_principal(facts.principals.kind(*principal));
                Self { id: view.id.to_string(), kind, name: view.called() }
            }
            NodeOf::Everyone => Self { id: "everyone".to_owned(), kind: NodeKind::Everyone, name: "everyone".to_owned() },
            NodeOf::Scope(id) => scope(facts.scopes.text(*id), facts.scopes.kind(*id)),
            NodeOf::Container(id) => scope(id, ScopePath::parse(id).kind()),
            NodeOf::Directory(id) => {
                let name = if id == "/" { "Microsoft Entra".to_owned() } else { format!("Microsoft Entra {id}") };
                Self { id: format!("directory{}", id.trim_end_matches('/')), kind: NodeKind::Directory, name }
            }
        }
    }
}

const fn of_principal(kind: PrincipalKind) -> NodeKind {
    match kind {
        PrincipalKind::User => NodeKind::User,
        PrincipalKind::Group | PrincipalKind::ForeignGroup => NodeKind::Group,
        PrincipalKind::ServicePrincipal => NodeKind::ServicePrincipal,
        PrincipalKind::Device => NodeKind::Device,
        PrincipalKind::Unknown => NodeKind::UnknownPrincipal,
    }
}

const fn of_scope(kind: ScopeKind) -> NodeKind {
    match kind {
        ScopeKind::Root => NodeKind::Root,
        ScopeKind::ManagementGroup => NodeKind::ManagementGroup,
        ScopeKind::Subscription => NodeKind::Subscription,
        ScopeKind::ResourceGroup => NodeKind::ResourceGroup,
        ScopeKind::Resource | ScopeKind::TenantResource => NodeKind::Resource,
    }
}

impl NodeKind {
    /// Its name in reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::ServicePrincipal => "service-principal",
            Self::Device => "device",
            Self::UnknownPrincipal => "unknown-principal",
            Self::Everyone => "everyone",
            Self::Root => "root",
            Self::ManagementGroup => "management-group",
            Self::Subscription => "subscription",
            Self::ResourceGroup => "resource-group",
            Self::Resource => "resource",
            Self::Directory => "directory",
        }
    }

    /// Whether it is somebody who can hold something.
    pub(crate) const fn is_principal(self) -> bool {
        matches!(
            self,
            Self::User | Self::Group | Self::ServicePrincipal | Self::Device | Self::UnknownPrincipal | Self::Everyone
        )
    }
}

impl RelationKind {
    /// Its name in reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::MemberOf => "member-of",
            Self::HoldsRole => "holds-role",
            Self::HoldsEntraRole => "holds-entra-role",
            Self::DeniedAt => "denied-at",
            Self::Contains => "contains",
        }
    }
}

impl Held {
    const fn of(eligible: bool) -> Self {
        if eligible { Self::Eligible } else { Self::Active }
    }

    /// Its name in reports.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Eligible => "eligible",
            Self::Possible => "possible",
        }
    }
}

impl<'a> RelationView<'a> {
    fn new(tenant: &'a TenantGraph, relation: &AccessRelation) -> Self {
        let bare = |kind: RelationKind, held: Held| Self {
            from: relation.from,
            to: relation.to,
            kind,
            held,
            name: None,
            role: None,
            conditional: Some(false),
            input: None,
            record: None,
        };
        match &relation.step {
            AccessStep::MemberOf(Strength::Sure) => bare(RelationKind::MemberOf, Held::Active),
            AccessStep::MemberOf(Strength::Eligible) => bare(RelationKind::MemberOf, Held::Eligible),
            AccessStep::MemberOf(Strength::Unknown) => bare(RelationKind::MemberOf, Held::Possible),
            AccessStep::Holds(grant) => bare(RelationKind::HoldsRole, Held::of(grant.gives.eligible)).role(tenant, grant),
            AccessStep::HoldsDirectoryRole(grant) => {
                bare(RelationKind::HoldsEntraRole, Held::of(grant.gives.eligible)).directory_role(tenant, grant)
            }
            AccessStep::DeniedAt(number) => {
                let view = bare(RelationKind::DeniedAt, Held::Active);
                let deny = tenant.facts().denies.get(*number as usize);
                deny.map_or(view.clone(), |deny| view.deny(tenant, deny))
            }
            AccessStep::Contains => bare(RelationKind::Contains, Held::Active),
        }
    }

    fn role(self, tenant: &'a TenantGraph, grant: &Grant) -> Self {
        let facts = tenant.facts();
        let origin = match grant.source {
            GrantSource::Assignment(row) => facts.assignments.get(row as usize).map(|row| row.origin),
            GrantSource::Schedule(row) => facts.schedules.get(row as usize).map(|row| row.origin),
        };
        let (input, record) = record(tenant, origin);
        let name = tenant.roles().get(grant.gives.role).map(|role| role.name.to_string());
        let role = Some(facts.roles.id(grant.gives.role).to_string());
        Self { name, role, conditional: conditional(grant.gives.condition), input, record, ..self }
    }

    fn directory_role(self, tenant: &'a TenantGraph, grant: &DirectoryGrant) -> Self {
        let (facts, template) = (tenant.facts(), &grant.gives.template);
        let (input, record) = record(tenant, facts.directory_assignments.get(grant.row as usize).map(|row| row.origin));
        let name = Some(role_name(facts, tenant.catalog(), template));
        Self { name, role: Some(template.to_string()), input, record, ..self }
    }

    fn deny(self, tenant: &'a TenantGraph, deny: &DenyAssignment) -> Self {
        let (input, record) = record(tenant, Some(deny.origin));
        let (name, role) = (Some(deny.name.to_string()), Some(deny.id.to_string()));
        Self { name, role, conditional: conditional(deny.condition), input, record, ..self }
    }

    /// What stands at the relation in a drawing.
    pub(crate) fn label(&self) -> String {
        let verb = match self.kind {
            RelationKind::MemberOf => "is a member of".to_owned(),
            RelationKind::HoldsRole | RelationKind::HoldsEntraRole => self.name.clone().unwrap_or_default(),
            RelationKind::DeniedAt => format!("is denied by {}", self.name.as_deref().unwrap_or_default()),
            RelationKind::Contains => "contains".to_owned(),
        };
        let held = match self.held {
            Held::Active => "",
            Held::Eligible => ", eligible",
            Held::Possible => ", not known",
        };
        let condition = match self.conditional {
            Some(false) => "",
            Some(true) => ", with a condition",
            None => ", condition not exported",
        };
        format!("{verb}{held}{condition}")
    }
}

/// Whether there is a condition; nothing where no export says.
fn conditional(state: ConditionState) -> Option<bool> {
    match state {
        ConditionState::None => Some(false),
        ConditionState::Text(_) | ConditionState::OtherVersion(_) => Some(true),
        ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => None,
    }
}
