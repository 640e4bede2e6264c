//! [`draw`]: the relations between principals, groups, scopes and the directory, from the rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scope::{contains, resource_group_of, subscription_of};
use crate::model::{
    ConditionState, DenyAssignment, DenyPrincipal, InputId, ObjectId, PrincipalId, PrincipalKind, ScopeId, ScopeKind, ScopePath,
};
use crate::verify::records::RecordRow;
use crate::verify::redecide::Redecision;

/// A node: its id in lower case, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NodeAgain {
    pub id: String,
    pub kind: String,
}

/// A relation, with the records that may state it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DrawnRelation {
    pub from: NodeAgain,
    pub to: NodeAgain,
    pub kind: String,
    pub held: String,
    pub role: Option<String>,
    pub conditional: Option<bool>,
    pub records: Vec<(InputId, u32)>,
}

impl DrawnRelation {
    fn new(from: NodeAgain, to: NodeAgain, kind: &str, eligible: bool) -> Self {
        let held = if eligible { "eligible" } else { "active" }.to_owned();
        Self { from, to, kind: kind.to_owned(), held, role: None, conditional: Some(false), records: Vec::new() }
    }

    pub(super) fn without_records(&self) -> Self {
        Self { records: Vec::new(), ..self.clone() }
    }

    pub(super) fn shown(&self) -> String {
        let role = self.role.as_deref().map(|role| format!(" of {role}")).unwrap_or_default();
        format!("{}{role} from {} to {}, {}", self.kind, self.from.id, self.to.id, self.held)
    }
}

/// The graph of the exports, as far as the report was not narrowed.
pub(super) fn draw(again: &Redecision<'_>) -> Vec<DrawnRelation> {
    let filter = again.report.filter.clone().unwrap_or_default();
    let named = filter.principals.iter().filter_map(|id| again.records.facts.principals.lookup(&ObjectId::parse(id)));
    let principals = reached(again, named.collect(), filter.principals.is_empty());
    let drawing = GraphAgain { again, scopes: filter.scopes.iter().map(|scope| ScopePath::parse(scope)).collect() };
    let mut holders = BTreeSet::new();
    let mut drawn = Vec::new();
    for &principal in &principals {
        let held = drawing.held(principal);
        if !held.is_empty() {
            holders.insert(principal);
        }
        drawn.extend(held);
    }
    for deny in again.records.facts.denies.iter().filter(|deny| !deny.audit_only && drawing.is_wanted(deny.scope)) {
        let of_principals = deny.principals.iter().filter_map(|who| match who {
            DenyPrincipal::Principal(who) => principals.contains(who).then_some(*who),
            DenyPrincipal::Everyone => None,
        });
        let of_principals: BTreeSet<PrincipalId> = of_principals.collect();
        holders.extend(&of_principals);
        let named = of_principals.into_iter().map(|who| drawing.principal(who));
        let everyone = deny.principals.contains(&DenyPrincipal::Everyone);
        let everyone = everyone.then(|| NodeAgain { id: "everyone".to_owned(), kind: "everyone".to_owned() });
        drawn.extend(named.chain(everyone).map(|from| drawing.denied(from, deny)));
    }
    drawn.extend(drawing.memberships(&principals, holders));
    let containers = drawing.containers(&drawn);
    drawn.extend(containers);
    drawn
}

/// Some principals and every group that they are in.
fn reached(again: &Redecision<'_>, mut todo: Vec<PrincipalId>, all: bool) -> BTreeSet<PrincipalId> {
    if all {
        return again.records.facts.principals.ids().collect();
    }
    let mut found = BTreeSet::new();
    while let Some(next) = todo.pop() {
        if found.insert(next) {
            todo.extend(again.records.rows_of(next).iter().map(|row| row.group));
        }
    }
    found
}

struct GraphAgain<'a, 'r> {
    again: &'a Redecision<'r>,
    /// Only what is at these scopes, above them and below them; all where empty.
    scopes: Vec<ScopePath>,
}

impl GraphAgain<'_, '_> {
    fn is_wanted(&self, scope: ScopeId) -> bool {
        let (facts, reach) = (self.again.records.facts, self.again.reach);
        let text = facts.scopes.text(scope);
        let is_near = |named: &ScopePath| {
            let below = contains(named.as_str(), ScopePath::parse(text).as_str());
            let inside = || facts.scopes.lookup(named.as_str()).is_some_and(|named| reach.within(named, text).is_some());
            named.kind() == ScopeKind::Root || below || reach.within(scope, named.as_str()).is_some() || inside()
        };
        self.scopes.is_empty() || self.scopes.iter().any(is_near)
    }

    fn principal(&self, principal: PrincipalId) -> NodeAgain {
        let principals = &self.again.records.facts.principals;
        let kind = match principals.kind(principal) {
            PrincipalKind::User => "user",
            PrincipalKind::Group | PrincipalKind::ForeignGroup => "group",
            PrincipalKind::ServicePrincipal => "service-principal",
            PrincipalKind::Device => "device",
            PrincipalKind::Unknown => "unknown-principal",
        };
        NodeAgain { id: principals.id(principal).to_string().to_ascii_lowercase(), kind: kind.to_owned() }
    }

    /// What a principal's own rows give.
    fn held(&self, principal: PrincipalId) -> Vec<DrawnRelation> {
        let (records, facts) = (self.again.records, self.again.records.facts);
        let own = self.again.standings.own(principal);
        let azure = own.into_iter().filter(|own| self.is_wanted(own.scope)).map(|own| {
            let is_own = |row: &RecordRow| match row {
                RecordRow::Assignment(index) => {
                    let row = facts.assignments.get(*index);
                    !own.eligible && row.is_some_and(|row| (row.role, row.scope) == (own.role, own.scope))
                }
                RecordRow::Schedule(index) => facts
                    .schedules
                    .get(*index)
                    .is_some_and(|row| (row.role, row.scope, row.eligible) == (own.role, own.scope, own.eligible)),
                RecordRow::Directory(_) => false,
            };
            let to = scope_node(facts.scopes.text(own.scope));
            DrawnRelation {
                role: Some(facts.roles.id(own.role).to_string().to_ascii_lowercase()),
                conditional: conditional(own.condition),
                records: self.records_of(principal, is_own),
                ..DrawnRelation::new(self.principal(principal), to, "holds-role", own.eligible)
            }
        });
        let mut drawn: Vec<DrawnRelation> = azure.collect();
        let directory = records.settled_directory(principal);
        drawn.extend(directory.into_iter().filter(|_| self.scopes.is_empty()).map(|own| {
            let is_own = |row: &RecordRow| {
                let RecordRow::Directory(index) = row else { return false };
                facts.directory_assignments.get(*index).is_some_and(|row| {
                    let same = (&row.scope, row.eligible) == (&own.scope, own.eligible);
                    same && records.template(&row.role).as_ref() == Some(&own.template)
                })
            };
            let id = format!("directory{}", own.scope.path().trim_end_matches('/')).to_ascii_lowercase();
            let to = NodeAgain { id, kind: "directory".to_owned() };
            DrawnRelation {
                role: Some(own.template.to_string().to_ascii_lowercase()),
                records: self.records_of(principal, is_own),
                ..DrawnRelation::new(self.principal(principal), to, "holds-entra-role", own.eligible)
            }
        }));
        drawn
    }

    fn records_of(&self, principal: PrincipalId, is_own: impl Fn(&RecordRow) -> bool) -> Vec<(InputId, u32)> {
        let records = self.again.records;
        let rows = records.rows.get(&principal).into_iter().flatten();
        let counting = rows.filter(|row| records.counts(**row) && is_own(row));
        counting.filter_map(|row| records.origin(*row)).map(|origin| (origin.input, origin.record + 1)).collect()
    }

    fn denied(&self, from: NodeAgain, deny: &DenyAssignment) -> DrawnRelation {
        let to = scope_node(self.again.records.facts.scopes.text(deny.scope));
        DrawnRelation {
            role: Some(deny.id.to_ascii_lowercase()),
            conditional: conditional(deny.condition),
            records: vec![(deny.origin.input, deny.origin.record + 1)],
            ..DrawnRelation::new(from, to, "denied-at", false)
        }
    }

    /// The memberships on the ways to those who hold something.
    fn memberships(&self, principals: &BTreeSet<PrincipalId>, mut leading: BTreeSet<PrincipalId>) -> Vec<DrawnRelation> {
        let records = self.again.records;
        let mut members: BTreeMap<PrincipalId, BTreeSet<PrincipalId>> = BTreeMap::new();
        for &member in principals {
            for row in records.rows_of(member) {
                members.entry(row.group).or_default().insert(member);
            }
        }
        let mut todo: Vec<PrincipalId> = leading.iter().copied().collect();
        while let Some(next) = todo.pop() {
            let joined = members.get(&next).into_iter().flatten().copied();
            todo.extend(joined.filter(|member| leading.insert(*member)));
        }
        let of = |(group, members): (&PrincipalId, &BTreeSet<PrincipalId>)| {
            let pairs = members.iter().map(|member| (*member, *group)).collect::<Vec<_>>();
            pairs.into_iter().filter(|(member, group)| leading.contains(member) && leading.contains(group))
        };
        let pairs: Vec<(PrincipalId, PrincipalId)> = members.iter().flat_map(of).collect();
        let drawn = |(member, group): (PrincipalId, PrincipalId)| {
            let eligible = records.member(member, group) == Some(true);
            DrawnRelation::new(self.principal(member), self.principal(group), "member-of", eligible)
        };
        pairs.into_iter().map(drawn).collect()
    }

    /// What contains the scopes at which something is held, up to the highest that is known.
    fn containers(&self, drawn: &[DrawnRelation]) -> Vec<DrawnRelation> {
        let is_scope = |node: &&NodeAgain| !matches!(node.kind.as_str(), "directory" | "everyone");
        let ends = drawn.iter().filter(|relation| relation.kind != "member-of").map(|relation| &relation.to);
        let mut todo: BTreeSet<String> = ends.filter(is_scope).map(|node| node.id.clone()).collect();
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        while let Some(next) = todo.pop_first() {
            let Some(outer) = self.parent(&next).filter(|_| seen.insert(next.clone())) else { continue };
            found.push(DrawnRelation::new(scope_node(&outer), scope_node(&next), "contains", false));
            todo.insert(outer);
        }
        found
    }

    /// What contains a scope directly, in lower case: by its path, or by the tree of management groups.
    fn parent(&self, text: &str) -> Option<String> {
        let is_outer = |outer: &&str| outer.len() < text.len();
        let by_path = [resource_group_of(text), subscription_of(text)].into_iter().flatten().find(is_outer);
        by_path.map(str::to_ascii_lowercase).or_else(|| self.again.reach.parent(text).map(str::to_owned))
    }
}

/// Whether there is a condition; nothing where no export says.
const fn conditional(state: ConditionState) -> Option<bool> {
    match state {
        ConditionState::None => Some(false),
        ConditionState::Text(_) | ConditionState::OtherVersion(_) => Some(true),
        ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => None,
    }
}

fn scope_node(text: &str) -> NodeAgain {
    let kind = match ScopePath::parse(text).kind() {
        ScopeKind::Root => "root",
        ScopeKind::ManagementGroup => "management-group",
        ScopeKind::Subscription => "subscription",
        ScopeKind::ResourceGroup => "resource-group",
        ScopeKind::Resource | ScopeKind::TenantResource => "resource",
    };
    NodeAgain { id: text.to_ascii_lowercase(), kind: kind.to_owned() }
}
