//! The facts that came, went or changed: rows of both states, compared by what they state.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{FactKey, StatedRow, lists_direct_members, rows};
use super::state::StateGround;
use crate::model::{Facts, ObjectId};
use crate::verify::diff_claims::{ChangeClaim, ChangeKindClaim, DiffClaims};
use crate::verify::fault::{Fault, Why};
use crate::verify::records::{Records, is_record};
use crate::verify::scope::{compare as compare_named, of_report};

/// The kind of a change of a role definition.
const DEFINITION: &str = "role-definition";

/// A fact with what became of it; of several alike, the first, the second and so on.
type Changed = (FactKey, ChangeKindClaim, usize);

/// Holds the changes that a report lists against those of the rows. Records are looked up in what each export itself states.
pub(super) fn compare(
    claims: &DiffClaims,
    states: [&StateGround<'_>; 2],
    compared: [&StateGround<'_>; 2],
    faults: &mut Vec<Fault>,
) {
    let all = compared.map(|state| rows(state.facts));
    let is = numbered(differences(&all, &|row| is_derived(compared, row)));
    let rows_said = claims.changes.iter().filter(|claim| claim.kind != DEFINITION);
    let said = numbered(rows_said.map(|claim| (key_of(claim), claim.change)).collect());
    compare_named("changes", &said, &is, faults);
    let [old, new] = states.map(|state| &state.records);
    let [in_old, in_new] = all.each_ref().map(|rows| grouped(rows, |row| &row.fact));
    let of_old = grouped(&all[0], |row| &row.about);
    for claim in &claims.changes {
        let is_gone = claim.change == ChangeKindClaim::Removed;
        let (now, rows) = if is_gone { (old, &in_old) } else { (new, &in_new) };
        let meant = rows.get(&key_of(claim)).map(Vec::as_slice).unwrap_or_default();
        let mut wrong: Vec<Why> = Vec::from_iter(not_there(claim, (now, meant), false).err());
        if claim.change == ChangeKindClaim::Changed {
            // It may have been called otherwise: a deny assignment can move.
            let was: Vec<&StatedRow> = meant.iter().filter_map(|row| of_old.get(&row.about)).flatten().copied().collect();
            wrong.extend(not_there(claim, (old, &was), true).err());
        }
        faults.extend(wrong.iter().map(of_report));
    }
    definitions(claims, states, faults);
}

/// Rows by something that they say.
fn grouped<K: Ord>(rows: &[StatedRow], by: impl Fn(&StatedRow) -> &K) -> BTreeMap<&K, Vec<&StatedRow>> {
    let mut found: BTreeMap<&K, Vec<&StatedRow>> = BTreeMap::new();
    for row in rows {
        found.entry(by(row)).or_default().push(row);
    }
    found
}

/// Whether the record that a change names states it; `was`: the one where it was before.
fn not_there(claim: &ChangeClaim, (records, meant): (&Records<'_>, &[&StatedRow]), was: bool) -> Result<(), Why> {
    let (input, record) = if was { (&claim.old_input, claim.old_record) } else { (&claim.input, claim.record) };
    let (input, record) = input.as_deref().zip(record).ok_or(Why::NoRecord)?;
    let inputs = records.inputs(input)?;
    let is_definition = |facts: &Facts| {
        let id = claim.role.as_deref().map(ObjectId::parse);
        facts
            .definitions
            .iter()
            .any(|row| Some(&row.definition.id) == id.as_ref() && is_record(Some(row.origin), inputs, record))
    };
    let found = if claim.kind == DEFINITION {
        is_definition(records.facts)
    } else {
        meant.iter().any(|row| is_record(Some(row.origin), inputs, record))
    };
    let what = || format!("the {} that the change names", claim.kind);
    found.then_some(()).ok_or_else(|| Why::OtherRecord { record, input: input.to_owned(), what: what() })
}

/// Whether a row is of a flattened list, where direct lists of both states say the same of their groups.
fn is_derived(states: [&StateGround<'_>; 2], row: &StatedRow) -> bool {
    let has_list = |state: &&StateGround<'_>| lists_direct_members(state.facts, row.fact.group.as_deref());
    row.is_flattened && states.iter().all(has_list)
}

/// What became of the rows of both states. Rows that say the same are one.
fn differences([old, new]: &[Vec<StatedRow>; 2], is_derived: &dyn Fn(&StatedRow) -> bool) -> Vec<(FactKey, ChangeKindClaim)> {
    let mut about: BTreeMap<&str, [Vec<&StatedRow>; 2]> = BTreeMap::new();
    for (side, row) in old.iter().map(|row| (0, row)).chain(new.iter().map(|row| (1, row))) {
        let both = about.entry(&row.about).or_default();
        if let Some(own) = both.get_mut(side).filter(|own| !own.iter().any(|known| known.says == row.says)) {
            own.push(row);
        }
    }
    let found = about.into_values().flat_map(|[old, new]| of_one(&old, &new));
    found.filter(|(row, _)| !is_derived(row)).map(|(row, change)| (row.fact.clone(), change)).collect()
}

/// What became of one thing: rows that only one state has are taken in their order.
fn of_one<'r>(old: &[&'r StatedRow], new: &[&'r StatedRow]) -> Vec<(&'r StatedRow, ChangeKindClaim)> {
    let (Some(first_old), Some(first_new)) = (old.first(), new.first()) else {
        let gone = old.iter().map(|row| (*row, ChangeKindClaim::Removed));
        return gone.chain(new.iter().map(|row| (*row, ChangeKindClaim::Added))).collect();
    };
    let beside = |own: &[&'r StatedRow], other: &[&'r StatedRow]| {
        let only = own.iter().filter(|row| !other.iter().any(|known| known.says == row.says));
        only.copied().collect::<Vec<&StatedRow>>()
    };
    let (left, right) = (beside(old, new), beside(new, old));
    let mut found = Vec::new();
    for number in 0..left.len().max(right.len()) {
        let (old, new) = (left.get(number), right.get(number));
        if old.unwrap_or(first_old).says.is_same(&new.unwrap_or(first_new).says) {
            continue;
        }
        found.extend(match (old, new) {
            (Some(_), Some(new)) => Some((*new, ChangeKindClaim::Changed)),
            (Some(old), None) => Some((*old, ChangeKindClaim::Removed)),
            (None, Some(new)) => Some((*new, ChangeKindClaim::Added)),
            (None, None) => None,
        });
    }
    found
}

/// The same, each once, with how they are shown.
fn numbered(all: Vec<(FactKey, ChangeKindClaim)>) -> BTreeMap<Changed, String> {
    let mut seen: BTreeMap<(FactKey, ChangeKindClaim), usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for (key, change) in all {
        let number = seen.entry((key.clone(), change)).or_default();
        *number += 1;
        let shown = format!("{} {}", key.shown(), change.name());
        found.insert((key, change, *number), shown);
    }
    found
}

fn key_of(claim: &ChangeClaim) -> FactKey {
    let id = |person: &Option<crate::verify::diff_claims::PersonClaim>| {
        person.as_ref().map(|person| ObjectId::parse(&person.id).to_string())
    };
    let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_ascii_lowercase());
    FactKey {
        kind: claim.kind.clone(),
        principal: id(&claim.principal),
        group: id(&claim.group),
        role: claim.role.as_deref().map(|role| ObjectId::parse(role).to_string()),
        scope: lower(&claim.scope),
        id: if claim.kind == "deny-assignment" { lower(&claim.id) } else { None },
    }
}

/// Role definitions: what grants something else has changed, and what is written alike has not.
fn definitions(claims: &DiffClaims, states: [&StateGround<'_>; 2], faults: &mut Vec<Fault>) {
    let [before, after] = states;
    let said: BTreeMap<String, ChangeKindClaim> = claims
        .changes
        .iter()
        .filter(|claim| claim.kind == DEFINITION)
        .filter_map(|claim| Some((ObjectId::parse(claim.role.as_deref()?).to_string(), claim.change)))
        .collect();
    let defined = states.map(|state| {
        let ids = state.facts.definitions.iter().map(|row| row.definition.id.clone());
        ids.collect::<BTreeSet<ObjectId>>()
    });
    let mut is = said.clone();
    let [old, new] = &defined;
    for id in old.union(new) {
        let key = id.to_string();
        let change = match (old.contains(id), new.contains(id)) {
            (true, true) if before.grants_as_in(after, id) => None,
            (true, true) => Some(ChangeKindClaim::Changed),
            (_, is_new) if said.contains_key(&key) => {
                Some(if is_new { ChangeKindClaim::Added } else { ChangeKindClaim::Removed })
            }
            _ => None,
        };
        match change {
            Some(change) => drop(is.insert(key, change)),
            // A condition, or a place where it may be assigned, can change without another action.
            None if before.is_written_as_in(after, id) => drop(is.remove(&key)),
            None => {}
        }
    }
    let shown = |all: &BTreeMap<String, ChangeKindClaim>| {
        all.iter().map(|(role, change)| ((role.clone(), *change), format!("role {role} {}", change.name()))).collect()
    };
    compare_named("changed role definitions", &shown(&said), &shown(&is), faults);
}
