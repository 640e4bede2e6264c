//! How to recognise role definitions, and the documents that hold them.

use crate::document::{Node, Value};

const ARM_TYPE: &str = "Microsoft.Authorization/roleDefinitions";

/// The type of role definitions.
pub(super) const TERRAFORM_TYPE: &str = "azurerm_role_definition";

/// The types of resources that send a body to Azure as it is.
pub(super) const AZAPI_TYPES: [&str; 2] = ["azapi_resource", AZAPI_UPDATE];

/// The one that leaves what it does not name as it is.
pub(super) const AZAPI_UPDATE: &str = "azapi_update_resource";

/// Whether an object is one of Terraform's.
pub(super) fn is_terraform(root: &Node<'_>) -> bool {
    let shown =
        root.has("format_version") && (root.has("resource_changes") || root.has("planned_values") || root.has("values"));
    let state = root.has("terraform_version") && root.has("lineage");
    let types = || [TERRAFORM_TYPE].into_iter().chain(AZAPI_TYPES);
    let configuration = root.get("resource").is_some_and(|resources| types().any(|of| resources.has(of)));
    shown || state || configuration
}

/// Whether an object is a template.
pub(super) fn is_template(root: &Node<'_>) -> bool {
    let says = ["$schema", "contentVersion", "languageVersion", "outputs"].iter().any(|key| root.has(key));
    says && root.get("resources").is_some_and(|resources| matches!(resources.value, Value::List(_) | Value::Map(_)))
}

/// Whether a text is the type of role definitions, without regard to case.
pub(super) fn is_role_type(text: &str) -> bool {
    text.eq_ignore_ascii_case(ARM_TYPE)
}

/// Whether a text of a Terraform configuration in JSON has to be computed.
pub(super) fn is_terraform_template(text: &str) -> bool {
    let text = text.replace("$${", "").replace("%%{", "");
    text.contains("${") || text.contains("%{")
}

/// How placeholders begin and end that are filled in before a tool reads the file.
const PLACEHOLDERS: [(&str, &str); 5] = [("${", "}"), ("{{", "}}"), ("<%", "%>"), ("#{", "}"), ("$(", ")")];

/// Whether a text has a `__TOKEN__`: one word between pairs of underlines.
fn has_token(text: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.trim_matches('_');
        !letters.is_empty() && letters.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'))
    };
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("__") {
        if after.split_once("__").is_some_and(|(word, _)| is_word(word)) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a text has a placeholder.
pub(super) fn has_placeholder(text: &str) -> bool {
    let marked = text.contains(['$', '{', '<', '#']);
    has_token(text)
        || marked
            && PLACEHOLDERS.iter().any(|(open, close)| text.split_once(open).is_some_and(|(_, rest)| rest.contains(close)))
}
