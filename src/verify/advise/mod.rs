//! What a report of `advise` says, worked out again from the catalog, the packs and the exports: what is needed, which roles cover it string
//! by string, what each grants beyond it, that none of them is left out, and what principals and groups of the exports have of it.

mod again;
mod candidates;
pub(super) mod claims;
mod counted;
mod covers;
mod custom;
mod groups;
mod in_exports;
mod need;
mod own_roles;
mod part;
mod partial;
mod portion;
mod questions;
mod said;
mod search;
mod statuses;
mod ways;

use again::AdviceAgain;
use claims::AdviceClaims;
use counted::CatalogAgain;
pub(super) use in_exports::AdviceGround;
use in_exports::AdviceInExports;
use need::{NeedGround, NeededItem, WaysAgain};
use own_roles::OwnRolesAgain;
use said::{left_out, made_up, other_truth};

use super::differing::other_number;
use super::fault::{Fault, Why};
use super::report::Report;
use crate::model::{ObjectId, ScopePath};

/// What is taken from every report of `advise` as it is.
const BELIEVED: [&str; 2] = [
    "which actions were asked for, and that they are those of a Terraform plan",
    "how many steps a search took, and that it ran into its limit",
];
const OF_PRINCIPALS: &str = "the reasons of answers in words, and which of several ways is the smallest change";
const OF_COMBINATIONS: &str =
    "that no combination of roles is left out of some answers, for there are too many to look at each";
const OF_GROWTH: &str = "that no custom role with wildcards has fewer patterns";

/// How many answers were decided again, and what is taken from the report as it is.
pub(super) type AdviceReplayed = (usize, Vec<&'static str>);

/// Holds a report of `advise` against what is so.
pub(super) fn compare(
    report: &Report,
    claims: &AdviceClaims,
    ground: AdviceGround<'_>,
    faults: &mut Vec<Fault>,
) -> AdviceReplayed {
    let (exports, wildcards) = (ground.exports, ground.exports.context.wildcards());
    let shipped = exports.roles.catalog();
    let catalog = CatalogAgain::new(shipped, wildcards);
    let ways = match WaysAgain::new(claims, NeedGround { catalog: shipped, packs: ground.packs, wildcards }) {
        Ok(ways) => ways,
        Err((pack, task)) => {
            faults.push(Fault::at_place("asked.tasks", &Why::NoTask { pack, task }));
            return AdviceReplayed::default();
        }
    };
    let mut roles = candidates::of_catalog(&catalog);
    other_number("asked.roles", [claims.asked.roles, roles.len()], faults);
    let own = OwnRolesAgain { roles: exports.roles, reach: exports.reach };
    let place = place(report, claims, faults);
    if let Some(place) = &place {
        let (found, open) = own.at(place, &catalog);
        other_number("asked.own_roles", [claims.asked.own_roles, found.len()], faults);
        other_number("asked.own_roles_open", [claims.asked.own_roles_open, open], faults);
        roles.extend(found);
    }
    let mut again = AdviceAgain::new(&catalog, (&roles, place.as_ref().map(|_| &own)), &claims.asked);
    let items = ways.ways.iter().flat_map(|way| &way.portions).flat_map(|portion| &portion.items);
    again.documented = items.filter_map(named).collect();
    ways::compare(claims, &ways, &again, faults);
    let mut decided: usize = claims.ways.iter().flat_map(|way| &way.portions).map(|portion| portion.answers.len()).sum();
    if let Some(place) = place {
        let in_exports = AdviceInExports { report, claims, again: &again, ways: &ways, place, ground };
        decided += in_exports.compare(faults);
    }
    (decided, believed(claims, &again))
}

fn named(item: &NeededItem) -> Option<ObjectId> {
    item.role.as_ref().map(|role| role.id.clone())
}

/// The scope that was looked at in the exports. Without exports a report says nothing of them.
fn place(report: &Report, claims: &AdviceClaims, faults: &mut Vec<Fault>) -> Option<String> {
    let asked = &claims.asked;
    let Some(place) = asked.place.as_ref().filter(|_| report.at.is_some()) else {
        other_truth("asked.place", [asked.place.is_some(), report.at.is_some()], faults);
        let speaks = asked.own_roles + asked.own_roles_open + claims.principals.len() > 0 || claims.groups.is_some();
        if speaks && report.at.is_none() {
            faults.push(made_up("principals", "parts of the report", "what only exports tell".to_owned()));
        }
        return None;
    };
    let place = ScopePath::parse(place).as_str().to_owned();
    let written = asked.scopes.iter().filter(|scope| scope.trim().starts_with('/'));
    if let Some(other) = written.into_iter().find(|scope| !ScopePath::parse(scope).as_str().eq_ignore_ascii_case(&place)) {
        faults.push(left_out("asked.place", "scopes", other.clone()));
    }
    Some(place)
}

/// What is taken from the report as it is.
fn believed(claims: &AdviceClaims, again: &AdviceAgain<'_>) -> Vec<&'static str> {
    let mut believed = BELIEVED.to_vec();
    let mut portions = claims.ways.iter().flat_map(|way| &way.portions);
    let grows = portions.any(|portion| !portion.custom_role.growth.is_empty());
    let more = [(OF_PRINCIPALS, !claims.principals.is_empty()), (OF_GROWTH, grows), (OF_COMBINATIONS, again.has_given_up())];
    believed.extend(more.into_iter().filter(|(_, is_so)| *is_so).map(|(what, _)| what));
    believed
}
