//! [`ChangedFact`]: something that came, went or changed from one state of a tenant to another, with the record that shows it.

use std::sync::Arc;

use super::fact_kind::{FactChange, FactKind, FactPart};
use super::facts::{FactDifference, shown, templates};
use super::joint::{JointIds, StateSide};
use super::matching::RowPair;
use super::person::{Person, person};
use crate::access::{AccessTrend, RoleDiff};
use crate::arrange::Arrange as _;
use crate::graph::TenantGraph;
use crate::graph::directory::role_name;
use crate::model::{ConditionState, Facts, Origin, RoleId, ScopeId, Validity};

/// A fact that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct ChangedFact {
    /// What it is about.
    pub kind: FactKind,
    /// What became of it.
    pub change: FactChange,
    /// What says something else; empty for what came or went.
    pub parts: Vec<FactPart>,
    /// Who holds it, or is a member.
    pub principal: Option<Person>,
    /// The group that it is about.
    pub group: Option<Person>,
    /// The id of the role; of a directory role that of its template.
    pub role: Option<String>,
    /// What the role, or the deny assignment, is called.
    pub name: Option<Arc<str>>,
    /// Where.
    pub scope: Option<String>,
    /// The condition, as it is now, or was last.
    pub condition: Option<String>,
    /// The id of the record.
    pub id: Option<String>,
    /// The file where it is, or was.
    pub input: Option<Box<str>>,
    /// The record in it, from 1.
    pub record: Option<u32>,
    /// Of what changed: the file where it was.
    pub old_input: Option<Box<str>>,
    /// The record in it, from 1.
    pub old_record: Option<u32>,
}

/// Every change: by kind, principal and scope.
pub(super) fn changed_facts(joint: &JointIds<'_>, difference: &FactDifference) -> Vec<ChangedFact> {
    let named = StateSide::BOTH.map(|side| Names { state: joint.state(side), templates: templates(joint.facts(side)) });
    let of = |kind: FactKind| difference.of_kind(kind).map(move |pair| (kind, pair));
    let all = FactKind::OF_ROWS.into_iter().flat_map(of);
    let mut found: Vec<ChangedFact> = all.map(|(kind, pair)| one(&named, kind, pair)).collect();
    found.arrange();
    found
}

fn one(named: &[Names<'_>; 2], kind: FactKind, pair: RowPair) -> ChangedFact {
    let (side, row) = shown(pair);
    let mut fact = side.of(named).fact(kind, row);
    if let (Some(old), Some(_)) = (pair.old, pair.new) {
        let before = StateSide::Old.of(named).fact(kind, old);
        fact.change = FactChange::Changed;
        fact.parts = parts(named, kind, pair);
        (fact.old_input, fact.old_record) = (before.input, before.record);
    } else if side == StateSide::Old {
        fact.change = FactChange::Removed;
    }
    fact
}

/// What two rows say differently.
fn parts(named: &[Names<'_>; 2], kind: FactKind, pair: RowPair) -> Vec<FactPart> {
    let said = [pair.old, pair.new].into_iter().zip(named).map(|(row, names)| names.said(kind, row.unwrap_or_default()));
    let said: Vec<Said> = said.collect();
    let [old, new] = said.as_slice() else { return Vec::new() };
    let differs = [
        (old.validity != new.validity, FactPart::Time),
        (old.effective != new.effective, FactPart::Status),
        (old.condition != new.condition, FactPart::Condition),
    ];
    let found: Vec<FactPart> = differs.into_iter().filter_map(|(differs, part)| differs.then_some(part)).collect();
    if found.is_empty() { vec![FactPart::Denied] } else { found }
}

/// What a row says beside whom and what it is about.
#[derive(Debug, Default)]
struct Said {
    validity: Validity,
    effective: bool,
    condition: Option<String>,
}

/// The rows of one state, and the names in them.
struct Names<'t> {
    state: &'t TenantGraph,
    templates: rustc_hash::FxHashMap<&'t crate::model::ObjectId, &'t crate::model::ObjectId>,
}

impl Names<'_> {
    fn facts(&self) -> &Facts {
        self.state.facts()
    }

    fn said(&self, kind: FactKind, row: u32) -> Said {
        let (facts, row) = (self.facts(), row as usize);
        let condition = |state| self.condition(state);
        let schedule = |own: &crate::model::RoleSchedule| Said {
            validity: own.validity,
            effective: own.effective,
            condition: condition(own.condition),
        };
        let found = match kind {
            FactKind::RoleAssignment => {
                facts.assignments.get(row).map(|own| Said { condition: condition(own.condition), ..Said::default() })
            }
            FactKind::DenyAssignment => {
                facts.denies.get(row).map(|own| Said { condition: condition(own.condition), ..Said::default() })
            }
            FactKind::RoleEligibility | FactKind::RoleSchedule => facts.schedules.get(row).map(schedule),
            FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => {
                facts.memberships.get(row).map(|own| Said { validity: own.validity, ..Said::default() })
            }
            FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility => {
                let said = |own: &crate::model::DirectoryAssignment| (own.validity, own.effective);
                let own = facts.directory_assignments.get(row).map(said);
                own.map(|(validity, effective)| Said { validity, effective, condition: None })
            }
            FactKind::Delegation | FactKind::RoleDefinition => None,
        };
        found.unwrap_or_default()
    }

    fn condition(&self, condition: ConditionState) -> Option<String> {
        match condition {
            ConditionState::None
            | ConditionState::NotExported
            | ConditionState::Contradicted
            | ConditionState::UnifiedRbac(_) => None,
            ConditionState::Text(text) | ConditionState::OtherVersion(text) => Some(self.facts().texts.get(text).to_owned()),
        }
    }

    fn fact(&self, kind: FactKind, row: u32) -> ChangedFact {
        let mut fact = nothing(kind);
        fact.condition = self.said(kind, row).condition;
        let origin = match kind {
            FactKind::RoleAssignment => self.assignment(row, &mut fact),
            FactKind::RoleEligibility | FactKind::RoleSchedule => self.schedule(row, &mut fact),
            FactKind::Delegation => self.delegation(row, &mut fact),
            FactKind::DenyAssignment => self.deny(row, &mut fact),
            FactKind::Member | FactKind::MemberSchedule | FactKind::MemberEligibility => self.member(row, &mut fact),
            FactKind::DirectoryRole | FactKind::DirectoryRoleEligibility => self.directory(row, &mut fact),
            FactKind::RoleDefinition => None,
        };
        (fact.input, fact.record) = self.place(origin);
        fact
    }

    fn place(&self, origin: Option<Origin>) -> (Option<Box<str>>, Option<u32>) {
        let input = origin.and_then(|origin| self.facts().input(origin.input));
        (input.map(|input| (*input.path).into()), origin.map(|origin| origin.record + 1))
    }

    fn role(&self, fact: &mut ChangedFact, (role, scope): (RoleId, ScopeId)) {
        fact.role = Some(self.facts().roles.id(role).to_string());
        fact.name = self.state.roles().get(role).map(|role| Arc::clone(&role.name));
        fact.scope = Some(self.facts().scopes.text(scope).to_owned());
    }

    fn assignment(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().assignments.get(row as usize)?;
        self.role(fact, (own.role, own.scope));
        fact.principal = Some(person(self.state, own.principal));
        fact.id = self.facts().assignment_id(own.name, own.scope);
        Some(own.origin)
    }

    fn schedule(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().schedules.get(row as usize)?;
        self.role(fact, (own.role, own.scope));
        fact.principal = Some(person(self.state, own.principal));
        fact.id = own.id.map(|id| self.facts().texts.get(id).to_owned());
        Some(own.origin)
    }

    fn delegation(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().delegations.get(row as usize)?;
        self.role(fact, (own.role, own.scope));
        let name = own.principal_name.clone();
        fact.principal = Some(Person { id: crate::model::ObjectId::parse(&own.principal), name });
        Some(own.origin)
    }

    fn deny(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().denies.get(row as usize)?;
        fact.name = Some(Arc::from(&*own.name));
        fact.scope = Some(self.facts().scopes.text(own.scope).to_owned());
        fact.id = Some(own.id.to_string());
        Some(own.origin)
    }

    fn member(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().memberships.get(row as usize)?;
        fact.principal = Some(person(self.state, own.member));
        fact.group = Some(person(self.state, own.group));
        Some(own.origin)
    }

    fn directory(&self, row: u32, fact: &mut ChangedFact) -> Option<Origin> {
        let own = self.facts().directory_assignments.get(row as usize)?;
        let template = self.templates.get(&own.role).copied().unwrap_or(&own.role);
        fact.role = Some(template.to_string());
        fact.name = Some(role_name(self.facts(), self.state.catalog(), template).into());
        fact.principal = Some(person(self.state, own.principal));
        fact.scope = Some(own.scope.path());
        fact.id = own.id.as_deref().map(str::to_owned);
        Some(own.origin)
    }
}

fn nothing(kind: FactKind) -> ChangedFact {
    ChangedFact {
        kind,
        change: FactChange::Added,
        parts: Vec::new(),
        principal: None,
        group: None,
        role: None,
        name: None,
        scope: None,
        condition: None,
        id: None,
        input: None,
        record: None,
        old_input: None,
        old_record: None,
    }
}

/// The role definitions that came, went or changed, with their records.
pub fn changed_definitions(states: [&TenantGraph; 2], roles: &[RoleDiff]) -> Vec<ChangedFact> {
    let places = states.map(definition_places);
    let found = roles.iter().filter_map(|role| {
        let (change, parts) = match role.change {
            AccessTrend::Added => (FactChange::Added, Vec::new()),
            AccessTrend::Removed => (FactChange::Removed, Vec::new()),
            AccessTrend::Widened => (FactChange::Changed, vec![FactPart::Widened]),
            AccessTrend::Narrowed => (FactChange::Changed, vec![FactPart::Narrowed]),
            AccessTrend::Changed => (FactChange::Changed, vec![FactPart::Access]),
            AccessTrend::Same | AccessTrend::Unknown => return None,
        };
        let id = role.id.as_ref()?;
        let [old, new] = [0, 1].map(|side| places.get(side).and_then(|places| places.get(id)).cloned().unwrap_or_default());
        let (now, was) = if change == FactChange::Removed { (old, Default::default()) } else { (new, old) };
        Some(ChangedFact {
            change,
            parts,
            role: Some(id.to_string()),
            name: Some(Arc::from(&*role.name)),
            input: now.0,
            record: now.1,
            old_input: was.0,
            old_record: was.1,
            ..nothing(FactKind::RoleDefinition)
        })
    });
    found.collect()
}

type ShownPlace = (Option<Box<str>>, Option<u32>);

fn definition_places(state: &TenantGraph) -> rustc_hash::FxHashMap<&crate::model::ObjectId, ShownPlace> {
    let names = Names { state, templates: rustc_hash::FxHashMap::default() };
    let rows = state.facts().definitions.iter().rev();
    rows.map(|role| (&role.definition.id, names.place(Some(role.origin)))).collect()
}
