//! [`AskedView`]: what a question asks, as reports show it and as `verify` has to know it.

use serde::Serialize;
use serde_json::Value;

use crate::audit::AskedTask;
use crate::explain::OWN_PACK;
use crate::model::{Need, Plane, Requirement};
use crate::pattern::Pattern;
use crate::report::schema::{plane, text, with};

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
        let view = Self { task, pack: &asked.pack, plane: None, pattern: None, role: None, entra_role: None, at };
        let Requirement::Leaf(leaf) = &asked.task.requires else { return view };
        match &leaf.what {
            _ if !is_own(asked) => view,
            Need::Actions { plane, patterns } => {
                Self { plane: Some(*plane), pattern: patterns.first().map(Pattern::text), ..view }
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
    let keys = vec![("task", text()), ("pack", text()), ("plane?", plane()), ("pattern?", text())];
    with(with(keys, &role), &[("at", text())])
}
