//! The picture of advice ([`AdviceReport`], `rolecall/advise@1`): from an advice to what is said about it.

use serde::{Serialize, Serializer};

use super::question::AdviceQuestion;
use super::roles::no_custom_role;
use super::views::{
    AdviceView, AnswerView, BuiltInView, CoversView, CustomView, DirectoryView, GrowthView, ItemStandingView, ItemView,
    PartialView, PortionStandingView, PortionView, RemainsView, SearchView, StandingView, WayView,
};
use crate::advise::{
    Advice, AlternativeAdvice, Candidates, CustomRole, DirectoryNeed, DirectoryRoleStatus, Generalization, Item, ItemStatus,
    NoCustomRole, Partial, PrincipalStatus, PrincipalStatuses, Remaining, RoleCombination, ScopeStatus, ScopedAdvice,
    ScopedRequirement, SearchEnd,
};
use crate::decide::Verdict;
use crate::export::InputSummary;
use crate::graph::TenantGraph;
use crate::model::{Note, ObjectId, PermissionBlock, TargetKind};
use crate::pattern::Pattern;
use crate::report::audit::PrincipalView;
use crate::report::coverage::LedgerView;
use crate::report::gap::GapView;
use crate::report::head::{HeadView, NoteView};

/// The picture of an advice.
#[derive(Debug, Clone, Copy)]
pub struct AdviceReport<'a> {
    /// What there was to choose from.
    pub shelf: &'a Candidates<'a>,
    /// What was asked.
    pub question: &'a AdviceQuestion,
    /// The advice.
    pub advice: &'a Advice,
    /// What principals of a tenant have of it.
    pub standings: Option<(&'a TenantGraph, &'a PrincipalStatuses)>,
    /// What each input of that tenant gave.
    pub inputs: &'a [InputSummary],
    /// What was odd.
    pub notes: &'a [Note],
}

impl<'a> AdviceReport<'a> {
    pub(crate) fn view(&self) -> AdviceView<'a> {
        let head = HeadView::new("rolecall/advise@1", self.shelf.catalog());
        let head = HeadView { strict_wildcards: self.shelf.is_strict(), ..head };
        let tenant = self.standings.map(|(tenant, _)| tenant);
        let gaps = self.standings.map(|(_, standings)| standings.gaps.as_slice()).unwrap_or_default();
        AdviceView {
            head: tenant.map_or(head.clone(), |tenant| head.at(tenant.at())),
            asked: self.question,
            covered: self.advice.is_covered(),
            needed_operations: self.advice.needed,
            ways: self.advice.ways.iter().map(|way| self.way(way)).collect(),
            ways_left_out: self.advice.ways_left_out,
            principals: self.people().map(|one| self.standing(one)).collect(),
            inputs: tenant.map(|_| self.inputs),
            ledger: tenant.map(|tenant| LedgerView::of_tenant(tenant, gaps)),
            gaps: gaps.iter().map(GapView::new).collect(),
            notes: NoteView::all(self.notes),
        }
    }

    pub(crate) fn people(&self) -> impl Iterator<Item = &'a PrincipalStatus> + use<'a> {
        self.standings.into_iter().flat_map(|(_, standings)| &standings.principals)
    }

    fn way(&self, way: &'a AlternativeAdvice) -> WayView<'a> {
        WayView {
            directory_roles: way.way.directory.iter().map(|need| self.directory(need, None)).collect(),
            granted: way.granted,
            times: way.granted.and_then(|granted| times(granted.operations, self.advice.needed)),
            portions: way.way.portions.iter().zip(&way.portions).map(|(need, own)| self.portion(need, own)).collect(),
        }
    }

    fn directory(&self, need: &'a DirectoryNeed, verdict: Option<Verdict>) -> DirectoryView<'a> {
        let catalog = self.shelf.catalog();
        let role = catalog.directory_role(&need.template);
        DirectoryView {
            id: &need.template,
            name: &need.name,
            privileged: role.and_then(|role| role.privileged),
            actions: role.map_or(0, |role| catalog.directory_role_actions(role).len()),
            verdict,
        }
    }

    pub(crate) fn portion(&self, need: &'a ScopedRequirement, own: &'a ScopedAdvice) -> PortionView<'a> {
        let answer = |found: &'a RoleCombination| self.answer(found, &need.items, own);
        let ended = own.cover.ended;
        PortionView {
            at: need.at.map(TargetKind::name),
            unconditional: need.unconditional,
            need: need.items.iter().map(|item| self.item(item)).collect(),
            answers: own.cover.found.iter().map(answer).collect(),
            single: own.single.as_ref().map(answer),
            documented: own.documented.as_ref().map(answer),
            partial: own.partial.as_ref().map(|partial| self.partial(partial, &need.items, own)),
            conditional: own.conditional.iter().filter_map(|&role| self.shelf.role(role)).map(|role| &*role.name).collect(),
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
            operations: self.shelf.operations_of([item]).len(),
        }
    }

    fn answer(&self, found: &'a RoleCombination, items: &'a [Item], own: &'a ScopedAdvice) -> AnswerView<'a> {
        let role = |&number: &usize| {
            let role = self.shelf.role(number)?;
            let privileged = self.shelf.catalog().is_privileged(&role.id);
            Some(BuiltInView { id: &role.id, name: &role.name, documented: self.is_documented(&role.id), privileged })
        };
        let granted = own.needed.plus(found.excess);
        let needed = self.shelf.operations_of(items);
        let covers = CoversView {
            asked: items.len(),
            covered: items.len(),
            percent: percent(items.len(), items.len()),
            operations: needed.len(),
            operations_covered: needed.common(&self.shelf.granted_by(&found.roles)),
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
        let items = self.advice.ways.iter().flat_map(|way| &way.way.portions).flat_map(|portion| &portion.items);
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

    fn standing(&self, one: &'a PrincipalStatus) -> StandingView<'a> {
        let directory = |role: &'a DirectoryRoleStatus| self.directory(&role.need, Some(role.verdict));
        StandingView {
            principal: self.principal(one),
            met: one.is_met(),
            directory_roles: one.directory.iter().map(directory).collect(),
            portions: one.portions.iter().map(|portion| self.portion_standing(portion)).collect(),
        }
    }

    /// What is open or missing, in words.
    fn missing(&self, item: &ItemStatus) -> Vec<String> {
        let of = |(tenant, _): (&TenantGraph, &PrincipalStatuses)| {
            item.missing.iter().map(|one| crate::report::audit::words::missing(tenant, one)).collect()
        };
        self.standings.map(of).unwrap_or_default()
    }

    fn portion_standing(&self, portion: &'a ScopeStatus) -> PortionStandingView<'a> {
        let item = |item: &'a ItemStatus| ItemStandingView {
            what: &item.what,
            plane: item.item.as_ref().map(|item| item.plane),
            verdict: item.verdict,
            through: &item.through,
            missing: self.missing(item),
        };
        PortionStandingView {
            scope: &portion.scope,
            items: portion.items.iter().map(item).collect(),
            custom_roles: &portion.custom_roles,
            change: portion.change.as_ref().map(|change| self.portion(&portion.lacking, change)),
        }
    }

    fn principal(&self, one: &PrincipalStatus) -> Option<PrincipalView<'a>> {
        self.standings.map(|(tenant, _)| PrincipalView::new(tenant, one.principal))
    }
}

impl Serialize for AdviceReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
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
        growth: custom.iter().flat_map(|role| &role.growth).map(GrowthView::new).collect(),
        unknown: custom.iter().flat_map(|role| &role.unknown).map(Pattern::text).collect(),
        may_be_shorter: custom.as_ref().is_ok_and(|role| role.may_be_shorter),
        none,
    }
}

impl<'a> GrowthView<'a> {
    fn new(own: &'a Generalization) -> Self {
        Self { plane: own.plane, pattern: own.pattern.text(), replaces: own.replaces, witness: own.witness.as_deref() }
    }
}

fn search(ended: SearchEnd) -> SearchView {
    SearchView { exact: ended.is_exact(), stopped_early: ended.stopped_early, undecided: ended.undecided, steps: ended.steps }
}

/// In percent, to a tenth; never 100 where something is left.
fn percent(covered: usize, asked: usize) -> f64 {
    if asked == 0 || covered >= asked {
        return 100.0;
    }
    ratio(covered * 1000 / asked, 10)
}

/// How many times a need something grants, to a tenth; `None` where the catalog shows nothing of the need.
fn times(granted: usize, needed: usize) -> Option<f64> {
    (needed > 0).then(|| ratio((granted * 10 + needed / 2) / needed, 10))
}

#[expect(clippy::cast_precision_loss, reason = "operations are counted in thousands")]
fn ratio(number: usize, of: usize) -> f64 {
    number as f64 / of as f64
}
