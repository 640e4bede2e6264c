//! The parameters of messages, as far as the server reads them (Language Server Protocol 3.17).

use serde::Deserialize;

use super::position::{TextPosition, TextRange};

/// `TextDocumentIdentifier`, with or without a version.
#[derive(Debug, Deserialize)]
pub(super) struct OpenTextId {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i64>,
}

/// `TextDocumentItem`.
#[derive(Debug, Deserialize)]
pub(super) struct OpenedText {
    pub(super) uri: String,
    #[serde(default)]
    pub(super) version: Option<i64>,
    pub(super) text: String,
}

/// `DidOpenTextDocumentParams`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpen {
    pub(super) text_document: OpenedText,
}

/// `DidChangeTextDocumentParams`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub(super) text_document: OpenTextId,
    pub(super) content_changes: Vec<ContentChange>,
}

/// `TextDocumentContentChangeEvent`: without a range, the whole text.
#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    #[serde(default)]
    pub(super) range: Option<TextRange>,
    pub(super) text: String,
}

/// What names a document and nothing else.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfText {
    pub(super) text_document: OpenTextId,
}

/// `TextDocumentPositionParams`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AtPosition {
    pub(super) text_document: OpenTextId,
    pub(super) position: TextPosition,
}

/// `CodeActionParams`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InRange {
    pub(super) text_document: OpenTextId,
    pub(super) range: TextRange,
    #[serde(default)]
    pub(super) context: WantedFixes,
}

/// `CodeActionContext`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WantedFixes {
    /// The kinds that are asked for; `None`: all.
    #[serde(default)]
    pub(super) only: Option<Vec<String>>,
}
