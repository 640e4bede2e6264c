//! Words of the difference of two task packs.

use super::people::{MovedByPack, is_certain};
use super::picture::{ChangeView, PackChangeKind, PackPart, RequirementTrend, TaskMove, TasksDiffReport};
use crate::report::pack_change;
use crate::report::words::{capital, count, shortened, verdict_in_words};

/// More names and ways than this are a number.
pub(crate) const NAMES: usize = 4;

/// The answer in one sentence.
pub(crate) fn answer(report: &TasksDiffReport<'_>) -> String {
    let [old, new] = report.packs();
    let people = people(report).map(|people| format!(" {people}")).unwrap_or_default();
    let changes = counts(&report.changes());
    if changes.is_empty() {
        return format!("{new} asks for what {old} asks for.{people}");
    }
    format!("{new} against {old}: {}.{people}", changes.join(", "))
}

fn counts(changes: &[ChangeView<'_>]) -> Vec<String> {
    let tasks = |is: &dyn Fn(&ChangeView<'_>) -> bool| {
        changes.iter().filter(|own| own.change.what == PackPart::Task && is(own)).count()
    };
    let reach = |reach| tasks(&|own| own.reach == Some(reach));
    let kind = |kind| tasks(&|own| own.change.change == kind);
    let prerequisites = changes.iter().filter(|own| own.change.what == PackPart::Prerequisite).count();
    let counted = [
        (kind(PackChangeKind::Added), "task", ["is added", "are added"]),
        (kind(PackChangeKind::Removed), "task", ["is dropped", "are dropped"]),
        (reach(RequirementTrend::Wider), "task", ["asks for less", "ask for less"]),
        (reach(RequirementTrend::Narrower), "task", ["asks for more", "ask for more"]),
        (
            reach(RequirementTrend::Other) + reach(RequirementTrend::NotCompared),
            "task",
            ["asks for something else", "ask for something else"],
        ),
        (reach(RequirementTrend::Same), "task", ["asks for the same in other words", "ask for the same in other words"]),
        (kind(PackChangeKind::Moved), "task", ["has another target", "have other targets"]),
        (kind(PackChangeKind::UsesOther), "task", ["uses other actions", "use other actions"]),
        (kind(PackChangeKind::Renamed), "task", ["is renamed", "are renamed"]),
        (prerequisites, "prerequisite", ["changed", "changed"]),
    ];
    let in_words = |(number, what, [one, many]): &(usize, &str, [&str; 2])| {
        format!("{} {}", count(*number, what), if *number == 1 { one } else { many })
    };
    counted.iter().filter(|(number, ..)| *number > 0).map(in_words).collect()
}

fn people(report: &TasksDiffReport<'_>) -> Option<String> {
    report.moves()?;
    let people = report.people();
    let number =
        |is: fn(&MovedByPack<'_>) -> bool| people.iter().filter(|own| is(own)).map(|own| own.names.len()).sum::<usize>();
    let (gained, lost) = (number(|own| own.gained.iter().any(is_certain)), number(|own| own.lost.iter().any(is_certain)));
    let is_open = report.is_open().unwrap_or(false);
    let open = if is_open { " The exports do not tell it for everybody." } else { "" };
    if gained == 0 && lost == 0 {
        let certain = if is_open { " for certain" } else { "" };
        return Some(format!("Nobody gains or loses a task{certain}.{open}"));
    }
    let who = |number: usize, verb: &str| match number {
        0 => format!("nobody {verb}"),
        1 => format!("1 principal {verb}"),
        more => format!("{more} principals {}", verb.trim_end_matches('s')),
    };
    Some(capital(&format!("{} a task, {} one.{open}", who(gained, "gains"), who(lost, "loses"))))
}

/// A change, in a sentence.
pub(crate) fn change(own: &ChangeView<'_>) -> String {
    let changed = pack_change::change(&own.change);
    match own.reach {
        None => changed,
        Some(RequirementTrend::Wider) => format!("{changed}: it asks for less"),
        Some(RequirementTrend::Narrower) => format!("{changed}: it asks for more"),
        Some(RequirementTrend::Other) => format!("{changed}: other permissions than before"),
        Some(RequirementTrend::Same) => format!("{} asks for the same in other words", pack_change::called(&own.change)),
        Some(RequirementTrend::NotCompared) => format!("{changed}: there are too many ways to do it to compare each"),
    }
}

/// What a change makes enough, and what no longer is.
pub(crate) fn ways(own: &ChangeView<'_>) -> Vec<(char, String)> {
    let said = |mark, words: &str, ways: &[String]| (!ways.is_empty()).then(|| (mark, format!("{words}: {}", listed(ways))));
    let ways = [said('-', "no longer enough", own.no_longer_enough), said('+', "now enough", own.newly_enough)];
    ways.into_iter().flatten().collect()
}

/// Ways have commas in them.
fn listed(ways: &[String]) -> String {
    let shown = ways.iter().take(NAMES).map(String::as_str).collect::<Vec<_>>().join("; ");
    let more = ways.len().saturating_sub(NAMES);
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

/// A task that somebody gains or loses, with where and why.
pub(crate) fn task(report: &TasksDiffReport<'_>, moved: &TaskMove) -> String {
    let targets: Vec<String> = moved.targets.iter().map(|target| report.called(target)).collect();
    let by: Vec<String> = moved
        .because
        .iter()
        .filter_map(|own| {
            let role = own.role_name.as_deref().or(own.role.as_deref())?;
            Some(format!("{role} @ {}", report.held_at(own)))
        })
        .collect();
    let by = if by.is_empty() { String::new() } else { format!(", by {}", shortened(&by, NAMES)) };
    let (before, after) = (verdict_in_words(moved.before), verdict_in_words(moved.after));
    format!("{} on {}: {after}, was {before}{by}", report.title(&moved.task), shortened(&targets, NAMES))
}

/// The title of a changed task, where the change does not say it already.
pub(crate) fn title<'a>(report: &TasksDiffReport<'a>, own: &ChangeView<'a>) -> Option<&'a str> {
    let says_it = matches!(own.change.change, PackChangeKind::Removed | PackChangeKind::Renamed);
    (own.change.what == PackPart::Task && !says_it).then(|| report.title(own.change.id))
}
