//! The tenant, its subscriptions and its licences (R-FMT-15, R-SCO-12, R-PRE-4).

use super::azure::properties;
use super::problem::{NO_ID, TRUNCATED};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::{RecordNode, RecordValue};
use crate::model::{Guid, Licence, Organization, Origin, ScopePath, ServicePlan, Subscription};

/// A row of `az account list`, of ARM's `subscriptions`, or of `Get-AzSubscription`.
pub(super) fn is_subscription(record: RecordNode<'_>, _: &ListContext) -> bool {
    let typed = record.has("type") || record.has("roleDefinitionId") || record.has("parent");
    !typed && record.has("state") && record.has("tenantId") && subscription_id(record).is_some()
}

fn subscription_id(record: RecordNode<'_>) -> Option<&str> {
    let text = |key: &str| record.get(key).and_then(RecordNode::as_text).filter(|id| !id.is_empty());
    let id = text("subscriptionId").or_else(|| text("id"))?;
    let bare = id.rsplit('/').next().unwrap_or(id);
    Guid::parse(bare).map(|_| bare)
}

pub(super) fn subscription(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(id) = subscription_id(record) else { return reader.unusable(&NO_ID, record) };
    let scope = reader.facts.scopes.intern(ScopePath::subscription(id).as_str());
    let name = reader.fields.first_text(record, &["displayName", "name"]).map(Into::into);
    let tenant = reader.fields.text(record, "tenantId").map(|tenant| tenant.to_ascii_lowercase().into());
    reader.facts.subscriptions.push(Subscription { scope, name, tenant, origin });
    Use::Used
}

pub(super) fn is_organization(record: RecordNode<'_>, context: &ListContext) -> bool {
    record.has("verifiedDomains") || context.listed.collection == "organization" && record.has("id")
}

pub(super) fn organization(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let Some(id) = reader.fields.first_text(record, &["id", "objectId"]) else { return reader.unusable(&NO_ID, record) };
    let id = id.to_ascii_lowercase().into();
    let name = reader.fields.text(record, "displayName").map(Into::into);
    reader.facts.organizations.push(Organization { id, name, origin });
    Use::Used
}

pub(super) fn is_licence(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.has("skuPartNumber") && record.has("servicePlans")
}

pub(super) fn licence(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    let data = properties(record);
    let Ok(rows) = reader.fields.list(data, "servicePlans") else { return reader.unusable(&TRUNCATED, record) };
    let mut plans = Vec::new();
    for row in rows {
        match reader.fields.text(row, "servicePlanId") {
            Some(id) => {
                let id = id.to_ascii_lowercase().into();
                let name = reader.fields.text(row, "servicePlanName").unwrap_or_default().into();
                let status = reader.fields.text(row, "provisioningStatus").unwrap_or_default().into();
                plans.push(ServicePlan { id, name, status });
            }
            None => reader.problem(&TRUNCATED, row),
        }
    }
    let product = reader.fields.text(data, "skuPartNumber").unwrap_or_default().into();
    let status = reader.fields.text(data, "capabilityStatus").unwrap_or_default().into();
    let units = data.path(&["prepaidUnits", "enabled"]).map_or(0, count);
    reader.facts.licences.push(Licence { product, status, units, plans, origin });
    Use::Used
}

#[expect(clippy::cast_sign_loss, reason = "negative counts are held to be none")]
fn count(node: RecordNode<'_>) -> u64 {
    match node.value() {
        RecordValue::Number(count) if *count > 0.0 => *count as u64,
        _ => 0,
    }
}
