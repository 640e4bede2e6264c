//! JSON: nodes, and relations between them by number.

use serde::{Serialize, Serializer};

use super::picture::GraphReport;
use crate::report::head::{FilterView, HeadView, SourcesView};
use crate::report::json::Seq;

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct GraphDocument<'a, N, R> {
    #[serde(flatten)]
    head: HeadView,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<FilterView<'a>>,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    nodes: N,
    relations: R,
}

impl Serialize for GraphReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = GraphDocument {
            head: self.head(),
            filter: self.filter(),
            sources: self.sources(),
            nodes: Seq(|| self.nodes()),
            relations: Seq(|| self.relations()),
        };
        document.serialize(serializer)
    }
}
