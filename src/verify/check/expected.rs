//! [`ExpectedFindings`]: what a check has to find, from the role files and their policies: what is forbidden and granted, scopes that are too
//! wide, and actions with which the holder of a role takes over.

use super::claims::CheckFindingClaim;
use crate::condition::{Condition, Context, Truth};
use crate::config::{Governance, MaxScope, Policy};
use crate::model::scope::contains;
use crate::model::{Plane, PlanePattern, ScopeKind, ScopePath};
use crate::role_file::{ListKind, RoleFile, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::shorten::short_name;
use crate::source::Span;
use crate::verify::fault::Why;
use crate::verify::glob::Glob;
use crate::verify::regions::regions;
use crate::verify::role_access::ground::RoleGround;

/// The lints and rules of which every finding is found again, and no finding may be left out.
pub(super) const RE_DECIDED: [&str; 6] =
    ["can-elevate", "can-write-role-definitions", "max-scope", "never-grant", "new-access", "required-not-actions"];

/// What a configuration says of a lint that is switched off.
const OFF: &str = "off";

/// A finding that a check has to make.
pub(super) struct ExpectedFinding {
    pub lint: &'static str,
    pub severity: &'static str,
    /// The number of its file.
    pub file: usize,
    pub role: Option<String>,
    /// Where it begins; of what may be at several places, none.
    pub line: usize,
    pub column: usize,
    pub place: ExpectedPlace,
    pub shows: Shows,
    /// It is so, whatever the expressions of the file become.
    pub is_certain: bool,
}

/// Whether a finding has to be at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpectedPlace {
    Exact,
    Anywhere,
}

/// What an action has to be to show a finding.
pub(super) enum Shows {
    Nothing,
    /// This action.
    Action(&'static str),
    /// One that the first pattern has and none of the others, and that is forbidden by the last one.
    Granted {
        pattern: Glob,
        except: Vec<Glob>,
        forbidden: Glob,
    },
}

impl ExpectedFinding {
    pub(super) fn is_claimed_by(&self, claim: &CheckFindingClaim) -> bool {
        let is_place = self.place == ExpectedPlace::Anywhere || (self.line, self.column) == (claim.line, claim.column);
        let shows = match (&self.shows, &claim.witness) {
            (Shows::Nothing, _) | (Shows::Action(_) | Shows::Granted { .. }, None) => true,
            (Shows::Action(action), Some(witness)) => witness.eq_ignore_ascii_case(action),
            (Shows::Granted { .. }, Some(witness)) => self.shows.has(witness),
        };
        self.lint == claim.lint && self.role == claim.role && is_place && shows
    }
}

impl Shows {
    fn has(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        match self {
            Self::Nothing => true,
            Self::Action(own) => own.eq_ignore_ascii_case(&action),
            Self::Granted { pattern, except, forbidden } => {
                pattern.matches(&action) && forbidden.matches(&action) && !except.iter().any(|glob| glob.matches(&action))
            }
        }
    }
}

/// What a policy forbids, and the rule that says so.
struct ForbiddenAgain<'a> {
    what: &'a PlanePattern,
    lint: &'static str,
}

/// Looks for what a check has to find.
pub(super) struct ExpectedFindings<'a> {
    pub files: &'a [RoleFile],
    pub governance: &'a Governance,
    pub ground: RoleGround<'a>,
}

/// A role of a file.
#[derive(Clone, Copy)]
struct RoleInFile<'a> {
    number: usize,
    file: &'a RoleFile,
    role: &'a WrittenRole,
}

impl RoleInFile<'_> {
    fn finding(&self, lint: &'static str, severity: &'static str, span: Span, shows: Shows) -> ExpectedFinding {
        let place = self.file.source.place(span.start);
        ExpectedFinding {
            lint,
            severity,
            file: self.number,
            role: self.role.name.as_ref().map(|name| short_name(name.shown()).into_owned()),
            line: place.line,
            column: place.column,
            place: ExpectedPlace::Exact,
            shows,
            is_certain: true,
        }
    }
}

impl ExpectedFindings<'_> {
    fn roles(&self) -> impl Iterator<Item = RoleInFile<'_>> {
        let files = self.files.iter().enumerate();
        files.flat_map(|(number, file)| file.roles.iter().map(move |role| RoleInFile { number, file, role }))
    }

    /// What the files alone show; of lints that are switched off, nothing.
    pub(super) fn all(&self) -> Vec<ExpectedFinding> {
        let mut found = Vec::new();
        for at in self.roles() {
            self.taking_over(at, &mut found);
            if let Some(governing) = self.governance.of(at.number) {
                self.forbidden(at, &governing.config.policy, &mut found);
                too_wide(at, &governing.config.policy, &mut found);
            }
        }
        found.retain(|own| !self.is_off(own));
        found
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
            let own = at.finding("new-access", severity, at.role.heading(), Shows::Nothing);
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

    /// Actions with which the holder of the role comes to more.
    fn taking_over(&self, at: RoleInFile<'_>, found: &mut Vec<ExpectedFinding>) {
        let elevate = "Microsoft.Authorization/elevateAccess/action";
        let define = "Microsoft.Authorization/roleDefinitions/write";
        if let Some((text, _)) = self.granting(at.role, elevate) {
            found.push(at.finding("can-elevate", "warning", text.span, Shows::Action(elevate)));
        }
        if let Some((text, is_conditional)) = self.granting(at.role, define) {
            let severity = if is_conditional { "warning" } else { "error" };
            found.push(at.finding("can-write-role-definitions", severity, text.span, Shows::Action(define)));
        }
    }

    /// The text by which a role grants a control-plane action, one without a condition first, and whether it has one.
    fn granting<'r>(&self, role: &'r WrittenRole, action: &str) -> Option<(&'r WrittenText, bool)> {
        let action = action.to_ascii_lowercase();
        let grants = role.blocks.iter().filter_map(|block| self.granting_in(block, &action));
        grants.min_by_key(|(_, is_conditional)| *is_conditional)
    }

    fn granting_in<'r>(&self, block: &'r WrittenBlock, action: &str) -> Option<(&'r WrittenText, bool)> {
        let wildcards = self.ground.wildcards;
        let is_by = |text: &&WrittenText| text.known().is_some_and(|own| Glob::new(own, wildcards).matches(action));
        let text = block.list(ListKind::Actions)?.items.iter().find(is_by)?;
        let taken = block.list(ListKind::NotActions);
        if taken.is_some_and(|list| list.is_unresolved() || list.items.iter().any(|own| is_by(&own))) {
            return None;
        }
        let written = block.condition.as_ref().map(|own| own.known().filter(|text| !text.trim().is_empty()));
        let truth = match (&block.condition, written.flatten()) {
            (_, Some(text)) => {
                let version = block.condition_version.as_ref().and_then(WrittenText::known);
                let condition = Condition::new(text, version);
                let hits: Vec<bool> = condition
                    .action_patterns()
                    .iter()
                    .map(|pattern| Glob::new(pattern.text(), wildcards).matches(action))
                    .collect();
                condition.evaluate_region(&hits, &Context::new(wildcards))
            }
            (Some(own), None) if own.known().is_none() => Truth::Unknown,
            _ => Truth::True,
        };
        (truth != Truth::False).then_some((text, truth != Truth::True))
    }

    /// What the policy forbids, and a text of the role grants all the same.
    fn forbidden(&self, at: RoleInFile<'_>, policy: &Policy, found: &mut Vec<ExpectedFinding>) {
        let never = policy.never_grant.iter().map(|own| (&own.value, "never-grant"));
        let required = policy.required_not_actions.iter().map(|own| (&own.value, "required-not-actions"));
        let all = never.chain(required).map(|(what, lint)| ForbiddenAgain { what, lint });
        let forbidden: Vec<ForbiddenAgain<'_>> = all.collect();
        for block in &at.role.blocks {
            for plane in Plane::ALL {
                let (giving, taking) = match plane {
                    Plane::Control => (ListKind::Actions, ListKind::NotActions),
                    Plane::Data => (ListKind::DataActions, ListKind::NotDataActions),
                };
                let texts = block.list(giving).into_iter().flat_map(|list| &list.items);
                let except = block.list(taking).into_iter().flat_map(WrittenList::known);
                let except: Vec<Glob> = except.map(|text| Glob::new(text, self.ground.wildcards)).collect();
                for text in texts {
                    let own = forbidden.iter().filter(|own| own.what.plane == plane);
                    found.extend(own.filter_map(|own| self.grants_forbidden(at, (text, &except), own)));
                }
            }
        }
    }

    fn grants_forbidden(
        &self,
        at: RoleInFile<'_>,
        (text, except): (&WrittenText, &[Glob]),
        ForbiddenAgain { what, lint }: &ForbiddenAgain<'_>,
    ) -> Option<ExpectedFinding> {
        let known = text.known()?;
        let pattern = Glob::new(known, self.ground.wildcards);
        if *lint == "required-not-actions" && !known.contains('*') {
            return None;
        }
        let forbidden = Glob::new(what.pattern.text(), self.ground.wildcards);
        let others: Vec<&Glob> = std::iter::once(&forbidden).chain(except).collect();
        let strings = regions(&[&pattern], &others);
        let shows = Shows::Granted { pattern, except: except.to_vec(), forbidden };
        let is_so = strings.strings.iter().any(|action| shows.has(action));
        is_so.then(|| at.finding(lint, "error", text.span, shows))
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
            found.push(at.finding("max-scope", "error", text.span, Shows::Nothing));
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
