//! The reasons that a report gives where an answer is no yes: each has to be true, and there has to be one.
//!
//! Of several true reasons the engine names those of the grants that it chose for the proof; that choice is not held against the
//! exports.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::aside::{AskedAside, ClassAside, HELD, ORPHANED};
use super::claims::{MissingClaim, ResultClaim, VerdictClaim};
use super::denies::is_text;
use super::effective::DEFENDER;
use super::fault::{Fault, Why};
use super::possessions::{app_role_level, asks_beside_roles};
use super::reach::{Within, stand};
use super::redecide::{AskedAgain, Decided, Redecision};
use super::standing::EffectiveRoles;
use super::targets::TargetAgain;
use super::vaults::vault_by_policies;
use crate::model::{ConditionState, DirectoryScope, ExportKind, Leaf, Need, ObjectId, ScopeKind, Task};

/// Of this code only the verdict is checked.
const SEARCH_BUDGET: &str = "search-budget";

/// A reason: its code and its subject in lower case.
type ReasonKey = (&'static str, String);

/// A question that the report answers, for one principal.
struct AskedReasons<'a> {
    again: &'a Redecision<'a>,
    decided: &'a Decided,
    task: &'a Task,
    target: TargetAgain<'a>,
    /// What the principals of the class have beside what counts.
    aside: &'a ClassAside<'a>,
}

/// Holds the reasons of the answers of a report against the exports.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    for class in &again.report.classes {
        let Some((principal, decided)) = again.principals(class).next() else { continue };
        let aside = ClassAside::new(again, class);
        for asked in &again.asked {
            let own = |result: &&ResultClaim| result.task == asked.task.id && result.pack == asked.pack;
            for result in class.results.iter().filter(own) {
                let named: FxHashSet<&str> = result.targets.iter().map(String::as_str).collect();
                let wrong = again.targets_of(asked.task).filter(|target| named.contains(target.id)).find_map(|target| {
                    let here = AskedReasons { again, decided: &decided, task: asked.task, target, aside: &aside };
                    here.wrong(result).map(|why| fault(principal, asked, target.id, &why))
                });
                faults.extend(wrong);
            }
        }
    }
}

fn fault(principal: &str, asked: &AskedAgain<'_>, target: &str, why: &Why) -> Fault {
    let (principal, task, pack) = (principal.to_owned(), asked.task.id.clone(), asked.pack.to_owned());
    let (target, code, message) = (target.to_owned(), why.code(), why.to_string());
    Fault { principal, task, pack, target, step: None, place: None, code, message }
}

impl AskedReasons<'_> {
    /// What is wrong with the reasons of an answer.
    fn wrong(&self, result: &ResultClaim) -> Option<Why> {
        let said = &result.missing;
        let is_open = result.verdict == VerdictClaim::Unknown;
        let checked: Vec<&MissingClaim> = said.iter().filter(|own| own.code != SEARCH_BUDGET || !is_open).collect();
        let of_leaves = if checked.is_empty() { BTreeSet::new() } else { self.of_leaves() };
        let asked = AskedAside { task: self.task, target: self.target, decided: self.decided, verdict: result.verdict };
        let is_true = |own: &MissingClaim| {
            let is_same = |key: &ReasonKey| key.0 == own.code && key.1.eq_ignore_ascii_case(&own.subject);
            match own.code.as_str() {
                ORPHANED => self.aside.is_orphaned(&own.subject),
                code if HELD.contains(&code) => self.aside.explains(own, asked),
                _ => of_leaves.iter().any(is_same) && self.aside.waits(own, asked) || self.is_open_in_exports(own),
            }
        };
        let other = checked.into_iter().find(|own| result.verdict == VerdictClaim::Allowed || !is_true(own));
        if let Some(own) = other {
            return Some(Why::OtherReason { code: own.code.clone(), subject: own.subject.clone() });
        }
        let needed = match result.verdict {
            VerdictClaim::NotAllowed | VerdictClaim::Blocked | VerdictClaim::Eligible | VerdictClaim::Conditional
                if said.is_empty() =>
            {
                self.of_leaves()
            }
            VerdictClaim::NotAllowed
            | VerdictClaim::Blocked
            | VerdictClaim::Eligible
            | VerdictClaim::Conditional
            | VerdictClaim::Unknown
            | VerdictClaim::NotAsked
            | VerdictClaim::Allowed => BTreeSet::new(),
        };
        needed.into_iter().next().map(|(code, subject)| Why::NoReason { code, subject })
    }

    fn effective(&self, leaf: &Leaf) -> Vec<EffectiveRoles> {
        self.again.effective_under_all(self.decided, &self.stand(leaf))
    }

    fn stand(&self, leaf: &Leaf) -> Cow<'_, str> {
        stand(self.target.id, self.target.kind, leaf.at)
    }

    /// Whether a leaf is not met, and the reasons that a no of it gives.
    fn leaf_of_no(&self, leaf: &Leaf) -> (bool, BTreeSet<ReasonKey>) {
        if asks_beside_roles(leaf) {
            let no = self.beside_roles(leaf).filter(|(code, _)| ["app-role-not-held", "not-an-owner"].contains(code));
            return (no.is_some(), no.into_iter().collect());
        }
        let effective = self.effective(leaf).into_iter().next().unwrap_or_default();
        let part = |pattern| self.again.evaluator.part((leaf, self.task), &effective, pattern) == VerdictClaim::NotAllowed;
        let reasons: BTreeSet<ReasonKey> = match &leaf.what {
            Need::DirectoryRole { template, .. } => {
                let held = self.again.directory_under_all(self.decided, self.target.id);
                let wanted = ObjectId::Guid(*template);
                let is_held = held.iter().any(|own| own.template == wanted && own.scope == DirectoryScope::Tenant);
                (!is_held).then(|| ("directory-role-not-held", template.to_string())).into_iter().collect()
            }
            Need::AppRole { .. } | Need::Owner => BTreeSet::new(),
            Need::Role { id, .. } => part(None).then(|| ("role-not-held", id.to_string())).into_iter().collect(),
            Need::AnyAction { pattern, .. } => {
                let lacks = part(None);
                lacks.then(|| ("action-not-granted", pattern.text().to_ascii_lowercase())).into_iter().collect()
            }
            Need::Actions { patterns, .. } => {
                let lacking = patterns.iter().filter(|pattern| part(Some(pattern)));
                lacking.map(|pattern| ("action-not-granted", pattern.text().to_ascii_lowercase())).collect()
            }
        };
        // A no that rests on no whole list is open, and under a binding of its requests another answer may be the better one.
        match (self.is_covered(leaf), leaf.assigns) {
            (false, _) => (false, BTreeSet::new()),
            (true, Some(_)) => (true, BTreeSet::new()),
            (true, None) => (!reasons.is_empty(), reasons),
        }
    }

    /// What a leaf about the directory beside roles lacks, or leaves open.
    fn beside_roles(&self, leaf: &Leaf) -> Option<ReasonKey> {
        let beside = self.again.beside_now(self.decided, self.target)?;
        let is_whole = |kind| self.again.evaluator.is_whole(kind);
        let groups = || ExportKind::Groups.name().to_owned();
        match &leaf.what {
            Need::AppRole { id, .. } => match app_role_level(beside.own, *id, beside.sure) {
                Some(VerdictClaim::Allowed) => None,
                Some(_) => Some(("api-not-exported", ExportKind::ServicePrincipals.name().to_owned())),
                None if beside.own.may_be_application && !is_whole(ExportKind::AppRoleAssignments) => {
                    Some(("app-role-assignments-not-exported", ExportKind::AppRoleAssignments.name().to_owned()))
                }
                None => Some(("app-role-not-held", id.to_string())),
            },
            Need::Owner if beside.group.is_some_and(|group| beside.own.owns.contains(&group)) => None,
            Need::Owner if beside.lists_owners || is_whole(ExportKind::Groups) => Some(("not-an-owner", groups())),
            Need::Owner => Some(("owners-not-exported", groups())),
            Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::DirectoryRole { .. } => None,
        }
    }

    /// Whether a no of a leaf rests on whole lists.
    fn is_covered(&self, leaf: &Leaf) -> bool {
        let is_directory = matches!(leaf.what, Need::DirectoryRole { .. });
        let kind = if is_directory { ExportKind::DirectoryRoleAssignments } else { ExportKind::RoleAssignments };
        let place = || self.again.uncovered(&self.stand(leaf).to_ascii_lowercase());
        self.again.evaluator.is_whole(kind) && (is_directory || place().is_none())
    }

    /// Every true reason but what exports of members and of the tree leave open.
    fn of_leaves(&self) -> BTreeSet<ReasonKey> {
        let mut all: BTreeSet<ReasonKey> = BTreeSet::new();
        for leaf in self.task.requires.leaves() {
            for effective in self.effective(leaf) {
                self.about_grants(leaf, &effective, &mut all);
                self.about_leaf(leaf, &effective, &mut all);
            }
            self.about_exports(leaf, &mut all);
        }
        all
    }

    /// What is open about the roles that are held.
    fn about_grants(&self, leaf: &Leaf, effective: &EffectiveRoles, all: &mut BTreeSet<ReasonKey>) {
        let facts = self.again.records.facts;
        for &(role, condition, level) in &effective.roles {
            let (id, clauses) = (facts.roles.id(role).to_string(), self.again.evaluator.role(role));
            let blocks = || clauses.possible.iter().flatten().flatten().any(|clause| clause.condition.is_some());
            let open = [
                ("needs-activation", level == VerdictClaim::Eligible),
                ("membership-eligible", level == VerdictClaim::Eligible),
                ("role-definition-not-exported", clauses.doubt.is_some()),
                ("condition-not-exported", matches!(condition, ConditionState::NotExported | ConditionState::Contradicted)),
                ("condition-not-decided", is_text(condition) || blocks()),
                ("unified-rbac-open", matches!(condition, ConditionState::UnifiedRbac(_))),
            ];
            all.extend(open.into_iter().filter(|(_, is_open)| *is_open).map(|(code, _)| (code, id.clone())));
        }
        if let Need::DirectoryRole { template, .. } = &leaf.what {
            let held = self.again.directory_under_all(self.decided, self.target.id);
            let mut same = held.iter().filter(|own| own.template == ObjectId::Guid(*template));
            if same.any(|own| own.level == VerdictClaim::Eligible) {
                all.extend(["needs-activation", "membership-eligible"].map(|code| (code, template.to_string())));
            }
        }
        if self.decided.has_choices() {
            all.insert(("membership-eligible", String::new()));
        }
    }

    /// What a leaf lacks, and what deny assignments take of it.
    fn about_leaf(&self, leaf: &Leaf, effective: &EffectiveRoles, all: &mut BTreeSet<ReasonKey>) {
        let evaluator = &self.again.evaluator;
        let part = |pattern| {
            leaf.assigns.is_some() || evaluator.part((leaf, self.task), effective, pattern) == VerdictClaim::NotAllowed
        };
        let patterns = match &leaf.what {
            Need::AppRole { .. } | Need::Owner => {
                all.extend(self.beside_roles(leaf));
                return;
            }
            Need::DirectoryRole { template, .. } => {
                all.extend(self.leaf_of_no(leaf).1);
                all.insert(("role-definition-not-exported", template.to_string()));
                return;
            }
            Need::AnyAction { pattern, .. } => {
                let subject = pattern.text().to_ascii_lowercase();
                all.extend(part(None).then(|| ("action-not-granted", subject.clone())));
                all.extend((!effective.denies.is_empty()).then_some(("denied", subject)));
                return;
            }
            Need::Actions { patterns, .. } => patterns,
            Need::Role { id, name, covered_by, .. } => {
                if part(None) {
                    all.insert(("role-not-held", id.to_string()));
                }
                if !evaluator.is_defined(&ObjectId::Guid(*id)) {
                    all.insert(("role-definition-not-exported", id.to_string()));
                }
                if !effective.denies.is_empty() {
                    let codes = ["denied", "denied-in-part", "may-be-denied"];
                    all.extend(codes.map(|code| (code, name.to_ascii_lowercase())));
                }
                covered_by
            }
        };
        for pattern in patterns {
            let subject = pattern.text().to_ascii_lowercase();
            if part(Some(pattern)) {
                all.insert(("action-not-granted", subject.clone()));
            }
            if !effective.denies.is_empty() {
                all.insert(("denied", subject));
            }
        }
    }

    /// What was not exported.
    fn about_exports(&self, leaf: &Leaf, all: &mut BTreeSet<ReasonKey>) {
        let (again, facts) = (self.again, self.again.records.facts);
        let here = &*self.stand(leaf);
        if let Some(place) = again.uncovered(&here.to_ascii_lowercase()) {
            let azure = || format!("{}@{}", ExportKind::RoleAssignments.name(), place.to_ascii_lowercase());
            all.insert(("coverage", if place == DEFENDER { place.clone() } else { azure() }));
        }
        if let Some(vault) = vault_by_policies(facts, here).filter(|_| again.evaluator.asks_for_vault_data(leaf)) {
            all.insert(("access-policies", vault));
        }
        let kinds = [
            ("role-assignments-not-exported", ExportKind::RoleAssignments),
            ("directory-role-assignments-not-exported", ExportKind::DirectoryRoleAssignments),
        ];
        let open = kinds.into_iter().filter(|&(_, kind)| !again.evaluator.is_whole(kind));
        all.extend(open.map(|(code, kind)| (code, kind.name().to_owned())));
        if facts.tenancy.is_mixed() {
            all.insert(("tenant-not-told", "/".to_owned()));
        }
    }

    /// Whether the exports leave open who is in a group, or what a management group contains.
    fn is_open_in_exports(&self, own: &MissingClaim) -> bool {
        let (again, facts) = (self.again, self.again.records.facts);
        match own.code.as_str() {
            "members-not-exported" => {
                let group = facts.principals.lookup(&ObjectId::parse(&own.subject));
                group.is_some_and(|group| again.standings.members.is_open_at_all(group))
            }
            "management-group-parents-not-exported" => {
                let group = facts.scopes.lookup(&own.subject);
                let may_contain = |group, leaf| again.reach.within(group, &self.stand(leaf)) == Some(Within::Maybe);
                let is_open = |group| self.task.requires.leaves().any(|leaf| may_contain(group, leaf));
                group.is_some_and(|group| again.reach.kind(group) == ScopeKind::ManagementGroup && is_open(group))
            }
            _ => false,
        }
    }
}
