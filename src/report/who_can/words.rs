//! The sentences of who can do one thing: the answer in one line, what was asked, and the way of a grant.

use super::picture::{DelegatedHolder, Holder, WhoCanReport};
use crate::explain::AskedScopes;
use crate::report::answers::asked;
use crate::report::answers::phrases::{less_sure, target_called};
use crate::report::answers::views::{ResultView, TargetView};
use crate::report::terms::{Basis, Verdict};
use crate::report::words::{count, shortened, verdict_in_words};

/// The answer in one line: how many can, who if they are few, and how many are open.
pub(crate) fn answer(report: &WhoCanReport<'_>, holders: &[Holder<'_>]) -> String {
    let of = |verdict: Verdict| holders.iter().filter(move |holder| holder.verdict == verdict);
    let able: Vec<String> = of(Verdict::Allowed).map(|holder| holder.principal.called()).collect();
    let who = match able.len() {
        0 => "Nobody can for certain".to_owned(),
        all @ 1..=4 => format!("{} can ({})", able.join(", "), count(all, "principal")),
        all => format!("{} can ({})", shortened(&able, 3), count(all, "principal")),
    };
    let is_closed = holders.is_empty() && report.asked() > 0;
    let who = if is_closed { "Nobody can".to_owned() } else { who };
    let rest = less_sure(|verdict| of(verdict).count());
    format!("{who}{rest}; {} asked{}", count(report.asked(), "principal"), through_lighthouse(report))
}

/// By how many delegations principals of other tenants can, and by how many more they may be able to; nothing where there are none.
pub(crate) fn through_lighthouse(report: &WhoCanReport<'_>) -> String {
    let all = report.delegations();
    let sure = all.iter().filter(|own| own.verdict == Verdict::Allowed).count();
    match (sure, all.len() - sure) {
        (0, 0) => String::new(),
        (0, may) => format!("; Azure Lighthouse may give it by {}", count(may, "delegation")),
        (sure, 0) => format!("; Azure Lighthouse gives it by {}", count(sure, "delegation")),
        (sure, may) => format!("; Azure Lighthouse gives it by {}, and may by {may} more", count(sure, "delegation")),
    }
}

/// A delegation that gives it, or may.
pub(crate) fn delegation(own: &DelegatedHolder) -> String {
    format!("{}: {}", own.who, verdict_in_words(own.verdict))
}

/// What was asked, and where.
pub(crate) fn question(report: &WhoCanReport<'_>) -> String {
    let question = &report.found.question;
    let places: Vec<String> = report.answers.targets().map(target_called).collect();
    let places = match question.reach {
        AskedScopes::At => shortened(&places, 4),
        AskedScopes::Below | AskedScopes::Anywhere => format!("any of {}", count(places.len(), "scope")),
    };
    format!("{} at {places}", asked::in_words(&question.asked))
}

/// What an answer rests on, where that is more than the grant.
pub(crate) fn basis(result: &ResultView<'_>) -> &'static str {
    let is_covered = result.basis() == Some(Basis::Covers) && result.verdict() > Verdict::Blocked;
    if is_covered { ", by permissions that cover it" } else { "" }
}

/// The scopes or targets of an answer: the highest, the first few by name.
pub(crate) fn places(report: &WhoCanReport<'_>, targets: &[TargetView<'_>], result: &ResultView<'_>) -> String {
    let all = report.answers.targets().len();
    if all == 1 {
        return String::new();
    }
    let names: Vec<String> = targets.iter().map(|target| target_called(*target)).collect();
    let how_many = match report.found.question.reach {
        AskedScopes::At if result.target_numbers().len() == all => return format!("all {all}"),
        AskedScopes::At => format!("{} of {all}: ", result.target_numbers().len()),
        AskedScopes::Below | AskedScopes::Anywhere => String::new(),
    };
    format!("{how_many}{}", shortened(&names, 4))
}
