//! What two principals hold and may do side by side (`what-can --compare`).

use std::collections::BTreeMap;

use super::claims::{ComparedClaim, ComparedPlaneClaim, HeldByClaim, HeldClaim, OwnOperationsClaim, SharedClaim};
use super::holdings::{HoldingKey, HoldingsAgain, checked};
use super::permissions::{EffectiveChoices, PermissionsAgain, plane};
use crate::model::{ConditionState, DirectoryScope, ObjectId, Plane, PrincipalId, RoleId, ScopeId};
use crate::verify::claims::VerdictClaim;
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};
use crate::verify::redecide::Redecision;

/// A role at a scope, as surely and under the same condition, whoever of the groups has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum ComparedKey {
    Role(ScopeId, RoleId, HeldClaim, ConditionState),
    DirectoryRole(ObjectId, DirectoryScope, HeldClaim),
}

fn compared_key(key: &HoldingKey, held: HeldClaim, condition: ConditionState) -> Option<ComparedKey> {
    match key {
        HoldingKey::Role { scope, role, .. } => Some(ComparedKey::Role(*scope, *role, held, condition)),
        HoldingKey::DirectoryRole { template, scope, .. } => {
            Some(ComparedKey::DirectoryRole(template.clone(), scope.clone(), held))
        }
        HoldingKey::Deny { .. } => None,
    }
}

/// Holds the roles that each is said to hold against those that reach them.
pub(super) fn grants(
    both: [Option<&HoldingsAgain>; 2],
    (claim, again): (&ComparedClaim, &Redecision<'_>),
    faults: &mut Vec<Fault>,
) {
    let mut is: BTreeMap<ComparedKey, [bool; 2]> = BTreeMap::new();
    for (side, own) in both.into_iter().enumerate() {
        for (key, how) in own.into_iter().flat_map(|own| &own.all) {
            let known = compared_key(key, how.held, how.condition).map(|key| is.entry(key).or_default());
            known.and_then(|known| known.get_mut(side)).into_iter().for_each(|held| *held = true);
        }
    }
    let mut seen = BTreeMap::new();
    for (number, grant) in claim.grants.iter().enumerate() {
        let place = format!("compared.grants[{number}]");
        let own = if grant.by == HeldByClaim::Second { both[1] } else { both[0] };
        let Some(own) = own else { continue };
        let key = match checked(again, &grant.of, own) {
            Ok(key) => key,
            Err(why) => {
                faults.push(Fault::at_place(place, &why));
                continue;
            }
        };
        let condition = own.all.get(&key).map_or(ConditionState::None, |how| how.condition);
        let Some(key) = compared_key(&key, grant.of.held, condition) else { continue };
        let by = match is.get(&key) {
            Some([true, true]) => HeldByClaim::Both,
            Some([false, true]) => HeldByClaim::Second,
            Some(_) | None => HeldByClaim::First,
        };
        if by != grant.by {
            let why = Why::OtherStatus { said: format!("held by {:?}", grant.by), is: format!("held by {by:?}") };
            faults.push(Fault::at_place(&place, &why));
        }
        if seen.insert(key, number).is_some() {
            faults.push(Fault::at_place(place, &Why::AnsweredTwice));
        }
    }
    let left_out = is.keys().filter(|key| !seen.contains_key(key)).count();
    if left_out > 0 && seen.len() == claim.grants.len() {
        let first = "a role that one of them holds".to_owned();
        faults.push(Fault::at_place("compared.grants", &Why::LeftOut { what: "grants", count: left_out, first }));
    }
    shared(claim, faults);
}

/// How much of what each surely holds the other one surely holds as well.
fn shared(claim: &ComparedClaim, faults: &mut Vec<Fault>) {
    let number = |by| claim.grants.iter().filter(|own| own.by == by && own.of.held != HeldClaim::Possible).count();
    let both = number(HeldByClaim::Both);
    let share = |own: usize| (both + own > 0).then(|| tenths(both, both + own));
    let is = [share(number(HeldByClaim::First)), share(number(HeldByClaim::Second))];
    let SharedClaim { of_first, of_second } = claim.shared;
    let said = [of_first, of_second].map(|share| share.map(|share| format!("{share:.1}")));
    if said != is {
        let why = Why::OtherStatus { said: format!("{said:?}"), is: format!("{is:?}") };
        faults.push(Fault::at_place("compared.shared", &why));
    }
}

/// A share in percent, to the tenth below it.
fn tenths(part: usize, whole: usize) -> String {
    let tenths = part * 1000 / whole.max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Holds what each is said to be able to do now against what is permitted: how many permissions were decided.
pub(super) fn scopes(
    again: &PermissionsAgain<'_>,
    both: [PrincipalId; 2],
    claim: &ComparedClaim,
    faults: &mut Vec<Fault>,
) -> usize {
    let mut count = 0;
    for (number, own) in claim.scopes.iter().enumerate() {
        let place = format!("compared.scopes[{number}]");
        let mut seen: Vec<[EffectiveChoices; 2]> = Vec::new();
        for scope in &own.scopes {
            let effective = both.map(|principal| again.effective(principal, scope));
            if !seen.contains(&effective) {
                let before = faults.len();
                count += planes(again, &effective, &own.planes, faults);
                let inside = |own: Option<String>| Some(format!("{place}.{}", own.unwrap_or_default()));
                faults.iter_mut().skip(before).for_each(|fault| fault.place = inside(fault.place.take()));
                seen.push(effective);
            }
        }
    }
    count
}

fn planes(
    again: &PermissionsAgain<'_>,
    both: &[EffectiveChoices; 2],
    said: &[ComparedPlaneClaim],
    faults: &mut Vec<Fault>,
) -> usize {
    let [first, second] = both.each_ref().map(|choices| again.levels(choices));
    let mut count = 0;
    for (own, (first, second)) in Plane::ALL.into_iter().zip(first.iter().zip(second.iter())) {
        count += first.len();
        let found = side_by_side(again, own, first.iter().zip(second).map(|(first, second)| [*first, *second]));
        let mut claims = said.iter().enumerate().filter(|(_, claim)| plane(claim.plane) == own);
        match (claims.next(), claims.next()) {
            (Some((number, claim)), None) => compare_plane(&format!("planes[{number}]"), claim, &found, faults),
            (None, _) if found.is_nothing() => {}
            (None, _) | (_, Some(_)) => {
                let first = own.name().to_owned();
                faults.push(Fault::at_place("planes", &Why::LeftOut { what: "planes", count: 1, first }));
            }
        }
    }
    count
}

/// What each of two may do now, in one plane.
#[derive(Default)]
struct OperationsOfTwo {
    both: usize,
    open: usize,
    /// The number of operations of each alone, and the privileged ones.
    alone: [(usize, Vec<String>); 2],
}

impl OperationsOfTwo {
    fn is_nothing(&self) -> bool {
        self.both + self.open == 0 && self.alone.iter().all(|(count, _)| *count == 0)
    }
}

fn side_by_side(
    again: &PermissionsAgain<'_>,
    plane: Plane,
    levels: impl Iterator<Item = [VerdictClaim; 2]>,
) -> OperationsOfTwo {
    let mut found = OperationsOfTwo::default();
    let is_open = |level| matches!(level, VerdictClaim::Conditional | VerdictClaim::Unknown);
    for (name, [first, second]) in again.names(plane).zip(levels) {
        let alone = match (first, second) {
            (VerdictClaim::Allowed, VerdictClaim::Allowed) => {
                found.both += 1;
                None
            }
            (VerdictClaim::Allowed, other) | (other, VerdictClaim::Allowed) if is_open(other) => {
                found.open += 1;
                None
            }
            (VerdictClaim::Allowed, _) => found.alone.first_mut(),
            (_, VerdictClaim::Allowed) => found.alone.last_mut(),
            _ => None,
        };
        if let Some((count, privileged)) = alone {
            *count += 1;
            privileged.extend(again.privileged.contains(plane, name).then(|| name.to_owned()));
        }
    }
    found
}

fn compare_plane(place: &str, claim: &ComparedPlaneClaim, found: &OperationsOfTwo, faults: &mut Vec<Fault>) {
    other_number(&format!("{place}.both"), [claim.both, found.both], faults);
    other_number(&format!("{place}.open"), [claim.open, found.open], faults);
    let sides: [(&str, &OwnOperationsClaim); 2] = [("first", &claim.first), ("second", &claim.second)];
    for ((side, said), (count, privileged)) in sides.into_iter().zip(&found.alone) {
        other_number(&format!("{place}.{side}.operations"), [said.operations, *count], faults);
        other_names(&format!("{place}.{side}.privileged"), &said.privileged, privileged.iter().cloned(), faults);
    }
}
