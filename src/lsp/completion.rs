//! Completion of actions from the catalog, segment by segment: providers, then types, then operations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::position::TextRange;
use super::typed::TypedAction;
use crate::catalog::Catalog;
use crate::pattern::{Pattern, Wildcards};
use crate::report::count;
use crate::role_file::ListKind;

/// `CompletionItemKind`: what the icons of editors stand for.
const MODULE: u8 = 9;
const FOLDER: u8 = 19;
const METHOD: u8 = 2;
const VALUE: u8 = 12;

/// The last segments of operations, for a pattern that has a star before.
const VERBS: [&str; 4] = ["read", "write", "delete", "action"];

/// What may come next.
#[derive(Debug, PartialEq, Eq)]
struct NextSegment {
    /// What is shown: `virtualMachines/`, `read` or `start/action`.
    label: String,
    /// The whole action up to there.
    text: String,
    /// How many operations begin so; 0: it is an operation itself.
    below: usize,
}

/// A `CompletionList` for what is typed. The list is another one after the next slash: the editor has to ask again.
pub(super) fn list(typed: &TypedAction<'_>, range: TextRange, catalog: &Catalog) -> Value {
    let next = next_segments(typed, catalog);
    let item = |(number, next): (usize, &NextSegment)| {
        let kind = match (next.below, typed.before.contains('/')) {
            (0, _) => METHOD,
            _ if next.label == "*" => VALUE,
            (_, false) => MODULE,
            (_, true) => FOLDER,
        };
        let detail = if next.below == 0 { "operation".to_owned() } else { count(next.below, "operation") };
        json!({
            "label": next.label,
            "kind": kind,
            "detail": detail,
            "sortText": format!("{number:05}"),
            "filterText": next.text,
            "textEdit": { "range": range, "newText": next.text },
        })
    };
    let items: Vec<Value> = next.iter().enumerate().map(item).collect();
    json!({ "isIncomplete": true, "items": items })
}

/// What may come after the last slash before the cursor.
fn next_segments(typed: &TypedAction<'_>, catalog: &Catalog) -> Vec<NextSegment> {
    let (operations, plane) = (catalog.operations(), typed.list.plane());
    let base_length = typed.before.rfind('/').map_or(0, |slash| slash + 1);
    let base = typed.before.get(..base_length).unwrap_or_default();
    if typed.before.contains('*') {
        return verbs(typed.list, base, catalog);
    }
    // By name without regard to case: the catalog spells some providers in two ways.
    let mut found: BTreeMap<String, NextSegment> = BTreeMap::new();
    let mut all = 0;
    for id in operations.starting_with(plane, typed.before) {
        all += 1;
        let Some((length, is_operation)) = next_segment(operations.name(id), base_length) else { continue };
        let name = operations.name(id);
        let (Some(text), Some(label)) = (name.get(..length), name.get(base_length..length)) else { continue };
        let new = || NextSegment { label: label.to_owned(), text: text.to_owned(), below: 0 };
        let next = found.entry(text.to_ascii_lowercase()).or_insert_with(new);
        next.below += usize::from(!is_operation);
    }
    let mut next: Vec<NextSegment> = found.into_values().collect();
    if base_length > 0 && typed.before.len() == base_length && all > 1 {
        next.push(NextSegment { label: "*".to_owned(), text: format!("{base}*"), below: all });
    }
    next
}

/// Where the next segment of a name ends, with its slash, and whether the name ends there. `action` belongs to the segment before it.
fn next_segment(name: &str, base: usize) -> Option<(usize, bool)> {
    let rest = name.get(base..)?;
    match rest.split_once('/') {
        None => Some((name.len(), true)),
        Some((_, last)) if last.eq_ignore_ascii_case("action") && base > 0 => Some((name.len(), true)),
        Some((segment, _)) => Some((base + segment.len() + 1, false)),
    }
}

/// After a star: the last segments with which the pattern still matches something.
fn verbs(list: ListKind, base: &str, catalog: &Catalog) -> Vec<NextSegment> {
    let segment = |verb: &&str| {
        let text = format!("{base}{verb}");
        let pattern = Pattern::parse(&text);
        let below = catalog.operations().matching(&pattern, list.plane(), Wildcards::Documented).len();
        (below > 0 && !pattern.is_several()).then(|| NextSegment { label: (*verb).to_owned(), text, below })
    };
    if base.contains('*') { VERBS.iter().filter_map(segment).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn next(list: ListKind, before: &str) -> Vec<NextSegment> {
        next_segments(&TypedAction { list, span: Span::default(), before }, &Catalog::embedded())
    }

    #[test]
    fn lsp_completion_goes_segment_by_segment() {
        let rows = [
            (ListKind::Actions, "", "Microsoft.Support/", "providers come first"),
            (ListKind::NotActions, "microsoft.supp", "Microsoft.Support/", "in any case"),
            (ListKind::Actions, "Microsoft.Compute/virtualM", "virtualMachines/", "then types"),
            (ListKind::Actions, "Microsoft.Compute/virtualMachines/", "start/action", "an action is one thing"),
            (ListKind::Actions, "Microsoft.Compute/virtualMachines/", "extensions/", "types below it"),
            (ListKind::Actions, "Microsoft.Compute/virtualMachines/re", "read", "then operations"),
            (ListKind::Actions, "Microsoft.Support/", "*", "everything of a provider"),
            (ListKind::Actions, "Microsoft.Compute/*/re", "read", "after a star: verbs"),
            (ListKind::DataActions, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/", "read", "data actions"),
        ];
        for (list, before, label, why) in rows {
            let found = next(list, before);
            assert!(found.iter().any(|next| next.label == label), "{why}: {before}: {found:?}");
        }
    }

    #[test]
    fn lsp_completion_offers_what_there_is_in_the_plane() {
        let catalog = Catalog::embedded();
        for list in ListKind::ALL {
            let mut open = vec![String::new()];
            let mut operations = 0;
            while let Some(before) = open.pop() {
                for next in next(list, &before).into_iter().filter(|next| next.label != "*") {
                    if next.below == 0 {
                        operations += 1;
                        assert!(catalog.operations().lookup(list.plane(), &next.text).is_some(), "{}", next.text);
                    } else if before.len() < 60 {
                        open.push(next.text);
                    }
                }
            }
            assert!(operations > 1000, "{list:?}: {operations}");
        }
        assert!(next(ListKind::DataActions, "Microsoft.Support/").is_empty(), "no data action of support");
        assert!(next(ListKind::Actions, "Contoso.Nothing/").is_empty(), "nobody knows the provider");
    }
}
