//! [`Editor`]: the texts that an editor has open, and what it asks about them. It reads no stream and writes none.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::abilities::ClientAbilities;
use super::examined::{ExaminedRoles, ExaminedText, Examiner};
use super::hover::HoverText;
use super::open_file::OpenFile;
use super::params::{AtPosition, DidChange, DidOpen, InRange, OpenTextId, OpenedText};
use super::position::TextLines;
use super::{completion, diagnostics, quick_fixes, typed, uri};
use crate::access::Privileged;
use crate::catalog::Catalog;
use crate::pattern::Wildcards;

/// What roles are judged by.
#[derive(Debug, Clone)]
pub struct EditorOptions {
    /// The actions and built-in roles that Azure knows.
    pub catalog: Arc<Catalog>,
    /// How middle wildcards are read (R-PAT-4).
    pub wildcards: Wildcards,
}

/// The open texts, by URI.
#[derive(Debug)]
pub struct Editor<'c> {
    examiner: Examiner,
    catalog: &'c Catalog,
    privileged: OnceCell<Privileged<'c>>,
    files: BTreeMap<String, OpenFile>,
    pub(super) client: ClientAbilities,
}

impl<'c> Editor<'c> {
    /// An editor without open texts.
    pub fn new(options: &'c EditorOptions) -> Self {
        Self {
            examiner: Examiner::new(Arc::clone(&options.catalog), options.wildcards),
            catalog: &options.catalog,
            privileged: OnceCell::new(),
            files: BTreeMap::new(),
            client: ClientAbilities::default(),
        }
    }

    /// Opens a text, whose URI it returns; one that is in no file, such as an old version in git, is left alone.
    pub(super) fn open(&mut self, opened: DidOpen) -> String {
        let OpenedText { uri, version, text } = opened.text_document;
        if let Some(name) = uri::name_of(&uri) {
            self.files.insert(uri.clone(), OpenFile::new(name, version, text));
        }
        uri
    }

    /// Changes a text, whose URI it returns.
    pub(super) fn change(&mut self, changed: DidChange) -> String {
        let OpenTextId { uri, version } = changed.text_document;
        if let Some(file) = self.files.get_mut(&uri) {
            file.change(version, changed.content_changes, self.client.unit);
        }
        uri
    }

    /// Whether the text was open.
    pub(super) fn close(&mut self, uri: &str) -> bool {
        self.files.remove(uri).is_some()
    }

    /// Something on the disk is not what it was: a configuration, or a file that others take something from.
    pub(super) fn forget(&mut self) {
        self.files.values_mut().for_each(OpenFile::forget);
    }

    /// The open texts.
    pub(super) fn uris(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }

    /// The parameters of `textDocument/publishDiagnostics`; `None`: the text is not open.
    pub(super) fn diagnostics(&self, uri: &str) -> Option<Value> {
        let file = self.files.get(uri)?;
        Some(diagnostics::published(uri, file, self.examined(file), self.client))
    }

    /// The answer to `textDocument/hover`, or null.
    pub(super) fn hover(&self, at: &AtPosition) -> Value {
        let Some(file) = self.files.get(&at.text_document.uri) else { return Value::Null };
        let lines = TextLines::new(file.source.text(), self.client.unit);
        let offset = lines.offset(at.position);
        let privileged = self.privileged.get_or_init(|| Privileged::new(self.catalog));
        let hover = HoverText { privileged, wildcards: self.examiner.wildcards };
        let roles = self.roles(file).and_then(ExaminedRoles::file);
        let found = hover.of_role_file(roles, offset).or_else(|| hover.of_id(file.source.text(), offset));
        found.map_or(
            Value::Null,
            |(span, text)| serde_json::json!({ "contents": { "kind": "markdown", "value": text }, "range": lines.range(span) }),
        )
    }

    /// The answer to `textDocument/completion`, or null.
    pub(super) fn completion(&self, at: &AtPosition) -> Value {
        let Some(file) = self.files.get(&at.text_document.uri) else { return Value::Null };
        let lines = TextLines::new(file.source.text(), self.client.unit);
        match typed::action_at(&file.source, lines.offset(at.position)) {
            Some(typed) => completion::list(&typed, lines.range(typed.span), self.catalog),
            None => Value::Null,
        }
    }

    /// The answer to `textDocument/codeAction`.
    pub(super) fn quick_fixes(&self, asked: &InRange) -> Value {
        let uri = &asked.text_document.uri;
        let fixes = self.files.get(uri).and_then(|file| {
            let lines = TextLines::new(file.source.text(), self.client.unit);
            let fixable = quick_fixes::FixableText { uri, lines: &lines, roles: self.roles(file)?, client: self.client };
            Some(fixable.fixes(file, asked))
        });
        Value::Array(fixes.unwrap_or_default())
    }

    fn examined<'f>(&'f self, file: &'f OpenFile) -> &'f ExaminedText {
        let sources = || self.files.values().map(|other| &other.source);
        file.examined.get_or_init(|| self.examiner.examine(&file.source, sources()))
    }

    fn roles<'f>(&'f self, file: &'f OpenFile) -> Option<&'f ExaminedRoles> {
        match self.examined(file) {
            ExaminedText::Roles(roles) => Some(roles),
            ExaminedText::Other | ExaminedText::Broken(_) => None,
        }
    }
}
