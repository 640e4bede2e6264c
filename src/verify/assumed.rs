//! The `assumes` and the `caveats` of the answers of a report, held against the lists that the answers rest on (R-EVAL-9).

use std::collections::BTreeSet;
use std::rc::Rc;

use super::beside::CoverageClaim;
use super::claims::{CaveatClaim, ResultClaim, VerdictClaim};
use super::fault::{Fault, Why};
use super::giving::Giving;
use super::listed::{ListedPart, ListedPlaces, called};
use super::redecide::{AskedAgain, Decided, Redecision};
use super::rests_on::{AnswerLists, AnsweredTask, EntryNumber, ListsBehind};
use crate::model::{CoverageState, ExportKind};

/// Holds what the answers of a report take for whole, and what they say nothing of, against the exports.
pub(super) fn compare(again: &Redecision<'_>, (listed, giving): (&ListedPlaces<'_>, &Giving), faults: &mut Vec<Fault>) {
    let lists = ListsBehind::new(again, listed, giving);
    let number = |own: &CoverageClaim| {
        let parts = [ListedPart::Whole, ListedPart::Below, ListedPart::ServicePrincipals];
        let part = parts.into_iter().find(|part| part.name() == own.part.as_deref().unwrap_or_default())?;
        lists.number(&(ExportKind::parse(&own.kind)?, own.place.to_ascii_lowercase(), part))
    };
    let said = again.report.coverage.iter().flatten().map(number).collect();
    let answers = AssumedByAnswers { again, lists, said };
    for class in &again.report.classes {
        let Some((principal, decided)) = again.principals(class).next() else { continue };
        for result in &class.results {
            let why = answers.wrong(result, &decided);
            faults.extend(why.map(|why| fault((principal, result), &why)));
        }
    }
}

fn fault((principal, result): (&str, &ResultClaim), why: &Why) -> Fault {
    Fault {
        principal: principal.to_owned(),
        task: result.task.clone(),
        pack: result.pack.clone(),
        target: result.targets.first().cloned().unwrap_or_default(),
        step: None,
        place: None,
        code: why.code(),
        message: why.to_string(),
    }
}

struct AssumedByAnswers<'a, 'r> {
    again: &'a Redecision<'r>,
    lists: ListsBehind<'a, 'r>,
    /// The entries of the coverage of the report, by their numbers there.
    said: Vec<Option<EntryNumber>>,
}

impl<'a> AssumedByAnswers<'a, '_> {
    /// What is wrong with what an answer says that it takes for whole, and that it says nothing of.
    fn wrong(&self, result: &ResultClaim, decided: &Decided) -> Option<Why> {
        let possible = self.possible(result, decided);
        let (assumed, caveat) = (self.entries(result.assumes.iter().flatten()), self.caveat(result));
        // A report of `advise` does not say what its answers say nothing of.
        let has_caveats = self.again.report.advice.is_none();
        let is_said =
            |is: &AnswerLists| assumed.as_ref() == Ok(&is.assumes) && (!has_caveats || caveat.as_ref() == Ok(&is.open));
        if possible.iter().any(|is| is_said(is)) {
            return None;
        }
        let is = possible.into_iter().next().unwrap_or_default();
        match (assumed, caveat) {
            (Err(why), _) | (_, Err(why)) => Some(why),
            (Ok(assumed), Ok(caveat)) => {
                let other_caveat = || self.other_caveat(result, (caveat, &is.open)).filter(|_| has_caveats);
                self.other_assumption(&assumed, &is.assumes).or_else(other_caveat)
            }
        }
    }

    /// What an answer may rest on.
    fn possible(&self, result: &ResultClaim, decided: &Decided) -> Vec<Rc<AnswerLists>> {
        let nothing = || vec![Rc::default()];
        let Some(answered) = self.answered(result) else { return nothing() };
        match result.verdict {
            VerdictClaim::NotAllowed => vec![self.lists.of_no(&answered)],
            VerdictClaim::Allowed | VerdictClaim::Eligible | VerdictClaim::Conditional => {
                self.lists.of_yes(&answered, decided, result.verdict)
            }
            VerdictClaim::Unknown | VerdictClaim::Blocked | VerdictClaim::NotAsked => nothing(),
        }
    }

    fn answered(&self, result: &ResultClaim) -> Option<AnsweredTask<'a>> {
        let own = |asked: &AskedAgain<'_>| asked.pack == result.pack && asked.task.id == result.task;
        let number = self.again.asked.iter().position(own)?;
        let asked = *self.again.asked.get(number)?;
        let targets = self.again.targets.named(number, &result.targets).collect();
        Some(AnsweredTask { number, asked, targets })
    }

    /// The entries of the coverage of the report.
    fn entries<'n>(&self, numbers: impl Iterator<Item = &'n usize>) -> Result<BTreeSet<EntryNumber>, Why> {
        let entry = |number: &usize| {
            let unknown = || Why::OtherAssumption { entry: format!("entry {number}"), is: "which the coverage does not have" };
            self.said.get(*number).copied().flatten().ok_or_else(unknown)
        };
        numbers.map(entry).collect()
    }

    /// What an answer says that it says nothing of; `None` where it says so of no list.
    fn caveat(&self, result: &ResultClaim) -> Result<OpenLists, Why> {
        let foreign = |own: &&CaveatClaim| Some(&*own.code) != code_of(result.verdict);
        if let Some(own) = result.caveats.iter().find(foreign) {
            return Err(Why::OtherCaveat(own.code.clone()));
        }
        let open = self.entries(result.caveats.iter().flat_map(|own| &own.coverage))?;
        Ok((!result.caveats.is_empty()).then_some(open))
    }

    fn other_assumption(&self, said: &BTreeSet<EntryNumber>, is: &BTreeSet<EntryNumber>) -> Option<Why> {
        if let Some(&missing) = is.difference(said).next() {
            return Some(Why::NoAssumption(self.name(missing)));
        }
        let &other = said.difference(is).next()?;
        let is = match self.lists.entry(other).map(|(_, entry)| entry.state) {
            Some(CoverageState::Proved) => "which is proved",
            Some(CoverageState::Listed) => "which it does not rest on",
            Some(CoverageState::Partial | CoverageState::Absent) | None => "which is not at hand",
        };
        Some(Why::OtherAssumption { entry: self.name(other), is })
    }

    fn other_caveat(&self, result: &ResultClaim, (said, is): (OpenLists, &OpenLists)) -> Option<Why> {
        let code = code_of(result.verdict).unwrap_or_default();
        match (said, is) {
            (Some(_), None) => Some(Why::OtherCaveat(code.to_owned())),
            (None, Some(is)) => {
                let first = is.first().map_or_else(|| "what was not exported".to_owned(), |&first| self.name(first));
                Some(Why::NoCaveat { code, first })
            }
            (said, is) if said == *is => None,
            (Some(said), Some(is)) => {
                let names = |of: &BTreeSet<EntryNumber>| of.iter().map(|&own| self.name(own)).collect::<Vec<_>>().join(", ");
                Some(Why::OtherStatus { said: format!("{code}: {}", names(&said)), is: format!("{code}: {}", names(is)) })
            }
            (None, None) => None,
        }
    }

    fn name(&self, entry: EntryNumber) -> String {
        self.lists.entry(entry).map(|((kind, place, part), _)| called(kind.name(), place, part.name())).unwrap_or_default()
    }
}

/// The lists that an answer says nothing of.
type OpenLists = Option<BTreeSet<EntryNumber>>;

/// What an answer may say nothing of.
const fn code_of(verdict: VerdictClaim) -> Option<&'static str> {
    match verdict {
        VerdictClaim::NotAllowed => Some("eligibility-not-shown"),
        VerdictClaim::Allowed | VerdictClaim::Eligible | VerdictClaim::Conditional => Some("denies-not-shown"),
        VerdictClaim::Unknown | VerdictClaim::Blocked | VerdictClaim::NotAsked => None,
    }
}
