//! The access graph drawn again from the rows, and held against the one of a report: every node and every relation, and no other.

pub(super) mod claims;
mod draw;

use std::collections::{BTreeMap, BTreeSet};

use claims::{GraphClaims, RelationClaim};
use draw::{DrawnRelation, NodeAgain, draw};

use super::fault::{Fault, Why};
use super::ledger;
use super::redecide::Redecision;
use super::scope::compare as compare_names;
use crate::model::InputId;

/// Holds a graph against the exports: how many relations it has.
pub(super) fn compare(claims: &GraphClaims, again: &Redecision<'_>, faults: &mut Vec<Fault>) -> usize {
    let drawn = draw(again);
    nodes(claims, &drawn, faults);
    relations(claims, again, &drawn, faults);
    if faults.is_empty() {
        ledger::compare(again, faults);
    }
    claims.relations.len()
}

fn nodes(claims: &GraphClaims, drawn: &[DrawnRelation], faults: &mut Vec<Fault>) {
    let mut said = BTreeMap::new();
    for (number, node) in claims.nodes.iter().enumerate() {
        let shown = NodeAgain { id: node.id.to_ascii_lowercase(), kind: node.kind.clone() };
        if said.insert(shown.clone(), format!("{} {}", node.kind, node.id)).is_some() {
            faults.push(Fault::at_place(format!("nodes[{number}]"), &Why::AnsweredTwice));
        }
    }
    let ends = drawn.iter().flat_map(|relation| [&relation.from, &relation.to]);
    let is: BTreeMap<NodeAgain, String> = ends.map(|node| (node.clone(), format!("{} {}", node.kind, node.id))).collect();
    at_place("nodes", faults, |faults| compare_names("nodes", &said, &is, faults));
}

fn relations(claims: &GraphClaims, again: &Redecision<'_>, drawn: &[DrawnRelation], faults: &mut Vec<Fault>) {
    let mut left: BTreeMap<DrawnRelation, BTreeSet<Option<(InputId, u32)>>> = BTreeMap::new();
    for relation in drawn {
        left.entry(relation.without_records()).or_default().extend(relation.records.iter().copied().map(Some));
    }
    let mut seen = BTreeSet::new();
    for (number, claim) in claims.relations.iter().enumerate() {
        let place = format!("relations[{number}]");
        let Some(said) = said(claims, claim) else {
            faults.push(Fault::at_place(place, &Why::NoTarget));
            continue;
        };
        let Some(records) = left.get(&said) else {
            let why = Why::MadeUp { what: "relations", count: 1, first: said.shown() };
            faults.push(Fault::at_place(place, &why));
            continue;
        };
        if !records.is_empty() && !is_one_of(again, claim, records) {
            let (record, input) = (claim.record.unwrap_or_default(), claim.input.clone().unwrap_or_default());
            faults.push(Fault::at_place(&place, &Why::OtherRecord { record, input, what: said.shown() }));
        }
        if records.is_empty() && claim.record.is_some() {
            faults.push(Fault::at_place(&place, &Why::NoRecord));
        }
        if !seen.insert(said) {
            faults.push(Fault::at_place(place, &Why::AnsweredTwice));
        }
    }
    let mut left_out = left.keys().filter(|relation| !seen.contains(relation)).peekable();
    if let Some(first) = left_out.peek().map(|relation| relation.shown()) {
        let why = Why::LeftOut { what: "relations", count: left_out.count(), first };
        faults.push(Fault::at_place("relations", &why));
    }
}

/// A relation of the report, by the nodes that it names.
fn said(claims: &GraphClaims, claim: &RelationClaim) -> Option<DrawnRelation> {
    let node = |number: usize| {
        let node = claims.nodes.get(number)?;
        Some(NodeAgain { id: node.id.to_ascii_lowercase(), kind: node.kind.clone() })
    };
    Some(DrawnRelation {
        from: node(claim.from)?,
        to: node(claim.to)?,
        kind: claim.kind.clone(),
        held: claim.held.clone(),
        role: claim.role.as_ref().map(|role| role.to_ascii_lowercase()),
        conditional: claim.conditional,
        records: Vec::new(),
    })
}

fn is_one_of(again: &Redecision<'_>, claim: &RelationClaim, records: &BTreeSet<Option<(InputId, u32)>>) -> bool {
    let inputs = claim.input.as_deref().and_then(|input| again.records.inputs(input).ok()).unwrap_or_default();
    let record = claim.record.unwrap_or_default();
    inputs.iter().any(|input| records.contains(&Some((*input, record))))
}

/// The faults that something finds, at a place.
fn at_place(place: &str, faults: &mut Vec<Fault>, find: impl FnOnce(&mut Vec<Fault>)) {
    let before = faults.len();
    find(faults);
    faults.iter_mut().skip(before).for_each(|fault| fault.place = Some(place.to_owned()));
}
