//! [`Advice`]: what is advised for a requirement; what grants least is first.

use super::candidates::{Candidate, Candidates, Excess, Least};
use super::custom::{CustomRole, NoCustomRole, custom_role};
use super::min_cover::{MinCover, RoleCombination, SearchEnd, SearchOptions, min_cover};
use super::partial::{Partial, partial};
use super::requirement::{AccessRequirement, Alternative, DirectoryNeed, Item, ScopedRequirement};
use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, OperationSet};

/// The advice for a requirement: its alternatives, the least first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The alternatives, those that can be met first, by what the best answer grants.
    pub alternatives: Vec<AlternativeAdvice>,
    /// There are more alternatives than were looked at.
    pub alternatives_left_out: bool,
    /// The catalog's operations in the smallest need of all alternatives: what figures are held against.
    pub needed: usize,
}

/// The advice for one alternative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternativeAdvice {
    /// The alternative.
    pub alternative: Alternative,
    /// For each scope at which it needs something.
    pub by_scope: Vec<ScopedAdvice>,
    /// What the best answers grant together, counted over the catalog; `None` where one of its parts cannot be covered.
    pub granted: Option<Excess>,
}

/// The advice for what is needed at one kind of scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopedAdvice {
    /// The catalog's operations in the need.
    pub needed: Excess,
    /// The built-in roles that cover it.
    pub cover: MinCover,
    /// The best single role, where it is not among those.
    pub single: Option<RoleCombination>,
    /// The roles that a document names for it, where it names roles alone.
    pub documented: Option<RoleCombination>,
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
    /// A custom role may have wildcards that match the need and nothing else in the catalog.
    pub allow_growth: bool,
}

/// Advises on a requirement.
pub fn advise(candidates: &Candidates<'_>, requirement: &AccessRequirement, options: &AdviseOptions) -> Advice {
    let none = OperationSet::new(candidates.catalog.operations());
    // Alternatives of one requirement often share a part.
    let mut known: Vec<(&ScopedRequirement, ScopedAdvice)> = Vec::new();
    let mut of_scoped = |scoped| {
        if let Some((_, advice)) = known.iter().find(|(own, _)| *own == scoped) {
            return advice.clone();
        }
        let advice = scoped_advice(candidates, scoped, &none, options);
        known.push((scoped, advice.clone()));
        advice
    };
    let mut alternatives: Vec<AlternativeAdvice> =
        requirement.alternatives.iter().map(|alternative| alternative_advice(alternative, &mut of_scoped)).collect();
    let needed = alternatives.iter().map(|alternative| alternative.needed().operations).min().unwrap_or(0);
    alternatives.arrange_by_cached_key(|alternative| alternative.rank(candidates.catalog, options.search.least));
    Advice { alternatives, alternatives_left_out: requirement.alternatives_left_out, needed }
}

fn alternative_advice<'d>(
    alternative: &'d Alternative,
    of_scoped: &mut impl FnMut(&'d ScopedRequirement) -> ScopedAdvice,
) -> AlternativeAdvice {
    let by_scope: Vec<ScopedAdvice> = alternative.by_scope.iter().map(of_scoped).collect();
    let best = |scoped: &ScopedAdvice| Some(scoped.needed.plus(scoped.cover.found.first()?.excess));
    let granted = by_scope.iter().map(best).try_fold(Excess::default(), |all, one| Some(all.plus(one?)));
    AlternativeAdvice { alternative: alternative.clone(), by_scope, granted }
}

/// Advises on what is needed at one scope; operations that are held already cost nothing.
pub fn scoped_advice(
    candidates: &Candidates<'_>,
    scoped: &ScopedRequirement,
    held: &OperationSet,
    options: &AdviseOptions,
) -> ScopedAdvice {
    let here = candidates.at(scoped);
    let candidates = &*here;
    let items = &scoped.items;
    let mut free = candidates.operations_of(items);
    let needed = candidates.figures(&free);
    free.union_with(held);
    let mut cover = min_cover(candidates, items, &free, &options.search);
    let mut single = None;
    if options.search.roles > 1 && !cover.found.iter().any(|found| found.roles.len() == 1) {
        let alone = min_cover(candidates, items, &free, &SearchOptions { roles: 1, keep: 1, ..options.search });
        cover.ended = cover.ended.plus(alone.ended);
        single = alone.found.into_iter().next();
    }
    let partial = if cover.found.is_empty() { partial(candidates, items, &free, &options.search) } else { None };
    let documented = documented(candidates, items, &free);
    let conditional = conditional(candidates, items, &cover);
    let custom = custom_role(candidates, items, options.allow_growth);
    ScopedAdvice { needed, cover, single, documented, partial, conditional, custom }
}

/// The roles that a document names, where every item is there for a role.
fn documented(candidates: &Candidates<'_>, items: &[Item], free: &OperationSet) -> Option<RoleCombination> {
    let number = |item: &Item| candidates.roles.iter().position(|candidate| candidate.is_named_by(item));
    let mut roles: Vec<usize> = items.iter().map(number).collect::<Option<_>>()?;
    roles.arrange_by_key(|&role| candidates.roles.get(role).map(|candidate| (&*candidate.role.name, role)));
    roles.dedup();
    let mut beyond = candidates.granted_by(&roles);
    beyond.difference_with(free);
    (!roles.is_empty()).then(|| RoleCombination { roles, excess: candidates.figures(&beyond), hangs_on_slash_merge: false })
}

fn conditional(candidates: &Candidates<'_>, items: &[Item], cover: &MinCover) -> Vec<usize> {
    let answers = |role: usize| cover.found.iter().any(|found| found.roles == [role]);
    let covers_if_true = |(role, candidate): &(usize, &Candidate<'_>)| {
        candidate.is_conditioned()
            && !answers(*role)
            && items.iter().all(|item| candidate.covers_under_conditions(item, candidates.wildcards))
    };
    let mut roles: Vec<usize> = candidates.roles.iter().enumerate().filter(covers_if_true).map(|(role, _)| role).collect();
    roles.arrange_by_key(|&role| candidates.roles.get(role).map(|candidate| &*candidate.role.name));
    roles
}

/// How many actions an Entra role has. A role that the catalog does not know counts as more than any other.
pub(super) fn directory_actions(catalog: &Catalog, need: &DirectoryNeed) -> usize {
    let role = catalog.directory_role(&need.template);
    role.map_or(1 << 20, |role| catalog.directory_role_actions(role).len())
}

impl AlternativeAdvice {
    /// The catalog's operations in what the alternative needs of Azure.
    pub fn needed(&self) -> Excess {
        self.by_scope.iter().fold(Excess::default(), |all, scoped| all.plus(scoped.needed))
    }

    /// How the searches for it ended.
    pub fn ended(&self) -> SearchEnd {
        self.by_scope.iter().fold(SearchEnd::default(), |all, scoped| all.plus(scoped.cover.ended))
    }

    /// The order of alternatives: those that can be met, then least access in Azure, then least access in Entra, then the
    /// smallest need, then the order of the document.
    fn rank(&self, catalog: &Catalog, least: Least) -> (bool, [usize; 3], usize, usize) {
        let directory = self.alternative.directory.iter().map(|need| directory_actions(catalog, need)).sum();
        (self.granted.is_none(), self.granted.unwrap_or_default().key(least), directory, self.needed().operations)
    }
}

impl Advice {
    /// Whether something covers the need.
    pub fn is_covered(&self) -> bool {
        self.alternatives.iter().any(|alternative| alternative.granted.is_some())
    }
}
