//! [`DangerousGrants`]: what a role grants with which its holder comes to more, or more than anybody can survey.

use super::finding::{ExpectedFinding, LintAndSeverity, RoleInFile, Shows};
use super::grants::{GrantAgain, condition, granting};
use crate::condition::{Assignee, Context, Truth};
use crate::guid::Guid;
use crate::model::{EscalationWay, Plane};
use crate::pack::escalation;
use crate::pattern::Wildcards;
use crate::role_file::{ListKind, WrittenBlock, WrittenList, WrittenText};
use crate::source::Span;
use crate::verify::glob::Glob;
use crate::verify::regions::regions;
use crate::verify::role_access::ground::RoleGround;

/// Gives any role to anybody.
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";

/// Owner, User Access Administrator, Role Based Access Control Administrator: whoever has one can get every other role.
const MIGHTY: [Guid; 3] = [
    Guid::from_u128(0x8e3a_f657_a8ff_443c_a75c_2fe8_c4bc_b635),
    Guid::from_u128(0x18d7_d88d_d35e_4fb5_a5c3_7773_c20a_72d9),
    Guid::from_u128(0xf583_10d9_a9f6_439a_9e8d_f62e_7b41_a168),
];

const READING: [&str; 1] = ["read"];
const CHANGING: [&str; 3] = ["write", "delete", "action"];

/// Finds again what is dangerous in a role.
pub(super) struct DangerousGrants<'a> {
    at: RoleInFile<'a>,
    ground: RoleGround<'a>,
}

impl<'a> DangerousGrants<'a> {
    pub(super) const fn new(at: RoleInFile<'a>, ground: RoleGround<'a>) -> Self {
        Self { at, ground }
    }

    /// Everything that a check has to find. A role that is too large is not compared with all that an owner may do, nor with what leads to
    /// more.
    pub(super) fn findings(&self, is_large: bool) -> Vec<ExpectedFinding> {
        let mut found = Vec::new();
        found.extend(self.assigning());
        found.extend(self.elevating());
        found.extend(self.defining());
        self.unprotecting(&mut found);
        if let Some(owner) = self.owning().filter(|_| !is_large) {
            found.push(owner);
        } else {
            if !is_large {
                self.escalating(&mut found);
            }
            self.wide(("wildcard-write", "warning"), (ListKind::Actions, &CHANGING), &mut found);
        }
        self.wide(("wildcard-data", "warning"), (ListKind::DataActions, &[READING.as_slice(), &CHANGING].concat()), &mut found);
        found
    }

    fn grant(&self, plane: Plane, action: &str) -> Option<GrantAgain<'a>> {
        granting(self.at.role, (plane, action), self.ground.wildcards)
    }

    fn shown(&self, what: LintAndSeverity, grant: &GrantAgain<'_>, action: &str) -> ExpectedFinding {
        self.at.finding(what, grant.text.span, Shows::Action(action.to_owned()))
    }

    /// Assigning roles, unless a condition rules the mighty ones out.
    fn assigning(&self) -> Option<ExpectedFinding> {
        let grant = self.grant(Plane::Control, ASSIGN)?;
        let mighty = match condition(grant.block).filter(|_| grant.is_conditional) {
            Some(own) => Truth::any(MIGHTY.map(|role| own.may_assign(role, Assignee::default(), &Context::default()))),
            None if grant.is_conditional => Truth::Unknown,
            None => Truth::True,
        };
        let severity = match mighty {
            Truth::True => "error",
            Truth::Unknown => "warning",
            Truth::False => return None,
        };
        Some(self.shown(("can-assign-roles", severity), &grant, ASSIGN))
    }

    fn elevating(&self) -> Option<ExpectedFinding> {
        let action = "Microsoft.Authorization/elevateAccess/action";
        Some(self.shown(("can-elevate", "warning"), &self.grant(Plane::Control, action)?, action))
    }

    fn defining(&self) -> Option<ExpectedFinding> {
        let action = "Microsoft.Authorization/roleDefinitions/write";
        let grant = self.grant(Plane::Control, action)?;
        let severity = if grant.is_conditional { "warning" } else { "error" };
        Some(self.shown(("can-write-role-definitions", severity), &grant, action))
    }

    /// Locks and deny assignments: each text once, with the first action that it gives.
    fn unprotecting(&self, found: &mut Vec<ExpectedFinding>) {
        let actions = ["Microsoft.Authorization/locks/delete", "Microsoft.Authorization/denyAssignments/delete"];
        let mut seen: Vec<Span> = Vec::new();
        for action in actions {
            let Some(grant) = self.grant(Plane::Control, action) else { continue };
            if !seen.contains(&grant.text.span) {
                seen.push(grant.text.span);
                found.push(self.shown(("can-remove-protection", "warning"), &grant, action));
            }
        }
    }

    /// Every operation of the control plane, whatever conditions say.
    fn owning(&self) -> Option<ExpectedFinding> {
        let is_free = |action: &str| self.grant(Plane::Control, action).is_some_and(|grant| !grant.is_conditional);
        let is_broad = |text: &&WrittenText| text.known().is_some_and(|own| own.trim_start().starts_with('*'));
        let actions = || {
            let lists = self.at.role.blocks.iter().filter_map(|block| block.list(ListKind::Actions));
            lists.flat_map(|list: &WrittenList| &list.items)
        };
        let first = actions().find(is_broad)?;
        let operations = self.ground.catalog.operations();
        if !is_free(ASSIGN) || !operations.ids(Plane::Control).all(|id| is_free(operations.lower_name(id))) {
            return None;
        }
        let everything = actions().find(|text| text.known().is_some_and(|own| own.trim() == "*"));
        Some(self.at.finding(("owner-equivalent", "error"), everything.unwrap_or(first).span, Shows::Nothing))
    }

    /// The ways to more that have no lint of their own: each text once, with what opens the first of them.
    fn escalating(&self, found: &mut Vec<ExpectedFinding>) {
        let mut seen: Vec<Span> = Vec::new();
        for way in escalation::embedded().iter().filter(|way| way.lint.is_none()) {
            let Some((grant, action)) = self.opening(way) else { continue };
            if !seen.contains(&grant.text.span) {
                seen.push(grant.text.span);
                found.push(self.shown(("privilege-escalation", "warning"), &grant, action));
            }
        }
    }

    /// The first operation that opens a way; one that only reads, by a text that names its provider.
    fn opening(&self, way: &EscalationWay) -> Option<(GrantAgain<'a>, &'a str)> {
        let operations = self.ground.catalog.operations();
        way.actions.iter().find_map(|wanted| {
            let own = Glob::new(wanted.pattern.text(), Wildcards::Documented);
            let mut opening = operations.ids(wanted.plane).filter(|id| own.matches(operations.lower_name(*id)));
            opening.find_map(|id| {
                let grant = self.grant(wanted.plane, operations.lower_name(id))?;
                let names_provider = |text: &str| text.split('/').next().is_some_and(|first| !first.contains('*'));
                let reads = operations.lower_name(id).ends_with("/read");
                let counts = !reads || grant.text.known().is_some_and(names_provider);
                counts.then_some((grant, operations.name(id)))
            })
        })
    }

    /// Texts that give a verb of every provider, of which the exceptions of the block leave something.
    fn wide(&self, what: LintAndSeverity, (list, verbs): (ListKind, &[&str]), found: &mut Vec<ExpectedFinding>) {
        for block in &self.at.role.blocks {
            for text in block.list(list).into_iter().flat_map(|list| &list.items) {
                let is_wide = |verb: &&str| is_wide(text, verb) && self.is_left(block, (list, verb));
                if verbs.iter().any(is_wide) {
                    found.push(self.at.finding(what, text.span, Shows::Nothing));
                }
            }
        }
    }

    /// Whether exceptions leave anything of a verb of all providers.
    fn is_left(&self, block: &WrittenBlock, (list, verb): (ListKind, &str)) -> bool {
        let plane = if list == ListKind::DataActions { Plane::Data } else { Plane::Control };
        let (_, taking) = ListKind::of(plane);
        let glob = |text: &str| Glob::new(text, self.ground.wildcards);
        let except: Vec<Glob> = block.list(taking).into_iter().flat_map(WrittenList::known).map(glob).collect();
        let strings = regions(&[&glob(&format!("*/{verb}"))], &except.iter().collect::<Vec<_>>());
        let is_free = |action: &String| !except.iter().any(|own| own.matches(action));
        !strings.complete || strings.strings.iter().any(is_free)
    }
}

/// Whether a text with one star, at its beginning, ends as a verb does.
fn is_wide(text: &WrittenText, verb: &str) -> bool {
    let Some(known) = text.known() else { return false };
    let known = known.trim().to_ascii_lowercase();
    known.strip_prefix('*').is_some_and(|end| !end.contains('*') && format!("/{verb}").ends_with(end))
}
