//! The rules under `rules/escalation/`: YAML to [`EscalationWay`], with every mistake in its place.

use std::sync::OnceLock;

use crate::catalog::Catalog;
use crate::document::{DocumentError, Fields, Mistake, Node, Reader, read_document};
use crate::model::{EscalationWay, Plane, PlanePattern};
use crate::source::Source;

const EMBEDDED: &str = include_str!("../../rules/escalation/azure.yaml");

/// The ways that are part of the program. A test proves that they have no mistakes.
pub fn embedded() -> &'static [EscalationWay] {
    static WAYS: OnceLock<Vec<EscalationWay>> = OnceLock::new();
    WAYS.get_or_init(|| ways(&Source::new("azure.yaml", EMBEDDED), &Catalog::embedded()).unwrap_or_default())
}

/// Reads a file of escalation ways.
pub fn ways(source: &Source, catalog: &Catalog) -> Result<Vec<EscalationWay>, DocumentError> {
    Ok(read_document("escalation rules", source, catalog, Reader::escalation)?.0)
}

impl Reader<'_> {
    fn escalation(&mut self, root: &Node<'_>) -> Option<Vec<EscalationWay>> {
        let fields = self.fields(root, "escalation rules", &["escalation", "ways"])?;
        self.needed_text(&fields, "escalation");
        let ways = self.needed(&fields, "ways")?;
        Some(self.list(ways, "ways").iter().filter_map(|way| self.way(way)).collect())
    }

    fn way(&mut self, node: &Node<'_>) -> Option<EscalationWay> {
        let fields = self.fields(node, "a way", &["id", "gains", "lint", "actions", "data_actions"])?;
        let id = self.needed_text(&fields, "id");
        let gains = self.needed_text(&fields, "gains");
        let lint = fields.get("lint").and_then(|lint| self.text(lint, "lint")).map(|lint| lint.value.to_owned());
        let mut actions = self.way_actions(&fields, "actions", Plane::Control);
        actions.extend(self.way_actions(&fields, "data_actions", Plane::Data));
        if actions.is_empty() {
            self.fault(Mistake::MissingKey { key: "actions", of: fields.of }, fields.span);
        }
        Some(EscalationWay { id: id?.value.to_owned(), gains: gains?.value.to_owned(), lint, actions })
    }

    fn way_actions(&mut self, fields: &Fields<'_>, key: &'static str, plane: Plane) -> Vec<PlanePattern> {
        let patterns = fields.get(key).map(|node| self.patterns(node, key)).unwrap_or_default();
        patterns.into_iter().map(|pattern| PlanePattern { plane, pattern }).collect()
    }
}
