//! [`HoldingsAgain`]: every grant and every deny assignment that reaches a principal, from the rows.

use std::collections::BTreeMap;

use super::claims::{HeldClaim, HoldingClaim};
use crate::model::{
    ConditionState, DenyAssignment, DenyPrincipal, DirectoryScope, Facts, ObjectId, PrincipalId, RoleId, ScopeId, Validity,
};
use crate::verify::claims::{StepKindClaim, VerdictClaim};
use crate::verify::fault::{Fault, Why};
use crate::verify::members::by_group;
use crate::verify::records::RecordRow;
use crate::verify::redecide::Redecision;
use crate::verify::settled::SettledRole;

/// A grant, or a deny assignment, and who of the principal and its groups has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum HoldingKey {
    Role { scope: ScopeId, role: RoleId, eligible: bool, holder: PrincipalId },
    DirectoryRole { template: ObjectId, scope: DirectoryScope, eligible: bool, holder: PrincipalId },
    Deny { number: usize, excluded: bool },
}

/// How something is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HowHeld {
    pub held: HeldClaim,
    /// What its row says of a condition.
    pub condition: ConditionState,
}

/// Everything that reaches a principal.
#[derive(Debug, Clone, Default)]
pub(crate) struct HoldingsAgain {
    /// The principal, by id.
    pub principal: String,
    pub all: BTreeMap<HoldingKey, HowHeld>,
}

/// A principal, one of its groups, or a group that it may be in.
type HolderAndLevel = (PrincipalId, HeldClaim);

/// Everything that reaches a principal, or, where scopes are named, that counts at one of them.
pub(crate) fn holdings_of(again: &Redecision<'_>, principal: PrincipalId, scopes: &[String]) -> HoldingsAgain {
    let records = again.records;
    let id = records.facts.principals.id(principal).to_string();
    let mut found = HoldingsAgain { principal: id, all: BTreeMap::new() };
    if records.is_deleted(principal) {
        return found;
    }
    let holders = holders(again, principal);
    for &(holder, level) in &holders {
        for own in again.standings.own(holder) {
            found.add_role(own, (holder, level));
        }
    }
    found.add_denies(again, &holders);
    found.add_directory(again, principal);
    let counts = |scope: ScopeId| scopes.iter().any(|asked| again.reach.within(scope, asked).is_some());
    let facts = records.facts;
    found.all.retain(|key, _| scopes.is_empty() || key.scope(facts).is_none_or(counts));
    found
}

fn holders(again: &Redecision<'_>, principal: PrincipalId) -> Vec<HolderAndLevel> {
    let (records, standings) = (again.records, &again.standings);
    let ways = records.ways(principal);
    let who = standings.unseen_as(principal);
    let level = |eligible: bool| if eligible { HeldClaim::Eligible } else { HeldClaim::Active };
    let known = ways.iter().map(|(&holder, &eligible)| (holder, level(eligible)));
    let may_be_in = |group: &PrincipalId| {
        standings.members.is_open(*group, who) && !ways.contains_key(group) && !records.is_deleted(*group)
    };
    let possible = records.facts.principals.ids().filter(may_be_in).map(|group| (group, HeldClaim::Possible));
    known.chain(possible).collect()
}

impl HoldingKey {
    /// Where it counts; an Entra role is at no scope of Azure.
    fn scope(&self, facts: &Facts) -> Option<ScopeId> {
        match self {
            Self::Role { scope, .. } => Some(*scope),
            Self::DirectoryRole { .. } => None,
            Self::Deny { number, .. } => facts.denies.get(*number).map(|deny| deny.scope),
        }
    }

    fn shown(&self, facts: &Facts) -> String {
        match self {
            Self::Role { scope, role, .. } => format!("role {} at {}", facts.roles.id(*role), facts.scopes.text(*scope)),
            Self::DirectoryRole { template, .. } => format!("Entra role {template}"),
            Self::Deny { number, .. } => {
                let scope = facts.denies.get(*number).map(|deny| facts.scopes.text(deny.scope)).unwrap_or_default();
                format!("a deny assignment at {scope}")
            }
        }
    }
}

impl HoldingsAgain {
    /// The scopes of Azure roles that are held for sure.
    pub(super) fn sure_scopes(&self) -> Vec<ScopeId> {
        let scope = |(key, how): (&HoldingKey, &HowHeld)| match key {
            HoldingKey::Role { scope, .. } if how.held > HeldClaim::Possible => Some(*scope),
            HoldingKey::Role { .. } | HoldingKey::DirectoryRole { .. } | HoldingKey::Deny { .. } => None,
        };
        self.all.iter().filter_map(scope).collect()
    }

    /// The scopes of the deny assignments that do not leave the principal out.
    pub(super) fn denied_scopes<'f>(&self, facts: &'f Facts) -> impl Iterator<Item = ScopeId> + use<'_, 'f> {
        self.all.keys().filter_map(|key| match key {
            HoldingKey::Deny { excluded: false, .. } => key.scope(facts),
            HoldingKey::Role { .. } | HoldingKey::DirectoryRole { .. } | HoldingKey::Deny { .. } => None,
        })
    }

    fn add(&mut self, key: HoldingKey, how: HowHeld) {
        let known = self.all.entry(key).or_insert(how);
        if how.held > known.held {
            *known = how;
        }
    }

    fn add_role(&mut self, own: SettledRole, (holder, level): HolderAndLevel) {
        let SettledRole { role, scope, condition, eligible } = own;
        let held = match condition {
            // Something is open about what unified RBAC gives (R-URB-5).
            ConditionState::UnifiedRbac(_) => HeldClaim::Possible,
            _ if eligible => level.min(HeldClaim::Eligible),
            _ => level,
        };
        self.add(HoldingKey::Role { scope, role, eligible, holder }, HowHeld { held, condition });
    }

    /// Entra roles come from the principal itself, from groups that list it directly, and perhaps from groups that are not listed
    /// (R-ENT-8).
    fn add_directory(&mut self, again: &Redecision<'_>, principal: PrincipalId) {
        let (records, members) = (again.records, &again.standings.members);
        let mut holders: Vec<HolderAndLevel> = vec![(principal, HeldClaim::Active)];
        if !records.facts.principals.kind(principal).is_group() {
            let who = again.standings.unseen_as(principal);
            let rows = by_group(records.rows_of(principal));
            let listed = rows.iter().filter(|(group, _)| records.may_hold_directory_roles(**group));
            let level = |level: VerdictClaim| match level {
                VerdictClaim::Allowed => HeldClaim::Active,
                VerdictClaim::Eligible => HeldClaim::Eligible,
                _ => HeldClaim::Possible,
            };
            let listed = listed.filter_map(|(&group, rows)| Some((group, level(members.directly(records, group, rows)?))));
            holders.extend(listed);
            let seen: Vec<PrincipalId> = holders.iter().map(|(holder, _)| *holder).collect();
            let may_be_in = |group: &PrincipalId| {
                let open = members.is_open_directly(*group, who) && !members.is_flattened(records, *group, who);
                open && records.may_hold_directory_roles(*group) && !records.is_deleted(*group) && !seen.contains(group)
            };
            let possible = records.facts.principals.ids().filter(may_be_in);
            holders.extend(possible.map(|group| (group, HeldClaim::Possible)));
        }
        for (holder, level) in holders {
            for own in records.settled_directory(holder) {
                let held = if own.eligible { level.min(HeldClaim::Eligible) } else { level };
                let key =
                    HoldingKey::DirectoryRole { template: own.template, scope: own.scope, eligible: own.eligible, holder };
                self.add(key, HowHeld { held, condition: ConditionState::None });
            }
        }
    }

    /// Enforced deny assignments that name the principal or a group of it; of those that name everyone, those above or below a scope at
    /// which something is held (R-DENY-2, R-DENY-6).
    fn add_denies(&mut self, again: &Redecision<'_>, holders: &[HolderAndLevel]) {
        let surest = |is_meant: &dyn Fn(PrincipalId) -> bool| {
            holders.iter().filter(|(holder, _)| is_meant(*holder)).map(|(_, level)| *level).max()
        };
        let held = self.sure_scopes();
        let enforced = again.records.facts.denies.iter().enumerate().filter(|(_, deny)| !deny.audit_only);
        for (number, deny) in enforced {
            let named = surest(&|who| deny.principals.contains(&DenyPrincipal::Principal(who)));
            let is_everyone = deny.principals.contains(&DenyPrincipal::Everyone) && meets(again, deny, &held);
            let Some(named) = named.or(is_everyone.then_some(HeldClaim::Active)) else { continue };
            let excluded = surest(&|who| deny.exclude.contains(&who));
            let condition = deny.condition;
            if excluded != Some(HeldClaim::Active) {
                self.add(HoldingKey::Deny { number, excluded: false }, HowHeld { held: named, condition });
            }
            if let Some(held) = excluded {
                self.add(HoldingKey::Deny { number, excluded: true }, HowHeld { held, condition });
            }
        }
    }
}

fn meets(again: &Redecision<'_>, deny: &DenyAssignment, held: &[ScopeId]) -> bool {
    let text = |scope| again.records.facts.scopes.text(scope);
    let is_in = |outer, inner| again.reach.within(outer, text(inner)).is_some();
    held.iter().any(|&scope| is_in(scope, deny.scope) || is_in(deny.scope, scope))
}

/// Holds what a report lists against what reaches the principal.
pub(super) fn compare(again: &Redecision<'_>, is: &HoldingsAgain, said: &[HoldingClaim], faults: &mut Vec<Fault>) {
    let facts = again.records.facts;
    let mut seen: BTreeMap<HoldingKey, usize> = BTreeMap::new();
    for (number, claim) in said.iter().enumerate() {
        let place = format!("holdings[{number}]");
        let once = |key| if seen.insert(key, number).is_some() { Err(Why::AnsweredTwice) } else { Ok(()) };
        if let Err(why) = checked(again, claim, is).and_then(once) {
            faults.push(Fault::at_place(place, &why));
        }
    }
    let mut left_out = is.all.keys().filter(|key| !seen.contains_key(key)).peekable();
    if let Some(first) = left_out.peek().map(|key| key.shown(facts)).filter(|_| seen.len() == said.len()) {
        faults.push(Fault::at_place("holdings", &Why::LeftOut { what: "grants", count: left_out.count(), first }));
    }
}

/// What a claim speaks of, where it is held as it says, over the groups and by the record that it names.
pub(super) fn checked(again: &Redecision<'_>, claim: &HoldingClaim, is: &HoldingsAgain) -> Result<HoldingKey, Why> {
    let principal = is.principal.as_str();
    let records = again.records;
    let step = claim.step(principal);
    let way: Result<Vec<PrincipalId>, Why> =
        std::iter::once(principal).chain(claim.via.iter().map(String::as_str)).map(|id| records.principal(id)).collect();
    let way = way?;
    let holder = way.last().copied().ok_or(Why::NoRecord)?;
    let key = if claim.kind == StepKindClaim::Deny {
        HoldingKey::Deny { number: records.deny(&step)?, excluded: claim.excluded }
    } else {
        // The record, and whether it counts.
        records.gift(&step, &way)?;
        let row = records.row(&step, holder).ok_or(Why::NoRecord)?;
        times(again, row, claim)?;
        key_of(again, row, holder).ok_or(Why::NoRecord)?
    };
    let what = || format!("holds {}", key.shown(records.facts));
    let how = is.all.get(&key).copied();
    let how = how.ok_or_else(|| Why::OtherStatus { said: what(), is: "does not hold it in this way".to_owned() })?;
    if how.held != claim.held {
        return Err(Why::Overstated { said: claim.held.name(), is: how.held.name() });
    }
    is_way(again, &way, (claim, &key))?;
    conditions(again, (claim, &key), how)?;
    Ok(key)
}

/// Whether each on the way is listed in the next one; who may be in a group is in no list.
fn is_way(again: &Redecision<'_>, way: &[PrincipalId], (claim, key): (&HoldingClaim, &HoldingKey)) -> Result<(), Why> {
    let holder = way.last().copied().ok_or(Why::NoRecord)?;
    let (records, facts) = (again.records, again.records.facts);
    let id = |principal| facts.principals.id(principal).to_string();
    if let HoldingKey::Deny { number, excluded } = key {
        let deny = facts.denies.get(*number).ok_or(Why::NoRecord)?;
        let names = deny.principals.contains(&DenyPrincipal::Principal(holder));
        let is_everyone = way.len() == 1 && deny.principals.contains(&DenyPrincipal::Everyone);
        let is_named = if *excluded { deny.exclude.contains(&holder) } else { names || is_everyone };
        if !is_named {
            let what = format!("a deny assignment that names {}", id(holder));
            return Err(Why::OtherRecord {
                record: claim.record.unwrap_or_default(),
                input: claim.input.clone().unwrap_or_default(),
                what,
            });
        }
    }
    if claim.held == HeldClaim::Possible {
        return Ok(());
    }
    for pair in way.windows(2) {
        let [member, group] = *pair else { continue };
        if records.member(member, group).is_none() {
            return Err(Why::NoMember { member: id(member), group: id(group) });
        }
    }
    Ok(())
}

fn key_of(again: &Redecision<'_>, row: RecordRow, holder: PrincipalId) -> Option<HoldingKey> {
    let (records, facts) = (again.records, again.records.facts);
    match row {
        RecordRow::Assignment(index) => {
            let row = facts.assignments.get(index)?;
            Some(HoldingKey::Role { scope: row.scope, role: row.role, eligible: false, holder })
        }
        RecordRow::Schedule(index) => {
            let row = facts.schedules.get(index)?;
            Some(HoldingKey::Role { scope: row.scope, role: row.role, eligible: row.eligible, holder })
        }
        RecordRow::Directory(index) => {
            let row = facts.directory_assignments.get(index)?;
            let template = records.template(&row.role)?;
            Some(HoldingKey::DirectoryRole { template, scope: row.scope.clone(), eligible: row.eligible, holder })
        }
    }
}

/// Whether a claim says whether there is a condition, and whether that was exported. Its words are not read.
fn conditions(again: &Redecision<'_>, (claim, key): (&HoldingClaim, &HoldingKey), how: HowHeld) -> Result<(), Why> {
    let is_text = matches!(how.condition, ConditionState::Text(_) | ConditionState::OtherVersion(_));
    let not_exported = how.condition == ConditionState::NotExported;
    let (conditioned, open) = match key {
        HoldingKey::Role { role, .. } => {
            let role = again.evaluator.role(*role);
            let mut clauses = role.possible.iter().flatten().flatten();
            let own = clauses.any(|clause| clause.condition.is_some());
            (is_text || own, not_exported && role.can_be_conditioned(again.evaluator.wildcards()))
        }
        HoldingKey::DirectoryRole { .. } => (false, false),
        HoldingKey::Deny { .. } => (is_text, not_exported),
    };
    let words = |conditioned: bool, open: bool| {
        let condition = if conditioned { "under a condition" } else { "under no condition" };
        if open { format!("{condition}, of which something was not exported") } else { condition.to_owned() }
    };
    let said = !claim.conditions.is_empty();
    let is_open_role = matches!(how.condition, ConditionState::UnifiedRbac(_));
    if is_open_role || (said, claim.condition_not_exported) == (conditioned, open) {
        return Ok(());
    }
    Err(Why::OtherStatus { said: words(said, claim.condition_not_exported), is: words(conditioned, open) })
}

/// Whether a claim says from when until when its row counts: an assignment as long as the schedule that made it (R-PIM-5).
fn times(again: &Redecision<'_>, row: RecordRow, claim: &HoldingClaim) -> Result<(), Why> {
    let facts = again.records.facts;
    let validity = match row {
        RecordRow::Assignment(index) => facts.assignments.get(index).map(|own| {
            let tuple = (own.principal, own.role, own.scope);
            let rows = facts.schedules.iter().enumerate();
            let behind = rows.filter(|(_, row)| !row.eligible && (row.principal, row.role, row.scope) == tuple);
            let counting = behind.filter(|(index, _)| again.records.counts(RecordRow::Schedule(*index)));
            let ends = counting.map(|(_, row)| row.validity).max_by_key(|validity| validity.end.unwrap_or(i64::MAX));
            ends.unwrap_or(Validity::ALWAYS)
        }),
        RecordRow::Schedule(index) => facts.schedules.get(index).map(|row| row.validity),
        RecordRow::Directory(index) => facts.directory_assignments.get(index).map(|row| row.validity),
    };
    let is = validity.map(|validity| [validity.start, validity.end]).unwrap_or_default();
    let instant = |text: &Option<String>| {
        text.as_ref().map(|text| text.parse::<jiff::Timestamp>().map_or(i64::MIN, jiff::Timestamp::as_second))
    };
    let said = [instant(&claim.from), instant(&claim.until)];
    let words =
        |times: [Option<i64>; 2]| times.map(|time| time.map_or("none".to_owned(), |time| time.to_string())).join(" to ");
    if said == is { Ok(()) } else { Err(Why::OtherStatus { said: words(said), is: words(is) }) }
}
