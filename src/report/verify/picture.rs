//! The picture of a verification ([`VerifyReport`], `rolecall/verify@1`).

use serde::Serialize;

use crate::catalog::Catalog;
use crate::export::Loaded;
use crate::report::head::{HeadView, NoteView};
use crate::report::terms::InputSummary;
use crate::verify::Replay;

/// What replaying a report showed.
#[derive(Debug, Serialize)]
pub struct VerifyReport<'a> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(flatten)]
    pub(crate) replay: &'a Replay,
    inputs: &'a [InputSummary],
    notes: Vec<NoteView<'a>>,
}

impl<'a> VerifyReport<'a> {
    /// The picture of a replay for an instant, in seconds since 1970, against what was loaded.
    pub fn new(replay: &'a Replay, loaded: &'a Loaded, catalog: &Catalog, at: i64) -> Self {
        let head = HeadView::new("rolecall/verify@1", catalog).at(at);
        Self { head, replay, inputs: &loaded.inputs, notes: NoteView::all(&loaded.notes) }
    }
}
