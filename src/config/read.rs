//! [`Config`]: reads the configuration of a check.

use glob::Pattern;

use super::allow::{Allow, PATHS};
use super::policy::Policy;
use crate::catalog::Catalog;
use crate::document::{DocumentError, Fields, Member, Mistake, Node, Reader, Value, kind, read_document};
use crate::model::Severity;
use crate::source::{Source, Spanned};
use crate::suggest::closest;

const KEYS: [&str; 11] = [
    "severities",
    "allow",
    "exclude",
    "baseline",
    "no_new_access",
    "never_grant",
    "never_grant_data",
    "max_scope",
    "at_most",
    "required_not_actions",
    "required_not_data_actions",
];

/// How bad a finding of a lint is: its severity, or none at all.
pub(super) const LEVELS: [(&str, Option<Severity>); 4] =
    [("error", Some(Severity::Error)), ("warning", Some(Severity::Warning)), ("note", Some(Severity::Note)), ("off", None)];

/// What a repository wants of its role files.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file.
    pub source: Source,
    /// Lints with another severity than their own; `None` switches one off.
    pub severities: Vec<(Spanned<String>, Option<Severity>)>,
    /// Findings that somebody has accepted, with the reason.
    pub allows: Vec<Allow>,
    /// Files and folders that are not looked at, unless they are named.
    pub exclude: Vec<Pattern>,
    /// An earlier report, relative to the folder of the file: its findings are known.
    pub baseline: Option<Spanned<String>>,
    /// What roles may not do.
    pub policy: Policy,
}

impl Config {
    /// Whether a file or folder is excluded; the path is relative to the folder of the configuration. A pattern without a slash is a name
    /// in any folder.
    pub fn excludes(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_meant =
            |pattern: &Pattern| pattern.matches_with(if pattern.as_str().contains('/') { path } else { name }, PATHS);
        self.exclude.iter().any(is_meant)
    }
}

/// Reads a configuration. `lints` are the ids that findings can have.
pub fn config(source: &Source, lints: &[&'static str], catalog: &Catalog) -> Result<Config, DocumentError> {
    let read = |reader: &mut Reader<'_>, root: &Node<'_>| reader.config(source, root, lints);
    Ok(read_document("configuration", source, catalog, read)?.0)
}

impl Reader<'_> {
    fn config(&mut self, source: &Source, root: &Node<'_>, lints: &[&'static str]) -> Option<Config> {
        let empty = Node::new(root.span, Value::Map(Vec::new()));
        // A file of comments alone is a configuration that asks for nothing.
        let root = if matches!(root.value, Value::Null) { &empty } else { root };
        let fields = self.fields(root, "a configuration", &KEYS)?;
        let severities = fields.get("severities").map(|node| self.severities(node, lints)).unwrap_or_default();
        let allows = fields.get("allow").map(|node| self.allows(node, lints)).unwrap_or_default();
        let exclude = fields.get("exclude").map(|node| self.exclude(node)).unwrap_or_default();
        let baseline = fields.get("baseline").and_then(|node| self.path_below(node, "baseline"));
        let policy = self.policy(&fields);
        let baseline = baseline.map(|path| Spanned::new(path.value.to_owned(), path.span));
        Some(Config { source: source.clone(), severities, allows, exclude, baseline, policy })
    }

    /// Patterns of paths in and below the folder of the configuration.
    fn exclude(&mut self, node: &Node<'_>) -> Vec<Pattern> {
        let items = self.list(node, "exclude");
        items.iter().filter_map(|item| self.path_pattern(item, "exclude")).collect()
    }

    /// A path that leads nowhere but into the folder of the configuration.
    pub(super) fn path_below<'n>(&mut self, node: &'n Node<'_>, key: &'static str) -> Option<Spanned<&'n str>> {
        let text = self.text(node, key)?;
        let leads_out = text.value.starts_with(['/', '\\', '~'])
            || text.value.contains(':')
            || text.value.split(['/', '\\']).any(|part| part == "..");
        if leads_out {
            let help = "a configuration speaks of files in its own folder and below it";
            let what = Mistake::Form { text: text.value.to_owned(), of: "path below the folder of the configuration" };
            self.fault_with_help(what, text.span, help);
        }
        (!leads_out).then_some(text)
    }

    fn severities(&mut self, node: &Node<'_>, lints: &[&'static str]) -> Vec<(Spanned<String>, Option<Severity>)> {
        let Value::Map(members) = &node.value else {
            self.fault(Mistake::Kind { wanted: "a map of lints to severities", found: kind(node) }, node.span);
            return Vec::new();
        };
        let mut severities = Vec::new();
        for Member { key, node } in members {
            let known = self.lint(&Spanned::new(key.value.as_ref(), key.span), lints);
            let Some(word) = self.text(node, "severity") else { continue };
            match LEVELS.iter().find(|(name, _)| *name == word.value) {
                Some((_, level)) if known => severities.push((Spanned::new(key.value.to_string(), key.span), *level)),
                Some(_) => {}
                None => {
                    let what = Mistake::UnknownWord { word: word.value.to_owned(), of: "severity" };
                    self.fault_with_help(what, word.span, "severities are `error`, `warning`, `note` and `off`");
                }
            }
        }
        severities
    }

    /// Whether there is such a lint; if not, that is a mistake.
    pub(super) fn lint(&mut self, id: &Spanned<&str>, lints: &[&'static str]) -> bool {
        let known = lints.contains(&id.value);
        if !known {
            let help = match closest(lints, |lint| lint, id.value) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`rolecall lints list` shows them all".to_owned(),
            };
            self.fault_with_help(Mistake::UnknownWord { word: id.value.to_owned(), of: "lint" }, id.span, help);
        }
        known
    }

    pub(super) fn needed_lint(&mut self, fields: &Fields<'_>, lints: &[&'static str]) -> Option<String> {
        let id = self.needed_text(fields, "lint")?;
        self.lint(&id, lints).then(|| id.value.to_owned())
    }
}
