//! Actions in cells: completed by the provider above the table, and looked up in the catalog.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, KnownAs};
use crate::document::fault_of;
use crate::model::{DirectoryAction, Plane, is_directory_action};
use crate::pattern::Pattern;
use crate::suggest::distance;

/// So many letters apart, it is a slip.
const SLIP: usize = 2;

/// So many unknown actions are looked up.
const SUGGESTIONS: usize = 100;

/// An action of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ActionReading {
    /// As the cell has it.
    pub(super) written: String,
    /// In full.
    pub(super) text: String,
    pub(super) plane: Plane,
    pub(super) state: ActionState,
}

/// What the catalog says of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ActionState {
    /// It is an operation, or matches some.
    Known,
    /// It is none that the catalog has; the closest one.
    Unknown(Option<String>),
    /// It is a letter or two from an operation: no pack may have it.
    Slip(String),
    /// No pack may have it.
    Faulty(&'static str),
}

/// Reads actions, each once.
pub(super) struct ActionReader<'c> {
    catalog: &'c Catalog,
    known: RefCell<FxHashMap<String, (Plane, ActionState)>>,
    /// How often the closest operation may still be looked for: it takes time.
    suggestions: Cell<usize>,
}

impl<'c> ActionReader<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, known: RefCell::default(), suggestions: Cell::new(SUGGESTIONS) }
    }

    /// The action that a word is.
    pub(super) fn read(&self, word: &str, provider: Option<&str>) -> Option<ActionReading> {
        let word = word.trim_matches(|letter| matches!(letter, '\'' | '.' | ':'));
        if !word.contains('/') || word.contains("//") || word.len() > 1_000 {
            return None;
        }
        let (first, rest) = word.split_once('/')?;
        let is_full = !rest.is_empty() && (first == "*" || is_provider(first));
        let text = if is_full { word.to_owned() } else { completed(word, provider?)? };
        let text = without_placeholders(&text);
        let (plane, state) = self.looked_up(&text);
        Some(ActionReading { written: word.to_owned(), text, plane, state })
    }

    fn looked_up(&self, text: &str) -> (Plane, ActionState) {
        if let Some(found) = self.known.borrow().get(text) {
            return found.clone();
        }
        let found = self.look_up(text);
        self.known.borrow_mut().insert(text.to_owned(), found.clone());
        found
    }

    fn look_up(&self, text: &str) -> (Plane, ActionState) {
        if let Some(why) = fault_of(text) {
            return (Plane::Control, ActionState::Faulty(why));
        }
        if is_directory_action(text) && DirectoryAction::parse(text).is_none() {
            return (Plane::Control, ActionState::Faulty("actions of Entra have three to six parts and no wildcard"));
        }
        let pattern = Pattern::parse(text);
        // Looking for the closest operation takes time: of many unknown actions the first are enough.
        let Some(left) = self.suggestions.get().checked_sub(1) else { return self.without_suggestion(text) };
        match self.catalog.known_as(Plane::Control, &pattern) {
            KnownAs::OfPlane | KnownAs::Directory => (Plane::Control, ActionState::Known),
            KnownAs::OfOtherPlane(_) => (Plane::Data, ActionState::Known),
            KnownAs::NoMatch => {
                self.suggestions.set(left);
                (Plane::Control, ActionState::Unknown(None))
            }
            KnownAs::UnknownDirectory(close) => {
                self.suggestions.set(left);
                (Plane::Control, ActionState::Unknown(close.map(str::to_owned)))
            }
            KnownAs::Unknown(close) => {
                self.suggestions.set(left);
                let of_data = self.catalog.operations().suggest(Plane::Data, text);
                (Plane::Control, unknown(text, close, of_data))
            }
        }
    }

    fn without_suggestion(&self, text: &str) -> (Plane, ActionState) {
        let operations = self.catalog.operations();
        let is_known = |plane: &Plane| operations.lookup(*plane, text).is_some();
        match Plane::ALL.into_iter().find(is_known) {
            Some(plane) => (plane, ActionState::Known),
            None => (Plane::Control, ActionState::Faulty("the article has more unknown actions than are looked up")),
        }
    }
}

/// What an action is that no plane has, by the closest one of each.
fn unknown(text: &str, control: Option<&str>, data: Option<&str>) -> ActionState {
    let slip = [control, data].into_iter().flatten().find(|close| distance(close, text) <= SLIP);
    match slip {
        Some(close) => ActionState::Slip(close.to_owned()),
        None => ActionState::Unknown(control.or(data).map(str::to_owned)),
    }
}

/// Whether a word is the name of a resource provider, such as `Microsoft.Support`.
fn is_provider(word: &str) -> bool {
    let fits = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric())
    };
    word.contains('.') && word.split('.').all(fits)
}

/// An action that is written without its provider.
fn completed(word: &str, provider: &str) -> Option<String> {
    let path = word.trim_start_matches('/');
    let verb = path.rsplit('/').next().unwrap_or_default();
    let is_action = ["read", "write", "delete", "action", "*"].iter().any(|known| verb.eq_ignore_ascii_case(known));
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '*' | '-' | '_' | '<' | '>' | '{' | '}');
    (is_action && path.contains('/') && path.chars().all(fits)).then(|| format!("{provider}/{path}"))
}

/// A placeholder such as `<table_name>` or `{name}` stands for every name.
fn without_placeholders(text: &str) -> String {
    let is_placeholder = |part: &str| {
        [('<', '>'), ('{', '}')].iter().any(|&(open, close)| part.len() > 2 && part.starts_with(open) && part.ends_with(close))
    };
    text.split('/').map(|part| if is_placeholder(part) { "*" } else { part }).collect::<Vec<_>>().join("/")
}

impl ActionReading {
    /// Whether the cell had a placeholder in it.
    pub(super) fn had_placeholder(&self) -> bool {
        self.written.contains(['<', '{']) && self.text.contains('*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_read_as_articles_write_them() {
        let catalog = Catalog::embedded();
        let reader = ActionReader::new(&catalog);
        let cases = [
            ("Microsoft.Support/*", None, Some("Microsoft.Support/*"), "a pattern"),
            (
                "/workspaces/computes/write",
                Some("Microsoft.MachineLearningServices"),
                Some("Microsoft.MachineLearningServices/workspaces/computes/write"),
                "relative",
            ),
            (
                "workspaces/read",
                Some("Microsoft.OperationalInsights"),
                Some("Microsoft.OperationalInsights/workspaces/read"),
                "relative, without a slash",
            ),
            ("/workspaces/computes/write", None, None, "relative to nothing"),
            ("169.254.0.0/16", None, None, "an address of a network"),
            ("and/or", Some("Microsoft.A"), None, "no action"),
            ("https://learn.microsoft.com/azure", None, None, "an address"),
            (
                "Microsoft.OperationalInsights/workspaces/query/<table_name>/read",
                None,
                Some("Microsoft.OperationalInsights/workspaces/query/*/read"),
                "a placeholder",
            ),
        ];
        for (word, provider, expected, why) in cases {
            assert_eq!(reader.read(word, provider).map(|read| read.text).as_deref(), expected, "{why}");
        }
        let slip = reader.read("Microsoft.SecurityInsights/incidents/comment/read", None).expect("an action");
        assert!(matches!(slip.state, ActionState::Slip(_)), "{slip:?}");
        let data = reader.read("Microsoft.KeyVault/vaults/secrets/getSecret/action", None).expect("an action");
        assert_eq!((data.plane, data.state), (Plane::Data, ActionState::Known));
    }
}
