//! The ways to meet a need, each held against the formulas: every way once, with what it grants, the least first.

use super::again::AdviceAgain;
use super::claims::{AdviceClaims, DirectoryNeedClaim, ExcessClaim, PortionClaim, WayClaim};
use super::counted::CatalogAgain;
use super::covers::ItemStrings;
use super::need::{NeededPortion, NeededWay, WaysAgain, actions_of, key_of};
use super::part::plus;
use super::portion;
use super::portion::PortionQuestion;
use super::questions::standing_at;
use super::said::{left_out, made_up, or_none, other, other_excess, other_truth, times, written};
use super::search::{RolePrice, price};
use crate::catalog::Catalog;
use crate::model::ObjectId;
use crate::verify::differing::other_number;
use crate::verify::fault::{Fault, Why};

/// An Entra role that the catalog does not know counts as more than any other.
const UNKNOWN_ROLE: usize = 1 << 20;

/// The place of a way: those that can be met first, then by price, by actions of Entra roles, and by need.
type WayRank = (bool, RolePrice, usize, usize);

/// A portion that was looked at already: ways often share one.
type KnownPortion<'a> = (&'a NeededPortion, &'a PortionClaim, Option<ExcessClaim>);

/// Compares ways.
struct WaysCompared<'w, 'a> {
    again: &'w AdviceAgain<'a>,
    /// Where the exports are looked at.
    place: Option<&'w str>,
    /// The operations of the smallest need.
    smallest: usize,
    known: Vec<KnownPortion<'w>>,
}

/// Holds the ways of a report against those that the tasks and actions allow.
pub(super) fn compare(claims: &AdviceClaims, is: &WaysAgain, again: &AdviceAgain<'_>, faults: &mut Vec<Fault>) {
    let needs = is.ways.iter().map(|way| needed(way, again.catalog).operations);
    let smallest = needs.min().unwrap_or_default();
    other_number("needed_operations", [claims.needed_operations, smallest], faults);
    other_truth("ways_left_out", [claims.ways_left_out, is.left_out], faults);
    let place = claims.asked.place.as_deref();
    let mut compared = WaysCompared { again, place, smallest, known: Vec::new() };
    let mut left: Vec<&NeededWay> = is.ways.iter().collect();
    let mut ranks: Vec<WayRank> = Vec::new();
    for (number, claim) in claims.ways.iter().enumerate() {
        let place = format!("ways[{number}]");
        let said = key_of(claim.directory_roles.iter().map(|role| role.id.as_str()), &claim.portions);
        let Some(own) = left.iter().position(|way| way.key() == said).map(|at| left.remove(at)) else {
            faults.push(made_up(&place, "ways to meet the need", said.join("; ")));
            continue;
        };
        let granted = compared.way(&place, claim, own, faults);
        ranks.push(rank(own, granted, again));
    }
    if let Some(first) = left.first() {
        faults.push(left_out("ways", "ways to meet the need", first.key().join("; ")));
    }
    if ranks.windows(2).any(|pair| pair.first() > pair.last()) {
        let why = Why::OtherStatus { said: "the least first".to_owned(), is: "a later way is less".to_owned() };
        faults.push(Fault::at_place("ways", &why));
    }
    let covered = ranks.iter().any(|rank| !rank.0);
    other_truth("covered", [claims.covered, covered], faults);
}

fn rank(way: &NeededWay, granted: Option<ExcessClaim>, again: &AdviceAgain<'_>) -> WayRank {
    let catalog = again.catalog;
    let actions = way.directory.iter().map(|id| actions_of(id, catalog.catalog).unwrap_or(UNKNOWN_ROLE)).sum();
    let price = price(granted.unwrap_or_default(), again.asked.least);
    (granted.is_none(), price, actions, needed(way, catalog).operations)
}

/// What a way needs of Azure, counted over the catalog.
fn needed(way: &NeededWay, catalog: &CatalogAgain<'_>) -> ExcessClaim {
    let of_portion = |portion: &NeededPortion| {
        let mut all = catalog.nothing();
        portion.items.iter().for_each(|item| all.union_with(&ItemStrings::new(item, catalog).operations));
        catalog.figures(&all)
    };
    way.portions.iter().map(of_portion).fold(ExcessClaim::default(), plus)
}

impl<'w> WaysCompared<'w, '_> {
    /// Holds one way against what is so: what its best answers grant, where all of it can be covered.
    fn way(&mut self, place: &str, claim: &'w WayClaim, is: &'w NeededWay, faults: &mut Vec<Fault>) -> Option<ExcessClaim> {
        for (number, role) in claim.directory_roles.iter().enumerate() {
            let place = format!("{place}.directory_roles[{number}]");
            directory_role(&place, role, self.again.catalog.catalog, faults);
            other_truth(&format!("{place}.verdict"), [role.verdict.is_some(), false], faults);
        }
        let mut all = Some(ExcessClaim::default());
        for (number, said) in claim.portions.iter().enumerate() {
            let Some(needed) = is.portions.iter().find(|own| own.is_at(said.at.as_deref())) else { continue };
            let place = format!("{place}.portions[{number}]");
            let best = self.portion(place, said, needed, faults);
            all = all.zip(best).map(|(all, best)| plus(all, best));
        }
        let (said, is) = (claim.granted, all);
        other_truth(&format!("{place}.granted"), [said.is_some(), is.is_some()], faults);
        if let Some((said, is)) = said.zip(is) {
            other_excess(&format!("{place}.granted"), [said, is], faults);
        }
        let is = all.map_or_else(|| or_none::<String>(None), |all| times(all.operations, self.smallest));
        other(&format!("{place}.times"), [or_none(claim.times.map(written)), is], faults);
        all
    }

    fn portion(
        &mut self,
        place: String,
        claim: &'w PortionClaim,
        needed: &'w NeededPortion,
        faults: &mut Vec<Fault>,
    ) -> Option<ExcessClaim> {
        if let Some((_, _, best)) = self.known.iter().find(|(is, said, _)| *is == needed && *said == claim) {
            return *best;
        }
        let at = self.place.map(|place| standing_at(place, needed.at));
        let question = PortionQuestion { place, claim, needed, at: at.as_deref(), held: None };
        let best = portion::compare(&question, self.again, faults);
        self.known.push((needed, claim, best));
        best
    }
}

/// Holds what is said of an Entra role against the catalog.
pub(super) fn directory_role(place: &str, said: &DirectoryNeedClaim, catalog: &Catalog, faults: &mut Vec<Fault>) {
    let id = ObjectId::parse(&said.id);
    let privileged = catalog.directory_role(&id).and_then(|role| role.privileged);
    other(&format!("{place}.privileged"), [said.privileged, privileged].map(or_none), faults);
    let actions = actions_of(&id, catalog).unwrap_or_default();
    other_number(&format!("{place}.actions"), [said.actions, actions], faults);
}
