//! [`GainAtScope`]: what somebody gains at a scope by a role that changed; and the tenant with the roles as they were and as they are.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::RoleGainClaim;
use crate::model::{
    ExportKind, ExportedRole, Facts, InputId, Leaf, Losses, Need, ObjectId, Origin, Plane, Requirement, RoleDefinition,
    RoleKind, TargetKind, Task,
};
use crate::pattern::Pattern;
use crate::verify::claims::{PlaneClaim, VerdictClaim};
use crate::verify::decided::DecidedAnswer;
use crate::verify::diff::state::StateGround;
use crate::verify::fault::Why;
use crate::verify::redecide::Redecision;
use crate::verify::role_access::claims::RoleDiffClaim;
use crate::verify::standing::EffectiveRoles;

/// A role that gains something, or of which nobody knows whether it does.
#[derive(Clone, Copy)]
pub(super) struct GainingRole<'a> {
    /// What became of it; held against both definitions already.
    pub claim: &'a RoleDiffClaim,
    pub old: Option<&'a RoleDefinition>,
    pub new: Option<&'a RoleDefinition>,
}

/// The tenant before and after the change, and the roles that it knows.
pub(super) struct RoleStates<'a> {
    pub facts: [Facts; 2],
    /// The roles under the ids by which the tenant knows them.
    pub roles: Vec<(GainingRole<'a>, ObjectId)>,
}

impl<'a> RoleStates<'a> {
    pub(super) fn new(roles: &[GainingRole<'a>], facts: &Facts) -> Self {
        let known = roles.iter().filter_map(|role| Some((*role, id_in_tenant(role, facts)?)));
        let roles: Vec<(GainingRole<'a>, ObjectId)> = known.collect();
        let mut states = [facts.clone(), facts.clone()];
        for (role, id) in &roles {
            for (facts, definition) in states.iter_mut().zip([role.old, role.new]) {
                define(facts, id, definition, &role.claim.name);
            }
        }
        Self { facts: states, roles }
    }

    /// The scopes at which somebody is given one of the roles, in lower case.
    pub(super) fn scopes(&self, after: &StateGround<'_>) -> BTreeSet<String> {
        let facts = after.facts;
        let ids: BTreeSet<&ObjectId> = self.roles.iter().map(|(_, id)| id).collect();
        let assigned = facts.assignments.iter().map(|row| (row.role, row.scope));
        let scheduled = facts.schedules.iter().map(|row| (row.role, row.scope));
        let own = assigned.chain(scheduled).filter(|(role, _)| ids.contains(facts.roles.id(*role)));
        own.map(|(_, scope)| facts.scopes.text(scope).to_ascii_lowercase()).collect()
    }
}

/// The id of the definition; where the file has none, that of the custom role that the tenant knows by its name.
fn id_in_tenant(role: &GainingRole<'_>, facts: &Facts) -> Option<ObjectId> {
    if let Some(shown) = role.new.or(role.old).filter(|shown| shown.id.guid().is_some()) {
        return Some(shown.id.clone());
    }
    let names = [Some(&role.claim.name), role.claim.old_name.as_ref()];
    let is_called = |own: &&ExportedRole| {
        let own = &own.definition;
        own.kind != RoleKind::BuiltIn && names.iter().flatten().any(|name| own.name.eq_ignore_ascii_case(name))
    };
    facts.definitions.iter().find(is_called).map(|own| own.definition.id.clone())
}

/// Puts a definition in the place of what the exports say of a role; a role that is not there grants nothing.
fn define(facts: &mut Facts, id: &ObjectId, definition: Option<&RoleDefinition>, name: &str) {
    facts.definitions.retain(|own| own.definition.id != *id);
    let nothing = || RoleDefinition {
        id: id.clone(),
        name: name.into(),
        kind: RoleKind::Custom,
        assignable_scopes: Vec::new(),
        blocks: Vec::new(),
        losses: Losses::default(),
    };
    let definition = RoleDefinition { id: id.clone(), ..definition.cloned().unwrap_or_else(nothing) };
    facts.definitions.push(ExportedRole { definition, origin: Origin { input: InputId(0), record: 0 } });
}

/// What somebody gains at a scope by a role.
pub(super) struct GainAtScope {
    /// The privileged operations, in lower case, each with how surely.
    privileged: BTreeMap<String, VerdictClaim>,
    /// Other actions; not looked for where there are privileged operations.
    others: BTreeMap<String, VerdictClaim>,
}

impl GainAtScope {
    /// What is gained between two states at a scope, by what is effective there in each.
    pub(super) fn new(
        role: &GainingRole<'_>,
        again: &[Redecision<'_>; 2],
        (scope, effective): (&str, &[Vec<EffectiveRoles>; 2]),
    ) -> Self {
        let better = |plane: PlaneClaim, action: &str| {
            let (action, plane) = (action.to_ascii_lowercase(), plane.plane());
            let here = again.iter().zip(effective).map(|(again, all)| EffectiveHere { again, scope, all });
            let mut verdicts = here.map(|here| here.verdict(plane, &action));
            let (was, is) = (verdicts.next()?, verdicts.next()?);
            (is > was && is > VerdictClaim::Blocked).then_some((action, is))
        };
        let gained = || role.claim.gained.iter();
        let privileged: BTreeMap<String, VerdictClaim> =
            gained().flat_map(|part| part.privileged.iter().filter_map(|name| better(part.plane, name))).collect();
        if !privileged.is_empty() {
            return Self { privileged, others: BTreeMap::new() };
        }
        let others = gained().flat_map(|part| {
            let witness = Some(&part.witness).filter(|_| part.operations.is_empty());
            part.operations.iter().chain(witness).filter_map(|name| better(part.plane, name))
        });
        Self { privileged, others: others.collect() }
    }

    pub(super) fn is_nothing(&self) -> bool {
        self.privileged.is_empty() && self.others.is_empty()
    }

    /// Why it is not what an entry of the report says.
    pub(super) fn differs(&self, claim: &RoleGainClaim) -> Option<Why> {
        let witness = claim.witness.to_ascii_lowercase();
        let said: BTreeSet<String> = claim.privileged.iter().map(|name| name.to_ascii_lowercase()).collect();
        let is: BTreeSet<String> = self.privileged.keys().cloned().collect();
        let surest = self.privileged.values().max().copied();
        let shown = if is.is_empty() { &self.others } else { &self.privileged };
        let verdict = shown.get(&witness).copied();
        let holds = said == is && verdict == Some(claim.verdict) && surest.is_none_or(|surest| verdict == Some(surest));
        let words = |names: &BTreeSet<String>, verdict: Option<VerdictClaim>| {
            let names = names.iter().cloned().collect::<Vec<_>>().join(", ");
            format!("{witness}: {} [{names}]", verdict.map_or("not gained", VerdictClaim::name))
        };
        (!holds).then(|| Why::OtherStatus { said: words(&said, Some(claim.verdict)), is: words(&is, verdict) })
    }
}

/// What is effective at a scope in a state, under each choice of activations.
struct EffectiveHere<'a, 'r> {
    again: &'a Redecision<'r>,
    scope: &'a str,
    all: &'a [EffectiveRoles],
}

impl EffectiveHere<'_, '_> {
    /// How surely an action may be done there under one of the choices. What is held only after an activation is eligible (R-PIM-10).
    fn verdict(&self, plane: Plane, action: &str) -> VerdictClaim {
        let pattern = Pattern::parse(action);
        let what = Need::Actions { plane, patterns: vec![pattern.clone()] };
        let leaf = Leaf { what, at: TargetKind::Resource, unconditional: false, assigns: None };
        let task = Task::asking(String::new(), String::new(), TargetKind::Resource, Requirement::Leaf(leaf.clone()));
        let evaluator = &self.again.evaluator;
        let under = |(choice, own): (usize, &EffectiveRoles)| {
            if own.by_policies.is_some() && evaluator.asks_for_vault_data(&leaf) {
                return VerdictClaim::Unknown;
            }
            let answer = DecidedAnswer::without(evaluator.part((&leaf, &task), own, Some(&pattern)));
            match evaluator.rests_on(ExportKind::RoleAssignments, answer).verdict {
                VerdictClaim::NotAllowed if self.again.uncovered(self.scope).is_some() => VerdictClaim::Unknown,
                VerdictClaim::Allowed if choice > 0 => VerdictClaim::Eligible,
                verdict => verdict,
            }
        };
        self.all.iter().enumerate().map(under).max().unwrap_or(VerdictClaim::NotAllowed)
    }
}
