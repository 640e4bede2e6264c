//! [`WrittenFaults`]: what is wrong with a role as it is written, found again: names, ids, descriptions and scopes that are missing or too
//! long, texts that are there twice, and actions of the other plane.

use std::collections::BTreeMap;
use std::path::Path;

use super::finding::{ExpectedFinding, LintAndSeverity, RoleInFile, Shows};
use crate::guid::Guid;
use crate::model::role::role_id_of;
use crate::model::{RoleKind, ScopeKind, ScopePath};
use crate::pattern::Pattern;
use crate::role_file::{ListKind, Shape, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::source::Span;
use crate::verify::glob::Glob;
use crate::verify::role_access::ground::RoleGround;

/// The lints whose findings are found again here.
pub(super) const OF_WRITING: [&str; 16] = [
    "description-missing",
    "description-too-long",
    "duplicate-action",
    "duplicate-id",
    "duplicate-scope",
    "id-missing",
    "id-not-guid",
    "multiple-wildcards",
    "name-missing",
    "name-too-long",
    "root-scope",
    "scopes-missing",
    "stray-blank",
    "too-many-scopes",
    "wildcard-scope",
    "wrong-plane",
];

const LONGEST_NAME: usize = 512;
const LONGEST_DESCRIPTION: usize = 2_048;
const MOST_SCOPES: usize = 2_000;

/// Looks at one role.
pub(super) struct WrittenFaults<'a> {
    at: RoleInFile<'a>,
    ground: RoleGround<'a>,
}

impl<'a> WrittenFaults<'a> {
    pub(super) const fn new(at: RoleInFile<'a>, ground: RoleGround<'a>) -> Self {
        Self { at, ground }
    }

    /// Everything that a check has to find in the role by itself. Not every text of a role that is too large is looked at.
    pub(super) fn findings(&self, is_large: bool) -> Vec<ExpectedFinding> {
        let mut found = Vec::new();
        self.identity(&mut found);
        self.scopes(&mut found);
        for block in &self.at.role.blocks {
            self.actions(block, is_large, &mut found);
        }
        found
    }

    fn shown(&self, what: LintAndSeverity, span: Span) -> ExpectedFinding {
        self.at.finding(what, span, Shows::Nothing)
    }

    /// Name, id and description. What a module passes on need not have them all.
    fn identity(&self, found: &mut Vec<ExpectedFinding>) {
        let role = self.at.role;
        let parts = [
            (&role.name, ("name-missing", "error"), ("name-too-long", "error"), LONGEST_NAME),
            (&role.description, ("description-missing", "note"), ("description-too-long", "error"), LONGEST_DESCRIPTION),
        ];
        for (text, missing, too_long, longest) in parts {
            let is_there = text.as_ref().is_some_and(|text| text.known().is_none_or(|own| !own.trim().is_empty()));
            if !is_there && !role.is_argument {
                found.push(self.shown(missing, text.as_ref().map_or(role.heading(), |text| text.span)));
            }
            let is_long = |text: &&WrittenText| text.known().is_some_and(|own| own.chars().count() > longest);
            found.extend(text.as_ref().filter(is_long).map(|text| self.shown(too_long, text.span)));
        }
        let is_empty = |id: &WrittenText| id.known().is_some_and(|own| own.trim().is_empty());
        let needs_id = matches!(role.shape, Shape::Flat | Shape::Az | Shape::Arm | Shape::Portal);
        if needs_id && !role.is_argument && role.id.as_ref().is_none_or(is_empty) {
            found.push(self.shown(("id-missing", "note"), role.heading()));
        }
        let is_other =
            |id: &&WrittenText| id.known().is_some_and(|own| !own.trim().is_empty() && role_id_of(own).guid().is_none());
        // What a module makes of an `id` or `name` of its own, it knows.
        let id = role.id.as_ref().filter(|_| !role.is_argument);
        found.extend(id.filter(is_other).map(|id| self.shown(("id-not-guid", "error"), id.span)));
    }

    fn scopes(&self, found: &mut Vec<ExpectedFinding>) {
        let role = self.at.role;
        let is_deployed = matches!(role.shape, Shape::Arm | Shape::ArmTemplate | Shape::Bicep | Shape::Azapi | Shape::Pulumi);
        let severity = if is_deployed { "warning" } else { "error" };
        let missing = match &role.assignable_scopes {
            Some(list) if list.items.is_empty() => Some(self.shown(("scopes-missing", "error"), list.span)),
            Some(_) => None,
            None => Some(self.shown(("scopes-missing", severity), role.heading())),
        };
        found.extend(missing.filter(|_| !role.is_argument));
        let items = role.assignable_scopes.as_ref().map(|list| list.items.as_slice()).unwrap_or_default();
        found.extend(items.get(MOST_SCOPES).map(|first| self.shown(("too-many-scopes", "error"), first.span)));
        let mut seen = Vec::new();
        for item in items {
            let Some(text) = item.known() else { continue };
            let scope = ScopePath::parse(text);
            if scope.kind() == ScopeKind::Root && role.kind != RoleKind::BuiltIn {
                found.push(self.shown(("root-scope", "error"), item.span));
            }
            if text.contains('*') {
                found.push(self.shown(("wildcard-scope", "error"), item.span));
            }
            let path = scope.as_str().to_ascii_lowercase();
            if seen.contains(&path) {
                found.push(self.shown(("duplicate-scope", "warning"), item.span));
            } else {
                seen.push(path);
            }
        }
    }

    fn actions(&self, block: &WrittenBlock, is_large: bool, found: &mut Vec<ExpectedFinding>) {
        for (list, texts) in block.lists() {
            let mut seen = std::collections::BTreeSet::new();
            for text in &texts.items {
                let Some(known) = text.known() else { continue };
                if !seen.insert(Pattern::parse(known).folded().to_owned()) {
                    found.push(self.shown(("duplicate-action", "warning"), text.span));
                }
                if known.matches('*').count() > 1 {
                    found.push(self.shown(("multiple-wildcards", "error"), text.span));
                }
                if is_large {
                    continue;
                }
                if known.contains(char::is_whitespace) || known.is_empty() {
                    found.push(self.shown(("stray-blank", "warning"), text.span));
                }
                found.extend(self.of_other_plane(list, text.span, known));
            }
        }
    }

    /// A text that is no action of its plane, and one of the other plane: shown by the first.
    fn of_other_plane(&self, list: ListKind, span: Span, known: &str) -> Option<ExpectedFinding> {
        let (plane, text) = (list.plane(), known.trim());
        let is_slashed = text.starts_with('/') || text.ends_with('/') || text.contains("//");
        let (glob, operations) = (Glob::new(text, self.ground.wildcards), self.ground.catalog.operations());
        let prefix = glob.text().split('*').next().unwrap_or_default().to_owned();
        let mut first = [plane, plane.other()].into_iter().map(|plane| {
            let mut all = operations.starting_with(plane, &prefix);
            all.find(|id| glob.matches(operations.lower_name(*id))).map(|id| operations.name(id))
        });
        let (own, other) = (first.next().flatten(), first.next().flatten()?);
        if own.is_some() || text.is_empty() || text.contains(char::is_whitespace) || is_slashed {
            return None;
        }
        let severity = if text.contains('*') { "warning" } else { "error" };
        Some(self.at.finding(("wrong-plane", severity), span, Shows::Action(other.to_owned())))
    }
}

/// Definitions that have the id of an earlier one, unless one file makes the role of the definition in the other one.
pub(super) fn same_ids(roles: &[RoleInFile<'_>]) -> Vec<ExpectedFinding> {
    let mut first_of: BTreeMap<Guid, RoleInFile<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for again in roles {
        let id = again.role.id.as_ref();
        let Some(guid) = id.and_then(WrittenText::known).and_then(|text| role_id_of(text).guid()) else { continue };
        let Some(first) = first_of.get(&guid) else {
            first_of.insert(guid, *again);
            continue;
        };
        if !is_loaded(first, again) {
            let span = id.map_or(again.role.heading(), |id| id.span);
            found.push(again.finding(("duplicate-id", severity(first, again)), span, Shows::Nothing));
        }
    }
    found
}

/// An error in one file, a warning in one folder: what is in different folders may be for different tenants.
fn severity(first: &RoleInFile<'_>, again: &RoleInFile<'_>) -> &'static str {
    let folder = |role: &RoleInFile<'_>| Path::new(&**role.file.source.name()).parent().map(Path::to_path_buf);
    match () {
        () if first.number == again.number => "error",
        () if folder(first) == folder(again) => "warning",
        () => "note",
    }
}

fn is_loaded(first: &RoleInFile<'_>, again: &RoleInFile<'_>) -> bool {
    let name = |role: &RoleInFile<'_>| {
        let known = role.role.name.as_ref().and_then(WrittenText::known);
        known.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
    };
    let loads = || first.file.loads(again.file) || again.file.loads(first.file);
    let has_condition = |role: &WrittenRole| {
        let conditions = role.blocks.iter().filter_map(|block| block.condition.as_ref());
        conditions.into_iter().any(|text| text.known().is_none_or(|own| !own.trim().is_empty()))
    };
    let has_none = || !has_condition(first.role) && !has_condition(again.role);
    name(first) == name(again) && loads() && lists(first.role) == lists(again.role) && has_none()
}

/// What the lists of the blocks say, as far as the file tells it.
fn lists(role: &WrittenRole) -> Vec<Vec<Vec<String>>> {
    let texts = |block: &WrittenBlock, kind| {
        let known = block.list(kind).into_iter().flat_map(WrittenList::known);
        known.map(|text| Pattern::parse(text).folded().to_owned()).collect::<Vec<String>>()
    };
    let of_block = |block: &WrittenBlock| ListKind::ALL.map(|kind| texts(block, kind)).to_vec();
    role.blocks.iter().map(of_block).collect()
}
