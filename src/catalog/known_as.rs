//! [`KnownAs`]: what the catalog says of an action that somebody asks for in a plane.

use super::store::Catalog;
use crate::arrange::Arrange as _;
use crate::model::{DirectoryAction, DirectoryRole, Facts, ObjectId, Plane, is_directory_action};
use crate::pattern::{Pattern, Wildcards};
use crate::suggest::{closest, distance};

/// So many letters apart, an action is mistyped.
const TYPOS: usize = 2;

/// What an action is, as far as the catalog knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAs<'c> {
    /// An operation of the plane, or a pattern that matches some.
    OfPlane,
    /// An operation of the other plane alone, or a pattern that matches operations there alone; the first of them.
    OfOtherPlane(&'c str),
    /// An action of Entra (R-ENT-15) that some Entra role of the catalog allows.
    Directory,
    /// An action of Entra that no Entra role of the catalog allows; the closest one that some allows.
    UnknownDirectory(Option<&'c str>),
    /// A literal that is no operation; the closest operation.
    Unknown(Option<&'c str>),
    /// A pattern that matches no operation.
    NoMatch,
}

impl Catalog {
    /// What an action or pattern is that is asked for in a plane. What is unknown may exist nevertheless (R-PAT-9).
    pub fn known_as(&self, plane: Plane, pattern: &Pattern) -> KnownAs<'_> {
        let (operations, text) = (self.operations(), pattern.text());
        if is_directory_action(text) {
            return self.directory_action(text);
        }
        let first = |plane| operations.first_matching(pattern, plane, Wildcards::Documented);
        if first(plane).is_some() {
            return KnownAs::OfPlane;
        }
        if let Some(id) = first(plane.other()) {
            return KnownAs::OfOtherPlane(operations.name(id));
        }
        if pattern.is_literal() { KnownAs::Unknown(operations.suggest(plane, text)) } else { KnownAs::NoMatch }
    }

    /// Whether the catalog or the exports say what an Entra role allows.
    pub fn defines_directory_role(&self, role: &ObjectId, facts: &Facts) -> bool {
        let own = |known: &DirectoryRole| known.id == *role || known.template.as_ref() == Some(role);
        self.directory_role(role).is_some() || facts.directory_roles.iter().any(own)
    }

    fn directory_action(&self, text: &str) -> KnownAs<'_> {
        let mut all: Vec<&str> = self.directory_roles().iter().flat_map(|role| self.directory_role_actions(role)).collect();
        all.arrange();
        all.dedup();
        let text = text.trim();
        if all.iter().any(|own| own.eq_ignore_ascii_case(text)) {
            return KnownAs::Directory;
        }
        let close = closest(&all, |own| own, text).copied();
        let asked = DirectoryAction::parse(text);
        let covers = |own: &&str| DirectoryAction::parse(own).zip(asked).is_some_and(|(own, asked)| own.covers(asked));
        // Words for all of them cover a mistyped action as well.
        let is_typo = close.is_some_and(|close| distance(close, text) <= TYPOS);
        if all.iter().any(covers) && !is_typo { KnownAs::Directory } else { KnownAs::UnknownDirectory(close) }
    }
}
