//! [`PermissionsAgain`]: what a principal may do at a scope, asked of each operation of the catalog and of each string that the patterns
//! tell apart.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::claims::{PartClaim, PatternLineClaim, ScopePermissionsClaim};
use crate::model::{Plane, PrincipalId};
use crate::pattern::Wildcards;
use crate::verify::claims::{PlaneClaim, VerdictClaim};
use crate::verify::differing::{other_names, other_number};
use crate::verify::fault::{Fault, Why};
use crate::verify::glob::Glob;
use crate::verify::privileged::PrivilegedNames;
use crate::verify::redecide::Redecision;
use crate::verify::roles::{Clauses, GlobClause, RoleTexts};
use crate::verify::standing::EffectiveRoles;
use crate::verify::strings::WantedSet;

/// What is effective under each choice of activations, none of them first.
pub(super) type EffectiveChoices = Vec<EffectiveRoles>;

/// How surely each operation of the catalog is permitted, by plane and in the order of the catalog.
pub(super) type CatalogLevels = [Vec<VerdictClaim>; 2];

/// Works out what principals may do.
pub(super) struct PermissionsAgain<'r> {
    pub again: Redecision<'r>,
    pub privileged: PrivilegedNames,
    pub roles: &'r RoleTexts<'r>,
    pub wildcards: Wildcards,
    pub known: RefCell<FxHashMap<EffectiveChoices, Rc<CatalogLevels>>>,
}

impl PermissionsAgain<'_> {
    pub(super) fn effective(&self, principal: PrincipalId, scope: &str) -> EffectiveChoices {
        self.again.effective_under_all(&self.again.decided(principal), scope)
    }

    /// The names of the operations of a plane, in lower case.
    pub(super) fn names(&self, plane: Plane) -> impl Iterator<Item = &str> {
        let operations = self.roles.catalog().operations();
        operations.ids(plane).map(|id| operations.lower_name(id))
    }

    /// How surely each operation is permitted.
    pub(super) fn levels(&self, choices: &EffectiveChoices) -> Rc<CatalogLevels> {
        let known = self.known.borrow().get(choices).map(Rc::clone);
        known.unwrap_or_else(|| {
            let of = |plane| self.names(plane).map(|name| self.level(choices, &(plane, name.to_owned()))).collect();
            let made: Rc<CatalogLevels> = Rc::new(Plane::ALL.map(of));
            self.known.borrow_mut().insert(choices.clone(), Rc::clone(&made));
            made
        })
    }

    /// How surely an action is permitted: what is given only after an activation of a membership is eligible at best, and what is
    /// blocked is not permitted.
    fn level(&self, choices: &EffectiveChoices, string: &(Plane, String)) -> VerdictClaim {
        let of = |(number, effective)| match self.again.evaluator.on_action(effective, string) {
            VerdictClaim::Allowed if number > 0 => VerdictClaim::Eligible,
            VerdictClaim::Blocked => VerdictClaim::NotAllowed,
            level => level,
        };
        choices.iter().enumerate().map(of).max().unwrap_or(VerdictClaim::NotAllowed)
    }

    /// Whether some role there may have several definitions: what only some of them give is open.
    fn is_doubtful(&self, choices: &EffectiveChoices) -> bool {
        let mut roles = choices.iter().flat_map(|own| &own.roles);
        roles.any(|(role, ..)| self.again.evaluator.role(*role).doubt.is_some())
    }

    /// Whether patterns with several stars, or conditions, leave it to a report to say that it does not list everything.
    fn may_be_vague(&self, choices: &EffectiveChoices) -> bool {
        let stars = |glob: &Glob| glob.readings().iter().any(|parts| parts.len() > 2);
        choices.iter().any(|own| self.again.evaluator.in_play(&own.roles, &own.denies).globs().any(stars))
    }

    /// The strings that what is effective and what the report says tell apart.
    fn strings(&self, choices: &EffectiveChoices, said: &SaidLines) -> Vec<(Plane, String)> {
        let mut found: BTreeSet<(Plane, String)> = BTreeSet::new();
        for own in choices {
            let mut in_play = self.again.evaluator.in_play(&own.roles, &own.denies);
            in_play.add(&said.clauses);
            let roles = own.roles.iter().map(|(role, ..)| self.again.evaluator.role(*role)).collect::<Vec<_>>();
            let allow = |plane: Plane| {
                let of_roles = roles.iter().flat_map(|role| &role.possible);
                let clauses = of_roles.chain([&said.clauses]).filter_map(|clauses| clauses.get(plane as usize)).flatten();
                let patterns: BTreeMap<&str, &Glob> =
                    clauses.flat_map(|clause| &clause.allow).map(|glob| (glob.text(), glob)).collect();
                let allow = patterns.into_values().cloned().collect();
                vec![GlobClause { allow, except: Vec::new(), condition: None }]
            };
            let wanted = WantedSet { clauses: Plane::ALL.map(allow) };
            found.extend(wanted.strings(&in_play, self.roles.catalog()).list);
        }
        found.into_iter().collect()
    }
}

/// The lines of a report about some scopes.
struct SaidLines {
    /// All of them.
    clauses: Clauses,
    /// Each with how surely it is permitted.
    lines: [Vec<(VerdictClaim, GlobClause)>; 2],
}

impl SaidLines {
    fn new(claim: &ScopePermissionsClaim, wildcards: Wildcards) -> Self {
        let mut found = Self { clauses: Default::default(), lines: Default::default() };
        for part in &claim.permissions {
            let plane = plane(part.plane) as usize;
            for line in &part.patterns {
                found.clauses.get_mut(plane).into_iter().for_each(|own| own.push(clause(line, wildcards)));
                found.lines.get_mut(plane).into_iter().for_each(|own| own.push((part.verdict, clause(line, wildcards))));
            }
        }
        found
    }

    /// How surely an action is said to be permitted.
    fn level(&self, (plane, action): &(Plane, String)) -> VerdictClaim {
        let lines = self.lines.get(*plane as usize).into_iter().flatten();
        let own = lines.filter(|(_, clause)| clause.covers(action)).map(|(verdict, _)| *verdict);
        own.max().unwrap_or(VerdictClaim::NotAllowed)
    }
}

fn clause(line: &PatternLineClaim, wildcards: Wildcards) -> GlobClause {
    let glob = |text: &String| Glob::new(text, wildcards);
    GlobClause { allow: vec![glob(&line.pattern)], except: line.but_not.iter().map(glob).collect(), condition: None }
}

pub(super) const fn plane(claim: PlaneClaim) -> Plane {
    match claim {
        PlaneClaim::Control => Plane::Control,
        PlaneClaim::Data => Plane::Data,
    }
}

/// Holds what a report says to be permitted against what is: how many permissions were decided.
pub(super) fn compare_permissions(
    again: &PermissionsAgain<'_>,
    principal: PrincipalId,
    said: &[ScopePermissionsClaim],
    faults: &mut Vec<Fault>,
) -> usize {
    let mut count = 0;
    for (number, claim) in said.iter().enumerate() {
        let place = format!("scopes[{number}]");
        let own = SaidAtScopes { claim, place, lines: SaidLines::new(claim, again.wildcards) };
        let mut seen: FxHashSet<EffectiveChoices> = FxHashSet::default();
        for scope in &claim.scopes {
            let choices = again.effective(principal, scope);
            if seen.insert(choices.clone()) {
                count += permitted(again, &choices, &own, faults);
            }
        }
        counts(again, claim, &own.place, faults);
    }
    count
}

/// What is said of some scopes, and where.
struct SaidAtScopes<'a> {
    claim: &'a ScopePermissionsClaim,
    place: String,
    lines: SaidLines,
}

/// Whether each action is permitted as surely as it is said to be.
fn permitted(
    again: &PermissionsAgain<'_>,
    choices: &EffectiveChoices,
    SaidAtScopes { claim, place, lines }: &SaidAtScopes<'_>,
    faults: &mut Vec<Fault>,
) -> usize {
    let may_say_less = again.is_doubtful(choices);
    let is_vague = !claim.exact && again.may_be_vague(choices);
    if !claim.exact && !is_vague {
        let why = Why::OtherStatus { said: "something is not listed".to_owned(), is: "nothing hides it".to_owned() };
        faults.push(Fault::at_place(format!("{place}.exact"), &why));
    }
    let levels = again.levels(choices);
    let of_catalog = Plane::ALL
        .into_iter()
        .zip(levels.iter())
        .flat_map(|(plane, levels)| again.names(plane).map(move |name| (plane, name.to_owned())).zip(levels.iter().copied()));
    let strings = again.strings(choices, lines).into_iter().map(|string| {
        let level = again.level(choices, &string);
        (string, level)
    });
    let mut count = 0;
    for (string, level) in of_catalog.chain(strings) {
        count += 1;
        let said = lines.level(&string);
        let is_less = said < level && (is_vague || may_say_less && said == VerdictClaim::Unknown);
        if said != level && !is_less {
            let said = format!("{} for {} {}", said.name(), string.0.name(), string.1);
            faults.push(Fault::at_place(place.as_str(), &Why::OtherStatus { said, is: level.name().to_owned() }));
            return count;
        }
    }
    count
}

/// Whether the numbers of each part, and its privileged operations, are those of its patterns.
fn counts(again: &PermissionsAgain<'_>, claim: &ScopePermissionsClaim, place: &str, faults: &mut Vec<Fault>) {
    let mut surer: [BTreeSet<&str>; 2] = Default::default();
    let mut last: BTreeMap<bool, VerdictClaim> = BTreeMap::new();
    for (number, part) in claim.permissions.iter().enumerate() {
        let place = format!("{place}.permissions[{number}]");
        let of = plane(part.plane);
        let sorted = last.insert(of == Plane::Data, part.verdict).is_none_or(|before| before >= part.verdict);
        if !sorted || (part.verdict == VerdictClaim::Conditional) == part.conditions.is_empty() {
            let (said, is) = (part.verdict.name().to_owned(), "not in its place, or not with its conditions".to_owned());
            faults.push(Fault::at_place(&place, &Why::OtherStatus { said, is }));
        }
        let Some(surer) = surer.get_mut(of as usize) else { continue };
        let mut own: BTreeSet<&str> = BTreeSet::new();
        for (line_number, line) in part.patterns.iter().enumerate() {
            let clause = clause(line, again.wildcards);
            let matched: Vec<&str> = again.names(of).filter(|name| clause.covers(name)).collect();
            other_number(&format!("{place}.patterns[{line_number}].operations"), [line.operations, matched.len()], faults);
            own.extend(matched);
        }
        own.retain(|name| !surer.contains(name));
        part_numbers(again, &PartAgain { part, own: &own, place: &place }, faults);
        surer.extend(own);
    }
}

/// A part, and the operations that no surer part has.
struct PartAgain<'a> {
    part: &'a PartClaim,
    own: &'a BTreeSet<&'a str>,
    place: &'a str,
}

fn part_numbers(again: &PermissionsAgain<'_>, of: &PartAgain<'_>, faults: &mut Vec<Fault>) {
    let PartAgain { part, own, place } = *of;
    other_number(&format!("{place}.operations"), [part.operations, own.len()], faults);
    let is = own.iter().filter(|name| again.privileged.contains(plane(part.plane), name)).map(|name| (*name).to_owned());
    other_names(&format!("{place}.privileged"), &part.privileged, is, faults);
    let mut providers: BTreeMap<String, usize> = BTreeMap::new();
    for name in own {
        *providers.entry(name.split('/').next().unwrap_or_default().to_owned()).or_default() += 1;
    }
    let said: BTreeMap<String, usize> =
        part.providers.iter().map(|(name, count)| (name.to_ascii_lowercase(), *count)).collect();
    if said != providers {
        let shown = |all: &BTreeMap<String, usize>| format!("{all:?}");
        faults.push(Fault::at_place(
            format!("{place}.providers"),
            &Why::OtherStatus { said: shown(&said), is: shown(&providers) },
        ));
    }
}
