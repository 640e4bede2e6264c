//! A check of role files, done again as far as it judges access: each place and role that a finding names is looked up, what the policy
//! forbids and what is dangerous in a role is found again, and what became of each role since the base is worked out.

pub(super) mod claims;
mod dangerous;
mod expected;
mod finding;
mod grants;
mod places;

use std::collections::BTreeMap;

use claims::{CheckClaims, CheckFindingClaim};
use expected::{ExpectedFindings, RE_DECIDED};
use finding::ExpectedFinding;
use places::{CheckedFiles, is_at_its_place};

use super::fault::{Fault, Why};
use super::privileged::PrivilegedNames;
use super::replay::Replay;
use super::report::Report;
use super::role_access::difference::DifferenceAgain;
use super::role_access::ground::RoleGround;
use super::role_access::{differences, pairs};
use crate::catalog::Catalog;
use crate::config::Governance;
use crate::model::{RoleDefinition, TaskPack};
use crate::pattern::Wildcards;
use crate::role_file::{RoleFile, WrittenRole};

/// What a check is done again on.
#[derive(Debug, Clone, Copy)]
pub struct CheckSources<'s> {
    /// The role files.
    pub files: &'s [RoleFile],
    /// Their configurations.
    pub governance: &'s Governance,
    /// The roles of the base; none where the report was compared with none.
    pub base: Option<&'s [RoleDefinition]>,
    /// What Azure ships.
    pub catalog: &'s Catalog,
    /// The packs whose tasks a change may newly allow.
    pub packs: &'s [TaskPack],
}

/// So many findings of one lint are shown for one role.
const MOST_OF_A_ROLE: usize = 20;

/// What is taken from a report as it is.
const BELIEVED: [&str; 3] = [
    "messages, fixes, what was accepted, and what the baseline and the base have too",
    "findings of all other lints, but for their places",
    "who gains access by the change (exposure)",
];

/// Holds what a check says against the role files.
pub fn replay_check(report: &Report, claims: &CheckClaims, sources: CheckSources<'_>) -> Replay {
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let ground = RoleGround { catalog: sources.catalog, packs: sources.packs, wildcards };
    let mut replay = Replay { believed: BELIEVED.to_vec(), ..Replay::default() };
    let checked = CheckedFiles::new(sources.files);
    files(claims, &checked, &mut replay.faults);
    let gained = access(claims, (sources, ground), &mut replay.faults);
    let expected = ExpectedFindings { files: sources.files, governance: sources.governance, ground };
    let mut is = expected.all();
    is.extend(expected.new_access(&gained));
    replay.decided = claims.findings.len();
    findings(claims, &CheckAgain { is, checked, expected }, &mut replay.faults);
    replay
}

/// Each role file once, with its roles.
fn files(claims: &CheckClaims, checked: &CheckedFiles<'_>, faults: &mut Vec<Fault>) {
    let mut seen = BTreeMap::new();
    for (number, claim) in claims.files.iter().enumerate() {
        let place = format!("files[{number}]");
        let Some((at, file)) = checked.find(&claim.path) else {
            let why = Why::MadeUp { what: "files", count: 1, first: claim.path.clone() };
            faults.push(Fault::at_place(place, &why));
            continue;
        };
        let computed = file.roles.iter().filter(|role| role.losses.unreadable).count();
        let words = |roles: usize, computed: usize| format!("{roles} roles, {computed} of them not told in full");
        if (claim.roles, claim.computed) != (file.roles.len(), computed) {
            let (said, is) = (words(claim.roles, claim.computed), words(file.roles.len(), computed));
            faults.push(Fault::at_place(&place, &Why::OtherStatus { said, is }));
        }
        if seen.insert(at, number).is_some() {
            faults.push(Fault::at_place(place, &Why::AnsweredTwice));
        }
    }
    if let Some(first) = checked.names().filter(|(at, _)| !seen.contains_key(at)).map(|(_, name)| name.to_owned()).next() {
        let count = checked.names().count() - seen.len();
        faults.push(Fault::at_place("files", &Why::LeftOut { what: "files", count, first }));
    }
}

/// Holds what became of the roles against the base: the names of those that gain something.
fn access(
    claims: &CheckClaims,
    (sources, ground): (CheckSources<'_>, RoleGround<'_>),
    faults: &mut Vec<Fault>,
) -> Vec<(String, usize)> {
    let (Some(said), Some(base)) = (&claims.access, sources.base) else {
        if let Some(base) = sources.base.filter(|_| claims.access.is_none()) {
            let first = format!("what became of {} roles since the base", base.len());
            faults.push(Fault::at_place("access", &Why::LeftOut { what: "parts of the report", count: 1, first }));
        }
        return Vec::new();
    };
    let privileged = PrivilegedNames::new(sources.catalog);
    let new: Vec<RoleDefinition> = sources.files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect();
    let mut pairs = pairs(base, &new);
    // A base may hold roles that were not asked about: that these are gone, no report has to say.
    let is_told = |name: &str| said.roles.iter().any(|claim| claim.name == name && claim.change == "removed");
    pairs.retain(|(old, new)| new.is_some() || old.is_some_and(|old| is_told(&old.name)));
    let again = DifferenceAgain { ground, privileged: &privileged, pairs: &pairs };
    differences("access.roles", &said.roles, &again, faults);
    let gains = said.roles.iter().filter(|claim| claim.change != "removed");
    let gains = gains.filter(|claim| !claim.gained.is_empty() || !claim.scopes_gained.is_empty());
    gains.map(|claim| (claim.name.clone(), claim.gained.len())).collect()
}

/// What is said of a role that has too many actions to be compared with others, and the lints that compare.
const NOT_COMPARED: &str = "too-many-actions";
const COMPARING: [&str; 3] = ["owner-equivalent", "privilege-escalation", "wildcard-write"];

/// What a check has to find.
struct CheckAgain<'a> {
    is: Vec<ExpectedFinding>,
    checked: CheckedFiles<'a>,
    expected: ExpectedFindings<'a>,
}

/// Holds each finding against its place and its role, and those that are decided again against what is so.
fn findings(claims: &CheckClaims, again: &CheckAgain<'_>, faults: &mut Vec<Fault>) {
    let large = claims.findings.iter().filter(|claim| claim.lint == NOT_COMPARED).map(|claim| &claim.role);
    let large: Vec<&Option<String>> = large.collect();
    let is_compared = |lint: &str, role: &Option<String>| !COMPARING.contains(&lint) || !large.contains(&role);
    let mut left: Vec<&ExpectedFinding> = again.is.iter().filter(|own| is_compared(own.lint, &own.role)).collect();
    let mut shown: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    for (number, claim) in claims.findings.iter().enumerate() {
        *shown.entry((claim.lint.clone(), claim.role.clone())).or_default() += 1;
        let checked = is_compared(&claim.lint, &claim.role).then(|| again.finding(claim, &mut left));
        if let Some(Err(why)) = checked {
            faults.push(Fault::at_place(format!("findings[{number}]"), &why));
        }
    }
    // Of the findings that the base has too, a report may say how many they are only.
    let mut missing = left.into_iter().filter(|_| claims.old_left_out.unwrap_or_default() == 0).filter(|own| {
        let crowd = shown.get(&(own.lint.to_owned(), own.role.clone())).copied().unwrap_or_default();
        crowd < MOST_OF_A_ROLE && own.is_certain
    });
    if let Some(first) = missing.next() {
        let path = again.checked.name_of(first.file).unwrap_or_default();
        let shown = format!("{} at {path}:{}:{}", first.lint, first.line, first.column);
        let why = Why::LeftOut { what: "findings", count: 1 + missing.count(), first: shown };
        faults.push(Fault::at_place("findings", &why));
    }
}

impl CheckAgain<'_> {
    /// Whether a finding is at its place, and one of those that are left, if it is decided again.
    fn finding(&self, claim: &CheckFindingClaim, left: &mut Vec<&ExpectedFinding>) -> Result<(), Why> {
        let Some((at, file)) = self.checked.find(&claim.path) else {
            let is_known = self.expected.is_configuration(&claim.path) || claim.lint == "unreadable-file";
            return if is_known { Ok(()) } else { Err(Why::NoInput(claim.path.clone())) };
        };
        is_at_its_place(claim, file)?;
        if !RE_DECIDED.contains(&claim.lint.as_str()) {
            return Ok(());
        }
        let own = left.iter().position(|own| own.file == at && own.is_claimed_by(claim));
        match own.map(|own| left.remove(own)) {
            Some(own) => self.expected.agrees(own, claim),
            None if self.expected.may_be_open(at, claim) => Ok(()),
            None => {
                let first = format!("{} at {}:{}", claim.lint, claim.path, claim.line);
                Err(Why::MadeUp { what: "findings", count: 1, first })
            }
        }
    }
}
