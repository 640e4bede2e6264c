//! [`ActionClass`]: what the catalog says of one action string. Each text is of one class only, so one mistake is one finding.

use super::verbs::VERBS;
use super::vocabulary::Vocabulary;
use crate::catalog::OperationId;
use crate::model::Plane;
use crate::pattern::Pattern;
use crate::suggest::closest;

/// What the catalog says of an action string in its plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionClass<'k> {
    /// It is an operation, or matches some.
    Known,
    /// It is empty, or has a blank inside.
    Blank,
    /// It begins or ends with a slash, or has two side by side.
    StraySlash,
    /// It matches nothing in this plane, but something in the other; the first operation there.
    OtherPlane(&'k str),
    /// No provider has this namespace; the closest namespace.
    NoProvider(Option<&'k str>),
    /// A resource type, or a part of one, without what is done to it; an operation that begins like it.
    NoVerb(Option<&'k str>),
    /// A literal of a known provider that is not an operation; the closest operation.
    Unknown(Option<&'k str>),
    /// A wildcard of a known provider that matches no operation.
    NoMatch,
}

impl<'k> ActionClass<'k> {
    pub(super) fn of(vocabulary: &Vocabulary<'k>, plane: Plane, text: &str) -> Self {
        let pattern = Pattern::parse(text);
        let text = pattern.folded();
        let operations = vocabulary.operations;
        let first = |plane| operations.first_matching(&pattern, plane, vocabulary.wildcards);
        if first(plane).is_some() {
            return Self::Known;
        }
        if text.is_empty() || text.contains(char::is_whitespace) {
            return Self::Blank;
        }
        if text.starts_with('/') || text.ends_with('/') || text.contains("//") {
            return Self::StraySlash;
        }
        if let Some(id) = first(plane.other()) {
            return Self::OtherPlane(operations.name(id));
        }
        let provider = text.split('/').next().unwrap_or(text);
        if !provider.contains('*') && !is_provider(vocabulary, provider) {
            return Self::NoProvider(closest(vocabulary.providers(), |name| name, provider).copied());
        }
        if !pattern.is_literal() {
            return Self::NoMatch;
        }
        let below = [plane, plane.other()].into_iter().find_map(|plane| first_below(vocabulary, plane, text));
        if below.is_some() {
            return Self::NoVerb(below.map(|id| operations.name(id)));
        }
        let close = suggestion(vocabulary, plane, text).map(|id| operations.name(id));
        let has_verb = text.rsplit('/').next().is_some_and(|last| VERBS.contains(&last));
        if has_verb || close.is_some() { Self::Unknown(close) } else { Self::NoVerb(None) }
    }
}

fn is_provider(vocabulary: &Vocabulary<'_>, provider: &str) -> bool {
    [Plane::Control, Plane::Data].into_iter().any(|plane| first_below(vocabulary, plane, provider).is_some())
}

fn first_below(vocabulary: &Vocabulary<'_>, plane: Plane, text: &str) -> Option<OperationId> {
    vocabulary.operations.starting_with(plane, &format!("{text}/")).next()
}

/// The operation that was probably meant: of those that share the most leading segments, and do the same if it ends in a verb, the
/// closest.
fn suggestion(vocabulary: &Vocabulary<'_>, plane: Plane, text: &str) -> Option<OperationId> {
    let operations = vocabulary.operations;
    let verb = text.rsplit('/').next()?;
    let mut path = text;
    while let Some((shorter, _)) = path.rsplit_once('/') {
        path = shorter;
        let below = operations.starting_with(plane, &format!("{path}/"));
        let names = below.map(|id| operations.lower_name(id));
        let is_like = |name: &&str| !VERBS.contains(&verb) || name.rsplit('/').next() == Some(verb);
        let same: Vec<&str> = names.filter(is_like).collect();
        if let Some(close) = closest(&same, |name| name, text) {
            return operations.lookup(plane, close);
        }
    }
    None
}
