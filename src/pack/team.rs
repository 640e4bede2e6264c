//! Team files: who has to do which tasks. YAML (`team:` and a map from people to lists of task ids), or CSV with the columns `who` and
//! `task`. Every mistake is found, each in its place.

use crate::arrange::Arrange as _;
use crate::document::yaml;
use crate::document::{DocumentError, DocumentFault, Member, Mistake, Value, kind};
use crate::model::{Duty, Principals};
use crate::source::{Source, Span, Spanned};
use crate::suggest::did_you_mean;

const WHAT: &str = "team file";
/// What the columns of a table are called.
const COLUMNS: [&str; 2] = ["who", "task"];

/// Reads a team file; its names must be principals of the exports and ids of tasks. The duties are sorted, each once.
pub fn team(source: &Source, principals: &Principals, tasks: &[&str]) -> Result<Vec<Duty>, DocumentError> {
    let mut reader = TeamReader { principals, tasks, faults: Vec::new(), duties: Vec::new() };
    let header = source.text().lines().next().unwrap_or_default();
    match delimiter(header) {
        Some(delimiter) => reader.table(source, delimiter),
        None => reader.yaml(source),
    }
    if reader.duties.is_empty() && reader.faults.is_empty() {
        reader.fault(Mistake::Empty("team"), Span { start: 0, end: 0 }, None);
    }
    if !reader.faults.is_empty() {
        return Err(DocumentError::new(WHAT, source, reader.faults));
    }
    let mut duties: Vec<Duty> = reader.duties.into_iter().map(|(duty, _)| duty).collect();
    duties.arrange();
    Ok(duties)
}

/// What separates the columns, where a line is the head of a table.
fn delimiter(header: &str) -> Option<u8> {
    let is_head = |delimiter: char| {
        let own =
            header.trim_start_matches('\u{feff}').split(delimiter).map(|cell| cell.trim().trim_matches('"').to_lowercase());
        own.eq(COLUMNS)
    };
    [',', ';', '\t'].into_iter().find(|&delimiter| is_head(delimiter)).and_then(|delimiter| u8::try_from(delimiter).ok())
}

struct TeamReader<'r> {
    principals: &'r Principals,
    tasks: &'r [&'r str],
    faults: Vec<DocumentFault>,
    duties: Vec<(Duty, Span)>,
}

impl TeamReader<'_> {
    fn fault(&mut self, what: Mistake, at: Span, help: Option<String>) {
        let fault = DocumentFault::new(what, at);
        self.faults.push(match help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }

    fn yaml(&mut self, source: &Source) {
        let root = match yaml::parse(source) {
            Ok(root) => root,
            Err(error) => return self.fault(Mistake::Yaml(error.message), error.span, None),
        };
        let Value::Map(members) = &root.value else {
            let help = "write `team:` and below it a line for each person, or a table with the columns `who,task`".to_owned();
            let kind = Mistake::Kind { wanted: "a map with the key `team`", found: kind(&root) };
            return self.fault(kind, root.span, Some(help));
        };
        if !members.iter().any(|own| own.key.value == "team") {
            self.fault(Mistake::MissingKey { key: "team", of: "a team file" }, root.span, None);
        }
        for Member { key, node } in members {
            match (key.value.as_ref(), &node.value) {
                ("team", Value::Map(people)) => people.iter().for_each(|person| self.person(person)),
                ("team", _) => {
                    self.fault(Mistake::Kind { wanted: "a map from people to tasks", found: kind(node) }, node.span, None);
                }
                (other, _) => self.fault(Mistake::UnknownKey { key: other.to_owned(), of: "a team file" }, key.span, None),
            }
        }
    }

    fn person(&mut self, Member { key: who, node: tasks }: &Member<'_>) {
        let texts = match &tasks.value {
            Value::List(items) if !items.is_empty() => items.as_slice(),
            Value::List(_) | Value::Null => return self.fault(Mistake::Empty("tasks of a person"), who.span, None),
            _ => std::slice::from_ref(tasks),
        };
        let mut named = Vec::new();
        for node in texts {
            match node.as_text() {
                Some(text) => named.push(Spanned::new(text.trim(), node.span)),
                None => self.fault(Mistake::Kind { wanted: "the id of a task", found: kind(node) }, node.span, None),
            }
        }
        self.add(&Spanned::new(who.value.as_ref(), who.span), &named);
    }

    fn table(&mut self, source: &Source, delimiter: u8) {
        let mut builder = ::csv::ReaderBuilder::new();
        let mut rows = builder.delimiter(delimiter).flexible(true).from_reader(source.text().as_bytes());
        for row in rows.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let start = error.position().map_or(0, |position| position.byte() as usize);
                    let what = Mistake::Form { text: error.to_string(), of: "row of a table" };
                    self.fault(what, Span { start, end: start }, None);
                    continue;
                }
            };
            let start = row.position().map_or(0, |position| position.byte() as usize);
            let cell = |number: usize| {
                let text = row.get(number).unwrap_or_default().trim();
                let own = source.text().get(start..).and_then(|rest| rest.find(text)).map_or(start, |at| start + at);
                Spanned::new(text, Span { start: own, end: own + text.len() })
            };
            let (who, tasks) = (cell(0), cell(1));
            if row.len() != COLUMNS.len() || who.value.is_empty() || tasks.value.is_empty() {
                let text = row.iter().collect::<Vec<_>>().join(",");
                let what = Mistake::Form { text, of: "row of a team: write who, then the id of a task" };
                self.fault(what, Span { start, end: start }, None);
                continue;
            }
            let named: Vec<Spanned<&str>> = tasks.value.split_whitespace().map(|task| Spanned::new(task, tasks.span)).collect();
            self.add(&who, &named);
        }
    }

    /// The duties of somebody, or what is wrong with them.
    fn add(&mut self, who: &Spanned<&str>, tasks: &[Spanned<&str>]) {
        let found = self.principals.named(who.value);
        let principal = match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let help = "people are named by object id, user principal name or display name, as in the exports".to_owned();
                let what = Mistake::UnknownWord { word: who.value.to_owned(), of: "principal in the exports" };
                self.fault(what, who.span, Some(help));
                None
            }
            several => {
                let ids: Vec<String> = several.iter().map(|&id| self.principals.id(id).to_string()).collect();
                let what = Mistake::Ambiguous { name: who.value.to_owned(), count: several.len() };
                self.fault(what, who.span, Some(format!("name one by its object id: {}", ids.join(", "))));
                None
            }
        };
        for task in tasks {
            if !self.tasks.contains(&task.value) {
                let help = did_you_mean(self.tasks, task.value, "the tasks are");
                self.fault(
                    Mistake::UnknownWord { word: task.value.to_owned(), of: "task of the packs" },
                    task.span,
                    Some(help),
                );
                continue;
            }
            let Some(principal) = principal else { continue };
            let duty = Duty { principal, task: task.value.to_owned() };
            if self.duties.iter().any(|(known, _)| *known == duty) {
                self.fault(Mistake::Twice { what: "task of a person", id: duty.task }, task.span, None);
                continue;
            }
            self.duties.push((duty, task.span));
        }
    }
}
