//! `never_grant` and `required_not_actions`: patterns that roles may not grant at all, or only if they are named in full.

use super::role::PolicyRole;
use crate::catalog::Catalog;
use crate::config::Policy;
use crate::model::{Plane, PlanePattern};
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards, search};
use crate::review::lint::Finding;
use crate::role_file::{ListKind, Shape, WrittenBlock, WrittenList, WrittenText};
use crate::source::Span;

/// The patterns of one policy, each with the operations that it matches today.
pub(super) struct ForbiddenActions<'c> {
    forbidden: Vec<Forbidden<'c>>,
    wildcards: Wildcards,
    is_any: bool,
}

/// A pattern that a role may not grant.
struct Forbidden<'c> {
    what: PlanePattern,
    operations: Vec<&'c str>,
    kind: ForbiddenKind,
}

/// Which list of the policy a pattern is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ForbiddenKind {
    /// `never_grant`.
    NeverGrant,
    /// `required_not_actions`: only wildcards may not grant it.
    RequiredNotActions,
}

impl ForbiddenKind {
    /// The rule whose finding it is.
    const fn rule(self) -> &'static str {
        match self {
            Self::NeverGrant => "never-grant",
            Self::RequiredNotActions => "required-not-actions",
        }
    }
}

/// A pattern that grants, with what takes away from it.
struct GrantingText<'f> {
    text: &'f WrittenText,
    pattern: Pattern,
    except: &'f [Pattern],
}

impl Forbidden<'_> {
    /// What is wrong with a text that grants an action of the pattern.
    fn message(&self, text: &str, witness: &str) -> String {
        let (giving, taking) = lists(self.what.plane);
        let pattern = self.what.pattern.text();
        let is_itself = text.trim().eq_ignore_ascii_case(witness);
        let granted = if is_itself {
            format!("`{text}` under {}", giving.key())
        } else {
            format!("`{text}` under {} includes `{witness}`", giving.key())
        };
        let of = if pattern.eq_ignore_ascii_case(witness) { String::new() } else { format!(" as one of `{pattern}`") };
        let link = if is_itself { " is what" } else { ", which" };
        match self.kind {
            ForbiddenKind::NeverGrant => format!("{granted}{link} the policy says never to grant{of}"),
            ForbiddenKind::RequiredNotActions => {
                format!("{granted}{link} the policy wants taken out of wildcards by {}{of}", taking.key())
            }
        }
    }
}

impl<'c> ForbiddenActions<'c> {
    pub(super) fn new(policy: &Policy, catalog: &'c Catalog, wildcards: Wildcards) -> Self {
        let never = policy.never_grant.iter().map(|pattern| (pattern, ForbiddenKind::NeverGrant));
        let required = policy.required_not_actions.iter().map(|pattern| (pattern, ForbiddenKind::RequiredNotActions));
        let forbidden = never.chain(required).map(|(pattern, kind)| {
            let what = pattern.value.clone();
            Forbidden { operations: operations(&what, catalog, wildcards), what, kind }
        });
        Self {
            forbidden: forbidden.collect(),
            wildcards,
            is_any: !policy.never_grant.is_empty() || !policy.required_not_actions.is_empty(),
        }
    }

    pub(super) fn check(&self, at: &PolicyRole<'_>, findings: &mut Vec<Finding>) {
        if !self.is_any {
            return;
        }
        for block in &at.written.blocks {
            for plane in Plane::ALL {
                self.check_plane(at, block, plane, findings);
            }
        }
    }

    fn check_plane(&self, at: &PolicyRole<'_>, block: &WrittenBlock, plane: Plane, findings: &mut Vec<Finding>) {
        let (giving, taking) = lists(plane);
        let except: Vec<Pattern> = block.list(taking).iter().flat_map(|list| list.known()).map(Pattern::parse).collect();
        let forbidden: Vec<&Forbidden<'_>> = self.forbidden.iter().filter(|own| own.what.plane == plane).collect();
        let items = block.list(giving).into_iter().flat_map(|list| &list.items);
        let mut unresolved = None;
        for text in items {
            let Some(known) = text.known() else {
                unresolved = unresolved.or(Some(text.span));
                continue;
            };
            let grant = GrantingText { text, pattern: Pattern::parse(known), except: &except };
            for own in &forbidden {
                findings.extend(self.finding(at, &grant, own, block));
            }
        }
        // What an expression takes away might be what is forbidden: that is said where something is found at all.
        if let Some(span) = unresolved.filter(|_| !forbidden.is_empty()) {
            findings.push(undecided(at, span));
        }
    }

    fn finding(
        &self,
        at: &PolicyRole<'_>,
        grant: &GrantingText<'_>,
        forbidden: &Forbidden<'_>,
        block: &WrittenBlock,
    ) -> Option<Finding> {
        if forbidden.kind == ForbiddenKind::RequiredNotActions && grant.pattern.is_literal() {
            return None;
        }
        let witness = match self.common(grant, &forbidden.what.pattern) {
            Search::None => return None,
            Search::Undecided => return Some(undecided(at, grant.text.span)),
            Search::Found(shortest) => self.known(grant, forbidden).map_or(shortest, str::to_owned),
        };
        let (_, taking) = lists(forbidden.what.plane);
        let pattern = forbidden.what.pattern.text();
        let mut message = forbidden.message(grant.text.shown(), &witness);
        if block.condition.is_some() {
            message.push_str(" (here under a condition)");
        }
        if block.list(taking).is_some_and(WrittenList::is_unresolved) {
            message.push_str("; an expression may take it away again");
        }
        let help = match forbidden.kind {
            ForbiddenKind::NeverGrant if grant.pattern.is_literal() => "take it out".to_owned(),
            ForbiddenKind::NeverGrant => {
                format!("name the actions that are needed, or take `{pattern}` away by {} of the same block", taking.key())
            }
            ForbiddenKind::RequiredNotActions => format!("add `{pattern}` to {} of the same block", taking.key()),
        };
        let finding = at.finding(forbidden.kind.rule(), grant.text.span, message);
        Some(Finding { help: Some(help.into()), witness: Some(witness), ..finding })
    }

    /// A string that is both granted and forbidden.
    fn common(&self, grant: &GrantingText<'_>, forbidden: &Pattern) -> Search {
        if !grant.pattern.overlaps(forbidden, self.wildcards) {
            return Search::None;
        }
        let mut patterns = vec![&grant.pattern, forbidden];
        patterns.extend(grant.except.iter().filter(|except| except.overlaps(forbidden, self.wildcards)));
        let accept = |bits: &[bool]| matches!(bits, [true, true, rest @ ..] if !rest.contains(&true));
        search(&patterns, &accept, self.wildcards)
    }

    /// The first operation of the catalog that is both.
    fn known<'o>(&self, grant: &GrantingText<'_>, forbidden: &Forbidden<'o>) -> Option<&'o str> {
        let is_taken = |name: &str| grant.except.iter().any(|except| except.matches(name, self.wildcards));
        let granted = |name: &&&str| grant.pattern.matches(name, self.wildcards) && !is_taken(name);
        forbidden.operations.iter().find(granted).copied()
    }
}

fn undecided(at: &PolicyRole<'_>, span: Span) -> Finding {
    let message = "whether this grants what the policy forbids cannot be told from the file".to_owned();
    let help = match at.written.shape {
        Shape::Terraform | Shape::Azapi => {
            "write the actions out, or check what the expression becomes: the plan, by `terraform show -json`"
        }
        Shape::ArmTemplate | Shape::Bicep => {
            "write the actions out, or look at what a deployment makes of the expression: `az deployment sub what-if`"
        }
        _ => "write the actions out, or check the file with its placeholders filled in",
    };
    Finding { help: Some(help.into()), ..at.finding("undecided-policy", span, message) }
}

/// The list that gives actions of a plane, and the one that takes them away.
const fn lists(plane: Plane) -> (ListKind, ListKind) {
    match plane {
        Plane::Control => (ListKind::Actions, ListKind::NotActions),
        Plane::Data => (ListKind::DataActions, ListKind::NotDataActions),
    }
}

/// The operations of the catalog that a pattern matches.
fn operations<'c>(what: &PlanePattern, catalog: &'c Catalog, wildcards: Wildcards) -> Vec<&'c str> {
    let set = PatternSet { blocks: vec![Block { allow: vec![what.pattern.clone()], except: Vec::new() }] };
    let found = catalog.operations().expand(&set, what.plane, wildcards);
    found.iter().map(|id| catalog.operations().name(id)).collect()
}

/// Whether a pattern of a policy matches no operation of the catalog.
pub(crate) fn is_idle(what: &PlanePattern, catalog: &Catalog, wildcards: Wildcards) -> bool {
    operations(what, catalog, wildcards).is_empty()
}
