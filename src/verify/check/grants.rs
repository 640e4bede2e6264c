//! [`GrantAgain`]: the text by which a role grants an action, found by asking each text by itself.

use crate::condition::{Condition, Context, Truth};
use crate::model::Plane;
use crate::pattern::Wildcards;
use crate::role_file::{ListKind, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::verify::glob::Glob;

/// How a role grants an action.
#[derive(Clone, Copy)]
pub(super) struct GrantAgain<'r> {
    pub text: &'r WrittenText,
    pub block: &'r WrittenBlock,
    /// Not whatever the condition of the block says.
    pub is_conditional: bool,
}

/// What grants an action, one without a condition first.
pub(super) fn granting<'r>(
    role: &'r WrittenRole,
    (plane, action): (Plane, &str),
    wildcards: Wildcards,
) -> Option<GrantAgain<'r>> {
    let action = action.to_ascii_lowercase();
    let grants = role.blocks.iter().filter_map(|block| of_block(block, (plane, &action), wildcards));
    grants.min_by_key(|grant| grant.is_conditional)
}

fn of_block<'r>(block: &'r WrittenBlock, (plane, action): (Plane, &str), wildcards: Wildcards) -> Option<GrantAgain<'r>> {
    let is_by = |text: &&WrittenText| text.known().is_some_and(|own| Glob::new(own, wildcards).matches(action));
    let (giving, taking) = ListKind::of(plane);
    let text = block.list(giving)?.items.iter().find(is_by)?;
    let is_taken = |list: &WrittenList| list.is_unresolved() || list.items.iter().any(|own| is_by(&own));
    if block.list(taking).is_some_and(is_taken) {
        return None;
    }
    let truth = match (condition(block), &block.condition) {
        (Some(condition), _) => {
            let hits = condition.action_patterns().iter().map(|own| Glob::new(own.text(), wildcards).matches(action));
            condition.evaluate_region(&hits.collect::<Vec<_>>(), &Context::new(wildcards))
        }
        (None, Some(own)) if own.known().is_none() => Truth::Unknown,
        (None, _) => Truth::True,
    };
    (truth != Truth::False).then_some(GrantAgain { text, block, is_conditional: truth != Truth::True })
}

/// The condition of a block, where it has one that the file tells.
pub(super) fn condition(block: &WrittenBlock) -> Option<Condition> {
    let text = block.condition.as_ref()?.known().filter(|text| !text.trim().is_empty())?;
    Some(Condition::new(text, block.condition_version.as_ref().and_then(WrittenText::known)))
}
