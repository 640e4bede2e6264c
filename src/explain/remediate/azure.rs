//! Candidate changes after which an Azure role or actions are held at a scope; not yet proved.

use super::local::LocalQuestion;
use super::price::blocks_of;
use super::remediation::Remediation;
use crate::arrange::Arrange as _;
use crate::graph::{Containing, Grant, Strength, Way, WaysUp};
use crate::model::scope::contains;
use crate::model::{
    ConditionState, Guid, ObjectId, PermissionBlock, Plane, PrincipalId, PrincipalKind, RoleKind, ScopeId, ScopeKind, ScopePath,
};
use crate::pattern::Pattern;

/// What a leaf about Azure lacks.
pub(super) struct RoleNeed<'w> {
    /// The role that the document names.
    pub role: Option<Guid>,
    /// Actions that are asked for and not certainly granted; empty if only the role itself helps.
    pub lacking: Vec<(Plane, Pattern)>,
    /// The scope at which it has to be held.
    pub stand: &'w str,
}

/// A question about one leaf, with the memberships and scopes that matter for it.
pub(super) struct Azure<'q> {
    question: LocalQuestion<'q>,
    wanted: &'q RoleNeed<'q>,
    ways: WaysUp,
    above: Vec<(ScopeId, Containing)>,
}

impl<'q> Azure<'q> {
    pub(super) fn new(question: LocalQuestion<'q>, wanted: &'q RoleNeed<'q>) -> Self {
        let tenant = question.tenant;
        let ways = tenant.membership().ways_up(question.principal);
        let above = tenant.tree().above(tenant.facts(), wanted.stand);
        Self { question, wanted, ways, above }
    }

    /// Every candidate that rests on what is in the tenant, and the roles that are assigned somewhere else.
    pub(super) fn candidates(&self) -> Vec<Vec<Remediation>> {
        let mut all = self.activations();
        all.extend(self.elsewhere());
        all.extend(self.custom_roles());
        all.extend(self.groups());
        all.extend(self.conditions());
        all
    }

    /// An assignment of a role at the scope, if Azure would take it.
    pub(super) fn assignment(&self, role: &ObjectId, held_at: Option<&str>) -> Option<Remediation> {
        let (tenant, stand) = (self.question.tenant, self.wanted.stand);
        let blocks = blocks_of(tenant, role)?;
        let kind = ScopePath::parse(stand).kind();
        let has_data = blocks.iter().any(|block| !block.data_actions.is_empty());
        // R-CUS-8: custom roles with data actions are not assigned at management groups; R-DEF-9: nor outside their scopes.
        let custom = tenant.roles().by_id(role).is_some_and(|role| role.kind == RoleKind::Custom);
        let refused = custom && (has_data && kind == ScopeKind::ManagementGroup || !self.is_assignable(role));
        let taken = self.tuple(role).is_some_and(|grant| grant.gives.condition != ConditionState::None);
        (!refused && !taken).then(|| Remediation::AssignRole {
            principal: self.question.id().clone(),
            role: role.clone(),
            scope: stand.into(),
            held_at: held_at.map(Into::into),
        })
    }

    fn id(&self, principal: PrincipalId) -> ObjectId {
        self.question.tenant.facts().principals.id(principal).clone()
    }

    fn role_of(&self, grant: &Grant) -> ObjectId {
        self.question.tenant.facts().roles.id(grant.gives.role).clone()
    }

    fn scope_of(&self, grant: &Grant) -> &'q str {
        self.question.tenant.facts().scopes.text(grant.gives.scope)
    }

    fn reaches(&self, grant: &Grant) -> bool {
        self.above.iter().any(|&(scope, containing)| scope == grant.gives.scope && containing == Containing::Sure)
    }

    /// The assignment of a role to the principal itself, right at the scope: there can be but one (R-ASN-3).
    fn tuple(&self, role: &ObjectId) -> Option<&'q Grant> {
        let tenant = self.question.tenant;
        let scope = tenant.facts().scopes.lookup(self.wanted.stand)?;
        let mut grants = tenant.grants_of(self.question.principal).iter();
        grants.find(|grant| grant.gives.scope == scope && !grant.gives.eligible && self.role_of(grant) == *role)
    }

    fn is_assignable(&self, role: &ObjectId) -> bool {
        let (tenant, stand) = (self.question.tenant, self.wanted.stand);
        let facts = tenant.facts();
        let rows = facts.definitions.iter().filter(|row| row.definition.id == *role);
        let mut scopes = rows.flat_map(|row| &row.definition.assignable_scopes).peekable();
        let none = scopes.peek().is_none();
        none || scopes.any(|scope| {
            let scope = ScopePath::parse(scope);
            let hierarchy = || facts.scopes.lookup(scope.as_str()).and_then(|id| tenant.tree().contains(facts, id, stand));
            contains(scope.as_str(), stand) || hierarchy() == Some(Containing::Sure)
        })
    }

    /// Whether a role may help: it is the role that is asked for, or grants what is missing. This only sorts out candidates; it
    /// proves nothing.
    fn may_do(&self, role: &ObjectId) -> bool {
        let named = self.wanted.role.is_some_and(|wanted| *role == ObjectId::Guid(wanted));
        named || blocks_of(self.question.tenant, role).is_some_and(|blocks| has_all(blocks, self.wanted, self.question))
    }

    /// What can be activated: roles, and memberships of groups; one by one, and all together.
    fn activations(&self) -> Vec<Vec<Remediation>> {
        if !can_activate(self.question.tenant.facts().principals.kind(self.question.principal)) {
            return Vec::new();
        }
        let mut each: Vec<Vec<Remediation>> = Vec::new();
        for way in self.ways.iter() {
            let member = self.membership(way);
            for grant in self.question.tenant.grants_of(way.to).iter().filter(|grant| self.reaches(grant)) {
                let role = grant.gives.eligible.then(|| Remediation::ActivateRole {
                    principal: self.question.id().clone(),
                    holder: self.id(way.to),
                    role: self.role_of(grant),
                    scope: self.scope_of(grant).into(),
                });
                let both: Vec<Remediation> = member.clone().into_iter().chain(role).collect();
                if !both.is_empty() && !each.contains(&both) {
                    each.push(both);
                }
            }
        }
        each.extend(together(&each));
        each
    }

    /// The membership that has to be activated on a way: the last one that is eligible, which its person alone gets.
    fn membership(&self, way: &Way) -> Option<Remediation> {
        let membership = self.question.tenant.membership();
        let via = self.ways.via(way);
        let froms = std::iter::once(self.question.principal).chain(via.iter().copied());
        let steps: Vec<(PrincipalId, PrincipalId)> = froms.zip(via.iter().copied()).collect();
        let eligible = |&&(member, group): &&(PrincipalId, PrincipalId)| {
            let edge = membership.groups_of(member).iter().find(|edge| edge.group == group);
            edge.is_some_and(|edge| edge.strength == Strength::Eligible)
        };
        let (_, group) = steps.iter().rev().find(eligible)?;
        Some(Remediation::ActivateMembership { principal: self.question.id().clone(), group: self.id(*group) })
    }

    /// Roles that the principal holds at scopes where they do not help: assigned once more, at the scope in question.
    fn elsewhere(&self) -> Vec<Vec<Remediation>> {
        let mut held: Vec<(bool, &str, ObjectId)> = Vec::new();
        for way in self.ways.iter().filter(|way| way.strength == Strength::Sure) {
            let grants = self.question.tenant.grants_of(way.to).iter();
            for grant in grants.filter(|grant| !grant.gives.eligible && !self.reaches(grant)) {
                let role = self.role_of(grant);
                if self.may_do(&role) {
                    let scope = self.scope_of(grant);
                    held.push((!contains(self.wanted.stand, scope), scope, role));
                }
            }
        }
        // Of several places the nearest below the scope is the one to speak of.
        held.arrange();
        held.dedup_by(|later, kept| later.2 == kept.2);
        held.iter().filter_map(|(_, scope, role)| Some(vec![self.assignment(role, Some(scope))?])).collect()
    }

    /// Custom roles that the principal certainly holds here: what is missing could be added to them.
    fn custom_roles(&self) -> Vec<Vec<Remediation>> {
        let mut all = Vec::new();
        let ways = self.ways.iter().filter(|way| way.strength == Strength::Sure);
        for grant in ways.flat_map(|way| self.question.tenant.grants_of(way.to)) {
            let id = self.role_of(grant);
            let role = self.question.tenant.roles().by_id(&id);
            let custom = role.is_some_and(|role| role.kind == RoleKind::Custom && role.doubt.is_none());
            let plain = !grant.gives.eligible && grant.gives.condition == ConditionState::None;
            if !custom || !plain || !self.reaches(grant) || self.wanted.lacking.is_empty() {
                continue;
            }
            let of = |plane: Plane| {
                let lacking = self.wanted.lacking.iter().filter(|(own, _)| *own == plane);
                let actions: Vec<Pattern> = lacking.map(|(_, pattern)| pattern.clone()).collect();
                (!actions.is_empty()).then(|| Remediation::AddActions { role: id.clone(), plane, actions })
            };
            let changes: Vec<Remediation> = [Plane::Control, Plane::Data].into_iter().filter_map(of).collect();
            if !all.contains(&changes) {
                all.push(changes);
            }
        }
        all
    }

    /// Groups that hold a role here which may be of use.
    fn groups(&self) -> Vec<Vec<Remediation>> {
        let tenant = self.question.tenant;
        let known: Vec<PrincipalId> = self.ways.iter().filter(|way| way.strength == Strength::Sure).map(|way| way.to).collect();
        let mut groups: Vec<PrincipalId> = Vec::new();
        let sure = self.above.iter().filter(|(_, containing)| *containing == Containing::Sure);
        for grant in sure.flat_map(|(scope, _)| self.question.index.of_groups(*scope)) {
            let group = grant.principal;
            let fresh = !groups.contains(&group) && !known.contains(&group);
            if fresh && !tenant.is_orphan(group) && self.may_do(&self.role_of(grant)) {
                groups.push(group);
            }
        }
        let in_itself =
            |group: &PrincipalId| tenant.membership().ways_up(*group).iter().any(|way| way.to == self.question.principal);
        groups.retain(|group| !in_itself(group));
        let add = |group: PrincipalId| Remediation::AddMember { principal: self.question.id().clone(), group: self.id(group) };
        groups.into_iter().map(|group| vec![add(group)]).collect()
    }

    /// Assignments here that a condition narrows.
    fn conditions(&self) -> Vec<Vec<Remediation>> {
        let mut all = Vec::new();
        let ways = self.ways.iter().filter(|way| way.strength == Strength::Sure);
        for way in ways {
            for grant in self.question.tenant.grants_of(way.to).iter().filter(|grant| self.reaches(grant)) {
                let conditioned = matches!(grant.gives.condition, ConditionState::Text(_) | ConditionState::OtherVersion(_));
                if conditioned && !grant.gives.eligible {
                    let (holder, role) = (self.id(way.to), self.role_of(grant));
                    let scope: Box<str> = self.scope_of(grant).into();
                    let of = super::delegate::Conditioned { holder: &holder, role: &role, scope: &scope };
                    all.extend(super::delegate::edits(self.question, of, grant));
                    all.push(vec![Remediation::RemoveCondition { holder, role, scope }]);
                }
            }
        }
        all
    }
}

/// Only people activate what they are eligible for (R-PIM-4).
pub(super) const fn can_activate(kind: PrincipalKind) -> bool {
    matches!(kind, PrincipalKind::User | PrincipalKind::Unknown)
}

/// All of several sets at once, where that is more than any of them.
fn together(each: &[Vec<Remediation>]) -> Option<Vec<Remediation>> {
    let mut all: Vec<Remediation> = each.iter().flatten().cloned().collect();
    all.arrange();
    all.dedup();
    (each.len() > 1).then_some(all)
}

/// Whether one of the role's patterns contains each missing action. The engine checks exceptions, conditions and deny
/// assignments.
pub(super) fn has_all(blocks: &[PermissionBlock], wanted: &RoleNeed<'_>, question: LocalQuestion<'_>) -> bool {
    have(blocks, wanted, &|block, (plane, lacking)| {
        listed(block, *plane).iter().any(|own| own.covers(lacking, question.wildcards))
    })
}

/// Whether the role grants each missing action by a pattern of it, with no exception and no condition of its own near it.
pub(super) fn grants_all(blocks: &[PermissionBlock], wanted: &RoleNeed<'_>, question: LocalQuestion<'_>) -> bool {
    let wildcards = question.wildcards;
    have(blocks, wanted, &|block, (plane, lacking)| {
        let excepted = if *plane == Plane::Control { &block.not_actions } else { &block.not_data_actions };
        block.condition.is_none()
            && listed(block, *plane).iter().any(|own| own.covers(lacking, wildcards))
            && !excepted.iter().any(|except| except.overlaps(lacking, wildcards))
    })
}

fn listed(block: &PermissionBlock, plane: Plane) -> &[Pattern] {
    if plane == Plane::Control { &block.actions } else { &block.data_actions }
}

/// Whether there is a block for each missing action.
fn have(blocks: &[PermissionBlock], wanted: &RoleNeed<'_>, does: &dyn Fn(&PermissionBlock, &(Plane, Pattern)) -> bool) -> bool {
    !wanted.lacking.is_empty() && wanted.lacking.iter().all(|lacking| blocks.iter().any(|block| does(block, lacking)))
}
