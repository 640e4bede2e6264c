//! Terraform configurations to trees with places (R-DEF-17): one tree for each role definition that a resource makes, and one for the
//! arguments of modules and files of variables, which may hold roles. `evaluate.rs` says what
//! expressions are, `functions.rs` what functions give.

mod evaluate;
mod functions;

use std::borrow::Cow;

use hcl_edit::Span as _;
use hcl_edit::parser;
use hcl_edit::structure::{Block, Body, Structure};

use self::evaluate::{EvaluatedAt, HclEvaluator, Scope, entries, key, span};
use super::error::{RoleFault, RoleMistake};
use super::folder_names::FolderNames;
use super::kind::{TERRAFORM_TYPE, is_role_type};
use super::surroundings::Beside;
use crate::document::{Member, Node, SPREAD, Value};
use crate::source::{Span, Spanned};

/// The types of resources that send a body to Azure as it is.
const AZAPI: [&str; 2] = ["azapi_resource", UPDATE];

/// The one that leaves what it does not name as it is.
const UPDATE: &str = "azapi_update_resource";

/// What a configuration says of roles.
pub(super) struct Configured {
    /// Its `azurerm_role_definition`s.
    pub(super) roles: Vec<Node<'static>>,
    /// Its resources of azapi that are role definitions, in the form of ARM.
    pub(super) azapi: Vec<Node<'static>>,
    /// What it gives to modules, or as values of variables.
    pub(super) arguments: Vec<Node<'static>>,
}

/// Reads what a configuration or a file of variables says of roles.
pub(super) fn parse(text: &str, beside: &Beside<'_>) -> Result<Configured, RoleFault> {
    let body = parser::parse_body(text).map_err(|error| fault(text, &error))?;
    let mut own = FolderNames::default();
    own.add(&body);
    let hcl = Hcl { evaluator: HclEvaluator::new(&own, beside) };
    let resources = |of: &'static [&'static str]| {
        body.get_blocks("resource").filter(|block| block.labels.first().is_some_and(|label| of.contains(&label.as_str())))
    };
    let roles: Vec<_> = resources(&[TERRAFORM_TYPE]).flat_map(|block| hcl.instances(block)).collect();
    let azapi = resources(&AZAPI).flat_map(|block| {
        let is_update = block.labels.first().is_some_and(|label| label.as_str() == UPDATE);
        hcl.instances(block).into_iter().filter_map(move |node| as_arm(&node, is_update))
    });
    let azapi = azapi.collect();
    Ok(Configured { roles, azapi, arguments: hcl.arguments(&body) })
}

fn fault(text: &str, error: &parser::Error) -> RoleFault {
    let at = text.floor_char_boundary(error.location().offset().min(text.len()));
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let mistake = if end == at { RoleMistake::CutOff } else { RoleMistake::Hcl(error.message().to_owned()) };
    RoleFault::new(mistake, Span { start: at, end })
}

struct Hcl<'b> {
    evaluator: HclEvaluator<'b>,
}

impl Hcl<'_> {
    /// A resource once for each entry of a `for_each` that is known, else once.
    fn instances(&self, block: &Block) -> Vec<Node<'static>> {
        let each = block.body.get_attribute("for_each").map(|each| self.evaluator.node(&each.value, EvaluatedAt::top()));
        let known = each.as_ref().and_then(entries).filter(|entries| !entries.is_empty());
        let Some(entries) = known else { return vec![self.block(block, EvaluatedAt::top())] };
        let instance = |(name, value): (Node<'static>, Node<'static>)| {
            let at = value.span;
            // The keys of a set are its texts.
            let name = if matches!(name.value, Value::Number) { value.clone() } else { name };
            let members = [("key", name), ("value", value)].map(|(name, node)| Member { key: key(name, at), node });
            let names = [("each", Node::new(at, Value::Map(members.into())))];
            let scope = Scope { names: &names, outer: None };
            self.evaluator.counted(|| self.block(block, EvaluatedAt { scope: Some(&scope), depth: 0 }))
        };
        entries.into_iter().map(instance).collect()
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
        let unknown = || vec![Node::new(span(block.span()), Value::Expression)];
        let each = block.body.get_attribute("for_each").map(|each| self.evaluator.node(&each.value, at));
        let content = block.body.get_blocks("content").next();
        let (Some(entries), Some(content)) = (each.as_ref().and_then(entries), content) else { return unknown() };
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
            self.evaluator.counted(|| self.block(content, EvaluatedAt { scope: Some(&scope), depth: at.depth }))
        };
        entries.into_iter().map(make).collect()
    }

    /// The arguments of modules; of a file of variables, all it has.
    fn arguments(&self, body: &Body) -> Vec<Node<'static>> {
        let is_values = body.into_iter().all(|structure| matches!(structure, Structure::Attribute(_)));
        let own = is_values.then_some(body).into_iter();
        let modules = body.get_blocks("module").map(|block| &block.body);
        own.chain(modules)
            .map(|body| Node::new(span(body.span()), Value::Map(self.members(body, EvaluatedAt::top()))))
            .collect()
    }
}

/// A resource of azapi as ARM writes it, if it is a role definition. Of an update more may be said elsewhere.
fn as_arm(node: &Node<'static>, is_update: bool) -> Option<Node<'static>> {
    let of = node.get("type")?.as_text()?.split('@').next()?;
    if !is_role_type(of) {
        return None;
    }
    let mut members: Vec<Member<'static>> = node.member("name").cloned().into_iter().collect();
    let body = node.get("body");
    let properties = body.and_then(|body| body.member("properties")).cloned();
    let unknown = |at: Span| Member { key: Spanned::new(Cow::Borrowed(SPREAD), at), node: Node::new(at, Value::Expression) };
    match (properties, body) {
        (Some(mut properties), _) => {
            if let (true, Value::Map(own)) = (is_update, &mut properties.node.value) {
                own.push(unknown(properties.key.span));
            }
            members.push(properties);
        }
        (None, Some(body)) if !body.is_map() => {
            members.push(Member { key: key("properties", body.span), node: Node::new(body.span, Value::Expression) });
        }
        _ => {}
    }
    Some(Node::new(node.span, Value::Map(members)))
}
