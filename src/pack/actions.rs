//! The actions that a pack asks for, held against the catalog as `check` holds those of roles.

use crate::catalog::KnownAs;
use crate::document::{Mistake, Node, Reader};
use crate::model::{DirectoryAction, NoteCode, Plane};
use crate::pattern::Pattern;
use crate::source::Spanned;
use crate::suggest::distance;

/// So many letters apart, it is a slip.
const SLIP: usize = 2;

/// Keys of lists of actions.
pub(super) const ACTIONS: &str = "actions";
pub(super) const DATA_ACTIONS: &str = "data_actions";

impl Reader<'_> {
    /// A list of actions of a plane. What no provider has is a mistake where it is nearly an operation, and worth a warning elsewhere.
    pub(super) fn actions(&mut self, node: &Node<'_>, key: &'static str, plane: Plane) -> Vec<Pattern> {
        let patterns = self.spanned_patterns(node, key);
        for pattern in &patterns {
            self.look_up(pattern, key, plane);
        }
        patterns.into_iter().map(|pattern| pattern.value).collect()
    }

    fn look_up(&mut self, pattern: &Spanned<Pattern>, key: &'static str, plane: Plane) {
        let catalog = self.catalog;
        let text = pattern.value.text().to_owned();
        let kind = kind_of(plane);
        match catalog.known_as(plane, &pattern.value) {
            KnownAs::OfOtherPlane(first) if pattern.value.is_literal() => {
                let what = Mistake::OtherPlane { text, is: one_of(plane.other()), is_not: kind };
                let help = format!("`{first}` belongs under `{}`", list_of(key, plane.other()));
                self.fault_with_help(what, pattern.span, help);
            }
            KnownAs::OfOtherPlane(first) => {
                let message = format!("`{text}` matches no {kind}, only {}s such as `{first}`", kind_of(plane.other()));
                let help = format!("list it under `{}`", list_of(key, plane.other()));
                self.warn(NoteCode::MatchesNothing, pattern.span, (message, help));
            }
            KnownAs::Directory | KnownAs::UnknownDirectory(_) if key != ACTIONS => {
                self.fault_with_help(
                    Mistake::DirectoryAction(text),
                    pattern.span,
                    format!("ask for it under `{ACTIONS}`: it is asked of Entra roles"),
                );
            }
            KnownAs::OfPlane | KnownAs::Directory => {}
            KnownAs::UnknownDirectory(_) if DirectoryAction::parse(&text).is_none() => {
                let why = "actions of Entra have three to six parts and no wildcard";
                self.fault(Mistake::Pattern { text, why }, pattern.span);
            }
            KnownAs::UnknownDirectory(close) => {
                let message = format!("no Entra role of the catalog lists the action `{text}`");
                self.warn(NoteCode::UnknownAction, pattern.span, (message, closest_known(close)));
            }
            KnownAs::Unknown(close) => {
                if let Some(close) = close.filter(|close| is_slip(close, &text)) {
                    self.slip(pattern, kind, close);
                } else {
                    let message = format!("the catalog knows no {kind} `{text}`: it may be new, or misspelt");
                    self.warn(NoteCode::UnknownAction, pattern.span, (message, closest_known(close)));
                }
            }
            KnownAs::NoMatch => {
                let message = format!("`{text}` matches no {kind} of the catalog");
                self.warn(NoteCode::MatchesNothing, pattern.span, (message, closest_known(None)));
            }
        }
    }

    /// The same for an action that somebody holds in an example. A doubt about it is no mistake: what is asked for is sound.
    pub(super) fn look_up_held(&mut self, pattern: &Spanned<Pattern>, plane: Plane) {
        let catalog = self.catalog;
        let (text, kind) = (pattern.value.text(), kind_of(plane));
        let (code, message, help) = match catalog.known_as(plane, &pattern.value) {
            KnownAs::OfPlane => return,
            KnownAs::OfOtherPlane(first) => {
                let message = format!("`{text}` matches no {kind}, only {}s such as `{first}`", kind_of(plane.other()));
                let help = match plane {
                    Plane::Control => "write `Data` before the data actions of an example",
                    Plane::Data => "leave out `Data` before the actions of an example",
                };
                (NoteCode::MatchesNothing, message, help.to_owned())
            }
            KnownAs::Directory | KnownAs::UnknownDirectory(_) => {
                let message = format!("`{text}` is an action of Entra: no Azure role of an example grants it");
                (NoteCode::MatchesNothing, message, "name an Entra role: `Entra User Administrator @ tenant`".to_owned())
            }
            KnownAs::Unknown(close) => {
                let message = format!("the catalog knows no {kind} `{text}`: it may be new, or misspelt");
                (NoteCode::UnknownAction, message, closest_known(close))
            }
            KnownAs::NoMatch => {
                (NoteCode::MatchesNothing, format!("`{text}` matches no {kind} of the catalog"), closest_known(None))
            }
        };
        self.warn(code, pattern.span, (message, help));
    }

    fn slip(&mut self, pattern: &Spanned<Pattern>, of: &'static str, close: &str) {
        let what = Mistake::UnknownAction { text: pattern.value.text().to_owned(), of };
        self.fault_with_help(what, pattern.span, format!("did you mean `{close}`?"));
    }
}

const fn kind_of(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    }
}

const fn one_of(plane: Plane) -> &'static str {
    match plane {
        Plane::Control => "an action",
        Plane::Data => "a data action",
    }
}

/// The list of the other plane that stands beside a list.
fn list_of(key: &str, plane: Plane) -> &'static str {
    match (key.starts_with("uses"), plane) {
        (true, Plane::Control) => "uses",
        (true, Plane::Data) => "uses_data",
        (false, Plane::Control) => ACTIONS,
        (false, Plane::Data) => DATA_ACTIONS,
    }
}

fn is_slip(close: &str, text: &str) -> bool {
    distance(close, text) <= SLIP
}

fn closest_known(close: Option<&str>) -> String {
    match close {
        Some(close) => format!("did you mean `{close}`?"),
        None => "`rolecall catalog find WORD` searches the known operations".to_owned(),
    }
}
