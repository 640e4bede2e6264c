//! Which variables and parameters of a Bicep file are used more than once, or by other files.

use rustc_hash::FxHashMap;
use tree_sitter::Node as Syntax;

use super::nodes::{children, span};
use crate::source::Span;

/// Where the values of such names are.
pub(super) fn shared(text: &str, statements: &[Syntax<'_>]) -> Vec<Span> {
    let slice = |node: Syntax<'_>| text.get(node.byte_range()).unwrap_or_default();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    count(statements, &mut |name| *counts.entry(slice(name)).or_default() += 1);
    let mut spans = Vec::new();
    let mut is_exported = false;
    for &statement in statements {
        if statement.kind() == "decorators" {
            is_exported = slice(statement).contains("export");
            continue;
        }
        let is_exported = std::mem::take(&mut is_exported);
        if !matches!(statement.kind(), "variable_declaration" | "parameter_declaration") {
            continue;
        }
        let mut own = children(statement).into_iter();
        let (Some(name), Some(value)) = (own.next(), own.next_back()) else { continue };
        // Its own name is the first.
        if is_exported || counts.get(slice(name)).is_some_and(|count| *count > 2) {
            spans.push(span(value));
        }
    }
    spans
}

/// Calls a function for each name that is no key of an object and no property.
fn count<'t>(statements: &[Syntax<'t>], call: &mut impl FnMut(Syntax<'t>)) {
    // A tree may be deeper than the stack.
    let mut left = statements.to_vec();
    while let Some(node) = left.pop() {
        if node.kind() == "identifier" {
            call(node);
        }
        let skipped = match node.kind() {
            "object_property" => node.named_child(0).filter(|key| key.kind() == "identifier"),
            _ => node.child_by_field_name("property"),
        };
        left.extend(node.named_children(&mut node.walk()).filter(|child| Some(*child) != skipped));
    }
}
