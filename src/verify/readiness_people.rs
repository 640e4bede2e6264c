//! Who can do the tasks of a report of readiness, and who cannot: the numbers, the best and the holes, held against the answers.

use std::collections::{BTreeMap, BTreeSet};

use super::claims::{MissingClaim, VerdictClaim};
use super::fault::Why;
use super::readiness_claims::{ReadinessClaim, TaskClaim};
use super::report::Report;
use crate::model::ObjectId;

/// The answers of those who are to do a task.
pub(super) struct PeopleAnswers<'a> {
    pub report: &'a Report,
    pub pack: &'a str,
    pub task: &'a str,
    /// By object id, with the answer.
    pub answers: Vec<(String, VerdictClaim)>,
    /// Who they are: nobody in particular where everyone was asked.
    pub mode: TeamMode,
    /// What the answers come to.
    pub word: Option<ReadinessClaim>,
}

/// How a team was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TeamMode {
    /// Everyone.
    Everyone,
    /// By name: one of them has to be able to do a task.
    Named,
    /// By name and task.
    Mapped,
}

/// Who is in a hole, by object id, and the answer.
type Holes = BTreeSet<(Option<String>, VerdictClaim)>;

impl PeopleAnswers<'_> {
    /// What is wrong with what the report says of people.
    pub(super) fn wrong(&self, claim: &TaskClaim) -> Option<Why> {
        self.other_answers(claim).or_else(|| self.other_holes(claim)).or_else(|| self.other_reasons(claim))
    }

    /// The numbers, and who is named as one of the best.
    fn other_answers(&self, claim: &TaskClaim) -> Option<Why> {
        let Some(said) = &claim.answers else { return None };
        let mut is: BTreeMap<&str, usize> = BTreeMap::new();
        let is_counted = |verdict: VerdictClaim| self.mode != TeamMode::Everyone || verdict != VerdictClaim::NotAllowed;
        for (_, verdict) in self.answers.iter().filter(|(_, verdict)| is_counted(*verdict)) {
            *is.entry(verdict.name()).or_default() += 1;
        }
        let shown =
            |all: &[(&str, usize)]| all.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ");
        let said_all: Vec<(&str, usize)> = said.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        let is_all: Vec<(&str, usize)> = is.into_iter().collect();
        if said_all != is_all {
            return Some(Why::OtherStatus { said: shown(&said_all), is: shown(&is_all) });
        }
        let best = self.best();
        let is_best = |id: &String| self.answer(id).is_some_and(|verdict| Some(verdict) == best);
        let is_empty = claim.best.is_empty() && !is_all.is_empty();
        let other = claim.best.iter().find(|id| !is_best(id)).cloned().or_else(|| is_empty.then(|| "nobody".to_owned()));
        other.map(|said| Why::OtherStatus { said: format!("{said} is the best"), is: "another".to_owned() })
    }

    fn best(&self) -> Option<VerdictClaim> {
        self.answers.iter().map(|(_, verdict)| *verdict).max()
    }

    fn answer(&self, id: &str) -> Option<VerdictClaim> {
        let id = ObjectId::parse(id).to_string();
        self.answers.iter().find(|(own, _)| *own == id).map(|(_, verdict)| *verdict)
    }

    /// Who keeps the task from being ready.
    fn other_holes(&self, claim: &TaskClaim) -> Option<Why> {
        let said = claim.holes.as_ref()?;
        let said: Holes = said
            .iter()
            .map(|hole| (hole.principal.as_deref().map(|id| ObjectId::parse(id).to_string()), hole.verdict))
            .collect();
        let is_ready = self.word == Some(ReadinessClaim::Ready);
        let named = || self.answers.iter().map(|(id, verdict)| (Some(id.clone()), *verdict));
        let is: Holes = match self.mode {
            TeamMode::Everyone | TeamMode::Named if is_ready => Holes::new(),
            TeamMode::Everyone => Holes::from([(None, self.best().unwrap_or(VerdictClaim::NotAllowed))]),
            TeamMode::Named => named().collect(),
            TeamMode::Mapped => named().filter(|(_, verdict)| *verdict != VerdictClaim::Allowed).collect(),
        };
        let shown = |all: &Holes| {
            let one = |(id, verdict): &(Option<String>, VerdictClaim)| {
                format!("{} is {}", id.as_deref().unwrap_or("the best"), verdict.name())
            };
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        (said != is).then(|| Why::OtherStatus { said: shown(&said), is: shown(&is) })
    }

    /// The reasons of each hole are those of the answer.
    fn other_reasons(&self, claim: &TaskClaim) -> Option<Why> {
        let keys = |missing: &[MissingClaim]| -> BTreeSet<(String, String)> {
            missing.iter().map(|own| (own.code.clone(), own.subject.clone())).collect()
        };
        claim.holes.iter().flatten().find_map(|hole| {
            let id = ObjectId::parse(hole.principal.as_deref()?);
            let is_own = |known: &String| ObjectId::parse(known) == id;
            let class = self.report.classes.iter().find(|class| class.principals.iter().any(is_own))?;
            let answer = class.results.iter().find(|own| own.task == self.task && own.pack == self.pack)?;
            let (said, is) = (keys(&hole.missing), keys(&answer.missing));
            let other = said.symmetric_difference(&is).next()?;
            Some(Why::OtherReason { code: other.0.clone(), subject: other.1.clone() })
        })
    }
}
