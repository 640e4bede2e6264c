//! [`AskedView`]: what a question asks, as reports show it and as `verify` has to know it.

use serde::Serialize;
use serde_json::Value;

use crate::audit::AskedTask;
use crate::explain::OWN_PACK;
use crate::model::{Need, Plane, Requirement};
use crate::pattern::Pattern;
use crate::report::schema::{one_of, plane, text, with};

/// A task of a pack, or an action, a pattern or a role.
#[derive(Debug, Serialize)]
pub(crate) struct AskedView<'a> {
    task: &'a str,
    pack: &'a str,
    /// For a question about an action: its plane and the pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    plane: Option<Plane>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'a str>,
    /// For a question about a pattern: whether all of its actions are asked for, or any one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    asks_for: Option<&'static str>,
    /// For a question about an Azure role: the id of its definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// For a question about an Entra role: its template id.
    #[serde(skip_serializing_if = "Option::is_none")]
    entra_role: Option<String>,
    /// The kind of scope at which it is asked.
    at: &'static str,
}

impl<'a> AskedView<'a> {
    pub(crate) fn new(asked: &'a AskedTask) -> Self {
        let (task, at) = (asked.task.id.as_str(), asked.task.target.name());
        let pack = &asked.pack;
        let view = Self { task, pack, plane: None, pattern: None, asks_for: None, role: None, entra_role: None, at };
        // Of both planes there are two leaves that ask for the same; an action of Entra is known by the task.
        let Some(leaf) = asked.task.requires.leaves().next().filter(|_| is_own(asked)) else { return view };
        let is_one = matches!(asked.task.requires, Requirement::Leaf(_));
        match &leaf.what {
            Need::AnyAction { plane, pattern } => {
                let plane = is_one.then_some(*plane);
                Self { plane, pattern: Some(pattern.text()), asks_for: Some("any"), ..view }
            }
            _ if !is_one => view,
            Need::Actions { plane, patterns } => {
                let pattern = patterns.first();
                let asks_for = pattern.filter(|pattern| !pattern.is_literal()).map(|_| "all");
                Self { plane: Some(*plane), pattern: pattern.map(Pattern::text), asks_for, ..view }
            }
            Need::Role { id, .. } => Self { role: Some(id.to_string()), ..view },
            Need::DirectoryRole { template, .. } => Self { entra_role: Some(template.to_string()), ..view },
            // No question asks for these alone: tasks of packs do.
            Need::AppRole { .. } | Need::Owner => view,
        }
    }
}

/// Whether no pack has the task.
fn is_own(asked: &AskedTask) -> bool {
    &*asked.pack == OWN_PACK
}

/// What is asked, in words.
pub(crate) fn in_words(asked: &AskedTask) -> String {
    let task = &asked.task;
    if is_own(asked) { format!("{} ({})", task.id, task.title) } else { format!("{} - {}", task.id, task.title) }
}

/// The keys of it in the schema.
pub(crate) fn schema() -> Vec<(&'static str, Value)> {
    let role = [("role?", text()), ("entra_role?", text())];
    let asks_for = ("asks_for?", one_of(&["all", "any"]));
    let keys = vec![("task", text()), ("pack", text()), ("plane?", plane()), ("pattern?", text()), asks_for];
    with(with(keys, &role), &[("at", text())])
}
