//! [`MovedByPack`]: what people gain and lose, those who lose something first.

use super::picture::{Move, Person, TaskMove, TasksDiffReport};
use crate::arrange::Arrange as _;
use crate::report::terms::Verdict;

/// Principals for whom the packs make the same difference.
pub(crate) struct MovedByPack<'a> {
    /// Who.
    pub(crate) names: Vec<String>,
    /// What they can do no longer, or less surely.
    pub(crate) lost: &'a [TaskMove],
    /// What they can do now, or more surely.
    pub(crate) gained: &'a [TaskMove],
}

impl<'a> TasksDiffReport<'a> {
    /// Who gains and loses what: a loss stops somebody's work, so it comes first.
    pub(crate) fn people(&self) -> Vec<MovedByPack<'a>> {
        let moves = self.moves().unwrap_or_default();
        let mut people: Vec<MovedByPack<'a>> = moves.iter().map(MovedByPack::new).collect();
        people.arrange_by_cached_key(|own| (own.lost.is_empty(), own.names.first().map(|name| name.to_lowercase())));
        people
    }
}

/// Whether a task is gained or lost for certain: what is unknown by one of the packs is neither (R-EVAL-9).
pub(crate) fn is_certain(task: &TaskMove) -> bool {
    ![task.before, task.after].contains(&Verdict::Unknown)
}

impl<'a> MovedByPack<'a> {
    fn new(moved: &'a Move) -> Self {
        let name = |person: &Person| person.name.as_deref().map_or_else(|| person.id.to_string(), str::to_owned);
        let mut names: Vec<String> = moved.principals.iter().map(name).collect();
        names.arrange_by_key(|name| name.to_lowercase());
        Self { names, lost: &moved.lost, gained: &moved.gained }
    }
}
