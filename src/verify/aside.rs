//! [`ClassAside`]: what the principals of a class have beside what counts: roles whose time is over or has not come, under a condition, or
//! below the scope that counts; what waits for an activation; and that they were deleted. It tells whether a reason of an answer is true.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::claims::{ClassClaim, MissingClaim, VerdictClaim};
use super::reach::{listed_at, stand};
use super::records::RecordRow;
use super::redecide::{Decided, Redecision};
use super::strings::{InPlay, WantedSet};
use super::targets::TargetAgain;
use crate::model::scope::contains;
use crate::model::{ConditionState, DirectoryScope, Leaf, Need, ObjectId, Plane, PrincipalId, RoleId, ScopeId, Task, Validity};
use crate::pattern::Pattern;

/// The codes of roles that are held and do not count.
pub(super) const HELD: [&str; 4] = [BELOW, FROM, UNDER_CONDITION, UNTIL];
const BELOW: &str = "held-below";
const FROM: &str = "held-from";
const UNDER_CONDITION: &str = "held-under-condition";
const UNTIL: &str = "held-until";
/// That a principal was deleted.
pub(super) const ORPHANED: &str = "orphaned";
const NEEDS_ACTIVATION: &str = "needs-activation";
const MEMBERSHIP_ELIGIBLE: &str = "membership-eligible";

/// Why a row may not count, under the code of the reason.
type AsideCode = &'static str;

/// A role at a scope.
type RoleAt = (RoleId, ScopeId);

/// What is asked of the principals of a class.
#[derive(Clone, Copy)]
pub(super) struct AskedAside<'a> {
    pub task: &'a Task,
    pub target: TargetAgain<'a>,
    pub decided: &'a Decided,
    /// The answer.
    pub verdict: VerdictClaim,
}

/// What all principals of a class have beside what counts.
pub(super) struct ClassAside<'a> {
    again: &'a Redecision<'a>,
    principals: Vec<PrincipalId>,
    azure: OnceCell<BTreeSet<(RoleAt, AsideCode)>>,
    directory: OnceCell<BTreeSet<(String, AsideCode)>>,
}

impl<'a> ClassAside<'a> {
    pub(super) fn new(again: &'a Redecision<'a>, class: &ClassClaim) -> Self {
        let known = &again.records.facts.principals;
        let principals = class.principals.iter().filter_map(|id| known.lookup(&ObjectId::parse(id))).collect();
        Self { again, principals, azure: OnceCell::new(), directory: OnceCell::new() }
    }

    /// Whether everybody of the class was deleted (R-ASN-5); of a class of one, the reason names it.
    pub(super) fn is_orphaned(&self, subject: &str) -> bool {
        let one = match self.principals.as_slice() {
            [one] => self.again.records.facts.principals.id(*one).to_string(),
            _ => String::new(),
        };
        one.eq_ignore_ascii_case(subject) && self.principals.iter().all(|&own| self.again.records.is_deleted(own))
    }

    /// Whether a role is held and does not count as a reason says.
    pub(super) fn explains(&self, own: &MissingClaim, asked: AskedAside<'_>) -> bool {
        let leaves = || asked.task.requires.leaves();
        asked.verdict <= VerdictClaim::Unknown && leaves().any(|leaf| self.explains_leaf(own, leaf, asked))
    }

    fn explains_leaf(&self, own: &MissingClaim, leaf: &Leaf, asked: AskedAside<'_>) -> bool {
        let facts = self.again.records.facts;
        if let Need::DirectoryRole { template, .. } = &leaf.what {
            let is_asked = template.to_string().eq_ignore_ascii_case(&own.subject);
            let in_part = || {
                let held = self.again.directory_under_all(asked.decided, asked.target.id);
                held.iter().any(|held| held.template == ObjectId::Guid(*template) && held.scope != DirectoryScope::Tenant)
            };
            return is_asked && (own.code == BELOW && in_part() || self.has_directory(&own.subject, &own.code));
        }
        let here = &*stand(asked.target.id, asked.target.kind, leaf.at);
        let is_it = |&&((role, scope), code): &&(RoleAt, AsideCode)| {
            let reaches = || match code {
                BELOW => {
                    let (above, text) = (listed_at(here), facts.scopes.text(scope));
                    contains(above, text) && !text.eq_ignore_ascii_case(above)
                }
                _ => self.again.reach.contains(scope, here),
            };
            code == own.code && facts.roles.id(role).to_string().eq_ignore_ascii_case(&own.subject) && reaches()
        };
        self.azure().iter().filter(is_it).any(|((role, _), _)| self.is_wanted(*role, leaf))
    }

    /// Whether a leaf asks for a role, or for something that the role gives where its conditions hold.
    fn is_wanted(&self, role: RoleId, leaf: &Leaf) -> bool {
        let gives = |plane: Plane, pattern: &Pattern| self.gives(role, plane, pattern);
        match &leaf.what {
            Need::DirectoryRole { .. } | Need::AppRole { .. } | Need::Owner => false,
            Need::Actions { plane, patterns } => patterns.iter().any(|pattern| gives(*plane, pattern)),
            Need::AnyAction { plane, pattern } => gives(*plane, pattern),
            Need::Role { id, covered_by, .. } => {
                let covers = || !covered_by.is_empty() && covered_by.iter().all(|pattern| gives(Plane::Control, pattern));
                *self.again.records.facts.roles.id(role) == ObjectId::Guid(*id) || covers()
            }
        }
    }

    /// Whether one of the definitions that a role may have gives an action of a pattern, whatever its conditions say.
    fn gives(&self, role: RoleId, plane: Plane, pattern: &Pattern) -> bool {
        let evaluator = &self.again.evaluator;
        let (role, mut in_play) = (evaluator.role(role), InPlay::default());
        role.possible.iter().for_each(|clauses| in_play.add(clauses));
        let wanted = WantedSet::of_patterns(std::iter::once((plane, pattern)), evaluator.wildcards());
        let clauses = || role.possible.iter().filter_map(|clauses| clauses.get(plane as usize)).flatten();
        let strings = wanted.strings(&in_play, evaluator.catalog()).list;
        strings.iter().any(|(_, action)| clauses().any(|clause| clause.covers(action)))
    }

    fn has_directory(&self, role: &str, code: &str) -> bool {
        let all = self.directory.get_or_init(|| common(self.principals.iter().map(|&own| self.directory_of(own))));
        all.iter().any(|(own, why)| own.eq_ignore_ascii_case(role) && *why == code)
    }

    fn azure(&self) -> &BTreeSet<(RoleAt, AsideCode)> {
        self.azure.get_or_init(|| common(self.principals.iter().map(|&own| self.azure_of(own))))
    }

    /// The Azure roles of a principal, and of the groups that it is in without an activation, each with why it may not count.
    fn azure_of(&self, principal: PrincipalId) -> BTreeSet<(RoleAt, AsideCode)> {
        let again = self.again;
        let mut found = BTreeSet::new();
        let ways = again.records.ways(principal);
        let holders: BTreeSet<PrincipalId> = ways.iter().filter(|(_, eligible)| !**eligible).map(|(&own, _)| own).collect();
        for holder in holders {
            for own in again.standings.own(holder).into_iter().filter(|own| !own.eligible) {
                let clauses = again.evaluator.role(own.role);
                let has_blocks = clauses.possible.iter().flatten().flatten().any(|clause| clause.condition.is_some());
                let code = match own.condition {
                    ConditionState::None if !has_blocks => BELOW,
                    ConditionState::None | ConditionState::Text(_) | ConditionState::OtherVersion(_) => UNDER_CONDITION,
                    ConditionState::NotExported | ConditionState::Contradicted | ConditionState::UnifiedRbac(_) => continue,
                };
                found.insert(((own.role, own.scope), code));
            }
            found.extend(self.ended(holder));
        }
        found
    }

    /// Active roles of PIM whose time is over, or has not come; not those that hold now by another schedule (R-PIM-6).
    fn ended(&self, holder: PrincipalId) -> Vec<(RoleAt, AsideCode)> {
        let records = self.again.records;
        let mut by_role: BTreeMap<RoleAt, Vec<Option<AsideCode>>> = BTreeMap::new();
        for row in records.rows.get(&holder).into_iter().flatten() {
            let RecordRow::Schedule(index) = *row else { continue };
            let Some(row) = records.facts.schedules.get(index).filter(|row| !row.eligible && row.effective) else { continue };
            by_role.entry((row.role, row.scope)).or_default().push(outside(row.validity, records.at));
        }
        let ended = by_role.into_iter().filter(|(_, all)| !all.contains(&None));
        ended.map(|(role, all)| (role, if all.contains(&Some(UNTIL)) { UNTIL } else { FROM })).collect()
    }

    /// Entra roles for the tenant, of a principal or a group that it is directly in, whose time is over or has not come.
    fn directory_of(&self, principal: PrincipalId) -> BTreeSet<(String, AsideCode)> {
        let records = self.again.records;
        let groups = records.rows_of(principal).iter().map(|row| row.group);
        let direct = groups.filter(|&group| records.direct(principal, group) == Some(false));
        let holders = std::iter::once(principal).chain(direct.filter(|&group| records.may_hold_directory_roles(group)));
        let mut found = BTreeSet::new();
        for row in holders.filter_map(|holder| records.rows.get(&holder)).flatten() {
            let RecordRow::Directory(index) = *row else { continue };
            let row = records.facts.directory_assignments.get(index);
            let scheduled = row.filter(|row| row.effective && !row.eligible && row.scheduled);
            let Some(row) = scheduled.filter(|row| row.scope == DirectoryScope::Tenant) else { continue };
            let role = records.template(&row.role).unwrap_or_else(|| row.role.clone());
            found.extend(outside(row.validity, records.at).map(|code| (role.to_string(), code)));
        }
        found
    }

    /// Whether a role waits for the activation that a reason names: of the role itself, or of a membership. Where several answers make up
    /// one, the reason may name either.
    pub(super) fn waits(&self, own: &MissingClaim, asked: AskedAside<'_>) -> bool {
        let Some(&principal) = self.principals.first().filter(|_| !own.subject.is_empty()) else { return true };
        let (role, membership) = self.waiting(principal, &own.subject, asked);
        match own.code.as_str() {
            NEEDS_ACTIVATION => role || asked.verdict != VerdictClaim::Eligible && membership,
            MEMBERSHIP_ELIGIBLE => membership,
            _ => true,
        }
    }

    /// Whether a role that counts for a task has to be activated itself, and whether a membership has to be for one that has not.
    fn waiting(&self, principal: PrincipalId, subject: &str, asked: AskedAside<'_>) -> (bool, bool) {
        let (records, facts) = (self.again.records, self.again.records.facts);
        let stands: Vec<_> =
            asked.task.requires.leaves().map(|leaf| stand(asked.target.id, asked.target.kind, leaf.at)).collect();
        let counts = |scope: ScopeId| stands.iter().any(|here| self.again.reach.within(scope, here).is_some());
        let mut found = (false, false);
        let mut add = |by_membership: bool, eligible: bool| {
            found.0 |= eligible;
            found.1 |= by_membership && !eligible;
        };
        let ways = records.ways(principal);
        let holders: BTreeSet<(PrincipalId, bool)> = ways.iter().map(|(&holder, &behind)| (holder, behind)).collect();
        for (holder, behind) in holders {
            let own = self.again.standings.own(holder).into_iter();
            let own = own.filter(|own| facts.roles.id(own.role).to_string().eq_ignore_ascii_case(subject) && counts(own.scope));
            own.for_each(|own| add(behind, own.eligible));
            let behind = if holder == principal { Some(false) } else { records.direct(principal, holder) };
            let Some(behind) = behind else { continue };
            let own = records.settled_directory(holder).into_iter();
            own.filter(|own| own.template.to_string().eq_ignore_ascii_case(subject)).for_each(|own| add(behind, own.eligible));
        }
        found
    }
}

/// Where an interval is that does not hold now.
fn outside(validity: Validity, at: i64) -> Option<AsideCode> {
    match (validity.start, validity.end) {
        (Some(start), _) if at < start => Some(FROM),
        (_, Some(end)) if end <= at => Some(UNTIL),
        _ => None,
    }
}

/// What all of some principals have.
fn common<T: Ord + Clone>(mut all: impl Iterator<Item = BTreeSet<T>>) -> BTreeSet<T> {
    let first = all.next().unwrap_or_default();
    all.fold(first, |common, own| if common.is_empty() { common } else { common.intersection(&own).cloned().collect() })
}
