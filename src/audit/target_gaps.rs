//! What the exports lack to name the targets of the tasks.

use super::gap::Gap;
use super::outcome::{OutcomeTarget, Target};
use super::plan::TaskPlan;
use super::targets::no_subscription;
use crate::graph::TenantGraph;
use crate::model::TargetKind;
use crate::model::scope::{resource_group_of, subscription_of};

/// A gap for each subscription whose resources would name targets, and one where no subscription is known.
pub(super) fn gaps(tenant: &TenantGraph, plan: &TaskPlan) -> Vec<Gap> {
    let is_group = |target: &&Target| {
        let stands_in = match target.kind {
            OutcomeTarget::AnyWorkspace | OutcomeTarget::AnyResource => true,
            OutcomeTarget::Kind(_) => false,
        };
        stands_in && resource_group_of(&target.id).is_some()
    };
    let groups = plan.targets.iter().filter(is_group);
    let unlisted = groups.filter_map(|target| subscription_of(&target.id));
    let mut gaps: Vec<Gap> =
        unlisted.map(|subscription| Gap::ResourcesNotListed { subscription: subscription.into() }).collect();
    let places = plan.tasks.iter().zip(&plan.targets_of);
    let is_open = places
        .into_iter()
        .any(|(asked, targets)| targets.is_empty() && !matches!(asked.task.target, TargetKind::Tenant | TargetKind::Group));
    if is_open && no_subscription(tenant) {
        gaps.push(Gap::NoSubscriptionKnown);
    }
    gaps
}
