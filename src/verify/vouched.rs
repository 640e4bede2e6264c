//! What the report says that somebody vouches for: it is told, and taken for true.

use super::beside::SideClaim;
use super::report::Report;
use crate::model::{Completeness, CoveragePlace, ExportKind, Facts, ObjectId};

/// What two exports state, with what the report says that somebody vouches for in each.
pub fn vouched_states(report: &Report, [old, new]: [&Facts; 2]) -> [Facts; 2] {
    [(SideClaim::Old, old), (SideClaim::New, new)]
        .map(|(side, facts)| vouched_facts(&report.of_side(side), facts).unwrap_or_else(|| facts.clone()))
}

/// The facts with what the report says that somebody vouches for; `None` where that is as it is.
pub(super) fn vouched_facts(report: &Report, known: &Facts) -> Option<Facts> {
    let is_at_hand = |kind: &ExportKind| known.completeness(*kind) == Completeness::Complete;
    let (mut vouched, places) = (report.vouched(), report.vouched_at());
    vouched.extend(report.declared_complete().filter(is_at_hand));
    if places.is_empty() && (vouched.is_empty() || vouched == known.vouched) {
        return None;
    }
    let mut facts = known.clone();
    facts.vouched = vouched;
    for (kind, place) in places {
        let by_group = matches!(kind, ExportKind::GroupMembers | ExportKind::GroupEligibility);
        let group = || facts.principals.lookup(&ObjectId::parse(place)).map(CoveragePlace::Group);
        let place = if by_group { group() } else { Some(CoveragePlace::Scope(facts.scopes.intern(place))) };
        facts.vouched_at.extend(place.map(|place| (kind, place)));
    }
    Some(facts)
}
