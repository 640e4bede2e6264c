//! `never_grant` and `required_not_actions`: patterns that roles may not grant at all, or only if they are named in full.

use super::role::PolicyRole;
use crate::access::{BlockRegion, ConditionKey, split};
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::condition::Condition;
use crate::config::Policy;
use crate::decide::in_its_plane;
use crate::model::{Plane, PlanePattern};
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards, search};
use crate::review::lint::Finding;
use crate::role_file::{ListKind, Shape, WrittenBlock, WrittenText};
use crate::source::Span;

/// The patterns of one policy, each with the operations that it matches today.
pub(super) struct ForbiddenActions<'c> {
    forbidden: Vec<Forbidden<'c>>,
    catalog: &'c Catalog,
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

/// A text that grants.
struct GrantingText<'f> {
    text: &'f WrittenText,
    /// What it grants, less what is taken away, by what has to hold for it.
    regions: Vec<BlockRegion>,
}

impl Forbidden<'_> {
    /// What is wrong with a text that grants an action of the pattern.
    fn message(&self, text: &str, witness: &str) -> String {
        let (giving, taking) = ListKind::of(self.what.plane);
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
            catalog,
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
        let (giving, taking) = ListKind::of(plane);
        let except: Vec<Pattern> = block.list(taking).iter().flat_map(|list| list.known()).map(Pattern::parse).collect();
        let forbidden: Vec<&Forbidden<'_>> = self.forbidden.iter().filter(|own| own.what.plane == plane).collect();
        let items = block.list(giving).into_iter().flat_map(|list| &list.items);
        let mut unresolved = None;
        for text in items {
            let grant = GrantingText { text, regions: self.regions(block, plane, (text.bound(), &except)) };
            if text.known().is_none() {
                let may_grant = |own: &&&Forbidden<'_>| self.common(&grant, &own.what.pattern).0 != Search::None;
                unresolved = unresolved.or(forbidden.iter().find(may_grant).map(|_| text.span));
                continue;
            }
            for own in &forbidden {
                findings.extend(self.finding(at, &grant, own, block));
            }
        }
        // What an expression takes away might be what is forbidden: that is said where something is found at all.
        let about = || forbidden.iter().map(|own| own.what.clone()).collect();
        findings.extend(unresolved.map(|span| undecided(at, span, about())));
    }

    /// What a pattern of a block grants, by what has to hold for it. Of a condition that is an expression nobody knows what it says.
    fn regions(&self, block: &WrittenBlock, plane: Plane, (pattern, except): (Pattern, &[Pattern])) -> Vec<BlockRegion> {
        let own = Block { allow: vec![pattern], except: except.to_vec() };
        let Some(condition) = block.condition.as_ref().filter(|text| !text.shown().trim().is_empty()) else {
            return vec![(None, own)];
        };
        let version = block.condition_version.as_ref().and_then(WrittenText::known);
        match condition.known() {
            Some(text) => {
                let condition = in_its_plane(self.catalog, Condition::new(text, version), plane);
                let mut regions = split(&own, &condition, self.wildcards);
                // What is given without a condition says more.
                regions.arrange_by_key(|(key, _)| key.is_some());
                regions
            }
            None => vec![(Some(ConditionKey::of(condition.shown(), version)), own)],
        }
    }

    fn finding(
        &self,
        at: &PolicyRole<'_>,
        grant: &GrantingText<'_>,
        forbidden: &Forbidden<'_>,
        block: &WrittenBlock,
    ) -> Option<Finding> {
        let is_literal = grant.text.bound().is_literal();
        if forbidden.kind == ForbiddenKind::RequiredNotActions && is_literal {
            return None;
        }
        let (found, conditional) = self.common(grant, &forbidden.what.pattern);
        let witness = match found {
            Search::None => return None,
            Search::Undecided => return Some(undecided(at, grant.text.span, vec![forbidden.what.clone()])),
            Search::Found(shortest) => self.known(grant, forbidden).map_or(shortest, str::to_owned),
        };
        let (_, taking) = ListKind::of(forbidden.what.plane);
        let pattern = forbidden.what.pattern.text();
        let mut message = forbidden.message(grant.text.shown(), &witness);
        if conditional {
            message.push_str(" (here under a condition)");
        }
        let may_take = |text: &WrittenText| text.known().is_none() && text.bound().matches(&witness, self.wildcards);
        if block.list(taking).is_some_and(|list| list.items.iter().any(may_take)) {
            message.push_str("; an expression may take it away again");
        }
        let help = match forbidden.kind {
            ForbiddenKind::NeverGrant if is_literal => "take it out".to_owned(),
            ForbiddenKind::NeverGrant => {
                format!("name the actions that are needed, or take `{pattern}` away by {} of the same block", taking.key())
            }
            ForbiddenKind::RequiredNotActions => format!("add `{pattern}` to {} of the same block", taking.key()),
        };
        let finding = at.finding(forbidden.kind.rule(), grant.text.span, message);
        let about = vec![forbidden.what.clone()];
        Some(Finding { help: Some(help.into()), witness: Some(witness), about: about.into(), ..finding })
    }

    /// A string that is both granted and forbidden, and whether only a condition gives it.
    fn common(&self, grant: &GrantingText<'_>, forbidden: &Pattern) -> (Search, bool) {
        let mut undecided = None;
        for (key, region) in &grant.regions {
            match region.allow.iter().map(|own| self.common_of(own, region, forbidden)).find(|found| *found != Search::None) {
                Some(Search::Found(shortest)) => return (Search::Found(shortest), key.is_some()),
                Some(_) => undecided = undecided.or(Some(key.is_some())),
                None => {}
            }
        }
        undecided.map_or((Search::None, false), |conditional| (Search::Undecided, conditional))
    }

    fn common_of(&self, own: &Pattern, region: &Block, forbidden: &Pattern) -> Search {
        if !own.overlaps(forbidden, self.wildcards) {
            return Search::None;
        }
        let mut patterns = vec![own, forbidden];
        patterns.extend(region.except.iter().filter(|except| except.overlaps(forbidden, self.wildcards)));
        let accept = |bits: &[bool]| matches!(bits, [true, true, rest @ ..] if !rest.contains(&true));
        search(&patterns, &accept, self.wildcards)
    }

    /// The first operation of the catalog that is both.
    fn known<'o>(&self, grant: &GrantingText<'_>, forbidden: &Forbidden<'o>) -> Option<&'o str> {
        let granted = |name: &&&str| grant.regions.iter().any(|(_, region)| region.contains(name, self.wildcards));
        forbidden.operations.iter().find(granted).copied()
    }
}

fn undecided(at: &PolicyRole<'_>, span: Span, about: Vec<PlanePattern>) -> Finding {
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
    Finding { help: Some(help.into()), about: about.into(), ..at.finding("undecided-policy", span, message) }
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
