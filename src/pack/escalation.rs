//! The rules under `rules/escalation/`: YAML to [`EscalationWay`] and [`DirectoryWay`], with every mistake in its place.

use std::sync::OnceLock;

use crate::catalog::Catalog;
use crate::document::{DocumentError, Fields, Mistake, Node, Reader, read_document};
use crate::model::{DirectoryWay, EscalationWay, Guid, LeadsTo, Need, Plane, PlanePattern};
use crate::source::Source;
use crate::suggest::did_you_mean;

const AZURE: &str = include_str!("../../rules/escalation/azure.yaml");
const ENTRA: &str = include_str!("../../rules/escalation/entra.yaml");
const GRAPH: &str = include_str!("../../rules/escalation/graph.yaml");

/// The ways that are part of the program. A test proves that they have no mistakes.
pub fn embedded() -> &'static [EscalationWay] {
    static WAYS: OnceLock<Vec<EscalationWay>> = OnceLock::new();
    WAYS.get_or_init(|| ways(&Source::new("azure.yaml", AZURE), &Catalog::embedded()).unwrap_or_default())
}

/// The ways by Entra roles, then those by app roles of Microsoft Graph, that are part of the program. A test proves that they have no
/// mistakes.
pub fn embedded_directory_ways() -> &'static [DirectoryWay] {
    static WAYS: OnceLock<Vec<DirectoryWay>> = OnceLock::new();
    WAYS.get_or_init(|| {
        let files = [("entra.yaml", ENTRA), ("graph.yaml", GRAPH)];
        let of_file = |(name, text)| directory_ways(&Source::new(name, text), &Catalog::embedded()).unwrap_or_default();
        files.into_iter().flat_map(of_file).collect()
    })
}

/// Reads a file of escalation ways.
pub fn ways(source: &Source, catalog: &Catalog) -> Result<Vec<EscalationWay>, DocumentError> {
    Ok(read_document("escalation rules", source, catalog, Reader::escalation)?.0)
}

/// Reads a file of escalation ways by Entra roles, or by app roles of Microsoft Graph.
pub fn directory_ways(source: &Source, catalog: &Catalog) -> Result<Vec<DirectoryWay>, DocumentError> {
    Ok(read_document("escalation rules", source, catalog, Reader::directory_escalation)?.0)
}

impl Reader<'_> {
    fn escalation(&mut self, root: &Node<'_>) -> Option<Vec<EscalationWay>> {
        let fields = self.fields(root, "escalation rules", &["escalation", "ways"])?;
        self.needed_text(&fields, "escalation");
        let ways = self.needed(&fields, "ways")?;
        Some(self.list(ways, "ways").iter().filter_map(|way| self.way(way)).collect())
    }

    fn way(&mut self, node: &Node<'_>) -> Option<EscalationWay> {
        let keys = ["id", "gains", "lint", "leads_to", "hangs_on", "actions", "data_actions", "also"];
        let fields = self.fields(node, "a way", &keys)?;
        let id = self.needed_text(&fields, "id");
        let gains = self.needed_text(&fields, "gains");
        let lint = fields.get("lint").and_then(|lint| self.text(lint, "lint")).map(|lint| lint.value.to_owned());
        let mut actions = self.way_actions(&fields, "actions", Plane::Control);
        actions.extend(self.way_actions(&fields, "data_actions", Plane::Data));
        if actions.is_empty() {
            self.fault(Mistake::MissingKey { key: "actions", of: fields.of }, fields.span);
        }
        let also = self.way_actions(&fields, "also", Plane::Control);
        let leads_to = fields.get("leads_to").and_then(|node| self.leads_to(node));
        let hangs_on = fields.get("hangs_on").and_then(|node| self.text(node, "hangs_on")).map(|text| text.value.to_owned());
        let (id, gains) = (id?.value.to_owned(), gains?.value.to_owned());
        Some(EscalationWay { id, gains, lint, actions, also, hangs_on, leads_to })
    }

    fn directory_escalation(&mut self, root: &Node<'_>) -> Option<Vec<DirectoryWay>> {
        let fields = self.fields(root, "escalation rules", &["escalation", "ways"])?;
        self.needed_text(&fields, "escalation");
        let ways = self.needed(&fields, "ways")?;
        Some(self.list(ways, "ways").iter().filter_map(|way| self.directory_way(way)).collect())
    }

    fn directory_way(&mut self, node: &Node<'_>) -> Option<DirectoryWay> {
        let keys = ["id", "gains", "leads_to", "actions", "roles", "app_roles", "unless", "reaches", "enables_accounts"];
        let fields = self.fields(node, "a way", &keys)?;
        let id = self.needed_text(&fields, "id");
        let gains = self.needed_text(&fields, "gains");
        let leads_to = self.needed(&fields, "leads_to").and_then(|node| self.leads_to(node));
        let actions = fields.get("actions").map(|node| self.texts(node, "actions")).unwrap_or_default();
        let [roles, reaches] = ["roles", "reaches"].map(|key| self.way_roles(&fields, key));
        let app_roles = fields.get("app_roles").map(|node| self.list(node, "app_roles")).unwrap_or_default();
        let app_roles: Vec<(Guid, String)> = app_roles.iter().filter_map(|role| self.app_role(role)).collect();
        if actions.is_empty() && roles.is_empty() && app_roles.is_empty() {
            self.fault(Mistake::MissingKey { key: "actions", of: fields.of }, fields.span);
        }
        let unless = fields.get("unless").and_then(|node| self.text(node, "unless")).map(|text| text.value.to_owned());
        let enables_accounts = self.flag(&fields, "enables_accounts");
        let (id, gains) = (id?.value.to_owned(), gains?.value.to_owned());
        Some(DirectoryWay { id, gains, actions, roles, app_roles, leads_to: leads_to?, enables_accounts, unless, reaches })
    }

    fn way_roles(&mut self, fields: &Fields<'_>, key: &'static str) -> Vec<(Guid, String)> {
        let roles = fields.get(key).map(|node| self.list(node, key)).unwrap_or_default();
        roles.iter().filter_map(|role| self.way_role(role)).collect()
    }

    fn way_role(&mut self, node: &Node<'_>) -> Option<(Guid, String)> {
        let fields = self.fields(node, "a role", &["entra_role", "id"])?;
        match self.directory_role(&fields)? {
            Need::DirectoryRole { template, name } => Some((template, name)),
            Need::Role { .. } | Need::Actions { .. } | Need::AnyAction { .. } | Need::AppRole { .. } | Need::Owner => None,
        }
    }

    fn app_role(&mut self, node: &Node<'_>) -> Option<(Guid, String)> {
        let fields = self.fields(node, "an app role", &["app_role", "id"])?;
        let name = self.needed_text(&fields, "app_role")?;
        let id = self.needed_text(&fields, "id")?;
        let guid = Guid::parse(id.value);
        if guid.is_none() {
            self.fault(Mistake::NoGuid(id.value.to_owned()), id.span);
        }
        Some((guid?, name.value.to_owned()))
    }

    fn leads_to(&mut self, node: &Node<'_>) -> Option<LeadsTo> {
        let text = self.text(node, "leads_to")?;
        let found = LeadsTo::ALL.iter().find(|(_, name)| *name == text.value).map(|&(kind, _)| kind);
        if found.is_none() {
            let help = did_you_mean(&LeadsTo::ALL.map(|(_, name)| name), text.value, "a way leads to");
            self.fault_with_help(Mistake::UnknownWord { word: text.value.to_owned(), of: "end of a way" }, text.span, help);
        }
        found
    }

    fn way_actions(&mut self, fields: &Fields<'_>, key: &'static str, plane: Plane) -> Vec<PlanePattern> {
        let patterns = fields.get(key).map(|node| self.patterns(node, key)).unwrap_or_default();
        patterns.into_iter().map(|pattern| PlanePattern { plane, pattern }).collect()
    }
}
