//! From an advice to what is said about it.

use super::AdviceReport;
use super::views::{
    AdviceView, AnswerView, CoversView, CustomView, DirectoryView, GrowthView, ItemStandingView, ItemView, PartialView,
    PortionStandingView, PortionView, RemainsView, RoleView, SearchView, StandingView, WayView,
};
use crate::advise::{
    AlternativeAdvice as WayAdvice, CustomRole, DirectoryNeed, DirectoryRoleStatus as DirectoryStanding,
    Generalization as Growth, Item, ItemStatus as ItemStanding, NoCustomRole, Partial, PrincipalStatus as Standing, Remaining,
    RoleCombination as Found, ScopeStatus as PortionStanding, ScopedAdvice as PortionAdvice, ScopedRequirement as Portion,
    SearchEnd as Ended,
};
use crate::decide::Verdict;
use crate::model::{ObjectId, PermissionBlock};
use crate::pattern::Pattern;
use crate::report::{CatalogView, NoteView};

impl<'a> AdviceReport<'a> {
    pub(super) fn view(&self) -> AdviceView<'a> {
        let about = self.shelf.catalog().about();
        AdviceView {
            schema: "rolecall/advise@1",
            version: env!("CARGO_PKG_VERSION"),
            catalog: CatalogView {
                date: about.date.to_string(),
                roles: about.roles,
                directory_roles: about.directory_roles,
                operations: about.operations,
            },
            strict_wildcards: self.shelf.is_strict(),
            asked: self.question,
            covered: self.advice.is_covered(),
            needed_operations: self.advice.needed,
            ways: self.advice.ways.iter().map(|way| self.way(way)).collect(),
            ways_left_out: self.advice.ways_left_out,
            principals: self.people().map(|one| self.standing(one)).collect(),
            gaps: self.standings.map(|(_, standings)| standings.gaps.as_slice()).unwrap_or_default(),
            notes: self.notes.iter().map(NoteView::new).collect(),
        }
    }

    pub(super) fn people(&self) -> impl Iterator<Item = &'a Standing> + use<'a> {
        self.standings.into_iter().flat_map(|(_, standings)| &standings.principals)
    }

    fn way(&self, way: &'a WayAdvice) -> WayView<'a> {
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

    pub(super) fn portion(&self, need: &'a Portion, own: &'a PortionAdvice) -> PortionView<'a> {
        let answer = |found: &'a Found| self.answer(found, &need.items, own, need.items.len());
        let ended = own.cover.ended;
        PortionView {
            at: need.at.map(crate::model::TargetKind::name),
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

    fn answer(&self, found: &'a Found, items: &'a [Item], own: &'a PortionAdvice, covered: usize) -> AnswerView<'a> {
        let role = |&number: &usize| {
            let role = self.shelf.role(number)?;
            let privileged = self.shelf.catalog().is_privileged(&role.id);
            Some(RoleView { id: &role.id, name: &role.name, documented: self.is_documented(&role.id), privileged })
        };
        let granted = own.needed.plus(found.excess);
        let needed = self.shelf.operations_of(items);
        let covers = CoversView {
            asked: items.len(),
            covered,
            percent: percent(covered, items.len()),
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

    fn partial(&self, partial: &'a Partial, items: &'a [Item], own: &'a PortionAdvice) -> PartialView<'a> {
        let remains = |rest: &'a Remaining| {
            let item = self.item(items.get(rest.item)?);
            let witness = rest.witness.as_deref();
            let (in_part, operations_left) = (rest.in_part, rest.operations);
            Some(RemainsView { item, in_part, operations_left, witness, in_catalog: rest.in_catalog })
        };
        let covered = items.len() - partial.remains.len();
        let mut answer = self.answer(&partial.found, items, own, covered);
        answer.granted = partial.granted;
        answer.times = times(partial.granted.operations, own.needed.operations);
        PartialView { answer, remains: partial.remains.iter().filter_map(remains).collect(), search: search(partial.ended) }
    }

    fn standing(&self, one: &'a Standing) -> StandingView<'a> {
        let directory = |role: &'a DirectoryStanding| self.directory(&role.need, Some(role.verdict));
        StandingView {
            principal: self.principal(one),
            met: one.is_met(),
            directory_roles: one.directory.iter().map(directory).collect(),
            portions: one.portions.iter().map(|portion| self.portion_standing(portion)).collect(),
        }
    }

    fn portion_standing(&self, portion: &'a PortionStanding) -> PortionStandingView<'a> {
        let item = |item: &'a ItemStanding| ItemStandingView {
            what: &item.what,
            plane: item.item.as_ref().map(|item| item.plane),
            verdict: item.verdict,
            through: &item.through,
            missing: &item.missing,
        };
        PortionStandingView {
            scope: &portion.scope,
            items: portion.items.iter().map(item).collect(),
            custom_roles: &portion.custom_roles,
            change: portion.change.as_ref().map(|change| self.portion(&portion.lacking, change)),
        }
    }
}

fn custom(custom: &Result<CustomRole, NoCustomRole>) -> CustomView<'_> {
    let none = custom.as_ref().err().map(crate::report::advise::words::no_custom_role);
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
    fn new(own: &'a Growth) -> Self {
        Self { plane: own.plane, pattern: own.pattern.text(), replaces: own.replaces, witness: own.witness.as_deref() }
    }
}

fn search(ended: Ended) -> SearchView {
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
