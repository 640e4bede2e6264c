//! Typed access to the nodes of a document: each read gives a value or notes a mistake, and reading goes on.

use jiff::civil::Date;

use super::fault::{DocumentError, DocumentFault, Mistake};
use super::tree::{Member, Node, Value};
use super::yaml;
use crate::catalog::Catalog;
use crate::model::NoteCode;
use crate::pattern::Pattern;
use crate::source::{Source, Span, Spanned};
use crate::suggest::did_you_mean;

/// Reads nodes, and keeps what is wrong with them.
pub(crate) struct Reader<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) faults: Vec<DocumentFault>,
    pub(crate) warnings: Vec<Warning>,
}

/// Something odd that does not stop the reading.
pub(crate) struct Warning {
    pub(crate) code: NoteCode,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A map whose keys are known.
pub(crate) struct Fields<'n> {
    /// What the map is, in words: `a task`.
    pub(crate) of: &'static str,
    pub(crate) span: Span,
    members: &'n [Member<'n>],
}

impl<'n> Fields<'n> {
    /// The value of a key, unless it is absent or null.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node<'n>> {
        let found = self.members.iter().find(|own| own.key.value == key).map(|own| &own.node);
        found.filter(|node| !matches!(node.value, Value::Null))
    }

    /// The place of a key; that of the map if the key is missing.
    pub(crate) fn span_of(&self, key: &str) -> Span {
        self.members.iter().find(|own| own.key.value == key).map_or(self.span, |own| own.key.span)
    }
}

impl<'c> Reader<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, faults: Vec::new(), warnings: Vec::new() }
    }
}

impl Reader<'_> {
    pub(crate) fn warn(&mut self, code: NoteCode, span: Span, (message, help): (String, String)) {
        self.warnings.push(Warning { code, span, message, help });
    }

    pub(crate) fn fault(&mut self, what: Mistake, at: Span) {
        self.faults.push(DocumentFault::new(what, at));
    }

    pub(crate) fn fault_with_help(&mut self, what: Mistake, at: Span, help: impl Into<String>) {
        self.faults.push(DocumentFault::new(what, at).help(help));
    }

    /// A map with no other keys than these.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node<'_>, of: &'static str, keys: &[&'static str]) -> Option<Fields<'n>> {
        let Value::Map(members) = &node.value else {
            self.fault(Mistake::Kind { wanted: of, found: kind(node) }, node.span);
            return None;
        };
        let unknown = |own: &&Member<'_>| !keys.contains(&own.key.value.as_ref());
        for Member { key, .. } in members.iter().filter(unknown) {
            let help = did_you_mean(keys, &key.value, &format!("{of} has the keys"));
            self.fault_with_help(Mistake::UnknownKey { key: key.value.to_string(), of }, key.span, help);
        }
        Some(Fields { of, span: node.span, members })
    }

    /// A key that has to be there.
    pub(crate) fn needed<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<&'n Node<'n>> {
        let found = fields.get(key);
        if found.is_none() {
            self.fault(Mistake::MissingKey { key, of: fields.of }, fields.span_of(key));
        }
        found
    }

    /// A text that says something.
    pub(crate) fn text<'n>(&mut self, node: &'n Node<'_>, what: &'static str) -> Option<Spanned<&'n str>> {
        match &node.value {
            Value::Text(text) if text.trim().is_empty() => {
                self.fault(Mistake::Empty(what), node.span);
                None
            }
            Value::Text(text) => Some(Spanned::new(text.trim(), node.span)),
            _ => {
                self.fault(Mistake::Kind { wanted: "a text", found: kind(node) }, node.span);
                None
            }
        }
    }

    /// The text of a key that has to be there.
    pub(crate) fn needed_text<'n>(&mut self, fields: &Fields<'n>, key: &'static str) -> Option<Spanned<&'n str>> {
        let node = self.needed(fields, key)?;
        self.text(node, key)
    }

    /// A list with at least one item.
    pub(crate) fn list<'n>(&mut self, node: &'n Node<'_>, what: &'static str) -> &'n [Node<'n>] {
        let Value::List(items) = &node.value else {
            self.fault(Mistake::Kind { wanted: "a list", found: kind(node) }, node.span);
            return &[];
        };
        if items.is_empty() {
            self.fault(Mistake::Empty(what), node.span);
        }
        items
    }

    /// The texts of a list.
    pub(crate) fn texts(&mut self, node: &Node<'_>, what: &'static str) -> Vec<String> {
        let items = self.list(node, what);
        items.iter().filter_map(|item| self.text(item, what)).map(|text| text.value.to_owned()).collect()
    }

    /// `true` or `false`; absent is false.
    pub(crate) fn flag(&mut self, fields: &Fields<'_>, key: &'static str) -> bool {
        let Some(node) = fields.get(key) else { return false };
        match self.text(node, key) {
            Some(text) if text.value == "true" => true,
            Some(text) if text.value != "false" => {
                self.fault(
                    Mistake::UnknownWord { word: text.value.to_owned(), of: "truth value: `true` or `false`" },
                    text.span,
                );
                false
            }
            _ => false,
        }
    }

    /// A day, such as 2025-01-08.
    pub(crate) fn date(&mut self, text: &Spanned<&str>) -> Option<Date> {
        let date = text.value.parse().ok().filter(|_| text.value.len() == 10);
        if date.is_none() {
            self.fault(Mistake::Form { text: text.value.to_owned(), of: "date such as 2025-01-08" }, text.span);
        }
        date
    }

    /// A list of action patterns.
    pub(crate) fn patterns(&mut self, node: &Node<'_>, what: &'static str) -> Vec<Pattern> {
        self.spanned_patterns(node, what).into_iter().map(|pattern| pattern.value).collect()
    }

    /// A list of action patterns, each with its place.
    pub(crate) fn spanned_patterns(&mut self, node: &Node<'_>, what: &'static str) -> Vec<Spanned<Pattern>> {
        let mut patterns = Vec::new();
        for item in self.list(node, what) {
            let Some(text) = self.text(item, what) else { continue };
            match fault_of(text.value) {
                Some(why) => self.fault(Mistake::Pattern { text: text.value.to_owned(), why }, text.span),
                None => patterns.push(Spanned::new(Pattern::parse(text.value), text.span)),
            }
        }
        patterns
    }
}

/// Reads a document of YAML: `read` gives its nodes their meaning. `what` says what it should be: `task pack`.
pub(crate) fn read_document<'c, T>(
    what: &'static str,
    source: &Source,
    catalog: &'c Catalog,
    read: impl FnOnce(&mut Reader<'c>, &Node<'_>) -> Option<T>,
) -> Result<(T, Vec<Warning>), DocumentError> {
    let root = yaml::parse(source).map_err(|error| {
        let fault = DocumentFault::new(Mistake::Yaml(error.message), error.span);
        DocumentError::new(what, source, vec![fault])
    })?;
    let mut reader = Reader::new(catalog);
    match read(&mut reader, &root) {
        Some(meaning) if reader.faults.is_empty() => Ok((meaning, reader.warnings)),
        _ => Err(DocumentError::new(what, source, reader.faults)),
    }
}

/// What a value is, in the words of YAML.
pub(crate) const fn kind(node: &Node<'_>) -> &'static str {
    match node.value {
        Value::Null => "nothing",
        Value::Map(_) => "a map",
        _ => node.kind(),
    }
}

/// Why no action matches a text, or the service would refuse it (R-PAT-1, R-PAT-8).
pub(crate) fn fault_of(text: &str) -> Option<&'static str> {
    let stars = text.matches('*').count();
    match text {
        "*" => None,
        _ if stars > 1 => Some("it has several wildcards, and Azure allows one"),
        _ if text.contains(char::is_whitespace) => Some("it contains blanks"),
        _ if text.starts_with('/') => Some("it begins with a slash"),
        _ if text.ends_with('/') => Some("it ends with a slash"),
        _ if text.contains("//") => Some("it has two slashes side by side"),
        _ if !text.contains('/') => Some("it has no slash: write `Provider/type/verb`"),
        _ => None,
    }
}
