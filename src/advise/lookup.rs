//! Actions that people ask for and that may be missing from the catalog.

use crate::catalog::{Catalog, KnownAs};
use crate::model::{Note, NoteCode, Plane, PlanePattern};
use crate::pattern::Pattern;

/// The plane in which an action is asked for: where the catalog knows it in the other plane alone, that one, and a note that says so.
/// `forced` plane is taken as it is. What is unknown may exist nevertheless (R-PAT-9).
pub fn asked_plane(text: &str, forced: Option<Plane>, catalog: &Catalog) -> (PlanePattern, Option<Note>) {
    let pattern = Pattern::parse(text);
    let plane = forced.unwrap_or(Plane::Control);
    if let (None, KnownAs::OfOtherPlane(_)) = (forced, catalog.known_as(plane, &pattern)) {
        let message = format!("`{}` is a data action: it is asked of the data plane", pattern.text());
        let note = Note::warning(NoteCode::AskedOfDataPlane, message).help("--control asks it of the control plane");
        return (PlanePattern { plane: Plane::Data, pattern }, Some(note));
    }
    let asked = PlanePattern { plane, pattern };
    let note = action_note(&asked, catalog);
    (asked, note)
}

/// The note about an action that the catalog does not know: it may exist nevertheless (R-PAT-9).
pub fn action_note(action: &PlanePattern, catalog: &Catalog) -> Option<Note> {
    let PlanePattern { plane, pattern } = action;
    let text = pattern.text();
    if text.matches('*').count() > 1 {
        let message = format!("`{text}` has several stars: Azure refuses it in a role");
        return Some(Note::warning(NoteCode::MultipleWildcards, message).help("ask for it in parts, with one star each"));
    }
    let (own, other) = match plane {
        Plane::Control => ("action", "a data action"),
        Plane::Data => ("data action", "an action of the control plane"),
    };
    let unknown = || {
        if pattern.is_literal() {
            Note::warning(NoteCode::UnknownAction, format!("the catalog knows no {own} `{text}`: it may be new, or misspelt"))
        } else {
            Note::warning(NoteCode::MatchesNothing, format!("`{text}` matches no {own} of the catalog"))
        }
    };
    let with = |note: Note, close: Option<&str>| match close {
        Some(close) => note.help(format!("did you mean `{close}`?")),
        None => note,
    };
    match catalog.known_as(*plane, pattern) {
        KnownAs::OfPlane | KnownAs::Directory => None,
        KnownAs::OfOtherPlane(_) => Some(unknown().help(format!("the catalog knows it as {other}"))),
        KnownAs::UnknownDirectory(close) => {
            let message = format!("no Entra role of the catalog lists the action `{text}`: it may be new, or misspelt");
            Some(with(Note::warning(NoteCode::UnknownAction, message), close))
        }
        KnownAs::Unknown(close) => Some(with(unknown(), close)),
        KnownAs::NoMatch => Some(unknown()),
    }
}
