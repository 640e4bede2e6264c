//! Which of the shipped packs a question needs.

use super::task::is_action;
use crate::catalog::Catalog;
use crate::pack::{EMBEDDED, with_task};

/// The shipped packs that a question about something needs, by id: those with a task by that id, and none for an action or the name of a
/// built-in role. What is nothing of these may be a misspelt task: all of them.
pub fn packs_for(what: &str) -> Vec<String> {
    let with: Vec<String> = with_task(what).map(str::to_owned).collect();
    let catalog = Catalog::embedded();
    let is_role = || catalog.role_by_name(what).is_some() || catalog.directory_role_by_name(what).is_some();
    if !with.is_empty() || is_action(what) || is_role() {
        return with;
    }
    EMBEDDED.iter().map(|(id, _)| (*id).to_owned()).collect()
}
