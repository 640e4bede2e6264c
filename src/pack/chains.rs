//! Chains of roles: what a document means by "this role or higher". A leaf with `or_higher` asks for any role of its chain from its own on.

use crate::document::{Fields, Mistake, Node, Reader};
use crate::model::{Leaf, Need, Requirement};
use crate::suggest::did_you_mean;

/// The key of a leaf that names a chain.
pub(super) const OR_HIGHER: &str = "or_higher";
const CHAIN: [&str; 2] = ["id", "roles"];
const ROLE: [&str; 3] = ["role", "entra_role", "id"];

/// Roles that a document has in an order, the lowest first.
#[derive(Debug)]
pub(super) struct RoleChain {
    id: String,
    roles: Vec<Need>,
}

impl Reader<'_> {
    /// The chains of a pack.
    pub(super) fn chains(&mut self, node: &Node<'_>) -> Vec<RoleChain> {
        let mut seen: Vec<&str> = Vec::new();
        let mut chains = Vec::new();
        for item in self.list(node, "chains") {
            let Some(fields) = self.fields(item, "a chain", &CHAIN) else { continue };
            let id = self.own_id(&fields, &mut seen, "chain");
            let roles = self.needed(&fields, "roles").map(|node| self.list(node, "roles")).unwrap_or_default();
            let roles = roles.iter().filter_map(|role| self.role_of_chain(role)).collect();
            chains.extend(id.map(|id| RoleChain { id: id.value.to_owned(), roles }));
        }
        chains
    }

    fn role_of_chain(&mut self, node: &Node<'_>) -> Option<Need> {
        let fields = self.fields(node, "a role of a chain", &ROLE)?;
        if fields.get("entra_role").is_some() { self.directory_role(&fields) } else { self.role(&fields) }
    }

    /// A leaf as it is, or any role of its chain from its own on.
    pub(super) fn or_higher(&mut self, fields: &Fields<'_>, leaf: Leaf, chains: &[RoleChain]) -> Option<Requirement> {
        let Some(node) = fields.get(OR_HIGHER) else { return Some(Requirement::Leaf(leaf)) };
        let named = self.text(node, OR_HIGHER)?;
        for key in ["covered_by", "assigns"].into_iter().filter(|key| fields.get(key).is_some()) {
            let what = Mistake::UnknownKey { key: key.to_owned(), of: "this requirement" };
            self.fault_with_help(what, fields.span_of(key), format!("`{key}` does not go with `{OR_HIGHER}`"));
        }
        let Some(chain) = chains.iter().find(|chain| chain.id == named.value) else {
            let known: Vec<&str> = chains.iter().map(|chain| chain.id.as_str()).collect();
            let help = if known.is_empty() {
                "list its roles under `chains`, beside `tasks`".to_owned()
            } else {
                did_you_mean(&known, named.value, "the chains are")
            };
            self.fault_with_help(
                Mistake::UnknownWord { word: named.value.to_owned(), of: "chain of this pack" },
                named.span,
                help,
            );
            return None;
        };
        let Some(own) = chain.roles.iter().position(|role| is_same_role(role, &leaf.what)) else {
            let help = format!("name a role of the chain, or add this one to `{}`", chain.id);
            let (Need::Role { name, .. } | Need::DirectoryRole { name, .. }) = &leaf.what else { return None };
            self.fault_with_help(Mistake::UnknownWord { word: name.clone(), of: "role of this chain" }, fields.span, help);
            return None;
        };
        let higher = chain.roles.iter().skip(own).map(|what| Leaf { what: what.clone(), ..leaf.clone() });
        Some(Requirement::Any(higher.map(Requirement::Leaf).collect()))
    }
}

/// Whether two needs name one role.
fn is_same_role(one: &Need, other: &Need) -> bool {
    match (one, other) {
        (Need::Role { id, .. }, Need::Role { id: other, .. }) => id == other,
        (Need::DirectoryRole { template, .. }, Need::DirectoryRole { template: other, .. }) => template == other,
        (
            Need::Role { .. }
            | Need::DirectoryRole { .. }
            | Need::Actions { .. }
            | Need::AnyAction { .. }
            | Need::AppRole { .. }
            | Need::Owner,
            _,
        ) => false,
    }
}
