//! [`Hcl`]: what the blocks of a Terraform configuration are: resources with what override files change in them, once for each instance, and
//! the arguments of modules.

use hcl_edit::Span as _;
use hcl_edit::structure::{Block, Body, Structure};

use super::evaluate::{EvaluatedAt, HclEvaluator, Scope, key, span};
use super::order::loop_entries;
use crate::document::{Member, Node, Value};
use crate::role_file::values::entries;

/// What a module has that is no argument.
const OF_MODULES: [&str; 6] = ["source", "version", "providers", "count", "for_each", "depends_on"];

/// A resource of a larger `count` is read once.
const MOST_INSTANCES: i64 = 1_000;

/// A resource of a larger `for_each` is read once: a tenant has no room for more custom roles.
const MOST_ENTRIES: usize = 5_000;

/// Evaluates the blocks of one file.
pub(super) struct Hcl<'b> {
    pub(super) evaluator: HclEvaluator<'b>,
}

/// A label of a block, or nothing.
pub(super) fn label(block: &Block, number: usize) -> &str {
    block.labels.get(number).map_or("", |label| label.as_str())
}

impl Hcl<'_> {
    /// Whether a resource only changes one that another file declares.
    pub(super) fn is_merged(&self, block: &Block) -> bool {
        self.evaluator.beside.is_override() && self.evaluator.shared().declares(label(block, 0), label(block, 1))
    }

    /// What override files change in a resource.
    fn overrides(&self, block: &Block) -> Vec<Body> {
        let is_base = !self.evaluator.beside.is_override();
        if is_base { self.evaluator.shared().overrides(label(block, 0), label(block, 1)).to_vec() } else { Vec::new() }
    }

    /// What says how often a resource is made.
    fn meta(&self, block: &Block, name: &str) -> Option<Node<'static>> {
        let overrides = self.overrides(block);
        if let Some(there) = overrides.iter().rev().find_map(|body| body.get_attribute(name)) {
            let at = EvaluatedAt { is_elsewhere: true, in_any_order: true, ..EvaluatedAt::top() };
            return Some(self.evaluator.node(&there.value, at).moved(span(block.ident.span())));
        }
        let at = EvaluatedAt { in_any_order: true, ..EvaluatedAt::top() };
        Some(self.evaluator.node(&block.body.get_attribute(name)?.value, at))
    }

    /// A resource with what override files change: each attribute, and all blocks of a name at once.
    fn resource(&self, block: &Block, at: EvaluatedAt<'_>) -> Node<'static> {
        let mut members = self.members(&block.body, at);
        for body in self.overrides(block) {
            for changed in self.members(&body, EvaluatedAt { is_elsewhere: true, ..at }) {
                let before = members.iter().position(|member| member.key.value == changed.key.value);
                let place = before.map_or(span(block.ident.span()), |number| members.remove(number).node.span);
                members.push(Member { key: key(&changed.key.value, place), node: changed.node.moved(place) });
            }
        }
        Node::new(span(block.span()), Value::Map(members))
    }

    /// A resource once for each entry of a `for_each`, or as often as its `count` says, where that is known; else once.
    pub(super) fn instances(&self, block: &Block) -> Vec<Node<'static>> {
        let meta = |name: &str| self.meta(block, name);
        let each = meta("for_each").as_ref().and_then(entries).filter(|entries| (1..=MOST_ENTRIES).contains(&entries.len()));
        if let Some(entries) = each {
            return entries.into_iter().map(|(name, value)| self.instance_of(block, name, value)).collect();
        }
        match meta("count").map(|count| count.value) {
            Some(Value::Number(Some(count))) if (1..=MOST_INSTANCES).contains(&count) => {
                let number = |number| Node::new(span(block.ident.span()), Value::Number(Some(number)));
                (0..count).map(|index| self.instance(block, "count", vec![("index", number(index))])).collect()
            }
            _ => vec![self.resource(block, EvaluatedAt::top())],
        }
    }

    fn instance_of(&self, block: &Block, name: Node<'static>, value: Node<'static>) -> Node<'static> {
        // The keys of a set are its texts.
        let name = if matches!(name.value, Value::Number(_)) { value.clone() } else { name };
        self.instance(block, "each", vec![("key", name), ("value", value)])
    }

    /// A resource where `each` or `count` is an object.
    fn instance(&self, block: &Block, object: &str, parts: Vec<(&str, Node<'static>)>) -> Node<'static> {
        let at = parts.first().map(|(_, node)| node.span).unwrap_or_default();
        let members = parts.into_iter().map(|(name, node)| Member { key: key(name, at), node }).collect();
        let names = [(object, Node::new(at, Value::Map(members)))];
        let scope = Scope { names: &names, outer: None };
        self.evaluator.counted(|| self.resource(block, EvaluatedAt { scope: Some(&scope), ..EvaluatedAt::top() }))
    }

    fn block(&self, block: &Block, at: EvaluatedAt<'_>) -> Node<'static> {
        Node::new(span(block.span()), Value::Map(self.members(&block.body, at)))
    }

    /// Attributes as they are; blocks of the same name as one list.
    fn members(&self, body: &Body, at: EvaluatedAt<'_>) -> Vec<Member<'static>> {
        let mut members: Vec<Member<'static>> = Vec::new();
        for structure in body {
            let block = match structure {
                Structure::Attribute(attribute) => {
                    let key = key(attribute.key.as_str(), span(attribute.key.span()));
                    members.push(Member { key, node: self.evaluator.node(&attribute.value, at) });
                    continue;
                }
                Structure::Block(block) => block,
            };
            let dynamic = block.ident.as_str() == "dynamic";
            let name = block.labels.first().filter(|_| dynamic).map_or(block.ident.as_str(), |label| label.as_str());
            let made = if dynamic { self.dynamic(block, name, at) } else { vec![self.block(block, at)] };
            let whole = span(block.span());
            match members.iter_mut().find(|member| *member.key.value == *name) {
                Some(Member { node: Node { span, value: Value::List(blocks) }, .. }) => {
                    span.end = whole.end;
                    blocks.extend(made);
                }
                _ => {
                    members
                        .push(Member { key: key(name, span(block.ident.span())), node: Node::new(whole, Value::List(made)) });
                }
            }
        }
        members
    }

    /// The blocks that a `dynamic` block makes; one that is an expression where that is not known.
    fn dynamic(&self, block: &Block, name: &str, at: EvaluatedAt<'_>) -> Vec<Node<'static>> {
        let unknown = || vec![Node::new(span(block.span()), Value::unknown())];
        let any = EvaluatedAt { in_any_order: true, ..at };
        let each = block.body.get_attribute("for_each").map(|each| self.evaluator.node(&each.value, any));
        let content = block.body.get_blocks("content").next();
        let (Some(entries), Some(content)) = (each.as_ref().and_then(loop_entries), content) else { return unknown() };
        let iterator = block.body.get_attribute("iterator").map(|iterator| iterator.value.as_variable());
        let name = match &iterator {
            Some(Some(iterator)) => iterator.as_str(),
            Some(None) => return unknown(),
            None => name,
        };
        let make = |(key_node, value): (Node<'static>, Node<'static>)| {
            let place = value.span;
            let members = [("key", key_node), ("value", value)].map(|(name, node)| Member { key: key(name, place), node });
            let names = [(name, Node::new(place, Value::Map(members.into())))];
            let scope = Scope { names: &names, outer: at.scope };
            self.evaluator.counted(|| self.block(content, EvaluatedAt { scope: Some(&scope), ..at }))
        };
        entries.into_iter().map(make).collect()
    }

    /// The arguments of modules; of a file of variables, all it has.
    pub(super) fn arguments(&self, body: &Body, is_values: bool) -> Vec<Node<'static>> {
        let own = is_values.then(|| Node::new(span(body.span()), Value::Map(self.members(body, EvaluatedAt::top()))));
        let modules = body.get_blocks("module").flat_map(|block| self.instances(block));
        let given = |mut node: Node<'static>| {
            if let Value::Map(members) = &mut node.value {
                members.retain(|member| !OF_MODULES.contains(&member.key.value.as_ref()));
            }
            node
        };
        own.into_iter().chain(modules).map(given).collect()
    }
}
