//! Pages of one list in several files (R-EVAL-9). A page that names the next page is a complete list together with all pages up to the
//! last one, if these are among the inputs.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::problem::PARTIAL;
use super::tape::{RecordNode, RecordValue};
use crate::model::scope::management_group_id;
use crate::model::{AssignmentName, CoveragePlace, ExportedList, Facts, InputId, Note, PartialSign, ScopeId};
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
    let ends: Vec<InputId> = last_pages(facts);
    let rows = RowsOfInputs::new(facts, &pages, &ends);
    let mut notes = Vec::new();
    for page in pages {
        let end = ends.iter().copied().find(|&end| continues(facts, &page, end) && !rows.share(&page.inputs, end));
        let Some(end) = end else {
            for input in page.inputs {
                facts.inputs.get_mut(input.index()).into_iter().for_each(|file| file.partial = true);
            }
            let message = format!("`{}`: {}", page.place.path, PARTIAL.one);
            notes.push(Note::warning(PARTIAL.code, message).severity(PARTIAL.severity).help(PARTIAL.help).at(page.place));
            continue;
        };
        for list in page.lists {
            join_list(facts, list, end);
        }
    }
    notes
}

/// Makes a list of a page and that of the last page one.
fn join_list(facts: &mut Facts, list: usize, end: InputId) {
    let Some(own) = facts.lists.get(list).cloned() else { return };
    let same = |other: &ExportedList| other.input == end && (other.kind, other.place) == (own.kind, own.place);
    let mut merged = own.rows;
    if let Some(last) = facts.lists.iter_mut().find(|other| same(other)) {
        last.rows = last.rows.zip(own.rows).map(|(last, rows)| last.and(rows));
        merged = last.rows.or(own.rows);
    }
    if let Some(list) = facts.lists.get_mut(list) {
        list.sign = None;
        list.rows = merged;
    }
}

/// Inputs that may be the last page of a list. Several rows of one principal are rather a list with a filter.
fn last_pages(facts: &Facts) -> Vec<InputId> {
    let is_filtered = |list: &ExportedList| list.rows.and_then(|rows| rows.sign()) == Some(PartialSign::OnePrincipal);
    let lists = facts.lists.iter().filter(|list| list.sign.is_none() && !is_filtered(list));
    let mut ends: Vec<InputId> = Vec::new();
    for list in lists {
        if ends.last() != Some(&list.input) && !ends.contains(&list.input) {
            ends.push(list.input);
        }
    }
    ends
}

/// Whether an input lists what a page lists: it is of the same format, of the same subscription where the page is of one, and of no
/// other. What both inherit from a management group says nothing.
fn continues(facts: &Facts, page: &OpenPage, end: InputId) -> bool {
    let format = |input: InputId| facts.inputs.get(input.index()).map(|file| file.format);
    let lists = || page.lists.clone().filter_map(|list| facts.lists.get(list));
    let of_end = || facts.lists.iter().filter(|list| list.input == end);
    let same =
        |a: &ExportedList, b: &ExportedList| (a.kind, a.place) == (b.kind, b.place) && format(a.input) == format(b.input);
    let is_of_subscription = |list: &&ExportedList| match list.place {
        CoveragePlace::Scope(scope) => management_group_id(facts.scopes.text(scope)).is_none(),
        CoveragePlace::Tenant | CoveragePlace::Group(_) | CoveragePlace::Unknown => false,
    };
    let is_listed = |list: &ExportedList| of_end().any(|other| same(list, other));
    let is_in_page = |list: &ExportedList| lists().any(|other| same(list, other));
    let mut own = lists().filter(is_of_subscription).peekable();
    if own.peek().is_none() {
        return lists().any(is_listed);
    }
    own.all(is_listed) && of_end().filter(is_of_subscription).all(is_in_page)
}

/// The role assignments of pages and of what may be their last page: no assignment is on two pages of one list.
struct RowsOfInputs(FxHashMap<InputId, FxHashSet<(AssignmentName, ScopeId)>>);

impl RowsOfInputs {
    fn new(facts: &Facts, pages: &[OpenPage], ends: &[InputId]) -> Self {
        let mut rows: FxHashMap<InputId, FxHashSet<(AssignmentName, ScopeId)>> = FxHashMap::default();
        if !pages.is_empty() {
            rows.extend(pages.iter().flat_map(|page| &page.inputs).chain(ends).map(|&input| (input, FxHashSet::default())));
        }
        for row in facts.assignments.iter().filter(|row| row.name != AssignmentName::None) {
            let Some(own) = rows.get_mut(&row.origin.input) else { continue };
            own.insert((row.name, row.scope));
        }
        Self(rows)
    }

    /// Whether an assignment is in a page and in another input.
    fn share(&self, page: &[InputId], end: InputId) -> bool {
        let Some(last) = self.0.get(&end) else { return false };
        page.iter().filter_map(|input| self.0.get(input)).flatten().any(|row| last.contains(row))
    }
}

/// What in a container says that there are more records than it holds (R-FMT-4, R-FMT-12, R-FMT-16).
pub(super) fn more(envelope: RecordNode<'_>, records: usize) -> Option<RecordNode<'_>> {
    let links = ["nextLink", "@odata.nextLink", "odata.nextLink", "$skipToken", "skip_token", "skipToken"];
    let filled = |node: &RecordNode<'_>| node.as_text().is_some_and(|text| !text.trim().is_empty());
    let link = links.iter().filter_map(|key| envelope.get(key)).find(filled);
    let cut = |node: &RecordNode<'_>| match node.value() {
        RecordValue::Bool(cut) => *cut,
        RecordValue::Text(cut) => cut.eq_ignore_ascii_case("true"),
        _ => false,
    };
    #[expect(clippy::cast_precision_loss, reason = "no export has 2^52 records")]
    let fewer = |node: &RecordNode<'_>| matches!(node.value(), RecordValue::Number(total) if (records as f64) < *total);
    let totals = ["total_records", "totalRecords", "@odata.count"];
    link.or_else(|| envelope.get("resultTruncated").filter(cut))
        .or_else(|| totals.iter().filter_map(|key| envelope.get(key)).find(fewer))
}
