//! Which built-in roles give the same as a role, more, less, or nearly the same.

use std::collections::BTreeSet;

use super::access::AccessAgain;
use super::claims::{NearestRoleClaim, RelatedRoleClaim};
use super::ground::{ProfileClaim, RoleGround};
use crate::catalog::OperationId;
use crate::model::{Plane, RoleDefinition};
use crate::verify::differing::other_names;
use crate::verify::fault::{Fault, Why};

/// How many neighbours are told.
const NEAREST: usize = 3;

/// How two roles are related, as far as that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Equal,
    ContainedIn,
    Contains,
    Other,
    Undecided,
}

/// A role with its operations in both planes.
struct RoleWithOperations<'r> {
    role: &'r RoleDefinition,
    access: AccessAgain,
    operations: [BTreeSet<OperationId>; 2],
}

impl<'r> RoleWithOperations<'r> {
    fn new(role: &'r RoleDefinition, ground: RoleGround<'_>) -> Self {
        let access = AccessAgain::new(&role.blocks, ground.catalog, ground.wildcards);
        let operations = Plane::ALL.map(|plane| access.operations(plane, ground.catalog));
        Self { role, access, operations }
    }

    fn may_be_within(&self, other: &Self) -> bool {
        self.operations.iter().zip(&other.operations).all(|(own, its)| own.is_subset(its))
    }

    fn is_within(&self, other: &Self) -> Option<bool> {
        if self.may_be_within(other) { self.access.is_within(&other.access) } else { Some(false) }
    }

    fn count(&self) -> usize {
        self.operations.iter().map(BTreeSet::len).sum()
    }

    fn shared(&self, other: &Self) -> usize {
        self.operations.iter().zip(&other.operations).map(|(own, its)| own.intersection(its).count()).sum()
    }
}

/// Holds the related roles of a report against the catalog.
pub(super) fn related(of: &ProfileClaim<'_>, ground: RoleGround<'_>, faults: &mut Vec<Fault>) {
    let ProfileClaim { place, claim, role } = of;
    let own = RoleWithOperations::new(role, ground);
    let mut found: Vec<(Relation, RoleWithOperations<'_>)> = Vec::new();
    if !own.access.is_nothing() {
        let others = ground.catalog.roles().iter().filter(|other| other.id != role.id);
        let others = others.map(|other| RoleWithOperations::new(other, ground));
        found.extend(others.map(|other| (relation(&own, &other), other)));
    }
    let said_open: BTreeSet<String> = claim.undecided.iter().map(|own| own.id.to_ascii_lowercase()).collect();
    // Over the string search of either side a relation is left open.
    let is_open = |other: &RoleWithOperations<'_>| {
        let stars = |of: &AccessAgain| Plane::ALL.into_iter().any(|plane| of.has_several_stars(plane));
        said_open.contains(&other.role.id.to_string())
            && (stars(&own.access) || stars(&other.access) || relation(&own, other) == Relation::Undecided)
    };
    let lists = [
        ("equal", &claim.equal, Relation::Equal),
        ("contained_in", &claim.contained_in, Relation::ContainedIn),
        ("contains", &claim.contains, Relation::Contains),
    ];
    for (part, said, relation) in lists {
        let ids = |list: &[RelatedRoleClaim]| list.iter().map(|own| own.id.clone()).collect::<Vec<_>>();
        let open: Vec<String> =
            found.iter().filter(|(own, _)| *own == Relation::Undecided).map(|(_, other)| id(other)).collect();
        let said: Vec<String> = ids(said).into_iter().filter(|id| !open.contains(id)).collect();
        let is = found.iter().filter(|(own, other)| *own == relation && !is_open(other)).map(|(_, other)| id(other));
        other_names(&format!("{place}.{part}"), &said, is, faults);
    }
    let is_other = |relation: Relation, other: &RoleWithOperations<'_>| relation == Relation::Other && !is_open(other);
    let others = found.iter().filter(|(relation, other)| is_other(*relation, other)).map(|(_, other)| other).collect();
    neighbours(of, &nearest(&own, others), faults);
    let made_up = claim.undecided.iter().find(|open| !found.iter().any(|(_, other)| id(other) == open.id && is_open(other)));
    if let Some(open) = made_up {
        let why = Why::OtherStatus { said: format!("{} undecided", open.id), is: "decided".to_owned() };
        faults.push(Fault::at_place(format!("{place}.undecided"), &why));
    }
}

fn neighbours(of: &ProfileClaim<'_>, is: &[NearestRoleClaim], faults: &mut Vec<Fault>) {
    let shown = |list: &[NearestRoleClaim]| {
        let one = |own: &NearestRoleClaim| format!("{} +{} -{}", own.id.to_ascii_lowercase(), own.more, own.less);
        list.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let said = &of.claim.nearest;
    if shown(said) != shown(is) {
        let why = Why::OtherStatus { said: shown(said), is: shown(is) };
        faults.push(Fault::at_place(format!("{}.nearest", of.place), &why));
    }
}

fn id(of: &RoleWithOperations<'_>) -> String {
    of.role.id.to_string().to_ascii_lowercase()
}

fn relation(own: &RoleWithOperations<'_>, other: &RoleWithOperations<'_>) -> Relation {
    match (own.is_within(other), other.is_within(own)) {
        // What an expression grants may be more, and what it takes away may be missed.
        (Some(true), _) if own.role.losses.unreadable => Relation::Undecided,
        (_, Some(true)) if own.role.losses.open_exceptions => Relation::Undecided,
        (Some(true), Some(true)) => Relation::Equal,
        (Some(true), Some(false)) => Relation::ContainedIn,
        (Some(false), Some(true)) if !other.access.is_nothing() => Relation::Contains,
        (None, _) | (_, None) => Relation::Undecided,
        _ => Relation::Other,
    }
}

/// Those that share the greatest part of all operations that both give, and at least half.
fn nearest(own: &RoleWithOperations<'_>, others: Vec<&RoleWithOperations<'_>>) -> Vec<NearestRoleClaim> {
    let mut near: Vec<(usize, usize, &RoleWithOperations<'_>)> = others
        .into_iter()
        .map(|other| (own.shared(other), other))
        .map(|(shared, other)| (shared, own.count() + other.count() - shared, other))
        .filter(|(shared, all, _)| *shared > 0 && shared * 2 >= *all)
        .collect();
    near.sort_by(|(shared, all, one), (other_shared, other_all, other)| {
        (other_shared * all).cmp(&(shared * other_all)).then_with(|| one.role.name.cmp(&other.role.name))
    });
    let claim = |(shared, _, other): (usize, usize, &RoleWithOperations<'_>)| NearestRoleClaim {
        id: other.role.id.to_string(),
        more: other.count() - shared,
        less: own.count() - shared,
    };
    near.into_iter().take(NEAREST).map(claim).collect()
}
