//! `new-access`: what the roles of the files grant and the base did not grant.

use super::role::PolicyRole;
use crate::access::{AccessChange, DiffSide, RoleDiff};
use crate::config::Governance;
use crate::graph::RoleDoubt;
use crate::model::{Plane, Severity};
use crate::review::changes::RoleChange;
use crate::review::lint::Finding;
use crate::role_file::{RoleFile, WrittenBlock, WrittenRole};
use crate::source::Span;

/// How many actions a message names.
const NAMED: usize = 3;

/// What the roles are compared with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Against<'a> {
    /// What it is called.
    pub(crate) base: &'a str,
    /// By the name of a role: who gains what by it.
    pub(crate) sentences: Vec<(String, String)>,
}

/// A finding for each role that grants more than before, or may: an error if the policy forbids that, else a note.
pub(crate) fn new_access(
    changes: &[RoleChange],
    files: &[RoleFile],
    governance: &Governance,
    against: &Against<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for change in changes {
        let Some(place) = change.place else { continue };
        let Some(role) = files.get(place.file).and_then(|file| file.roles.get(place.role)) else { continue };
        let forbidden = governance.of(place.file).is_some_and(|governing| governing.config.policy.no_new_access);
        let place = PolicyRole { place, written: role };
        findings.extend(gain(&place, &change.diff, against, forbidden));
        findings.extend(doubt(&place, &change.diff, against.base, forbidden));
    }
    findings
}

fn gain(place: &PolicyRole<'_>, diff: &RoleDiff, against: &Against<'_>, forbidden: bool) -> Option<Finding> {
    if !diff.adds_access() {
        return None;
    }
    let mut parts: Vec<String> = diff.access.gained.iter().map(gained).collect();
    if !diff.scopes_gained.is_empty() {
        let scopes: Vec<String> = diff.scopes_gained.iter().map(|scope| format!("`{scope}`")).collect();
        parts.push(format!("can be assigned at {}", scopes.join(", ")));
    }
    parts.extend(against.sentences.iter().filter(|(role, _)| *role == *diff.name).map(|(_, sentence)| sentence.clone()));
    let message = format!("compared with {}, the role {}", against.base, parts.join("; "));
    let help = if forbidden {
        "take the new access out, or accept it with an `allow` that says why"
    } else {
        "see that this is meant"
    };
    let witness = diff.access.gained.iter().max_by_key(|change| change.privileged.len()).map(|change| {
        let first = change.privileged.first().map(ToString::to_string);
        first.unwrap_or_else(|| change.action().to_owned())
    });
    Some(Finding {
        severity: if forbidden { Severity::Error } else { Severity::Note },
        help: Some(help.into()),
        witness,
        ..place.finding("new-access", span(place.written, diff), message)
    })
}

/// `gains 12 operations, 2 of them privileged: ...`
fn gained(change: &AccessChange) -> String {
    let kind = if change.plane == Plane::Data { "data operation" } else { "operation" };
    let mut words = match change.operations.len() {
        0 => format!("gains `{}`, which no known {kind} shows yet", change.action()),
        1 => format!("gains one {kind}"),
        more => format!("gains {more} {kind}s"),
    };
    let (named, privileged) = match change.privileged.len() {
        0 => (&change.operations, String::new()),
        1 if change.operations.len() == 1 => (&change.privileged, ", a privileged one".to_owned()),
        more => (&change.privileged, format!(", {more} of them privileged")),
    };
    words.push_str(&privileged);
    if !named.is_empty() {
        let shown: Vec<String> = named.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let more = if named.len() > NAMED { " ..." } else { "" };
        words = format!("{words}: {}{more}", shown.join(", "));
    }
    match &change.condition {
        Some(condition) => format!("{words} (under the condition {condition})"),
        None => words,
    }
}

fn doubt(place: &PolicyRole<'_>, diff: &RoleDiff, base: &str, forbidden: bool) -> Option<Finding> {
    let is_open = diff.access.undecided.iter().any(|undecided| undecided.side == DiffSide::Gained);
    if diff.doubts.is_empty() && !is_open {
        return None;
    }
    let why = if is_open {
        "patterns with several wildcards make it too complex"
    } else if diff.doubts == [RoleDoubt::OpenScopes] {
        "a scope at which it can be assigned is an expression that was not there"
    } else {
        "a list is an expression, or what wrote the file lost the borders of permission blocks"
    };
    let message = format!("whether the role gains access compared with {base} cannot be told for certain: {why}");
    let severity = if forbidden { Severity::Warning } else { Severity::Note };
    let help = Some("write the actions and scopes out, or compare what the expressions become".into());
    Some(Finding { severity, help, ..place.finding("undecided-policy", place.written.heading(), message) })
}

/// The place of the first pattern that grants something new.
fn span(role: &WrittenRole, diff: &RoleDiff) -> Span {
    let patterns: Vec<&str> = diff.access.gained.iter().flat_map(|change| &change.patterns).map(|text| &**text).collect();
    let texts = role.blocks.iter().flat_map(WrittenBlock::lists).flat_map(|(_, list)| &list.items);
    let brings = |text: &str| patterns.iter().any(|pattern| pattern.eq_ignore_ascii_case(text.trim()));
    let found = texts.into_iter().find(|text| text.known().is_some_and(brings));
    found.map_or(role.heading(), |text| text.span)
}
