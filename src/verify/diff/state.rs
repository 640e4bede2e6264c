//! [`StateGround`]: one of the two states of a difference, ready to be decided again.

use super::rows::block_text;
use super::sources::CatalogAt;
use crate::arrange::Arrange as _;
use crate::condition::Context;
use crate::model::{Facts, ObjectId, PermissionBlock, Plane, PrincipalId};
use crate::pattern::{Pattern, Wildcards};
use crate::verify::denies::Denies;
use crate::verify::evaluate::StringEvaluator;
use crate::verify::listed::{ListedPlaces, OtherLists};
use crate::verify::reach::Reach;
use crate::verify::records::Records;
use crate::verify::redecide::{AskedAgain, Redecision, ReportGround};
use crate::verify::report::Report;
use crate::verify::roles::{RoleTexts, granted};
use crate::verify::strings::{InPlay, WantedSet};

/// One state.
pub(in crate::verify) struct StateGround<'f> {
    pub facts: &'f Facts,
    pub records: Records<'f>,
    pub reach: Reach<'f>,
    pub roles: RoleTexts<'f>,
    pub listed: ListedPlaces<'f>,
    pub denies: Denies<'f>,
    context: Context,
}

impl<'f> StateGround<'f> {
    pub(in crate::verify) fn new(report: &Report, facts: &'f Facts, CatalogAt { catalog, at }: CatalogAt<'f>) -> Self {
        let wildcards = if report.strict_wildcards { Wildcards::Strict } else { Wildcards::Documented };
        let context = Context::new(wildcards);
        let context = jiff::Timestamp::from_second(at).map(|now| context.clone().at(now)).unwrap_or(context);
        let reach = Reach::new(facts);
        Self {
            facts,
            records: Records::new(facts, at),
            listed: ListedPlaces::new(facts, &reach),
            reach,
            roles: RoleTexts::new(facts, catalog, wildcards),
            denies: Denies::new(facts, catalog, wildcards),
            context,
        }
    }

    /// Decides tasks again. A no rests on the lists of both states.
    pub(in crate::verify) fn redecide<'r>(
        &'r self,
        report: &'r Report,
        asked: Vec<AskedAgain<'r>>,
        other: &'r StateGround<'r>,
    ) -> Redecision<'r> {
        let ground = ReportGround { records: &self.records, reach: &self.reach };
        let evaluator = StringEvaluator::new(&self.roles, &self.denies, self.context.clone());
        let also = OtherLists { listed: &other.listed, reach: &other.reach };
        Redecision::new(report, ground, evaluator, asked).covering_also(also)
    }

    /// What is known of a request.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Whether a role grants here what it grants in another state, as far as that is certain in both.
    pub(super) fn grants_as_in(&self, other: &StateGround<'_>, role: &ObjectId) -> bool {
        let (own, there) = (self.roles.get(role), other.roles.get(role));
        let ([own], [there]) = (own.possible.as_slice(), there.possible.as_slice()) else { return true };
        let mut in_play = InPlay::default();
        in_play.add(own);
        in_play.add(there);
        let patterns = [self.patterns_of(role), other.patterns_of(role)].concat();
        let patterns = patterns.iter().map(|(plane, pattern)| (*plane, pattern));
        let wanted = WantedSet::of_patterns(patterns, self.context.wildcards());
        let strings = wanted.strings(&in_play, self.roles.catalog());
        let is_same = |(plane, action): &(Plane, String)| {
            let [own, there] = [own, there].map(|clauses| granted(clauses, *plane, action, &self.context));
            own == there
        };
        strings.list.iter().all(is_same)
    }

    /// Whether a role is written here as in another state.
    pub(super) fn is_written_as_in(&self, other: &StateGround<'_>, role: &ObjectId) -> bool {
        let [own, there] = [self, other].map(|state| {
            let mut texts: Vec<String> = state.blocks(role).into_iter().map(block_text).collect();
            texts.arrange();
            texts.dedup();
            texts
        });
        own == there
    }

    /// The patterns of what a role allows: those that the exports state, else those of the catalog.
    pub(super) fn patterns_of(&self, role: &ObjectId) -> Vec<(Plane, Pattern)> {
        let stated = self.blocks(role);
        let shipped = self.roles.catalog().role(role).filter(|_| stated.is_empty());
        let blocks = stated.into_iter().chain(shipped.into_iter().flat_map(|role| &role.blocks));
        let of_block = |block: &PermissionBlock| {
            let control = block.actions.iter().map(|pattern| (Plane::Control, pattern.clone()));
            control.chain(block.data_actions.iter().map(|pattern| (Plane::Data, pattern.clone()))).collect::<Vec<_>>()
        };
        blocks.flat_map(of_block).collect()
    }

    fn blocks(&self, role: &ObjectId) -> Vec<&'f PermissionBlock> {
        let rows = self.facts.definitions.iter().filter(|row| row.definition.id == *role);
        rows.flat_map(|row| &row.definition.blocks).collect()
    }

    pub(super) fn principal(&self, id: &ObjectId) -> Option<PrincipalId> {
        self.facts.principals.lookup(id)
    }
}
