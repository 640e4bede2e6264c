//! The picture of advice ([`AdviceReport`], `rolecall/advise@1`): from an advice to what is said about it.

use serde::{Serialize, Serializer};

use super::question::AdviceQuestion;
use super::roles::no_custom_role;
use super::views::{
    AdviceView, AdvisedRoleView, AlternativeView, AnswerView, CoversView, CustomView, DirectoryView, GeneralizationView,
    GroupGrantView, GroupView, GroupsView, ItemStatusView, ItemView, PartialView, PrincipalStatusView, RemainsView,
    ScopeStatusView, ScopedAdviceView, SearchView,
};
use crate::advise::{
    Advice, AlternativeAdvice, Candidates, CustomRole, DirectoryNeed, DirectoryRoleStatus, Generalization, GroupAdvice,
    GroupsAdvice, Item, ItemStatus, NoCustomRole, Partial, PrincipalStatus, PrincipalStatuses, Remaining, RoleCombination,
    ScopeStatus, ScopedAdvice, ScopedRequirement, SearchEnd,
};
use crate::arrange::Arrange as _;
use crate::decide::Verdict;
use crate::export::InputSummary;
use crate::graph::{CoverageId, TenantGraph};
use crate::model::{Note, ObjectId, PermissionBlock, RoleKind, TargetKind};
use crate::pattern::Pattern;
use crate::report::answers::assumptions;
use crate::report::answers::places::held_at;
use crate::report::answers::reached::ReachedView;
use crate::report::answers::views::PrincipalView;
use crate::report::answers::words::missing as missing_in_words;
use crate::report::gap::{GapGroup, GapView};
use crate::report::head::{HeadView, SourcesView};
use crate::report::ratio::{percent, ratio};
use crate::what_can::Holding;

/// The picture of an advice.
#[derive(Debug, Clone, Copy)]
pub struct AdviceReport<'a> {
    /// What there was to choose from.
    pub candidates: &'a Candidates<'a>,
    /// What was asked.
    pub question: &'a AdviceQuestion,
    /// The advice.
    pub advice: &'a Advice,
    /// What principals of a tenant have of it.
    pub statuses: Option<(&'a TenantGraph, &'a PrincipalStatuses)>,
    /// What each input of that tenant gave.
    pub inputs: &'a [InputSummary],
    /// What was odd.
    pub notes: &'a [Note],
}

impl<'a> AdviceReport<'a> {
    pub(crate) fn view(&self) -> AdviceView<'a> {
        let head = HeadView::new("rolecall/advise@1", self.candidates.catalog());
        let head = HeadView { strict_wildcards: self.candidates.is_strict(), ..head };
        let sources = SourcesView::without_tenant(self.notes);
        let (head, sources) = match self.statuses {
            Some((tenant, statuses)) => {
                let gaps = statuses.gaps.iter().map(GapView::new);
                (head.at(tenant.at()), sources.with_state(None, tenant, self.inputs).with_gaps(None, gaps))
            }
            None => (head, sources),
        };
        AdviceView {
            head,
            asked: self.question,
            covered: self.advice.is_covered(),
            needed_operations: self.advice.needed,
            alternatives: self.advice.alternatives.iter().map(|alternative| self.alternative(alternative)).collect(),
            alternatives_left_out: self.advice.alternatives_left_out,
            principals: self.people().map(|one| self.status(one)).collect(),
            groups: self.anybody(),
            sources,
            assumptions: self.assumptions(),
            lacking: self.statuses.map(|(_, statuses)| GapGroup::of(&statuses.gaps)).unwrap_or_default(),
        }
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &'a PrincipalStatus> + use<'a> {
        self.statuses.into_iter().flat_map(|(_, statuses)| &statuses.principals)
    }

    fn alternative(&self, alternative: &'a AlternativeAdvice) -> AlternativeView<'a> {
        AlternativeView {
            directory_roles: alternative.alternative.directory.iter().map(|need| self.directory(need, None)).collect(),
            granted: alternative.granted,
            times: alternative.granted.and_then(|granted| times(granted.operations, self.advice.needed)),
            by_scope: alternative
                .alternative
                .by_scope
                .iter()
                .zip(&alternative.by_scope)
                .map(|(need, own)| self.scoped(need, own))
                .collect(),
        }
    }

    /// What each `no` of all principals assumes: one line for each list that only looks whole.
    fn assumptions(&self) -> Vec<String> {
        let items = self.people().flat_map(|one| &one.by_scope).flat_map(|scoped| &scoped.items);
        let items = items.map(|item| (item.verdict, &item.assumes));
        let roles = self.people().flat_map(|one| &one.directory).map(|role| (role.verdict, &role.assumes));
        let noes = items.chain(roles).filter(|(verdict, _)| *verdict == Verdict::NotAllowed);
        let mut ids: Vec<CoverageId> = noes.flat_map(|(_, assumes)| assumes).copied().collect();
        ids.arrange();
        ids.dedup();
        self.statuses.map(|(tenant, _)| assumptions::lines(tenant, &ids)).unwrap_or_default()
    }

    fn directory(&self, need: &'a DirectoryNeed, status: Option<&'a DirectoryRoleStatus>) -> DirectoryView<'a> {
        let catalog = self.candidates.catalog();
        let role = catalog.directory_role(&need.template);
        DirectoryView {
            id: &need.template,
            name: &need.name,
            privileged: role.and_then(|role| role.privileged),
            actions: role.map_or(0, |role| catalog.directory_role_actions(role).len()),
            verdict: status.map(|status| status.verdict),
            assumes: status.map(|status| status.assumes.as_slice()),
        }
    }

    pub(crate) fn scoped(&self, need: &'a ScopedRequirement, own: &'a ScopedAdvice) -> ScopedAdviceView<'a> {
        let answer = |found: &'a RoleCombination| self.answer(found, &need.items, own);
        let ended = own.cover.ended;
        ScopedAdviceView {
            at: need.at.map(TargetKind::name),
            unconditional: need.unconditional,
            need: need.items.iter().map(|item| self.item(item)).collect(),
            answers: own.cover.found.iter().map(answer).collect(),
            single: own.single.as_ref().map(answer),
            documented: own.documented.as_ref().map(answer),
            partial: own.partial.as_ref().map(|partial| self.partial(partial, &need.items, own)),
            conditional: own
                .conditional
                .iter()
                .filter_map(|&role| self.candidates.role(role))
                .map(|role| &*role.name)
                .collect(),
            custom_role: custom(&own.custom),
            search: search(ended),
        }
    }

    fn item(&self, item: &'a Item) -> ItemView<'a> {
        ItemView {
            plane: item.plane,
            pattern: item.text(),
            except: item.block.except.iter().map(Pattern::text).collect(),
            role: item.role.as_ref().map(|named| named.name.as_str()),
            operations: self.candidates.operations_of([item]).len(),
        }
    }

    fn answer(&self, found: &'a RoleCombination, items: &'a [Item], own: &'a ScopedAdvice) -> AnswerView<'a> {
        let role = |&number: &usize| {
            let role = self.candidates.role(number)?;
            let privileged = self.candidates.catalog().is_privileged(&role.id);
            let custom = role.kind == RoleKind::Custom;
            Some(AdvisedRoleView {
                id: &role.id,
                name: &role.name,
                documented: self.is_documented(&role.id),
                privileged,
                custom,
            })
        };
        let granted = own.needed.plus(found.excess);
        let needed = self.candidates.operations_of(items);
        let covers = CoversView {
            asked: items.len(),
            covered: items.len(),
            percent: percent(items.len(), items.len()),
            operations: needed.len(),
            operations_covered: needed.common(&self.candidates.granted_by(&found.roles)),
        };
        AnswerView {
            roles: found.roles.iter().filter_map(role).collect(),
            covers,
            granted,
            beyond: found.excess,
            times: times(granted.operations, own.needed.operations),
            strict_wildcards_differ: found.hangs_on_slash_merge,
        }
    }

    /// Whether a document names a role, in whatever way.
    fn is_documented(&self, id: &ObjectId) -> bool {
        let items = self
            .advice
            .alternatives
            .iter()
            .flat_map(|alternative| &alternative.alternative.by_scope)
            .flat_map(|scoped| &scoped.items);
        items.filter_map(|item| item.role.as_ref()).any(|named| named.id == *id)
    }

    fn partial(&self, partial: &'a Partial, items: &'a [Item], own: &'a ScopedAdvice) -> PartialView<'a> {
        let remains = |rest: &'a Remaining| {
            let item = self.item(items.get(rest.item)?);
            let witness = rest.witness.as_deref();
            let (in_part, operations_left) = (rest.in_part, rest.operations);
            Some(RemainsView { item, in_part, operations_left, witness, in_catalog: rest.in_catalog })
        };
        let covered = items.len() - partial.remains.len();
        let mut answer = self.answer(&partial.found, items, own);
        answer.covers.covered = covered;
        answer.covers.percent = percent(covered, items.len());
        answer.granted = partial.granted;
        answer.times = times(partial.granted.operations, own.needed.operations);
        PartialView { answer, remains: partial.remains.iter().filter_map(remains).collect(), search: search(partial.ended) }
    }

    fn status(&self, one: &'a PrincipalStatus) -> PrincipalStatusView<'a> {
        let directory = |role: &'a DirectoryRoleStatus| self.directory(&role.need, Some(role));
        PrincipalStatusView {
            principal: self.principal(one),
            met: one.is_met(),
            directory_roles: one.directory.iter().map(directory).collect(),
            by_scope: one.by_scope.iter().map(|scoped| self.scope_status(scoped)).collect(),
            groups: self.statuses.filter(|_| !one.is_met()).map(|(tenant, _)| groups(tenant, &one.groups)),
        }
    }

    /// The groups that anybody may join, where no principal was asked for.
    fn anybody(&self) -> Option<GroupsView<'a>> {
        let (tenant, statuses) = self.statuses.filter(|(_, statuses)| statuses.principals.is_empty())?;
        Some(groups(tenant, &statuses.anybody))
    }

    /// What is open or missing, in words.
    fn missing(&self, item: &ItemStatus) -> Vec<String> {
        let of = |(tenant, _): (&TenantGraph, &PrincipalStatuses)| {
            item.missing.iter().map(|one| missing_in_words(tenant, one)).collect()
        };
        self.statuses.map(of).unwrap_or_default()
    }

    fn scope_status(&self, scoped: &'a ScopeStatus) -> ScopeStatusView<'a> {
        let item = |item: &'a ItemStatus| ItemStatusView {
            what: &item.what,
            plane: item.item.as_ref().map(|item| item.plane),
            verdict: item.verdict,
            through: &item.through,
            missing: self.missing(item),
            assumes: &item.assumes,
        };
        ScopeStatusView {
            scope: &scoped.scope,
            items: scoped.items.iter().map(item).collect(),
            custom_roles: &scoped.custom_roles,
            change: scoped.change.as_ref().map(|change| self.scoped(&scoped.lacking, change)),
        }
    }

    fn principal(&self, one: &PrincipalStatus) -> Option<PrincipalView<'a>> {
        self.statuses.map(|(tenant, _)| PrincipalView::new(tenant, one.principal))
    }
}

impl Serialize for AdviceReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

fn groups<'a>(tenant: &'a TenantGraph, own: &'a GroupsAdvice) -> GroupsView<'a> {
    GroupsView { list: own.groups.iter().map(|one| group(tenant, one)).collect(), left_out: own.derived }
}

fn group<'a>(tenant: &'a TenantGraph, own: &'a GroupAdvice) -> GroupView<'a> {
    let who = PrincipalView::new(tenant, own.group);
    let grant = |holding: &Holding| {
        let (kind, stated) = (holding.rests_on.kind(), holding.rests_on.stated(tenant, Some(holding.record)));
        GroupGrantView {
            kind,
            role: stated.role,
            role_name: stated.role_name,
            conditions: holding.conditions.clone(),
            place: held_at(tenant, kind, &stated.scope),
            scope: stated.scope,
        }
    };
    GroupView {
        id: who.id,
        name: who.name,
        beyond: own.beyond,
        directory_actions: own.directory_actions,
        members: ReachedView::new(own.reached),
        gives: own.gives.iter().map(grant).collect(),
        called: who.called(),
    }
}

fn custom(custom: &Result<CustomRole, NoCustomRole>) -> CustomView<'_> {
    let none = custom.as_ref().err().map(no_custom_role);
    let block = custom.as_ref().ok().map(|role| &role.block);
    let texts =
        |list: fn(&PermissionBlock) -> &Vec<Pattern>| block.map(list).into_iter().flatten().map(Pattern::text).collect();
    CustomView {
        actions: texts(|block| &block.actions),
        not_actions: texts(|block| &block.not_actions),
        data_actions: texts(|block| &block.data_actions),
        not_data_actions: texts(|block| &block.not_data_actions),
        generalizations: custom.iter().flat_map(|role| &role.generalizations).map(GeneralizationView::new).collect(),
        unknown: custom.iter().flat_map(|role| &role.unknown).map(Pattern::text).collect(),
        may_be_shorter: custom.as_ref().is_ok_and(|role| role.may_be_shorter),
        none,
    }
}

impl<'a> GeneralizationView<'a> {
    fn new(own: &'a Generalization) -> Self {
        Self { plane: own.plane, pattern: own.pattern.text(), replaces: own.replaces, witness: own.witness.as_deref() }
    }
}

fn search(ended: SearchEnd) -> SearchView {
    SearchView { exact: ended.is_exact(), stopped_early: ended.stopped_early, undecided: ended.undecided, steps: ended.steps }
}

/// How many times a need something grants, to a tenth; `None` where the catalog shows nothing of the need.
fn times(granted: usize, needed: usize) -> Option<f64> {
    (needed > 0).then(|| ratio((granted * 10 + needed / 2) / needed, 10))
}
