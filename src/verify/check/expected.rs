//! [`ExpectedFindings`]: what a check has to find, from the role files and their policies: what is forbidden and granted, scopes that are too
//! wide, and what a role grants that is dangerous whatever a policy says.

use std::rc::Rc;

use super::claims::CheckFindingClaim;
use super::dangerous::DangerousGrants;
use super::finding::{ExpectedFinding, ExpectedPlace, RoleInFile, Shows};
use super::grants::condition;
use super::large::large_roles;
use super::written::{OF_WRITING, WrittenFaults, same_ids};
use crate::config::{Governance, MaxScope, Policy};
use crate::model::scope::contains;
use crate::model::{Plane, PlanePattern, ScopeKind, ScopePath};
use crate::role_file::{ListKind, RoleFile, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::shorten::short_name;
use crate::verify::fault::Why;
use crate::verify::glob::Glob;
use crate::verify::narrowing::Narrowing;
use crate::verify::regions::regions;
use crate::verify::role_access::ground::RoleGround;

/// Whether every finding of a lint or rule is found again, and none may be left out.
pub(super) fn is_decided_again(lint: &str) -> bool {
    RE_DECIDED.contains(&lint) || OF_WRITING.contains(&lint)
}

/// Those about what a role grants, and where.
const RE_DECIDED: [&str; 13] = [
    "can-assign-roles",
    "can-elevate",
    "can-remove-protection",
    "can-write-role-definitions",
    "max-scope",
    "never-grant",
    "new-access",
    "owner-equivalent",
    "privilege-escalation",
    "required-not-actions",
    NOT_COMPARED,
    "wildcard-data",
    "wildcard-write",
];

/// What is said of a role that has too many actions to be compared with others.
const NOT_COMPARED: &str = "too-many-actions";

/// What a configuration says of a lint that is switched off.
const OFF: &str = "off";

/// What a policy forbids, and the rule that says so.
struct ForbiddenAgain<'a> {
    what: &'a PlanePattern,
    lint: &'static str,
}

/// What takes away from what a block grants.
struct TakenAgain {
    except: Vec<Glob>,
    condition: Option<Rc<Narrowing>>,
}

/// Looks for what a check has to find.
pub(super) struct ExpectedFindings<'a> {
    pub files: &'a [RoleFile],
    pub governance: &'a Governance,
    pub ground: RoleGround<'a>,
}

impl ExpectedFindings<'_> {
    fn roles(&self) -> impl Iterator<Item = RoleInFile<'_>> {
        let files = self.files.iter().enumerate();
        files.flat_map(|(number, file)| file.roles.iter().map(move |role| RoleInFile { number, file, role }))
    }

    /// What the files alone show; of lints that are switched off, nothing.
    pub(super) fn all(&self) -> Vec<ExpectedFinding> {
        let mut found = Vec::new();
        let large = self.large();
        found.extend(same_ids(&self.roles().collect::<Vec<_>>()));
        for at in self.roles() {
            let is_large = large.iter().any(|own| std::ptr::eq(own.role, at.role));
            found.extend(DangerousGrants::new(at, self.ground).findings(is_large));
            found.extend(WrittenFaults::new(at, self.ground).findings(is_large));
            found.extend(is_large.then(|| at.finding((NOT_COMPARED, "error"), at.role.heading(), Shows::Nothing)));
            if let Some(governing) = self.governance.of(at.number) {
                self.forbidden(at, &governing.config.policy, &mut found);
                too_wide(at, &governing.config.policy, &mut found);
            }
        }
        found.retain(|own| !self.is_off(own));
        found
    }

    /// The roles that have too many actions to be compared with others.
    fn large(&self) -> Vec<RoleInFile<'_>> {
        let large = large_roles(self.files, self.ground.catalog.operations());
        let role = |&(number, index): &(usize, usize)| {
            let file = self.files.get(number)?;
            Some(RoleInFile { number, file, role: file.roles.get(index)? })
        };
        large.iter().filter_map(role).collect()
    }

    /// What the configuration of a file makes of a lint: a severity of its own, or `off`.
    fn level(&self, file: usize, lint: &str) -> Option<String> {
        let severities = &self.governance.of(file)?.config.severities;
        let (_, level) = severities.iter().find(|(own, _)| own.value == lint)?;
        Some(level.map_or_else(|| OFF.to_owned(), |severity| format!("{severity:?}").to_ascii_lowercase()))
    }

    fn is_off(&self, own: &ExpectedFinding) -> bool {
        self.level(own.file, own.lint).is_some_and(|level| level == OFF)
    }

    /// Roles that gain something, by name, and whether it is actions.
    pub(super) fn new_access(&self, gained: &[(String, usize)]) -> Vec<ExpectedFinding> {
        let mut found = Vec::new();
        let mut left: Vec<RoleInFile<'_>> = self.roles().collect();
        for (name, _) in gained {
            let own = left.iter().position(|at| at.role.name.as_ref().map_or("", WrittenText::shown) == name);
            let Some(at) = own.map(|own| left.remove(own)) else { continue };
            let is_forbidden = self.governance.of(at.number).is_some_and(|own| own.config.policy.no_new_access);
            let severity = if is_forbidden { "error" } else { "note" };
            let own = at.finding(("new-access", severity), at.role.heading(), Shows::Nothing);
            found.push(ExpectedFinding { place: ExpectedPlace::Anywhere, ..own });
        }
        found.retain(|own| !self.is_off(own));
        found
    }

    /// Whether a finding says how bad it is, and names an action that shows it.
    pub(super) fn agrees(&self, own: &ExpectedFinding, claim: &CheckFindingClaim) -> Result<(), Why> {
        let severity = self.level(own.file, own.lint).unwrap_or_else(|| own.severity.to_owned());
        if claim.severity != severity {
            return Err(Why::OtherStatus { said: claim.severity.clone(), is: severity });
        }
        let needs_witness = !matches!(own.shows, Shows::Nothing);
        if needs_witness && !claim.witness.as_ref().is_some_and(|witness| own.shows.has(witness)) {
            let said = claim.witness.clone().unwrap_or_else(|| "no action".to_owned());
            return Err(Why::OtherStatus { said, is: "an action that does not show this".to_owned() });
        }
        Ok(())
    }

    /// Whether a path is that of a configuration.
    pub(super) fn is_configuration(&self, path: &str) -> bool {
        let end = path.rsplit('/').next().unwrap_or(path);
        self.governance.configs().iter().any(|own| own.config.source.name().ends_with(end))
    }

    /// Whether a finding is about a text whose value the file does not tell, or about patterns that make the search too large.
    pub(super) fn may_be_open(&self, file: usize, claim: &CheckFindingClaim) -> bool {
        let roles = self.files.get(file).map(|file| file.roles.as_slice()).unwrap_or_default();
        let own =
            roles.iter().filter(|role| role.name.as_ref().map(|name| short_name(name.shown()).into_owned()) == claim.role);
        let mut own = own.peekable();
        let is_open = |role: &WrittenRole| role.losses.unreadable || has_several_stars(role);
        let scopes_open = |role: &WrittenRole| role.assignable_scopes.iter().any(WrittenList::is_unresolved);
        match claim.lint.as_str() {
            "max-scope" => own.any(scopes_open),
            "never-grant" | "required-not-actions" => own.any(is_open),
            _ => false,
        }
    }

    /// What the policy forbids, and a text of the role grants all the same.
    fn forbidden(&self, at: RoleInFile<'_>, policy: &Policy, found: &mut Vec<ExpectedFinding>) {
        let never = policy.never_grant.iter().map(|own| (&own.value, "never-grant"));
        let required = policy.required_not_actions.iter().map(|own| (&own.value, "required-not-actions"));
        let all = never.chain(required).map(|(what, lint)| ForbiddenAgain { what, lint });
        let forbidden: Vec<ForbiddenAgain<'_>> = all.collect();
        for block in &at.role.blocks {
            for plane in Plane::ALL {
                let (giving, taking) = ListKind::of(plane);
                let texts = block.list(giving).into_iter().flat_map(|list| &list.items);
                let except = block.list(taking).into_iter().flat_map(WrittenList::known);
                let except = except.map(|text| Glob::new(text, self.ground.wildcards)).collect();
                let taking = TakenAgain { except, condition: self.condition(block, plane) };
                for text in texts {
                    let own = forbidden.iter().filter(|own| own.what.plane == plane);
                    found.extend(own.filter_map(|own| self.grants_forbidden(at, (text, &taking), own)));
                }
            }
        }
    }

    /// What the condition of a block says in a plane; nothing where there is none, or the file does not tell it.
    fn condition(&self, block: &WrittenBlock, plane: Plane) -> Option<Rc<Narrowing>> {
        let RoleGround { catalog, wildcards, .. } = self.ground;
        Some(Rc::new(Narrowing::new(condition(block)?, plane, catalog, wildcards)))
    }

    fn grants_forbidden(
        &self,
        at: RoleInFile<'_>,
        (text, TakenAgain { except, condition }): (&WrittenText, &TakenAgain),
        ForbiddenAgain { what, lint }: &ForbiddenAgain<'_>,
    ) -> Option<ExpectedFinding> {
        let known = text.known()?;
        let pattern = Glob::new(known, self.ground.wildcards);
        if *lint == "required-not-actions" && !known.contains('*') {
            return None;
        }
        let forbidden = Glob::new(what.pattern.text(), self.ground.wildcards);
        let named = condition.iter().flat_map(|own| own.patterns());
        let others: Vec<&Glob> = std::iter::once(&forbidden).chain(except).chain(named).collect();
        let strings = regions(&[&pattern], &others);
        let shows = Shows::Granted { pattern, except: except.clone(), condition: condition.clone(), forbidden };
        let is_so = strings.strings.iter().any(|action| shows.has(action));
        is_so.then(|| at.finding((lint, "error"), text.span, shows))
    }
}

/// Assignable scopes that are wider than the policy allows.
fn too_wide(at: RoleInFile<'_>, policy: &Policy, found: &mut Vec<ExpectedFinding>) {
    let Some(limit) = &policy.max_scope else { return };
    for text in at.role.assignable_scopes.iter().flat_map(|list| &list.items) {
        let Some(known) = text.known() else { continue };
        let scope = ScopePath::parse(known);
        let is_within = match &limit.value {
            MaxScope::Within(outer) => contains(outer.as_str(), scope.as_str()),
            MaxScope::Kind(kind) => width(scope.kind()) <= width(*kind),
        };
        if !is_within {
            found.push(at.finding(("max-scope", "error"), text.span, Shows::Nothing));
        }
    }
}

/// How wide a kind of scope is. A resource of the tenant itself is a single one.
const fn width(kind: ScopeKind) -> u8 {
    match kind {
        ScopeKind::Resource | ScopeKind::TenantResource => 0,
        ScopeKind::ResourceGroup => 1,
        ScopeKind::Subscription => 2,
        ScopeKind::ManagementGroup => 3,
        ScopeKind::Root => 4,
    }
}

fn has_several_stars(role: &WrittenRole) -> bool {
    let lists = role.blocks.iter().flat_map(WrittenBlock::lists);
    lists.into_iter().flat_map(|(_, list)| list.known()).any(|text| text.matches('*').count() > 1)
}
