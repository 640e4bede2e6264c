//! Patches of Crossplane's compositions: they write values of a claim into a resource, so that what stands there is not known.

use std::collections::BTreeMap;

use crate::document::{Member, Node, Value};
use crate::source::{Span, Spanned};

/// By the name of a set of patches: the fields that it writes.
pub(super) type PatchSets = BTreeMap<String, Vec<String>>;

/// A part of the path of a field.
enum FieldStep {
    Key(String),
    Item(usize),
    Each,
}

/// The sets of patches anywhere in a document.
pub(super) fn patch_sets(root: &Node<'_>) -> PatchSets {
    let mut sets = PatchSets::new();
    add_sets(root, &mut sets);
    sets
}

fn add_sets(node: &Node<'_>, sets: &mut PatchSets) {
    node.items().iter().for_each(|item| add_sets(item, sets));
    for member in node.members() {
        if member.key.value == "patchSets" {
            for set in member.node.items() {
                let name = set.get("name").and_then(Node::as_text).unwrap_or_default();
                let fields = set.get("patches").map(|patches| written_by(patches, &PatchSets::new())).unwrap_or_default();
                sets.entry(name.to_owned()).or_default().extend(fields);
            }
        } else {
            add_sets(&member.node, sets);
        }
    }
}

/// A resource of a composition, where nothing is known of what its patches write; `None`: it is none, or has no patches.
pub(super) fn patched<'t>(resource: &Node<'t>, sets: &PatchSets) -> Option<Node<'t>> {
    let fields = written_by(resource.get("patches")?, sets);
    resource.get("base").filter(|base| base.is_map() && !fields.is_empty())?;
    let mut resource = resource.clone();
    if let Value::Map(members) = &mut resource.value {
        for member in members.iter_mut().filter(|member| member.key.value == "base") {
            for field in &fields {
                write(&mut member.node, &steps(field), field);
            }
        }
    }
    Some(resource)
}

/// The fields that patches write into the resource; those that write into the claim write none.
fn written_by(patches: &Node<'_>, sets: &PatchSets) -> Vec<String> {
    let text = |patch: &Node<'_>, key: &str| patch.get(key).and_then(Node::as_text).map(str::to_owned);
    let of_patch = |patch: &Node<'_>| match text(patch, "type").as_deref() {
        Some("PatchSet") => text(patch, "patchSetName").and_then(|name| sets.get(&name).cloned()).unwrap_or_default(),
        Some(of) if of.starts_with("To") || of.starts_with("CombineTo") => Vec::new(),
        _ => text(patch, "toFieldPath").or_else(|| text(patch, "fromFieldPath")).into_iter().collect(),
    };
    patches.items().iter().flat_map(of_patch).collect()
}

/// The parts of `spec.forProvider.permissions[0].actions`.
fn steps(field: &str) -> Vec<FieldStep> {
    let mut steps = Vec::new();
    for part in field.split(['.', '[']).filter(|part| !part.is_empty()) {
        let step = match part.strip_suffix(']') {
            Some("*") => FieldStep::Each,
            Some(inside) => {
                let name = inside.trim_matches(['"', '\'']);
                name.parse().map_or_else(|_| FieldStep::Key(name.to_owned()), FieldStep::Item)
            }
            None => FieldStep::Key(part.to_owned()),
        };
        steps.push(step);
    }
    steps
}

/// Makes what stands at a path unknown.
fn write(node: &mut Node<'_>, steps: &[FieldStep], field: &str) {
    let unknown = |span: Span| Node::new(span, Value::unknown_elsewhere(format!("what a patch writes to {field}")));
    let Some((first, rest)) = steps.split_first() else {
        *node = unknown(node.span);
        return;
    };
    let span = node.span;
    match (&mut node.value, first) {
        (Value::Map(members), FieldStep::Key(name)) => match members.iter_mut().find(|member| member.key.value == *name) {
            Some(member) => write(&mut member.node, rest, field),
            None => members.push(Member { key: Spanned::new(name.clone().into(), span), node: unknown(span) }),
        },
        (Value::List(items), FieldStep::Each) => items.iter_mut().for_each(|item| write(item, rest, field)),
        (Value::List(items), FieldStep::Item(number)) => match items.get_mut(*number) {
            Some(item) => write(item, rest, field),
            None => items.push(unknown(span)),
        },
        _ => *node = unknown(span),
    }
}
