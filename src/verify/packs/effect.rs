//! For whom it makes a difference in a tenant which of two packs is asked: every answer decided again by both.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::PackDiffClaims;
use super::pairs::pairs;
use crate::catalog::Catalog;
use crate::model::{Facts, PrincipalId, Task, TaskPack};
use crate::verify::claims::{TargetClaim, VerdictClaim};
use crate::verify::diff::sources::CatalogAt;
use crate::verify::diff::state::StateGround;
use crate::verify::fault::{Fault, Why};
use crate::verify::gaps;
use crate::verify::redecide::{AskedAgain, Redecision};
use crate::verify::replay::Replay;
use crate::verify::report::Report;
use crate::verify::scope::{StandIns, of_report, wanted_targets};
use crate::verify::task_moves::{self, MovedAnswers, Verdicts, is_move};
use crate::verify::unified_rbac::with_unified_rbac;
use crate::verify::vouched::vouched_facts;

/// The tenant that was asked by two packs.
#[derive(Debug, Clone, Copy)]
pub struct PackTenant<'s> {
    /// What its exports state.
    pub facts: &'s Facts,
    /// The earlier and the later pack, as they are asked of it.
    pub packs: [&'s TaskPack; 2],
    /// What Azure ships.
    pub catalog: &'s Catalog,
    /// The instant, in seconds since 1970.
    pub at: i64,
}

/// A task of a pack by its pair.
#[derive(Clone, Copy)]
struct PairedTask<'p> {
    old: Option<&'p Task>,
    new: Option<&'p Task>,
}

/// Holds who is said to gain and lose a task against the exports.
pub(super) fn compare(report: &Report, claims: &PackDiffClaims, tenant: PackTenant<'_>, replay: &mut Replay) {
    let Some(moves) = &claims.principals else {
        let why = Why::LeftOut { what: "answers about people", count: 1, first: "who gains and loses a task".to_owned() };
        replay.faults.push(of_report(&why));
        return;
    };
    let vouched = vouched_facts(report, tenant.facts);
    let facts = vouched.as_ref().unwrap_or(tenant.facts);
    let with_unified = with_unified_rbac(facts, &report.said_activation());
    let facts = with_unified.as_ref().unwrap_or(facts);
    let state = StateGround::new(report, facts, CatalogAt { catalog: tenant.catalog, at: tenant.at });
    let [old, new] = tenant.packs;
    let pairs: Vec<PairedTask<'_>> = pairs(old, new).into_iter().map(|(old, new)| PairedTask { old, new }).collect();
    let asked = [asked(&old.id, pairs.iter().map(|pair| pair.old)), asked(&new.id, pairs.iter().map(|pair| pair.new))];
    let reports = asked.each_ref().map(|asked| with_targets(report, asked, (&state, StandIns::WholeSubscriptions)));
    let [by_old, by_new] = &reports;
    let [of_old, of_new] = asked.clone();
    let again = [state.redecide(by_old, of_old, &state), state.redecide(by_new, of_new, &state)];
    let effect = EffectAgain { pairs: &pairs, packs: [&old.id, &new.id], again };
    replay.proofs += task_moves::replay_because(moves, [&state.records; 2], &mut replay.faults);
    replay.decided += effect.compare(claims, &mut replay.faults);
    replay.faults.extend(task_moves::misplaced(moves));
    let all = asked.concat();
    let whole = with_targets(report, &all, (&state, StandIns::All));
    gaps::compare(&state.redecide(&whole, all, &state), &mut replay.faults);
}

fn asked<'a>(pack: &'a str, tasks: impl Iterator<Item = Option<&'a Task>>) -> Vec<AskedAgain<'a>> {
    tasks.flatten().map(|task| AskedAgain { pack, task }).collect()
}

/// The report as if it named what the tasks are asked of.
fn with_targets(report: &Report, asked: &[AskedAgain<'_>], (state, instead): (&StateGround<'_>, StandIns)) -> Report {
    let empty = report.asking_of(Vec::new());
    let draft = state.redecide(&empty, asked.to_vec(), state);
    let claim = |(id, kind): (String, &'static str)| TargetClaim { id, kind: kind.to_owned() };
    report.asking_of(wanted_targets(&draft, instead).into_iter().map(claim).collect())
}

/// Decides the tasks of both packs again.
struct EffectAgain<'r> {
    pairs: &'r [PairedTask<'r>],
    packs: [&'r str; 2],
    again: [Redecision<'r>; 2],
}

/// The answers to a task by target in lower case, and whether every string was looked at.
type AnswersByTarget = (BTreeMap<String, VerdictClaim>, bool);

/// What follows from both packs.
#[derive(Default)]
struct EffectFound {
    moves: MovedAnswers,
    /// The tasks of people of which not every string was looked at.
    incomplete: BTreeSet<(String, String)>,
    /// An answer to a task that is asked otherwise is unknown.
    is_open: bool,
    count: usize,
}

impl EffectAgain<'_> {
    fn compare(&self, claims: &PackDiffClaims, faults: &mut Vec<Fault>) -> usize {
        let mut found = EffectFound::default();
        let principals = &self.again[0].records.facts.principals;
        for id in principals.ids() {
            self.of_principal(id, &mut found);
        }
        let nobody = principals.ids().next().is_none() && self.pairs.iter().any(PairedTask::asks_otherwise);
        let mut said = task_moves::said(claims.principals.as_deref().unwrap_or_default());
        said.retain(|(who, _, task, _), _| !found.incomplete.contains(&(who.clone(), task.clone())));
        task_moves::compare(&said, &found.moves, faults);
        let (said, is) = (claims.open, Some(found.is_open || nobody));
        if said != is && found.incomplete.is_empty() {
            let word = |open: Option<bool>| open.map_or("nothing", |open| if open { "open" } else { "not open" }).to_owned();
            faults.push(Fault::at_place("open", &Why::OtherStatus { said: word(said), is: word(is) }));
        }
        found.count
    }

    fn of_principal(&self, id: PrincipalId, found: &mut EffectFound) {
        let who = self.again[0].records.facts.principals.id(id).to_string();
        let mut numbers = [0; 2];
        for pair in self.pairs {
            let mut both: [AnswersByTarget; 2] = [(BTreeMap::new(), true), (BTreeMap::new(), true)];
            let sides = both.iter_mut().zip(&self.again).zip(&mut numbers);
            for (((answers, again), number), task) in sides.zip([pair.old, pair.new]) {
                if task.is_some() {
                    *answers = answers_to(again, id, *number);
                    *number += 1;
                }
            }
            let [(before, is_all_before), (after, is_all_after)] = both;
            found.count += before.len() + after.len();
            let is_unknown = |all: &BTreeMap<String, VerdictClaim>| all.values().any(|own| *own == VerdictClaim::Unknown);
            found.is_open |= pair.asks_otherwise() && (is_unknown(&before) || is_unknown(&after));
            let task = pair.new.or(pair.old).map(|task| task.id.clone()).unwrap_or_default();
            if !is_all_before || !is_all_after {
                found.incomplete.insert((who.clone(), task));
                continue;
            }
            for (target, verdicts) in pair.moved(&before, &after) {
                let [old, new] = self.packs;
                let pack = if verdicts[1] > verdicts[0] { new } else { old };
                found.moves.insert((who.clone(), pack.to_owned(), task.clone(), target), verdicts);
            }
        }
    }
}

fn answers_to(again: &Redecision<'_>, id: PrincipalId, number: usize) -> AnswersByTarget {
    let decided = again.decided(id);
    let (mut found, mut is_all) = (BTreeMap::new(), true);
    for &target in again.targets.of(number) {
        let answer = again.answer(&decided, number, target);
        is_all &= answer.complete;
        found.insert(target.id.to_ascii_lowercase(), answer.verdict);
    }
    (found, is_all)
}

impl PairedTask<'_> {
    /// Whether the packs ask the task otherwise: one of them not at all, or with other words.
    fn asks_otherwise(&self) -> bool {
        let asked = |task: &Task| (task.requires.clone(), task.target, task.resource_type.clone(), task.uses.clone());
        self.old.zip(self.new).is_none_or(|(old, new)| asked(old) != asked(new))
    }

    /// Whether both ask it, of other kinds of target.
    fn is_retargeted(&self) -> bool {
        let of = |task: &Task| (task.target, task.resource_type.clone());
        self.old.zip(self.new).is_some_and(|(old, new)| of(old) != of(new))
    }

    /// The targets with another answer than before. What a pack does not ask cannot be done by it. Of other kinds of target the best answers
    /// count: whoever can do the task for one of them has not lost it.
    fn moved(
        &self,
        before: &BTreeMap<String, VerdictClaim>,
        after: &BTreeMap<String, VerdictClaim>,
    ) -> BTreeMap<String, Verdicts> {
        let of = |all: &BTreeMap<String, VerdictClaim>, target: &String| {
            all.get(target).copied().unwrap_or(VerdictClaim::NotAllowed)
        };
        let targets: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let both = targets.into_iter().map(|target| (target.clone(), [of(before, target), of(after, target)]));
        let differs = |[old, new]: Verdicts| old != new && old.max(new) >= VerdictClaim::Unknown;
        let mut found: BTreeMap<String, Verdicts> = both.filter(|(_, verdicts)| differs(*verdicts)).collect();
        if self.is_retargeted() {
            let best = |is_gain: bool| {
                let of = |&[old, new]: &Verdicts| ((new > old) == is_gain).then_some(if is_gain { new } else { old });
                found.values().filter_map(of).max().unwrap_or(VerdictClaim::NotAllowed)
            };
            let (old, new) = (best(false), best(true));
            found.retain(|_, own| if own[1] > own[0] { new > old } else { new < old });
            for own in found.values_mut() {
                *own = if own[1] > own[0] { [old, own[1]] } else { [own[0], new] };
            }
        }
        found.retain(|_, verdicts| is_move(*verdicts));
        found
    }
}
