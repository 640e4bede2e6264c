//! What a report of `what-can` says that a principal holds and may do, worked out again: every grant from the rows, every permission by
//! asking about each operation of the catalog and about each string that the patterns tell apart.

pub(super) mod claims;
mod compared;
pub(super) mod holdings;
mod permissions;

use std::cell::RefCell;
use std::collections::BTreeMap;

use claims::WhatCanClaims;
use holdings::{HoldingsAgain, holdings_of};
use permissions::{PermissionsAgain, compare_permissions};

use super::claims::TargetClaim;
use super::denies::Denies;
use super::evaluate::StringEvaluator;
use super::fault::{Fault, Why};
use super::privileged::PrivilegedNames;
use super::reach::Reach;
use super::records::Records;
use super::redecide::{Redecision, ReportGround};
use super::report::Report;
use super::roles::RoleTexts;
use super::scope::compare as compare_names;
use crate::condition::Context;
use crate::model::{ObjectId, PrincipalId, TargetKind};

/// What the exports say, for questions about one principal.
#[derive(Clone, Copy)]
pub(super) struct PrincipalGround<'g> {
    pub records: &'g Records<'g>,
    pub reach: &'g Reach<'g>,
    pub roles: &'g RoleTexts<'g>,
    pub denies: &'g Denies<'g>,
    pub context: &'g Context,
}

impl<'g> PrincipalGround<'g> {
    /// Decides for a report as if it asked about these scopes.
    fn redecide(self, report: &'g Report) -> Redecision<'g> {
        let evaluator = StringEvaluator::new(self.roles, self.denies, self.context.clone());
        Redecision::new(report, ReportGround { records: self.records, reach: self.reach }, evaluator, Vec::new())
    }

    fn principal(self, id: &str, place: &str, faults: &mut Vec<Fault>) -> Option<PrincipalId> {
        let found = self.records.facts.principals.lookup(&ObjectId::parse(id));
        if found.is_none() {
            faults.push(Fault::at_place(place, &Why::UnknownPrincipal(id.to_owned())));
        }
        found
    }
}

/// Holds what a report says that a principal holds and may do against the exports: how many permissions were decided again.
pub(super) fn compare(report: &Report, claims: &WhatCanClaims, ground: PrincipalGround<'_>, faults: &mut Vec<Fault>) -> usize {
    let Some(principal) = ground.principal(&claims.question.principal, "question.principal", faults) else { return 0 };
    let asked = &claims.question.at_scopes;
    let plain = ground.redecide(report);
    let held = holdings_of(&plain, principal, asked);
    holdings::compare(&plain, &held, &claims.holdings, faults);
    let compared = claims.compared.as_ref();
    let other = compared.and_then(|compared| ground.principal(&compared.with, "compared.with", faults));
    let held_by_other = other.map(|other| holdings_of(&plain, other, asked));
    let both: Vec<&HoldingsAgain> = std::iter::once(&held).chain(&held_by_other).collect();
    let scopes = |of: &[&HoldingsAgain]| if asked.is_empty() { scopes_of(&plain, of) } else { named(asked) };
    let scopes = [scopes(&[&held]), scopes(&both)];
    let targets = scopes.iter().flat_map(BTreeMap::values);
    let kind = |id: &String| TargetClaim { id: id.clone(), kind: TargetKind::Resource.name().to_owned() };
    let report = report.asking_of(targets.map(kind).collect());
    let again = PermissionsAgain {
        again: ground.redecide(&report),
        privileged: PrivilegedNames::new(ground.roles.catalog()),
        roles: ground.roles,
        wildcards: ground.context.wildcards(),
        known: RefCell::default(),
    };
    let [own, of_both] = scopes;
    compare_scopes("scopes", claims.scopes.iter().flat_map(|claim| &claim.scopes), &own, faults);
    let of_one = compare_permissions(&again, principal, &claims.scopes, faults);
    let Some((compared, other)) = compared.zip(other) else { return of_one };
    compared::grants([Some(&held), held_by_other.as_ref()], (compared, &plain), faults);
    compare_scopes("compared.scopes", compared.scopes.iter().flat_map(|own| &own.scopes), &of_both, faults);
    of_one + compared::scopes(&again, [principal, other], compared, faults)
}

/// Scopes by their texts in lower case.
type NamedScopes = BTreeMap<String, String>;

fn named(scopes: &[String]) -> NamedScopes {
    scopes.iter().map(|scope| (scope.to_ascii_lowercase(), scope.clone())).collect()
}

/// The scopes at which something is held for sure, and those below at which a deny assignment cuts something out.
fn scopes_of(again: &Redecision<'_>, both: &[&HoldingsAgain]) -> NamedScopes {
    let (facts, reach) = (again.records.facts, again.reach);
    let mut scopes = NamedScopes::new();
    for own in both {
        let held = own.sure_scopes();
        let is_below = |scope: &str| held.iter().any(|outer| reach.within(*outer, scope).is_some());
        let cut = own.denied_scopes(facts).filter(|&scope| is_below(facts.scopes.text(scope)));
        let all = held.iter().copied().chain(cut).map(|scope| facts.scopes.text(scope));
        scopes.extend(all.map(|text| (text.to_ascii_lowercase(), text.to_owned())));
    }
    scopes
}

/// Each scope once, and no other.
fn compare_scopes<'s>(place: &'static str, said: impl Iterator<Item = &'s String>, is: &NamedScopes, faults: &mut Vec<Fault>) {
    let mut seen = NamedScopes::new();
    for scope in said {
        if seen.insert(scope.to_ascii_lowercase(), scope.clone()).is_some() {
            faults.push(Fault::at_place(place, &Why::AnsweredTwice));
        }
    }
    let before = faults.len();
    compare_names("scopes", &seen, is, faults);
    faults.iter_mut().skip(before).for_each(|fault| fault.place = Some(place.to_owned()));
}
