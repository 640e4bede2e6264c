//! The document of paths, under the names of the JSON (`rolecall/paths@1`).

use serde::{Serialize, Serializer};

use super::picture::{CutView, GoalView, HopView, PathView, PathsQuestionView, PathsReport};
use super::words;
use crate::explain::Conclusion;
use crate::report::answers::views::PrincipalView;
use crate::report::head::{HeadView, SourcesView};
use crate::report::json::Seq;

impl Serialize for GoalView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("scope", &self.scope())?;
        map.serialize_entry("holders", &Seq(|| self.holders()))?;
        map.serialize_entry("paths", &Seq(|| self.paths()))?;
        map.end()
    }
}

impl Serialize for PathView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("principal", self.principal().id)?;
        map.serialize_entry("verdict", &self.verdict())?;
        map.serialize_entry("hops", &Seq(|| self.hops()))?;
        map.end()
    }
}

impl Serialize for HopView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("actor", self.actor().id)?;
        map.serialize_entry("way", words::way(self))?;
        map.serialize_entry("does", &words::does(self))?;
        map.serialize_entry("target", &self.target().map(|target| target.id))?;
        map.serialize_entry("acts_as", &self.acts_as().map(|principal| principal.id))?;
        map.serialize_entry("verdict", &self.hop.verdict)?;
        map.serialize_entry("unless", &words::unless(self))?;
        map.serialize_entry("answers", &self.answers())?;
        if let (Some(input), Some(record)) = self.record() {
            map.serialize_entry("input", input)?;
            map.serialize_entry("record", &record)?;
        }
        map.end()
    }
}

/// The document, under the names of the JSON.
#[derive(Serialize)]
struct PathsDocument<'a, G> {
    #[serde(flatten)]
    head: HeadView,
    question: PathsQuestionView<'a>,
    #[serde(flatten)]
    sources: SourcesView<'a>,
    answer: Conclusion,
    not_followed: Vec<String>,
    principals: Vec<PrincipalView<'a>>,
    goals: G,
    cut: Option<CutView<'a>>,
}

impl Serialize for PathsReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = PathsDocument {
            head: self.answers.head("rolecall/paths@1"),
            question: self.question(),
            sources: self.answers.sources(),
            answer: self.found.conclusion(),
            not_followed: words::not_followed(self),
            principals: self.principals(),
            goals: Seq(|| self.goals()),
            cut: self.cut(),
        };
        document.serialize(serializer)
    }
}
