//! What the exports lack, worked out again: the gaps of a report, by code and subject.

use std::collections::{BTreeMap, BTreeSet};

use super::effective::DEFENDER;
use super::fault::Fault;
use super::members::MayJoin;
use super::possessions::{app_roles_are_listed, group_of, lists_owners};
use super::reach::{ANY_RESOURCE, ANY_WORKSPACE, Within, stand};
use super::redecide::Redecision;
use super::roles::RoleInDoubt;
use super::scope::{compare as compare_names, known_subscriptions};
use crate::arrange::Arrange as _;
use crate::model::scope::{prefixes, resource_group_of, subscription_of};
use crate::model::{
    AskedSystem, Assignment, Completeness, ConditionState, DenyPrincipal, ExportKind, Facts, GapCode, PrincipalId, ScopeId,
    ScopeKind, TargetKind, UnifiedRbacDoubt,
};

/// A gap: its code and its subject.
type GapKey = (String, String);

/// Holds the gaps of a report against the exports.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    compare_with(again, &BTreeSet::new(), faults);
}

/// The same, where the report has to name some gaps of its own.
pub(super) fn compare_with(again: &Redecision<'_>, own: &BTreeSet<GapKey>, faults: &mut Vec<Fault>) {
    let mut gaps = MissingExports::new(again).all();
    gaps.extend(own.iter().cloned());
    let shown = |key: GapKey| ((key.0.clone(), key.1.to_ascii_lowercase()), format!("{} of {}", key.0, key.1));
    let said = again.report.gaps.iter().filter(|gap| CHECKED.iter().any(|code| code.name() == gap.code));
    let mut said: BTreeMap<GapKey, String> = said.map(|gap| shown(own_name(again, &gap.code, &gap.subject))).collect();
    let mut is: BTreeMap<GapKey, String> = gaps.iter().cloned().map(shown).collect();
    if again.report.is_older() {
        is.retain(|key, _| said.contains_key(key) || !is_new(again, key));
        said.retain(|key, _| is.contains_key(key) || key.0 != GapCode::KindNotExported.name());
    }
    compare_names("gaps", &said, &is, faults);
}

/// Whether a report without coverage, of an older version, may lack a gap: that version did not know of it.
fn is_new(again: &Redecision<'_>, (code, subject): &GapKey) -> bool {
    let absent = || {
        let kind = ExportKind::parse(subject);
        kind.is_some_and(|kind| again.records.facts.completeness(kind) == Completeness::Absent)
    };
    let by_target = [GapCode::ResourcesNotListed, GapCode::NoSubscriptionKnown];
    by_target.iter().any(|own| own.name() == code) || code == GapCode::KindNotExported.name() && !absent()
}

/// The codes that are worked out here; prerequisites ask the exports on their own.
const CHECKED: [GapCode; 10] = [
    GapCode::KindNotExported,
    GapCode::PartialExport,
    GapCode::MembersNotExported,
    GapCode::RoleDefinitionNotExported,
    GapCode::RoleDefinitionLossy,
    GapCode::RoleDefinitionContradicting,
    GapCode::ManagementGroupParentsNotExported,
    GapCode::SubscriptionNotShown,
    GapCode::ResourcesNotListed,
    GapCode::NoSubscriptionKnown,
];

/// A file by the path that it has here: a report may have been made in another folder.
fn own_name(again: &Redecision<'_>, code: &str, subject: &str) -> GapKey {
    let file = || {
        let input = again.records.inputs(subject).ok()?.first().copied()?;
        Some(again.records.facts.input(input)?.path.to_string())
    };
    let subject = (code == GapCode::PartialExport.name()).then(file).flatten().unwrap_or_else(|| subject.to_owned());
    (code.to_owned(), subject)
}

/// Looks for what the exports lack.
pub(super) struct MissingExports<'a> {
    again: &'a Redecision<'a>,
    /// The scopes at which something is asked.
    stands: BTreeSet<String>,
    /// Those, and everything that contains them by text.
    around: BTreeSet<String>,
    /// What the tasks ask of.
    systems: BTreeSet<AskedSystem>,
    /// Some group of which a task asks for an owner has no whole list of owners.
    lacks_owners: bool,
}

impl<'a> MissingExports<'a> {
    pub(super) fn new(again: &'a Redecision<'a>) -> Self {
        let mut stands = BTreeSet::new();
        for asked in &again.asked {
            for leaf in asked.task.requires.leaves() {
                let targets = again.targets_of(asked.task);
                stands.extend(targets.map(|target| stand(target.id, target.kind, leaf.at).to_ascii_lowercase()));
            }
        }
        let around = stands.iter().flat_map(|stand| prefixes(stand)).map(str::to_owned).collect();
        let leaves = again.asked.iter().flat_map(|asked| asked.task.requires.leaves());
        let systems: BTreeSet<AskedSystem> = leaves.map(|leaf| leaf.what.system()).collect();
        let facts = again.records.facts;
        let mut groups = again.report.targets.iter().filter_map(|target| group_of(facts, &target.id, &target.kind));
        let lacks_owners = systems.contains(&AskedSystem::Owners) && groups.any(|group| !lists_owners(facts, group));
        Self { again, stands, around, systems, lacks_owners }
    }

    fn asks(&self, system: AskedSystem) -> bool {
        self.systems.contains(&system)
    }

    /// Every gap.
    pub(super) fn all(&self) -> BTreeSet<GapKey> {
        let mut gaps = BTreeSet::new();
        let mut add = |code: GapCode, subject: String| gaps.insert((code.name().to_owned(), subject));
        for kind in self.kinds() {
            add(GapCode::KindNotExported, kind.name().to_owned());
        }
        let facts = self.facts();
        for input in facts.inputs.iter().filter(|input| input.partial && !facts.vouched.contains(&input.kind)) {
            add(GapCode::PartialExport, input.path.to_string());
        }
        for group in self.members() {
            add(GapCode::MembersNotExported, facts.principals.id(group).to_string());
        }
        for (code, role) in self.roles() {
            add(code, role);
        }
        for group in self.parents() {
            add(GapCode::ManagementGroupParentsNotExported, facts.scopes.text(group).to_owned());
        }
        let (unlisted, none_known) = self.targets();
        for subscription in unlisted {
            add(GapCode::ResourcesNotListed, subscription);
        }
        if none_known {
            add(GapCode::NoSubscriptionKnown, ExportKind::Subscriptions.name().to_owned());
        }
        for subscription in self.silent() {
            add(GapCode::SubscriptionNotShown, subscription);
        }
        gaps
    }

    fn facts(&self) -> &'a Facts {
        self.again.records.facts
    }

    /// Whether something at a scope bears on any answer, or may.
    fn matters(&self, scope: ScopeId) -> bool {
        let facts = self.facts();
        if self.around.contains(&facts.scopes.text(scope).to_ascii_lowercase()) {
            return true;
        }
        let is_group = facts.scopes.kind(scope) == ScopeKind::ManagementGroup;
        is_group && self.stands.iter().any(|stand| self.again.reach.within(scope, stand).is_some())
    }

    fn kinds(&self) -> Vec<ExportKind> {
        let azure =
            [ExportKind::RoleAssignments, ExportKind::DenyAssignments, ExportKind::RoleEligibility, ExportKind::Lighthouse];
        let directory = [ExportKind::DirectoryRoleAssignments, ExportKind::DirectoryRoleEligibility];
        let azure = azure.into_iter().filter(|kind| self.asks(AskedSystem::Azure) && self.lacks_azure(*kind));
        let is_absent = |kind: &ExportKind| self.facts().completeness(*kind) == Completeness::Absent;
        let directory = directory.into_iter().filter(|kind| self.asks(AskedSystem::DirectoryRoles) && is_absent(kind));
        let app_roles = self.asks(AskedSystem::AppRoles) && !app_roles_are_listed(self.facts());
        let beside = [(ExportKind::AppRoleAssignments, app_roles), (ExportKind::Groups, self.lacks_owners)];
        let beside = beside.into_iter().filter(|(_, lacks)| *lacks).map(|(kind, _)| kind);
        azure.chain(directory).chain(self.of_unified_rbac()).chain(beside).collect()
    }

    /// Who holds roles of Defender, where a no rests on that, and what roles are of which nothing is known but that they are held.
    fn of_unified_rbac(&self) -> impl Iterator<Item = ExportKind> {
        let lacks_holders = self.stands.iter().any(|stand| self.again.uncovered(stand).as_deref() == Some(DEFENDER));
        let undefined = ConditionState::UnifiedRbac(UnifiedRbacDoubt::Definition);
        let is_undefined = |row: &Assignment| row.condition == undefined && self.matters(row.scope);
        let lacks_roles = self.facts().assignments.iter().any(is_undefined);
        let kinds = [(ExportKind::DefenderRoleAssignments, lacks_holders), (ExportKind::DefenderRoleDefinitions, lacks_roles)];
        kinds.into_iter().filter(|(_, lacks)| self.asks(AskedSystem::Azure) && *lacks).map(|(kind, _)| kind)
    }

    /// Whether a subscription that is asked about lacks a whole list of a kind.
    fn lacks_azure(&self, kind: ExportKind) -> bool {
        let absent = self.facts().completeness(kind) == Completeness::Absent;
        let asked: BTreeSet<&str> = self.stands.iter().filter_map(|stand| subscription_of(stand)).collect();
        if asked.is_empty() {
            return absent;
        }
        // Places without role assignments have a gap of their own.
        let is_by_place = kind != ExportKind::RoleAssignments || absent;
        let lacks = |path: &&str| {
            let entry = self.again.listed.at(kind, path, self.again.reach);
            entry.is_none_or(|entry| !entry.state.carries_a_no())
        };
        is_by_place && asked.iter().any(lacks)
    }

    /// Subscriptions of which nobody listed the resources, and whether no subscription is known at all.
    fn targets(&self) -> (BTreeSet<String>, bool) {
        let again = self.again;
        let stand_ins = again.report.targets.iter().filter(|target| [ANY_WORKSPACE, ANY_RESOURCE].contains(&&*target.kind));
        let groups = stand_ins.filter(|target| resource_group_of(&target.id).is_some());
        let unlisted = groups.filter_map(|target| subscription_of(&target.id)).map(str::to_owned).collect();
        let mut asked = again.asked.iter().filter(|asked| !matches!(asked.task.target, TargetKind::Tenant | TargetKind::Group));
        let is_open = asked.any(|asked| again.targets_of(asked.task).next().is_none());
        (unlisted, is_open && known_subscriptions(again.records.facts).is_empty())
    }

    /// Groups that hold something, or that denies name, and whose members were not exported (R-PRI-7).
    fn members(&self) -> BTreeSet<PrincipalId> {
        let (records, standings) = (self.again.records, &self.again.standings);
        let denied = self.denied();
        let holds = |principal: PrincipalId| {
            denied.contains(&principal) || standings.own(principal).iter().any(|own| self.matters(own.scope))
        };
        let unlisted = standings.members.unlisted().iter().copied();
        let azure = unlisted.filter(|&group| {
            let mut ways: Vec<PrincipalId> = records.ways(group).into_keys().collect();
            ways.arrange();
            ways.into_iter().any(holds)
        });
        let directory = self.facts().principals.ids().filter(|&group| {
            self.asks(AskedSystem::DirectoryRoles)
                && standings.members.is_open_directly(group, MayJoin::Anybody)
                && records.may_hold_directory_roles(group)
                && !records.settled_directory(group).is_empty()
        });
        azure.chain(directory).filter(|&group| !records.is_deleted(group)).collect()
    }

    fn denied(&self) -> BTreeSet<PrincipalId> {
        let denies = self.facts().denies.iter().filter(|deny| !deny.audit_only && self.matters(deny.scope));
        let principals = denies.flat_map(|deny| {
            let named = deny.principals.iter().filter_map(|principal| match principal {
                DenyPrincipal::Principal(principal) => Some(*principal),
                DenyPrincipal::Everyone => None,
            });
            named.chain(deny.exclude.iter().copied())
        });
        principals.collect()
    }

    /// Every scope at which somebody is given a role that counts, with the role.
    fn given(&self) -> BTreeSet<(ScopeId, crate::model::RoleId)> {
        let mut holders: Vec<PrincipalId> = self.again.records.rows.keys().copied().collect();
        holders.arrange();
        let standings = &self.again.standings;
        holders.into_iter().flat_map(|holder| standings.own(holder)).map(|own| (own.scope, own.role)).collect()
    }

    fn roles(&self) -> BTreeSet<(GapCode, String)> {
        let facts = self.facts();
        let held = self.given().into_iter().filter(|(scope, _)| self.matters(*scope));
        let gap = |(_, role)| {
            let id = facts.roles.id(role);
            let code = match self.again.evaluator.role(role).doubt? {
                RoleInDoubt::Undefined => GapCode::RoleDefinitionNotExported,
                RoleInDoubt::Lossy => GapCode::RoleDefinitionLossy,
                RoleInDoubt::Contradicting => GapCode::RoleDefinitionContradicting,
            };
            Some((code, id.to_string()))
        };
        held.filter_map(gap).collect()
    }

    /// Management groups of which nobody knows whether they contain what was asked (R-SCO-5).
    fn parents(&self) -> BTreeSet<ScopeId> {
        let denies = self.facts().denies.iter().filter(|deny| !deny.audit_only).map(|deny| deny.scope);
        let scopes = self.given().into_iter().map(|(scope, _)| scope).chain(denies);
        let doubtful = |scope: &ScopeId| {
            let is_group = self.facts().scopes.kind(*scope) == ScopeKind::ManagementGroup;
            is_group && self.stands.iter().any(|stand| self.again.reach.within(*scope, stand) == Some(Within::Maybe))
        };
        scopes.filter(doubtful).collect()
    }

    /// Places of which no whole list of role assignments is at hand (R-EVAL-9).
    fn silent(&self) -> BTreeSet<String> {
        let places = self.stands.iter().filter(|_| self.asks(AskedSystem::Azure));
        places.filter_map(|stand| self.again.uncovered(stand)).filter(|place| place != DEFENDER).collect()
    }
}
