//! [`ListsBehind`]: the lists that answers rest on, and the lists that they say nothing of, worked out again (R-EVAL-9).
//!
//! A no rests on the lists of every place at which its task looks. A yes rests on the deny assignments where its roles are effective; of
//! several ways to meet a task the report may have taken any.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::VerdictClaim;
use super::giving::Giving;
use super::listed::{ListedPart, ListedPlace, ListedPlaces, PlaceKey, place_text};
use super::reach::listed_at;
use super::redecide::{AskedAgain, Decided, Redecision};
use super::targets::TargetAgain;
use crate::arrange::Arrange as _;
use crate::model::scope::{prefixes, subscription_of, workspace_of};
use crate::model::{AskedSystem, CoveragePlace, CoverageState, ExportKind, Leaf, PrincipalId, ScopeId, ScopeKind, TargetKind};

/// The number of an entry of the coverage, in the order of the exports.
pub(super) type EntryNumber = usize;

/// What an answer takes for whole, and the lists that it says nothing of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct AnswerLists {
    /// The lists that only look whole.
    pub assumes: BTreeSet<EntryNumber>,
    /// Those that are not whole, or not at hand; `None` where there are none.
    pub open: Option<BTreeSet<EntryNumber>>,
}

/// An answer of a report: to which task, and for which targets.
pub(super) struct AnsweredTask<'a> {
    pub number: usize,
    pub asked: AskedAgain<'a>,
    pub targets: Vec<TargetAgain<'a>>,
}

/// The numbers of a task and of targets.
type TaskAtTargets = (usize, Vec<usize>);

/// Kinds of scope, and the numbers of targets.
type KindsAtTargets = (Vec<TargetKind>, Vec<usize>);

/// The lists that tell of one scope.
#[derive(Debug, Default)]
struct ListsOfScope {
    assignments: Option<EntryNumber>,
    eligibility: Option<EntryNumber>,
    denies: Option<EntryNumber>,
    chain: Option<EntryNumber>,
    /// Who holds roles of Defender, where unified RBAC is activated.
    defender: Option<EntryNumber>,
    /// The members of groups that hold something there, or above.
    groups: Rc<BTreeSet<EntryNumber>>,
}

/// Finds the lists behind answers.
pub(super) struct ListsBehind<'a, 'r> {
    again: &'a Redecision<'r>,
    listed: &'a ListedPlaces<'r>,
    giving: &'a Giving,
    entries: Vec<(&'a PlaceKey, &'a ListedPlace)>,
    numbers: BTreeMap<&'a PlaceKey, EntryNumber>,
    /// The scopes at which groups hold something, and that contain more than their text says.
    wide: Vec<ScopeId>,
    /// By the number of a scope.
    at: RefCell<FxHashMap<u32, Rc<ListsOfScope>>>,
    /// What a no rests on, by task and targets.
    noes: RefCell<FxHashMap<TaskAtTargets, Rc<AnswerLists>>>,
    /// What a yes rests on, by the kinds of scope at which its roles are effective, and the targets.
    yeses: RefCell<FxHashMap<KindsAtTargets, Rc<AnswerLists>>>,
    /// Every set of member lists once: most scopes have the same.
    groups: RefCell<BTreeSet<Rc<BTreeSet<EntryNumber>>>>,
}

impl<'a, 'r> ListsBehind<'a, 'r> {
    pub(super) fn new(again: &'a Redecision<'r>, listed: &'a ListedPlaces<'r>, giving: &'a Giving) -> Self {
        let entries: Vec<(&PlaceKey, &ListedPlace)> = listed.shown().collect();
        let numbers = entries.iter().enumerate().map(|(number, (key, _))| (*key, number)).collect();
        let is_wide = |scope: &ScopeId| matches!(again.reach.kind(*scope), ScopeKind::Root | ScopeKind::ManagementGroup);
        let wide = giving.scopes().filter(is_wide).collect();
        let (at, noes, yeses, groups) = Default::default();
        Self { again, listed, giving, entries, numbers, wide, at, noes, yeses, groups }
    }

    /// The number of an entry.
    pub(super) fn number(&self, key: &PlaceKey) -> Option<EntryNumber> {
        self.numbers.get(key).copied()
    }

    /// An entry.
    pub(super) fn entry(&self, number: EntryNumber) -> Option<(&'a PlaceKey, &'a ListedPlace)> {
        self.entries.get(number).copied()
    }

    /// What a no rests on.
    pub(super) fn of_no(&self, answered: &AnsweredTask<'_>) -> Rc<AnswerLists> {
        let key = (answered.number, answered.targets.iter().map(|target| target.number).collect());
        let known = self.noes.borrow().get(&key).map(Rc::clone);
        known.unwrap_or_else(|| {
            let found = Rc::new(self.behind_no(answered));
            self.noes.borrow_mut().insert(key, Rc::clone(&found));
            found
        })
    }

    fn behind_no(&self, AnsweredTask { asked, targets, .. }: &AnsweredTask<'_>) -> AnswerLists {
        let (mut all, mut eligibility) = (BTreeSet::new(), Vec::new());
        let mut seen: FxHashSet<*const BTreeSet<EntryNumber>> = FxHashSet::default();
        for lists in self.lists(targets, &kinds(asked)) {
            all.extend([lists.assignments, lists.chain, lists.defender].into_iter().flatten());
            if seen.insert(Rc::as_ptr(&lists.groups)) {
                all.extend(lists.groups.iter());
            }
            eligibility.push(lists.eligibility);
        }
        if asked.task.requires.leaves().any(|leaf| asks(leaf, AskedSystem::AppRoles)) {
            all.extend(self.of_tenant(ExportKind::AppRoleAssignments));
        }
        if asked.task.requires.leaves().any(|leaf| asks(leaf, AskedSystem::DirectoryRoles)) {
            all.extend(self.of_tenant(ExportKind::DirectoryRoleAssignments));
            all.extend(self.members(&self.giving.directory));
            eligibility.push(self.of_tenant(ExportKind::DirectoryRoleEligibility));
        }
        let rest = self.rests_on(eligibility);
        AnswerLists { assumes: self.only_listed(all.into_iter()).chain(rest.assumes).collect(), open: rest.open }
    }

    /// What a yes rests on, by each choice of places that is enough for it; the fewest places first.
    pub(super) fn of_yes(&self, answered: &AnsweredTask<'_>, decided: &Decided, verdict: VerdictClaim) -> Vec<Rc<AnswerLists>> {
        let mut choices = choices(&kinds(&answered.asked));
        choices.arrange_by_key(Vec::len);
        let is_enough = |kinds: &Vec<TargetKind>| {
            let first = answered.targets.first();
            first.is_some_and(|&first| self.again.answer_at(decided, (answered.number, first), kinds).verdict >= verdict)
        };
        let rests_on = |kinds: Vec<TargetKind>| {
            let key = (kinds, answered.targets.iter().map(|target| target.number).collect());
            let find = |(kinds, _): &KindsAtTargets| {
                let denies = self.lists(&answered.targets, kinds).iter().map(|lists| lists.denies).collect();
                Rc::new(self.rests_on(denies))
            };
            Rc::clone(self.yeses.borrow_mut().entry(key).or_insert_with_key(find))
        };
        choices.into_iter().filter(is_enough).map(rests_on).collect()
    }

    /// What an answer rests on that rests on these lists, where `None` is one that is not at hand.
    fn rests_on(&self, lists: Vec<Option<EntryNumber>>) -> AnswerLists {
        let is_open = |list: &Option<EntryNumber>| list.is_none_or(|list| !self.state(list).carries_a_no());
        let open: Vec<Option<EntryNumber>> = lists.iter().copied().filter(is_open).collect();
        let assumes = self.only_listed(lists.into_iter().flatten()).collect();
        AnswerLists { assumes, open: (!open.is_empty()).then(|| open.into_iter().flatten().collect()) }
    }

    fn only_listed(&self, entries: impl Iterator<Item = EntryNumber>) -> impl Iterator<Item = EntryNumber> {
        entries.filter(|&entry| self.state(entry) == CoverageState::Listed)
    }

    fn state(&self, entry: EntryNumber) -> CoverageState {
        self.entry(entry).map_or(CoverageState::Absent, |(_, entry)| entry.state)
    }

    fn lists(&self, targets: &[TargetAgain<'_>], kinds: &[TargetKind]) -> Vec<Rc<ListsOfScope>> {
        targets.iter().flat_map(|&target| kinds.iter().map(move |&kind| self.lists_at(target, kind))).collect()
    }

    fn lists_at(&self, target: TargetAgain<'_>, kind: TargetKind) -> Rc<ListsOfScope> {
        let (number, scope) = self.again.targets.scope(target, kind);
        Rc::clone(self.at.borrow_mut().entry(number).or_insert_with(|| Rc::new(self.lists_of(&scope))))
    }

    fn lists_of(&self, scope: &str) -> ListsOfScope {
        // A no for any workspace in a scope is about that scope.
        let at = listed_at(scope);
        let of = |kind| self.listed.entry_at(kind, at, self.again.reach).and_then(|(key, _)| self.number(key));
        ListsOfScope {
            assignments: of(ExportKind::RoleAssignments),
            eligibility: of(ExportKind::RoleEligibility),
            denies: of(ExportKind::DenyAssignments),
            chain: self.chain(scope),
            defender: self.defender(scope),
            groups: self.once(self.groups(scope).collect()),
        }
    }

    fn defender(&self, scope: &str) -> Option<EntryNumber> {
        let said = &self.again.records.facts.defender.activated;
        let is_activated = workspace_of(scope).is_some_and(|workspace| said.of(workspace) == Some(true));
        is_activated.then(|| self.of_tenant(ExportKind::DefenderRoleAssignments)).flatten()
    }

    fn once(&self, groups: BTreeSet<EntryNumber>) -> Rc<BTreeSet<EntryNumber>> {
        let mut known = self.groups.borrow_mut();
        if let Some(known) = known.get(&groups) {
            return Rc::clone(known);
        }
        let groups = Rc::new(groups);
        known.insert(Rc::clone(&groups));
        groups
    }

    /// What contains a subscription, where something is held at a management group that is not known to contain it.
    fn chain(&self, scope: &str) -> Option<EntryNumber> {
        let subscription = subscription_of(scope)?;
        self.again.records.facts.scopes.lookup(subscription)?;
        let mut above = self.giving.management_groups.iter();
        let is_open = above.any(|&group| !self.again.reach.contains(group, subscription));
        let key = (ExportKind::ManagementGroups, subscription.to_ascii_lowercase(), ListedPart::Whole);
        is_open.then(|| self.number(&key)).flatten()
    }

    /// The member lists of the groups that hold something at a scope or above it, or may.
    fn groups(&self, scope: &str) -> impl Iterator<Item = EntryNumber> {
        let (reach, scopes) = (self.again.reach, &self.again.records.facts.scopes);
        let by_text = prefixes(scope).filter_map(|path| scopes.lookup(path)).filter(|own| !self.wide.contains(own));
        let wide = self.wide.iter().copied().filter(|&own| reach.within(own, scope).is_some());
        let at: Vec<ScopeId> = by_text.chain(wide).collect();
        at.into_iter().filter_map(|scope| self.giving.groups_at(scope)).flat_map(|groups| self.members(groups))
    }

    /// The member lists of groups; those that only look whole share one entry where there are many.
    fn members<'g>(&self, groups: &'g BTreeSet<PrincipalId>) -> impl Iterator<Item = EntryNumber> + use<'_, 'g, 'a, 'r> {
        let list = |&group: &PrincipalId| {
            let own = place_text(self.again.records.facts, CoveragePlace::Group(group)).to_ascii_lowercase();
            let own = self.number(&(ExportKind::GroupMembers, own, ListedPart::Whole));
            own.or_else(|| self.of_tenant(ExportKind::GroupMembers))
        };
        groups.iter().filter_map(list)
    }

    fn of_tenant(&self, kind: ExportKind) -> Option<EntryNumber> {
        let facts = self.again.records.facts;
        self.number(&(kind, place_text(facts, CoveragePlace::Tenant), ListedPart::Whole))
    }
}

fn asks(leaf: &Leaf, system: AskedSystem) -> bool {
    leaf.what.system() == system
}

/// The kinds of scope at which a task asks for Azure roles and actions.
fn kinds(asked: &AskedAgain<'_>) -> Vec<TargetKind> {
    let mut kinds: Vec<TargetKind> =
        asked.task.requires.leaves().filter(|leaf| asks(leaf, AskedSystem::Azure)).map(|leaf| leaf.at).collect();
    kinds.arrange();
    kinds.dedup();
    kinds
}

/// Every choice of some kinds.
fn choices(kinds: &[TargetKind]) -> Vec<Vec<TargetKind>> {
    let with = |known: Vec<Vec<TargetKind>>, kind: &TargetKind| {
        let more: Vec<Vec<TargetKind>> = known.iter().map(|choice| [choice.as_slice(), &[*kind]].concat()).collect();
        [known, more].concat()
    };
    kinds.iter().fold(vec![Vec::new()], with)
}
