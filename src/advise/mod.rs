//! Advice: the least that covers a need, out of the built-in roles, or as a role of one's own.
//!
//! What is needed ([`Demand`]) is held against the built-in roles ([`Shelf`]) in two views that are never mixed: whether roles
//! cover it is decided over all strings (`coverage.rs`), how much more they grant is counted over the catalog ([`Excess`]).
//! [`hunt()`] finds the least combinations, [`partial()`] the most that can be had where nothing covers everything, and
//! [`custom_role`] writes the need itself down.

mod candidates;
mod coverage;
mod custom;
mod generalize;
mod held;
mod lookup;
mod min_cover;
mod partial;
mod requirement;
mod terraform;

pub use candidates::{Candidate, Excess, Least, Shelf};
pub use custom::{CustomRole, Growth, NoCustomRole, custom_role};
pub use held::{DirectoryStanding, ItemStanding, PortionStanding, Standing, StandingQuestion, Standings, standings};
pub use lookup::{action_note, find_task};
pub use min_cover::{Ended, Found, Hunted, SearchOptions, hunt};
pub use partial::{Partial, Remaining, partial};
pub use requirement::{Demand, DirectoryNeed, Item, NamedRole, Portion, Way};
pub use terraform::{PlanNeeds, plan_needs};

use crate::catalog::{Catalog, OperationSet};

/// The advice for a demand: its ways, the least first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The ways, those that can be met first, by what the best answer grants.
    pub ways: Vec<WayAdvice>,
    /// There are more ways than were looked at.
    pub ways_left_out: bool,
    /// The catalog's operations in the smallest need of all ways: what figures are held against.
    pub needed: usize,
}

/// The advice for one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayAdvice {
    /// The way.
    pub way: Way,
    /// For each of its portions.
    pub portions: Vec<PortionAdvice>,
    /// What the best answers grant together, counted over the catalog; `None` where a portion cannot be covered.
    pub granted: Option<Excess>,
}

/// The advice for what is needed at one kind of scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortionAdvice {
    /// The catalog's operations in the need.
    pub needed: Excess,
    /// The built-in roles that cover it.
    pub hunted: Hunted,
    /// The best single role, where it is not among those.
    pub single: Option<Found>,
    /// The roles that a document names for it, where it names roles alone.
    pub documented: Option<Found>,
    /// Where nothing covers it: the most that can be had.
    pub partial: Option<Partial>,
    /// Roles that would cover it if the conditions of their own blocks were true; by name.
    pub conditional: Vec<usize>,
    /// The role of one's own.
    pub custom: Result<CustomRole, NoCustomRole>,
}

/// What to advise, and how to look for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct AdviseOptions {
    /// How to search.
    pub search: SearchOptions,
    /// A custom role may have wildcards that stand for the need and for nothing else in the catalog.
    pub allow_growth: bool,
}

/// Advises on a demand.
pub fn advise(shelf: &Shelf<'_>, demand: &Demand, options: &AdviseOptions) -> Advice {
    let none = OperationSet::new(shelf.catalog.operations());
    // Ways of one demand often share a portion.
    let mut known: Vec<(&Portion, PortionAdvice)> = Vec::new();
    let mut of_portion = |portion| {
        if let Some((_, advice)) = known.iter().find(|(own, _)| *own == portion) {
            return advice.clone();
        }
        let advice = portion_advice(shelf, portion, &none, options);
        known.push((portion, advice.clone()));
        advice
    };
    let mut ways: Vec<WayAdvice> = demand.ways.iter().map(|way| way_advice(way, &mut of_portion)).collect();
    let needed = ways.iter().map(|way| way.needed().operations).min().unwrap_or(0);
    ways.sort_by_cached_key(|way| way.rank(shelf.catalog, options.search.least));
    Advice { ways, ways_left_out: demand.ways_left_out, needed }
}

fn way_advice<'d>(way: &'d Way, of_portion: &mut impl FnMut(&'d Portion) -> PortionAdvice) -> WayAdvice {
    let portions: Vec<PortionAdvice> = way.portions.iter().map(of_portion).collect();
    let best = |portion: &PortionAdvice| Some(portion.needed.plus(portion.hunted.found.first()?.excess));
    let granted = portions.iter().map(best).try_fold(Excess::default(), |all, one| Some(all.plus(one?)));
    WayAdvice { way: way.clone(), portions, granted }
}

/// Advises on what is needed at one scope; operations that are held already cost nothing.
pub fn portion_advice(shelf: &Shelf<'_>, portion: &Portion, held: &OperationSet, options: &AdviseOptions) -> PortionAdvice {
    let items = &portion.items;
    let mut free = shelf.operations_of(items);
    let needed = shelf.figures(&free);
    free.union_with(held);
    let mut hunted = hunt(shelf, items, &free, &options.search);
    let mut single = None;
    if options.search.roles > 1 && !hunted.found.iter().any(|found| found.roles.len() == 1) {
        let alone = hunt(shelf, items, &free, &SearchOptions { roles: 1, keep: 1, ..options.search });
        hunted.ended = hunted.ended.plus(alone.ended);
        single = alone.found.into_iter().next();
    }
    let partial = if hunted.found.is_empty() { partial(shelf, items, &free, &options.search) } else { None };
    let documented = documented(shelf, items, &free);
    let conditional = conditional(shelf, items, &hunted);
    let custom = custom_role(shelf, items, options.allow_growth);
    PortionAdvice { needed, hunted, single, documented, partial, conditional, custom }
}

/// The roles that a document names, where every item is there for a role.
fn documented(shelf: &Shelf<'_>, items: &[Item], free: &OperationSet) -> Option<Found> {
    let number = |item: &Item| shelf.roles.iter().position(|candidate| candidate.is_named_by(item));
    let mut roles: Vec<usize> = items.iter().map(number).collect::<Option<_>>()?;
    roles.sort_by_key(|&role| shelf.roles.get(role).map(|candidate| (&*candidate.role.name, role)));
    roles.dedup();
    let mut beyond = shelf.granted_by(&roles);
    beyond.difference_with(free);
    (!roles.is_empty()).then(|| Found { roles, excess: shelf.figures(&beyond), hangs_on_slash_merge: false })
}

fn conditional(shelf: &Shelf<'_>, items: &[Item], hunted: &Hunted) -> Vec<usize> {
    let answers = |role: usize| hunted.found.iter().any(|found| found.roles == [role]);
    let covers_if_true = |(role, candidate): &(usize, &Candidate<'_>)| {
        candidate.is_conditioned()
            && !answers(*role)
            && items.iter().all(|item| candidate.covers_under_conditions(item, shelf.wildcards))
    };
    let mut roles: Vec<usize> = shelf.roles.iter().enumerate().filter(covers_if_true).map(|(role, _)| role).collect();
    roles.sort_by_key(|&role| shelf.roles.get(role).map(|candidate| &*candidate.role.name));
    roles
}

/// How many actions an Entra role has; of one that the catalog does not know, more than any.
fn directory_actions(catalog: &Catalog, need: &DirectoryNeed) -> usize {
    let role = catalog.directory_role(&need.template);
    role.map_or(1 << 20, |role| catalog.directory_role_actions(role).len())
}

impl WayAdvice {
    /// The catalog's operations in what the way needs of Azure.
    pub fn needed(&self) -> Excess {
        self.portions.iter().fold(Excess::default(), |all, portion| all.plus(portion.needed))
    }

    /// How the searches for it ended.
    pub fn ended(&self) -> Ended {
        self.portions.iter().fold(Ended::default(), |all, portion| all.plus(portion.hunted.ended))
    }

    /// What can be met first; then what grants least of Azure, then least of Entra, then what needs least; then the order of the
    /// document.
    fn rank(&self, catalog: &Catalog, least: Least) -> (bool, [usize; 3], usize, usize) {
        let directory = self.way.directory.iter().map(|need| directory_actions(catalog, need)).sum();
        (self.granted.is_none(), self.granted.unwrap_or_default().key(least), directory, self.needed().operations)
    }
}

impl Advice {
    /// Whether something covers the need.
    pub fn is_covered(&self) -> bool {
        self.ways.iter().any(|way| way.granted.is_some())
    }
}
