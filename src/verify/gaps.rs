//! What the exports lack, worked out again: gaps and ledger of a report, by code and subject.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Fault, Why};
use super::members::MayJoin;
use super::reach::{Within, stand};
use super::redecide::Redecision;
use super::roles::RoleInDoubt;
use super::scope::{compare as compare_names, of_report};
use crate::model::scope::prefixes;
use crate::model::{Completeness, DenyPrincipal, ExportKind, Facts, GapCode, Need, PrincipalId, ScopeId, ScopeKind};

/// A gap: its code and its subject.
type GapKey = (String, String);

/// Gaps that show a kind of export not to be whole.
const OPENED_BY: [(ExportKind, GapCode); 6] = [
    (ExportKind::GroupMembers, GapCode::MembersNotExported),
    (ExportKind::ManagementGroups, GapCode::ManagementGroupParentsNotExported),
    (ExportKind::RoleDefinitions, GapCode::RoleDefinitionNotExported),
    (ExportKind::RoleDefinitions, GapCode::RoleDefinitionLossy),
    (ExportKind::RoleDefinitions, GapCode::RoleDefinitionContradicting),
    (ExportKind::RoleAssignments, GapCode::SubscriptionNotShown),
];

/// Holds the gaps and the ledger of a report against the exports.
pub(super) fn compare(again: &Redecision<'_>, faults: &mut Vec<Fault>) {
    let gaps = MissingExports::new(again).all();
    let shown = |key: GapKey| ((key.0.clone(), key.1.to_ascii_lowercase()), format!("{} of {}", key.0, key.1));
    let said = again.report.gaps.iter().filter(|gap| CHECKED.iter().any(|code| code.name() == gap.code));
    let said = said.map(|gap| shown(own_name(again, &gap.code, &gap.subject))).collect();
    let is: BTreeMap<GapKey, String> = gaps.iter().cloned().map(shown).collect();
    compare_names("gaps", &said, &is, faults);
    let name = |name: &str| (name.to_owned(), name.to_owned());
    let said = again.report.ledger.iter().map(|entry| name(&entry.export)).collect();
    compare_names("kinds of export", &said, &ExportKind::ALL.into_iter().map(|(_, own)| name(own)).collect(), faults);
    for (kind, name) in ExportKind::ALL {
        let is = word(completeness(again.records.facts, kind, &gaps));
        let own = again.report.ledger.iter().filter(|entry| entry.export == name);
        faults.extend(own.filter(|own| own.completeness != is).map(|own| {
            let (said, is) = (format!("{name}: {}", own.completeness), format!("{name}: {is}"));
            of_report(&Why::OtherStatus { said, is })
        }));
    }
}

/// The codes that are worked out here; prerequisites ask the exports on their own.
const CHECKED: [GapCode; 8] = [
    GapCode::KindNotExported,
    GapCode::PartialExport,
    GapCode::MembersNotExported,
    GapCode::RoleDefinitionNotExported,
    GapCode::RoleDefinitionLossy,
    GapCode::RoleDefinitionContradicting,
    GapCode::ManagementGroupParentsNotExported,
    GapCode::SubscriptionNotShown,
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

const fn word(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Partial => "partial",
        Completeness::Absent => "absent",
    }
}

/// How much of a kind there is: what a gap leaves open is not whole (R-EVAL-9).
pub(super) fn completeness(facts: &Facts, kind: ExportKind, gaps: &BTreeSet<GapKey>) -> Completeness {
    let own = facts.inputs.iter().any(|input| input.kind == kind);
    let in_groups = kind == ExportKind::GroupMembers && !own && !facts.member_lists.is_empty();
    let source = if in_groups { ExportKind::Groups } else { kind };
    let open = OPENED_BY.iter().any(|&(own, by)| own == kind && gaps.iter().any(|(code, _)| code == by.name()));
    if facts.vouched.contains(&kind) {
        return Completeness::Complete;
    }
    match facts.completeness(source) {
        Completeness::Complete if open => Completeness::Partial,
        other @ (Completeness::Complete | Completeness::Partial | Completeness::Absent) => other,
    }
}

/// Looks for what the exports lack.
pub(super) struct MissingExports<'a> {
    again: &'a Redecision<'a>,
    /// The scopes at which something is asked.
    stands: BTreeSet<String>,
    /// Those, and everything that contains them by text.
    around: BTreeSet<String>,
    azure: bool,
    directory: bool,
}

impl<'a> MissingExports<'a> {
    pub(super) fn new(again: &'a Redecision<'a>) -> Self {
        let (mut stands, mut azure, mut directory) = (BTreeSet::new(), false, false);
        for asked in &again.asked {
            let is_directory = |need: &Need| matches!(need, Need::DirectoryRole { .. });
            for leaf in asked.task.requires.leaves() {
                (azure, directory) = (azure || !is_directory(&leaf.what), directory || is_directory(&leaf.what));
                let targets = again.targets_of(asked.task);
                stands.extend(targets.map(|(id, kind)| stand(id, kind, leaf.at).to_ascii_lowercase()));
            }
        }
        let around = stands.iter().flat_map(|stand| prefixes(stand)).map(str::to_owned).collect();
        Self { again, stands, around, azure, directory }
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
        let all = azure.into_iter().filter(|_| self.azure).chain(directory.into_iter().filter(|_| self.directory));
        all.filter(|&kind| self.facts().completeness(kind) == Completeness::Absent).collect()
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
            ways.sort_unstable();
            ways.into_iter().any(holds)
        });
        let directory = self.facts().principals.ids().filter(|&group| {
            self.directory
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
        holders.sort_unstable();
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
        let places = self.stands.iter().filter(|_| self.azure);
        places.filter_map(|stand| self.again.uncovered(stand)).collect()
    }
}
