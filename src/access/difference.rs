//! [`AccessDiff`]: what one role grants and another does not.

use super::granted::{AccessPart, PlaneAccess, RoleAccess, is_met};
use super::privileged::Privileged;
use super::regions::ConditionKey;
use super::union::{find, union};
use crate::catalog::OperationSet;
use crate::model::Plane;
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards};

/// The difference of two accesses, over all strings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessDiff {
    /// What only the new one gives.
    pub gained: Vec<AccessChange>,
    /// What only the old one gives.
    pub lost: Vec<AccessChange>,
    /// Some actions are in both, but not under the same conditions.
    pub condition_changed: bool,
    /// The search was too large, because of patterns with several stars: more may differ than is listed.
    pub undecided: Vec<Undecided>,
}

/// One side of one plane, of which not everything is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Undecided {
    /// The plane.
    pub plane: Plane,
    /// The side.
    pub side: DiffSide,
}

/// The sides of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DiffSide {
    /// Only the new one.
    Gained,
    /// Only the old one.
    Lost,
}

/// Actions of one plane and condition that only one of the two sides gives. Never empty: the witness is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessChange {
    /// The plane.
    pub plane: Plane,
    /// The condition under which the one that has them gives them.
    pub condition: Option<ConditionKey>,
    /// The other one gives them too, but under other conditions.
    pub otherwise_conditioned: bool,
    /// The catalog's operations among them, the most dangerous first. Empty: the catalog shows none.
    pub operations: Vec<Box<str>>,
    /// Those of them that are privileged: the first ones.
    pub privileged: Vec<Box<str>>,
    /// The patterns that bring them, as they are written.
    pub patterns: Vec<Box<str>>,
    /// One of them.
    pub witness: Witness,
    /// An action that is not in the catalog: the access goes beyond what is listed. `None` if none was found; if a pattern
    /// matches many operations, that proves nothing.
    pub beyond: Option<Box<str>>,
}

impl AccessChange {
    /// The action to name: the witness, unless that is the empty string, which `*` has and nobody asks for.
    pub fn action(&self) -> &str {
        let named = Some(&*self.witness.action).filter(|action| !action.is_empty());
        named.or(self.beyond.as_deref()).unwrap_or_default()
    }
}

/// A string that shows a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The action.
    pub action: Box<str>,
    /// It is an operation of the catalog. If not, no operation of the catalog shows the difference, and this is a shortest
    /// string.
    pub in_catalog: bool,
}

/// What became of an access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessTrend {
    /// There was none before.
    Added,
    /// It is gone.
    Removed,
    /// It gives more, and nothing less.
    Widened,
    /// It gives less, and nothing more.
    Narrowed,
    /// It gives more of one and less of another.
    Changed,
    /// It gives exactly the same, however it is written.
    Same,
    /// That could not be decided.
    Unknown,
}

impl AccessTrend {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Widened => "widened",
            Self::Narrowed => "narrowed",
            Self::Changed => "changed",
            Self::Same => "same",
            Self::Unknown => "unknown",
        }
    }
}

impl AccessDiff {
    /// What `new` gives beyond `old`, and the other way round. Both are of the catalog that `privileged` is of.
    pub fn between<'c>(old: &RoleAccess<'c>, new: &RoleAccess<'c>, privileged: &Privileged<'c>) -> Self {
        let (mut diff, wildcards) = (Self::default(), new.wildcards);
        for (old, new) in old.planes.iter().zip(&new.planes) {
            for (side, more, less) in [(DiffSide::Gained, new, old), (DiffSide::Lost, old, new)] {
                let view = PlaneDifference { more, less, privileged, wildcards };
                let (changes, is_decided) = view.changes();
                diff.condition_changed |= changes.iter().any(|change| change.otherwise_conditioned);
                match side {
                    DiffSide::Gained => diff.gained.extend(changes),
                    DiffSide::Lost => diff.lost.extend(changes),
                }
                if !is_decided {
                    diff.undecided.push(Undecided { plane: more.plane, side });
                }
            }
        }
        diff
    }

    /// Nothing is known of it.
    pub(super) fn undecided() -> Self {
        let sides = |plane| [DiffSide::Gained, DiffSide::Lost].map(|side| Undecided { plane, side });
        Self { undecided: Plane::ALL.into_iter().flat_map(sides).collect(), ..Self::default() }
    }

    /// What `more` gives beyond `less`, and whether that is all; the half of [`AccessDiff::between`] that is `gained`.
    pub fn beyond<'c>(less: &RoleAccess<'c>, more: &RoleAccess<'c>, privileged: &Privileged<'c>) -> (Vec<AccessChange>, bool) {
        let (mut all, mut is_all) = (Vec::new(), true);
        for (less, of_plane) in less.planes.iter().zip(&more.planes) {
            let view = PlaneDifference { more: of_plane, less, privileged, wildcards: more.wildcards };
            let (changes, is_decided) = view.changes();
            all.extend(changes);
            is_all &= is_decided;
        }
        (all, is_all)
    }

    /// What became of the access, as far as it is certain.
    pub fn change(&self) -> AccessTrend {
        let open = |side| self.undecided.iter().any(|undecided| undecided.side == side);
        match (self.gained.is_empty(), self.lost.is_empty()) {
            (false, false) => AccessTrend::Changed,
            (false, true) if !open(DiffSide::Lost) => AccessTrend::Widened,
            (true, false) if !open(DiffSide::Gained) => AccessTrend::Narrowed,
            (true, true) if self.undecided.is_empty() => AccessTrend::Same,
            _ => AccessTrend::Unknown,
        }
    }
}

/// One plane of a difference, seen from the side that has more.
struct PlaneDifference<'v, 'c> {
    more: &'v PlaneAccess,
    less: &'v PlaneAccess,
    privileged: &'v Privileged<'c>,
    wildcards: Wildcards,
}

/// How many operations of the catalog a pattern may name before it is no longer asked for other strings.
const NAMED: usize = 6;

/// Strings that are looked for among those of a part: inside of one set, outside of another.
#[derive(Clone)]
struct DifferenceRegion {
    inside: Option<PatternSet>,
    outside: PatternSet,
    operations: OperationSet,
}

impl PlaneDifference<'_, '_> {
    /// What only one side has, and whether that is known to be all.
    fn changes(&self) -> (Vec<AccessChange>, bool) {
        let (mut changes, mut is_decided) = (Vec::new(), true);
        for (key, part) in self.more.parts() {
            let regions = [Some(self.unheld(key, part)), self.otherwise_conditioned(key, part)];
            for region in regions.into_iter().flatten() {
                let (change, decided) = self.change(key, part, &region);
                changes.extend(change);
                is_decided &= decided;
            }
        }
        (changes, is_decided)
    }

    /// The strings of a part that the other side does not have at all.
    fn unheld(&self, key: Option<&ConditionKey>, part: &AccessPart) -> DifferenceRegion {
        let others: Vec<&AccessPart> = self.less.parts().map(|(_, part)| part).chain(self.stronger(key)).collect();
        DifferenceRegion { inside: None, ..region(part, &others) }
    }

    /// The strings of a part that the other side has, but not under this condition, nor without one.
    fn otherwise_conditioned(&self, key: Option<&ConditionKey>, part: &AccessPart) -> Option<DifferenceRegion> {
        let (held, others): (Vec<_>, Vec<_>) = self.less.parts().partition(|(own, _)| is_met(*own, key));
        if others.is_empty() {
            return None;
        }
        let held: Vec<&AccessPart> = held.into_iter().map(|(_, part)| part).chain(self.stronger(key)).collect();
        let mut region = region(part, &held);
        let mut elsewhere = OperationSet::new(self.privileged.catalog().operations());
        for (_, part) in &others {
            elsewhere.union_with(&part.operations);
        }
        region.operations.intersect_with(&elsewhere);
        let sets: Vec<&PatternSet> = others.iter().map(|(_, part)| &part.set).collect();
        Some(DifferenceRegion { inside: Some(union(&sets)), ..region })
    }

    /// What the same side gives without a condition: the same under a condition adds nothing.
    fn stronger(&self, key: Option<&ConditionKey>) -> Option<&AccessPart> {
        key.map(|_| &self.more.unconditional)
    }

    fn change(&self, key: Option<&ConditionKey>, part: &AccessPart, region: &DifferenceRegion) -> (Option<AccessChange>, bool) {
        let found = region.search(part, (self.more, self.wildcards));
        let operations = self.privileged.catalog().operations();
        let ids = self.privileged.by_danger(region.operations.iter());
        let names: Vec<Box<str>> = ids.iter().map(|id| operations.name(*id).into()).collect();
        let count = ids.iter().take_while(|id| self.privileged.contains(**id)).count();
        let privileged = names.iter().take(count).cloned().collect();
        let witness = match names.first() {
            Some(name) => Some(Witness { action: name.clone(), in_catalog: true }),
            None => found.shortest.map(|action| Witness { action: spelled(action, &part.set).into(), in_catalog: false }),
        };
        let change = witness.map(|witness| AccessChange {
            plane: self.more.plane,
            condition: key.cloned(),
            otherwise_conditioned: region.inside.is_some(),
            operations: names,
            privileged,
            patterns: found.patterns,
            witness,
            beyond: self.beyond(part, region).map(|action| spelled(action, &part.set).into()),
        });
        (change, found.is_decided)
    }
}

impl PlaneDifference<'_, '_> {
    /// A string of a region that is not in the catalog. Each pattern is asked until it has named a number of operations that
    /// are.
    fn beyond(&self, part: &AccessPart, region: &DifferenceRegion) -> Option<String> {
        let operations = self.privileged.catalog().operations();
        // The empty string is no action either.
        let is_listed = |action: &str| action.is_empty() || operations.lookup(self.more.plane, action).is_some();
        let patterns = part.set.blocks.iter().flat_map(|block| block.allow.iter().map(move |pattern| (pattern, &block.except)));
        patterns.into_iter().find_map(|(pattern, except)| {
            let mut rest = region.clone();
            (0..NAMED).find_map(|_| match rest.of_pattern(pattern, except, self.wildcards) {
                Search::Found(action) if is_listed(&action) => {
                    rest.outside.blocks.push(Block { allow: vec![Pattern::parse(&action)], except: Vec::new() });
                    None
                }
                Search::Found(action) => Some(action),
                Search::None | Search::Undecided => None,
            })
        })
    }
}

/// The strings of a part that none of some others has.
fn region(part: &AccessPart, others: &[&AccessPart]) -> DifferenceRegion {
    let mut operations = part.operations.clone();
    for other in others {
        operations.difference_with(&other.operations);
    }
    let sets: Vec<&PatternSet> = others.iter().map(|other| &other.set).collect();
    DifferenceRegion { inside: None, outside: union(&sets), operations }
}

/// What the patterns of a part have in a region.
struct RegionStrings {
    patterns: Vec<Box<str>>,
    shortest: Option<String>,
    is_decided: bool,
}

impl DifferenceRegion {
    /// Asks each pattern of a part of a plane, with the exceptions of its block.
    fn search(&self, part: &AccessPart, (plane, wildcards): (&PlaneAccess, Wildcards)) -> RegionStrings {
        let mut found = RegionStrings { patterns: Vec::new(), shortest: None, is_decided: true };
        for block in &part.set.blocks {
            for pattern in &block.allow {
                match self.of_pattern(pattern, &block.except, wildcards) {
                    Search::Found(string) => found.add(plane.as_written(pattern, wildcards), string),
                    Search::Undecided => found.is_decided = false,
                    Search::None => {}
                }
            }
        }
        found
    }

    fn of_pattern(&self, pattern: &Pattern, except: &[Pattern], wildcards: Wildcards) -> Search {
        let own = PatternSet { blocks: vec![Block { allow: vec![pattern.clone()], except: except.to_vec() }] };
        match &self.inside {
            None => own.escape(&self.outside, wildcards),
            Some(inside) => find(&[&own, inside], &[&self.outside], wildcards),
        }
    }
}

impl RegionStrings {
    fn add(&mut self, pattern: &Pattern, string: String) {
        if !self.patterns.iter().any(|known| known.eq_ignore_ascii_case(pattern.text())) {
            self.patterns.push(pattern.text().into());
        }
        if self.shortest.as_ref().is_none_or(|best| (string.len(), &string) < (best.len(), best)) {
            self.shortest = Some(string);
        }
    }
}

/// A string with the letters of a pattern that it comes from in the case in which they are written.
fn spelled(string: String, set: &PatternSet) -> String {
    let patterns = set.blocks.iter().flat_map(|block| &block.allow);
    patterns.into_iter().find_map(|pattern| in_case_of(&string, pattern)).unwrap_or(string)
}

fn in_case_of(string: &str, pattern: &Pattern) -> Option<String> {
    if pattern.is_literal() {
        return (pattern.folded() == string).then(|| pattern.text().to_owned());
    }
    pattern.split()?;
    let (prefix, suffix) = pattern.text().split_once('*')?;
    let whole = match string.get(prefix.len()..string.len().saturating_sub(suffix.len())) {
        Some(middle) => format!("{prefix}{middle}{suffix}"),
        // The star matches nothing, and the two slashes become one (R-PAT-4).
        None => format!("{prefix}{}", suffix.get(1..)?),
    };
    whole.eq_ignore_ascii_case(string).then_some(whole)
}
