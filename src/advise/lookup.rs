//! Actions that people ask for and that may be missing from the catalog.

use crate::catalog::Catalog;
use crate::model::{Note, NoteCode, Plane, PlanePattern};
use crate::pattern::Wildcards;

/// The note about an action that the catalog does not know: it may exist nevertheless (R-PAT-9).
pub fn action_note(action: &PlanePattern, catalog: &Catalog) -> Option<Note> {
    let PlanePattern { plane, pattern } = action;
    let (operations, text) = (catalog.operations(), pattern.text());
    if text.matches('*').count() > 1 {
        let message = format!("`{text}` has several stars: Azure refuses it in a role");
        return Some(Note::warning(NoteCode::MultipleWildcards, message).help("ask for it in parts, with one star each"));
    }
    let known = |plane| !operations.matching(pattern, plane, Wildcards::Documented).is_empty();
    if known(*plane) {
        return None;
    }
    let (own, other, option) = match plane {
        Plane::Control => ("action", Plane::Data, "--data-action"),
        Plane::Data => ("data action", Plane::Control, "--action"),
    };
    let note = if pattern.is_literal() {
        Note::warning(NoteCode::UnknownAction, format!("the catalog knows no {own} `{text}`: it may be new, or misspelt"))
    } else {
        Note::warning(NoteCode::MatchesNothing, format!("`{text}` matches no {own} of the catalog"))
    };
    if known(other) {
        return Some(note.help(format!("the other plane has it: use {option}")));
    }
    Some(match operations.suggest(*plane, text).filter(|_| pattern.is_literal()) {
        Some(closest) => note.help(format!("did you mean `{closest}`?")),
        None => note,
    })
}
