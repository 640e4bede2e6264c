//! Reads a pack and its tasks.

use super::at::At;
use super::chains::RoleChain;
use super::requirement::TaskTarget;
use crate::document::{Fields, Mistake, Node, Reader};
use crate::model::task::PackSource;
use crate::model::{Plane, PlanePattern, TargetKind, Task, TaskPack};
use crate::suggest::did_you_mean;

const PACK: [&str; 9] = ["pack", "title", "source", "superseded_by", "retires", "prerequisites", "chains", "tasks", "caveats"];
const SOURCE: [&str; 4] = ["url", "dated", "rows", "hash"];
const TASK: [&str; 11] =
    ["id", "title", "formerly", "target", "resource_type", "requires", "uses", "uses_data", "note", "review", "examples"];

impl Reader<'_> {
    /// The whole file.
    pub(super) fn pack(&mut self, root: &Node<'_>) -> Option<TaskPack> {
        let fields = self.fields(root, "a task pack", &PACK)?;
        let id = self.id(&fields, "pack");
        let title = self.needed_text(&fields, "title");
        let source = self.needed(&fields, "source").and_then(|node| self.source(node)).map(|source| self.aged(&fields, source));
        let prerequisites = fields.get("prerequisites").map(|node| self.prerequisites(node)).unwrap_or_default();
        let chains = fields.get("chains").map(|node| self.chains(node)).unwrap_or_default();
        let tasks = self.needed(&fields, "tasks").map(|node| self.tasks(node, &chains)).unwrap_or_default();
        let caveats = fields.get("caveats").map(|node| self.texts(node, "caveats")).unwrap_or_default();
        let (id, title) = (id?.value.to_owned(), title?.value.to_owned());
        Some(TaskPack { id, title, source: source?, prerequisites, tasks, caveats })
    }

    fn source(&mut self, node: &Node<'_>) -> Option<PackSource> {
        let fields = self.fields(node, "a source", &SOURCE)?;
        let url = self.needed_text(&fields, "url");
        let dated = self.needed_text(&fields, "dated");
        dated.as_ref().map(|dated| self.date(dated));
        let rows = fields.get("rows").and_then(|node| self.number(node));
        let hash = fields.get("hash").and_then(|node| self.text(node, "hash")).map(|hash| hash.value.to_owned());
        let (url, dated) = (url?.value.to_owned(), dated?.value.to_owned());
        Some(PackSource { url, dated, rows, hash, ..PackSource::default() })
    }

    /// A source with what the pack says of its age.
    fn aged(&mut self, fields: &Fields<'_>, source: PackSource) -> PackSource {
        let superseded_by = fields.get("superseded_by").and_then(|_| self.id(fields, "superseded_by"));
        let retires = fields.get("retires").and_then(|node| self.text(node, "retires"));
        retires.as_ref().map(|day| self.date(day));
        PackSource {
            superseded_by: superseded_by.map(|id| id.value.to_owned()),
            retires: retires.map(|day| day.value.to_owned()),
            ..source
        }
    }

    fn number(&mut self, node: &Node<'_>) -> Option<usize> {
        let text = self.text(node, "rows")?;
        let number = text.value.parse().ok();
        if number.is_none() {
            self.fault(Mistake::Form { text: text.value.to_owned(), of: "number of rows" }, text.span);
        }
        number
    }

    fn tasks(&mut self, node: &Node<'_>, chains: &[RoleChain]) -> Vec<Task> {
        let mut seen: Vec<&str> = Vec::new();
        let mut tasks = Vec::new();
        for item in self.list(node, "tasks") {
            let Some(fields) = self.fields(item, "a task", &TASK) else { continue };
            let id = self.own_id(&fields, &mut seen, "task");
            tasks.extend(self.task(&fields, id, chains));
        }
        tasks
    }

    /// An id that nothing else of its kind has.
    pub(super) fn own_id<'n>(&mut self, fields: &Fields<'n>, seen: &mut Vec<&'n str>, what: &'static str) -> Option<At<'n>> {
        let id = self.id(fields, "id")?;
        if seen.contains(&id.value) {
            self.fault(Mistake::Twice { what, id: id.value.to_owned() }, id.span);
        }
        seen.push(id.value);
        Some(id)
    }

    fn task(&mut self, fields: &Fields<'_>, id: Option<At<'_>>, chains: &[RoleChain]) -> Option<Task> {
        let title = self.needed_text(fields, "title");
        let formerly = if fields.get("formerly").is_some() { self.id(fields, "formerly") } else { None };
        let target = self.needed(fields, "target").and_then(|node| self.target(node));
        let resource_type = self.resource_type(fields, target);
        let on = TaskTarget { kind: target, resource_type: resource_type.as_deref(), chains };
        let requires = self.needed(fields, "requires").and_then(|node| self.requirement(node, on));
        let mut uses = self.uses(fields, "uses", Plane::Control);
        uses.extend(self.uses(fields, "uses_data", Plane::Data));
        let note = fields.get("note").and_then(|node| self.text(node, "note"));
        let review = fields.get("review").map(|node| self.texts(node, "review")).unwrap_or_default();
        let examples = fields.get("examples").map(|node| self.examples(node)).unwrap_or_default();
        Some(Task {
            id: id?.value.to_owned(),
            title: title?.value.to_owned(),
            formerly: formerly.map(|id| id.value.to_owned()),
            target: target?,
            resource_type: resource_type.map(Into::into),
            requires: requires?,
            uses,
            note: note.map(|note| note.value.to_owned()),
            review,
            examples,
        })
    }

    /// The type of the resources that a task is done to: a task on resources names it, and no other task does.
    fn resource_type(&mut self, fields: &Fields<'_>, target: Option<TargetKind>) -> Option<String> {
        const KEY: &str = "resource_type";
        let named = fields.get(KEY).and_then(|node| self.text(node, KEY));
        match (&named, target) {
            (None, Some(TargetKind::Resource)) if fields.get(KEY).is_none() => {
                let help = "say which resources: `resource_type: Microsoft.KeyVault/vaults`";
                let what = Mistake::MissingKey { key: KEY, of: "a task whose target is a resource" };
                self.fault_with_help(what, fields.span, help.to_owned());
            }
            (Some(_), Some(other)) if other != TargetKind::Resource => {
                let help = format!("`{KEY}` goes with `target: resource`");
                let what = Mistake::UnknownKey { key: KEY.to_owned(), of: "this task" };
                self.fault_with_help(what, fields.span_of(KEY), help);
            }
            (Some(text), _) if !is_resource_type(text.value) => {
                let of = "type of resources, such as `Microsoft.KeyVault/vaults`";
                self.fault(Mistake::Form { text: text.value.to_owned(), of }, text.span);
            }
            _ => {}
        }
        named.map(|text| text.value.trim().to_owned())
    }

    fn uses(&mut self, fields: &Fields<'_>, key: &'static str, plane: Plane) -> Vec<PlanePattern> {
        let patterns = fields.get(key).map(|node| self.actions(node, key, plane)).unwrap_or_default();
        patterns.into_iter().map(|pattern| PlanePattern { plane, pattern }).collect()
    }

    /// An id: lower-case words, digits and hyphens.
    pub(super) fn id<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<At<'n>> {
        let id = self.needed_text(fields, key)?;
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if !id.value.chars().all(fits) {
            self.fault(Mistake::Form { text: id.value.to_owned(), of: "id: lower-case letters, digits and hyphens" }, id.span);
        }
        Some(id)
    }

    /// A kind of target, by name.
    pub(super) fn target(&mut self, node: &Node<'_>) -> Option<TargetKind> {
        let text = self.text(node, "target")?;
        self.target_kind(&text)
    }

    pub(super) fn target_kind(&mut self, text: &At<'_>) -> Option<TargetKind> {
        let found = TargetKind::ALL.iter().find(|(_, name)| *name == text.value).map(|&(kind, _)| kind);
        if found.is_none() {
            let names = TargetKind::ALL.map(|(_, name)| name);
            let help = did_you_mean(&names, text.value, "targets are");
            self.fault_with_help(Mistake::UnknownWord { word: text.value.to_owned(), of: "kind of target" }, text.span, help);
        }
        found
    }
}

/// Whether a text is a namespace and at least one type, such as `Microsoft.KeyVault/vaults`.
pub fn is_resource_type(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let is_word = |word: &str| !word.is_empty() && word.chars().all(fits);
    let mut words = text.trim().split('/');
    words.next().is_some_and(|namespace| is_word(namespace) && namespace.contains('.')) && {
        let types: Vec<&str> = words.collect();
        !types.is_empty() && types.into_iter().all(is_word)
    }
}
