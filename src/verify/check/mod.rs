//! A check of role files, done again as far as it judges access: each place and role that a finding names is looked up, what the policy
//! forbids and what is dangerous in a role is found again, and what became of each role since the base, and who gains access by that, is
//! worked out.

mod base;
pub(super) mod claims;
mod dangerous;
mod expected;
mod exposure;
mod finding;
mod gains;
mod grants;
mod large;
mod places;
mod written;

use std::collections::BTreeMap;

use base::BaseFindings;
use claims::{CheckClaims, CheckFindingClaim};
use expected::{ExpectedFindings, is_decided_again};
use exposure::ExposedTenant;
use finding::ExpectedFinding;
use gains::GainingRole;
use places::{CheckedFiles, is_at_its_place};

use super::diff::sources::CatalogAt;
use super::fault::{Fault, Why};
use super::privileged::PrivilegedNames;
use super::replay::Replay;
use super::report::Report;
use super::role_access::claims::RoleDiffClaim;
use super::role_access::difference::DifferenceAgain;
use super::role_access::ground::{RoleGround, RolePairAgain};
use super::role_access::{differences, is_of, pairs};
use super::vouched::vouched_facts;
use crate::catalog::Catalog;
use crate::config::Governance;
use crate::model::{Facts, RoleDefinition, TaskPack};
use crate::pattern::Wildcards;
use crate::role_file::{RoleFile, WrittenRole};

/// What a check is done again on.
#[derive(Debug, Clone, Copy)]
pub struct CheckSources<'s> {
    /// The role files.
    pub files: &'s [RoleFile],
    /// Their configurations.
    pub governance: &'s Governance,
    /// The files of the base; none where the report was compared with none.
    pub base: Option<&'s [RoleFile]>,
    /// The tenant in which the roles are assigned, where it is at hand.
    pub tenant: Option<CheckTenant<'s>>,
    /// What Azure ships.
    pub catalog: &'s Catalog,
    /// The packs whose tasks a change may newly allow.
    pub packs: &'s [TaskPack],
}

/// The tenant in which roles are assigned.
#[derive(Debug, Clone, Copy)]
pub struct CheckTenant<'s> {
    /// What its exports state.
    pub facts: &'s Facts,
    /// The instant, in seconds since 1970.
    pub at: i64,
}

/// The roles before and after the change, with what they are judged with.
struct ChangedRoles<'s> {
    sources: CheckSources<'s>,
    ground: RoleGround<'s>,
    pairs: Vec<RolePairAgain<'s>>,
}

/// So many findings of one lint are shown for one role.
const MOST_OF_A_ROLE: usize = 20;

/// And so many for one file.
const MOST_OF_A_FILE: usize = 200;

/// What is taken from a report as it is.
const BELIEVED: [&str; 2] = [
    "messages, fixes, what was accepted, what the baseline has, and that what is called new is not in the base",
    "findings of all other lints, but for their places",
];

/// The same, where the exports of the tenant are not at hand.
const BELIEVED_GAINS: &str = "who gains access by the change (exposure): give the exports with --exports";

/// Holds what a check says against the role files, and who gains access by a change against the exports.
pub fn replay_check(report: &Report, claims: &CheckClaims, sources: CheckSources<'_>) -> Replay {
    let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
    let ground = RoleGround { catalog: sources.catalog, packs: sources.packs, wildcards };
    let mut replay = Replay { believed: BELIEVED.to_vec(), ..Replay::default() };
    let checked = CheckedFiles::new(sources.files);
    files(claims, &checked, &mut replay.faults);
    let definitions = |files: &[RoleFile]| files.iter().flat_map(|file| &file.roles).map(WrittenRole::definition).collect();
    let [old, new]: [Vec<RoleDefinition>; 2] = [definitions(sources.base.unwrap_or_default()), definitions(sources.files)];
    let changed = ChangedRoles { sources, ground, pairs: pairs(&old, &new) };
    let gained = access(claims, &changed, &mut replay.faults);
    let expected = ExpectedFindings { files: sources.files, governance: sources.governance, ground };
    let mut is = expected.all();
    is.extend(expected.new_access(&gained));
    replay.decided = claims.findings.len();
    let base = sources.base.map(|base| BaseFindings::new(base, &expected));
    findings(claims, &CheckAgain { is, checked, expected }, base, &mut replay.faults);
    exposed(report, claims, &changed, &mut replay);
    replay
}

/// Holds who is said to gain access against the exports, where they are at hand.
fn exposed(report: &Report, claims: &CheckClaims, changed: &ChangedRoles<'_>, replay: &mut Replay) {
    let sources = changed.sources;
    let said = claims.access.as_ref().and_then(|access| Some((&access.roles, access.exposure.as_ref()?)));
    let (Some(tenant), Some((roles, claim))) = (sources.tenant, said) else {
        replay.believed.extend(said.map(|_| BELIEVED_GAINS));
        if sources.tenant.is_some() {
            let why =
                Why::LeftOut { what: "parts of the report", count: 1, first: "who gains access by the change".to_owned() };
            replay.faults.push(Fault::at_place("access.exposure", &why));
        }
        return;
    };
    let vouched = vouched_facts(report, tenant.facts);
    let with = CatalogAt { catalog: sources.catalog, at: tenant.at };
    let (facts, roles) = (vouched.as_ref().unwrap_or(tenant.facts), gaining(roles, &changed.pairs));
    exposure::compare(report, claim, &ExposedTenant { roles, facts, with, packs: sources.packs }, replay);
}

/// The roles that gain something, or of which nobody knows whether they do, with their definitions.
fn gaining<'a>(roles: &'a [RoleDiffClaim], pairs: &[RolePairAgain<'a>]) -> Vec<GainingRole<'a>> {
    let mut left = pairs.to_vec();
    let mut found = Vec::new();
    for claim in roles {
        let own = left.iter().position(|pair| is_of(*pair, claim));
        let Some((old, new)) = own.map(|at| left.remove(at)) else { continue };
        if !claim.gained.is_empty() || !claim.doubts.is_empty() {
            found.push(GainingRole { claim, old, new });
        }
    }
    found
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
fn access(claims: &CheckClaims, changed: &ChangedRoles<'_>, faults: &mut Vec<Fault>) -> Vec<(String, usize)> {
    let ChangedRoles { sources, ground, pairs } = changed;
    let (Some(said), Some(_)) = (&claims.access, sources.base) else {
        if sources.base.is_some() {
            let count = pairs.iter().filter(|(old, _)| old.is_some()).count();
            let first = format!("what became of {count} roles since the base");
            faults.push(Fault::at_place("access", &Why::LeftOut { what: "parts of the report", count: 1, first }));
        }
        return Vec::new();
    };
    let privileged = PrivilegedNames::new(sources.catalog);
    let mut pairs = pairs.clone();
    // A base may hold roles that were not asked about: that these are gone, no report has to say.
    let is_told = |name: &str| said.roles.iter().any(|claim| claim.name == name && claim.change == "removed");
    pairs.retain(|(old, new)| new.is_some() || old.is_some_and(|old| is_told(&old.name)));
    let again = DifferenceAgain { ground: *ground, privileged: &privileged, pairs: &pairs };
    differences("access.roles", &said.roles, &again, faults);
    let gains = said.roles.iter().filter(|claim| claim.change != "removed");
    let gains = gains.filter(|claim| !claim.gained.is_empty() || !claim.scopes_gained.is_empty());
    gains.map(|claim| (claim.name.clone(), claim.gained.len())).collect()
}

/// What a check has to find.
struct CheckAgain<'a> {
    is: Vec<ExpectedFinding>,
    checked: CheckedFiles<'a>,
    expected: ExpectedFindings<'a>,
}

/// What of it no finding of the report was held against yet.
struct FindingsLeft<'a> {
    is: Vec<&'a ExpectedFinding>,
    base: Option<BaseFindings>,
}

/// Holds each finding against its place and its role, and those that are decided again against what is so.
fn findings(claims: &CheckClaims, again: &CheckAgain<'_>, base: Option<BaseFindings>, faults: &mut Vec<Fault>) {
    let mut left = FindingsLeft { is: again.is.iter().collect(), base };
    let mut shown: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut of_files: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (number, claim) in claims.findings.iter().enumerate() {
        *shown.entry((claim.lint.clone(), claim.role.clone())).or_default() += 1;
        if let Some((file, _)) = again.checked.find(&claim.path) {
            *of_files.entry((claim.lint.clone(), file)).or_default() += 1;
        }
        if let Err(why) = again.finding(claim, &mut left) {
            faults.push(Fault::at_place(format!("findings[{number}]"), &why));
        }
    }
    let FindingsLeft { is, mut base } = left;
    let mut missing: Vec<&ExpectedFinding> = is
        .into_iter()
        .filter(|own| {
            let crowd = shown.get(&(own.lint.to_owned(), own.role.clone())).copied().unwrap_or_default();
            let of_file = of_files.get(&(own.lint.to_owned(), own.file)).copied().unwrap_or_default();
            crowd < MOST_OF_A_ROLE && of_file < MOST_OF_A_FILE && own.is_certain
        })
        // What is found twice at one place, by a loop or by two calls of a module, is said once.
        .filter(|own| !claims.findings.iter().any(|claim| again.is_of(own, claim)))
        .collect();
    // Of the findings that the base has too, a report may say how many they are only.
    let mut old = claims.old_left_out.unwrap_or_default();
    missing.retain(|own| {
        let is_left_out = old > 0 && base.as_mut().is_some_and(|base| base.take(own));
        old -= usize::from(is_left_out);
        !is_left_out
    });
    if let Some(first) = missing.first() {
        let path = again.checked.name_of(first.file).unwrap_or_default();
        let shown = format!("{} at {path}:{}:{}", first.lint, first.line, first.column);
        let why = Why::LeftOut { what: "findings", count: missing.len(), first: shown };
        faults.push(Fault::at_place("findings", &why));
    }
}

impl CheckAgain<'_> {
    /// Whether a finding of the report is this one.
    fn is_of(&self, own: &ExpectedFinding, claim: &CheckFindingClaim) -> bool {
        own.is_claimed_by(claim) && self.checked.find(&claim.path).is_some_and(|(at, _)| at == own.file)
    }

    /// Whether a finding is at its place, and one of those that are left, if it is decided again; and whether the base has it too, if it is
    /// said to be old.
    fn finding(&self, claim: &CheckFindingClaim, left: &mut FindingsLeft<'_>) -> Result<(), Why> {
        let Some((at, file)) = self.checked.find(&claim.path) else {
            let is_known = self.expected.is_configuration(&claim.path) || claim.lint == "unreadable-file";
            return if is_known { Ok(()) } else { Err(Why::NoInput(claim.path.clone())) };
        };
        is_at_its_place(claim, file)?;
        if !is_decided_again(&claim.lint) {
            return Ok(());
        }
        let own = left.is.iter().position(|own| own.file == at && own.is_claimed_by(claim));
        let Some(own) = own.map(|own| left.is.remove(own)) else {
            let first = || format!("{} at {}:{}", claim.lint, claim.path, claim.line);
            let is_open = self.expected.may_be_open(at, claim);
            return if is_open { Ok(()) } else { Err(Why::MadeUp { what: "findings", count: 1, first: first() }) };
        };
        self.expected.agrees(own, claim)?;
        let is_old = claim.old != Some(true) || left.base.as_mut().is_some_and(|base| base.take(own));
        let status = || Why::OtherStatus { said: "the base has this finding too".to_owned(), is: "it is new".to_owned() };
        is_old.then_some(()).ok_or_else(status)
    }
}
