//! [`widest`]: the widest kind of scope that an expression can be. Its value is not known, but `subscription().id`, say, is a subscription.

use crate::model::{ScopeKind, ScopePath};

/// Expressions that are the id of a scope, each in lower case with what it begins and ends with.
const IDS: [(&str, &str, ScopeKind); 14] = [
    ("subscription(", ").id", ScopeKind::Subscription),
    ("resourcegroup(", ").id", ScopeKind::ResourceGroup),
    ("managementgroup(", ").id", ScopeKind::ManagementGroup),
    ("az.subscription(", ").id", ScopeKind::Subscription),
    ("az.resourcegroup(", ").id", ScopeKind::ResourceGroup),
    ("az.managementgroup(", ").id", ScopeKind::ManagementGroup),
    ("data.azapi_client_config.", ".subscription_resource_id", ScopeKind::Subscription),
    ("tenantresourceid('microsoft.management/managementgroups'", ")", ScopeKind::ManagementGroup),
    ("data.azurerm_subscription.", ".id", ScopeKind::Subscription),
    ("azurerm_subscription.", ".id", ScopeKind::Subscription),
    ("data.azurerm_resource_group.", ".id", ScopeKind::ResourceGroup),
    ("azurerm_resource_group.", ".id", ScopeKind::ResourceGroup),
    ("data.azurerm_management_group.", ".id", ScopeKind::ManagementGroup),
    ("azurerm_management_group.", ".id", ScopeKind::ManagementGroup),
];

/// How placeholders in a path begin and end.
const PLACEHOLDERS: [(&str, &str); 6] = [("${", "}"), ("{{", "}}"), ("<%", "%>"), ("#{", "}"), ("$(", ")"), ("__", "__")];

/// What a path begins with whose further parts can only make it narrower.
const ROOTS: [&str; 2] = ["/subscriptions/", "/providers/microsoft.management/managementgroups/"];

/// The kind of scope that an expression is, or one that it lies in.
pub(super) fn widest(expression: &str) -> Option<ScopeKind> {
    let text = expression.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let call = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&text);
    let bare = ["${", "{{"].iter().find_map(|open| call.strip_prefix(open)).map_or(call, |rest| rest.trim_end_matches('}'));
    if let Some((.., kind)) = IDS.iter().find(|(begin, end, _)| is_id(bare.trim(), begin, end)) {
        return Some(*kind);
    }
    let path = call.strip_prefix("concat('").map_or_else(|| call.to_owned(), |rest| rest.replacen("',", "${}", 1));
    let root = ROOTS.iter().find(|root| path.starts_with(*root))?;
    let kind = ScopePath::parse(&filled(&path)).kind();
    // What follows a placeholder may be anything below the root.
    let first = PLACEHOLDERS.iter().filter_map(|(open, _)| path.find(open)).min()?;
    Some(if first <= root.len() { ScopePath::parse(&format!("{root}x")).kind() } else { kind })
}

/// Letters of names and indexes, beside letters and digits.
const IN_NAMES: [char; 6] = ['_', '-', '[', ']', '.', '"'];

/// Letters of arguments, beside those.
const IN_ARGUMENTS: [char; 3] = ['\'', ',', ' '];

/// Whether nothing but one reference is between the beginning and the end.
fn is_id(text: &str, begin: &str, end: &str) -> bool {
    let is_call = end.starts_with(')');
    let belongs = |letter: char| {
        letter.is_ascii_alphanumeric() || IN_NAMES.contains(&letter) || is_call && IN_ARGUMENTS.contains(&letter)
    };
    text.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end)).is_some_and(|name| name.chars().all(belongs))
}

/// The path with a name in the place of each placeholder.
fn filled(path: &str) -> String {
    let mut filled = path.to_owned();
    for (open, close) in PLACEHOLDERS {
        while let Some((before, rest)) = filled.split_once(open) {
            let after = rest.split_once(close).map_or("", |(_, after)| after);
            filled = format!("{before}x{after}");
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_ids_of_scopes_have_a_kind() {
        use ScopeKind::{ManagementGroup, ResourceGroup, Subscription};
        let cases = [
            ("subscription().id", Some(Subscription), "Bicep"),
            ("[subscription().id]", Some(Subscription), "a template"),
            ("[resourceGroup().id]", Some(ResourceGroup), ""),
            ("managementGroup().id", Some(ManagementGroup), ""),
            ("managementGroup('corp').id", Some(ManagementGroup), "one by its name"),
            ("resourceGroup(sub, 'x').id", Some(ResourceGroup), "of another subscription"),
            ("subscription().id == x ? a.id", None, "more than one reference"),
            ("[tenantResourceId('Microsoft.Management/managementGroups', parameters('g'))]", None, "no simple name"),
            ("tenantResourceId('Microsoft.Management/managementGroups', group)", Some(ManagementGroup), ""),
            ("data.azapi_client_config.current.subscription_resource_id", Some(Subscription), "azapi"),
            ("data.azurerm_subscription.current.id", Some(Subscription), "Terraform"),
            ("\"${data.azurerm_subscription.all[0].id}\"", Some(Subscription), "in a text"),
            ("data.azurerm_subscription.all[\"a\"].id", Some(Subscription), "one of several"),
            ("azurerm_management_group.root.id", Some(ManagementGroup), ""),
            ("data.azurerm_subscription.current.subscription_id", None, "not the id of a scope"),
            ("\"/subscriptions/${var.id}\"", Some(Subscription), "a path with a name left open"),
            ("/subscriptions/{{ id }}/resourceGroups/{{ group }}", Some(Subscription), "the first name may hold anything"),
            ("/subscriptions/a/resourceGroups/$(group)", Some(ResourceGroup), "everything before is known"),
            ("[concat('/subscriptions/', parameters('id'))]", Some(Subscription), ""),
            ("/providers/Microsoft.Management/managementGroups/${var.group}", Some(ManagementGroup), ""),
            ("/subscriptions/__SUB__", Some(Subscription), "a token"),
            ("${var.scope}", None, "anything"),
            ("var.scopes", None, "a list"),
            ("/${var.rest}", None, "anything"),
        ];
        for (text, kind, why) in cases {
            assert_eq!(widest(text), kind, "{text}: {why}");
        }
    }
}
