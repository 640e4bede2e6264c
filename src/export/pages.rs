//! Pages of one list in several files (R-EVAL-9). A page that names the next page is a complete list together with all pages up to the
//! last one, if these are among the inputs.

use std::ops::Range;

use super::problem::PARTIAL;
use crate::model::{ExportedList, Facts, InputId, Note};
use crate::source::Place;

/// A list that names a further page.
#[derive(Debug)]
pub(super) struct OpenPage {
    /// Its lists in the facts.
    pub(super) lists: Range<usize>,
    /// The inputs of its records.
    pub(super) inputs: Vec<InputId>,
    /// Where it names the page.
    pub(super) place: Place,
}

/// Joins pages; what is said of those whose last page is not at hand.
pub(super) fn join(facts: &mut Facts, pages: Vec<OpenPage>) -> Vec<Note> {
    let ends: Vec<usize> = (0..facts.lists.len()).filter(|&list| is_end(facts, list)).collect();
    let mut notes = Vec::new();
    for page in pages {
        let joined: Vec<(usize, usize)> =
            page.lists.clone().filter_map(|list| Some((list, end_of(facts, list, &ends)?))).collect();
        if joined.is_empty() {
            for input in page.inputs {
                facts.inputs.get_mut(input.index()).into_iter().for_each(|file| file.partial = true);
            }
            let message = format!("`{}`: {}", page.place.path, PARTIAL.one);
            notes.push(Note::warning(PARTIAL.code, message).severity(PARTIAL.severity).help(PARTIAL.help).at(page.place));
            continue;
        }
        for list in page.lists {
            let rows = facts.lists.get(list).and_then(|list| list.rows);
            let end = joined.iter().find(|(own, _)| *own == list).map(|&(_, end)| end);
            if let Some(last) = end.and_then(|end| facts.lists.get_mut(end)) {
                last.rows = last.rows.zip(rows).map(|(last, rows)| last.and(rows));
            }
            let merged = end.and_then(|end| facts.lists.get(end)).and_then(|last| last.rows).or(rows);
            if let Some(list) = facts.lists.get_mut(list) {
                list.sign = None;
                list.rows = merged;
            }
        }
    }
    notes
}

fn is_end(facts: &Facts, list: usize) -> bool {
    facts.lists.get(list).is_some_and(|list| list.sign.is_none())
}

/// A last page of the same list: of the same format and place, and without a further page.
fn end_of(facts: &Facts, list: usize, ends: &[usize]) -> Option<usize> {
    let format = |list: &ExportedList| facts.inputs.get(list.input.index()).map(|input| input.format);
    let own = facts.lists.get(list)?;
    let same = |other: &&usize| {
        facts
            .lists
            .get(**other)
            .is_some_and(|other| (other.kind, other.place, format(other)) == (own.kind, own.place, format(own)))
    };
    ends.iter().find(same).copied()
}
