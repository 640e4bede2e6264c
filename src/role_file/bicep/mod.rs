//! Bicep to trees with places (R-DEF-16): one tree for each role definition that a file declares, and one for what it gives to modules,
//! which may hold roles. `evaluate.rs` says what expressions are, `calls.rs` what functions give.

mod called;
mod calls;
mod evaluate;
mod nodes;
mod parsing;
mod plain;
mod statements;
mod uses;

use tree_sitter::Node as Syntax;

use self::called::BICEP;
use self::evaluate::BicepEvaluator;
use self::nodes::span;
use self::parsing::{definitions, parsed};
use self::statements::{ROLE, role_types};
use super::defaults::{MadeRole, UsedDefault};
use super::distinct::Distinct;
use super::error::{RoleFault, RoleMistake};
use super::module_calls::ModuleCalls;
use super::shared_values::SharedValues;
use super::surroundings::Beside;
use crate::document::Node;
use crate::source::Span;

/// What a Bicep file declares.
#[derive(Default)]
pub(super) struct Declared {
    /// Its role definitions, each an object.
    pub(super) roles: Distinct<MadeRole>,
    /// What it gives to modules; of a file of parameters, what it sets.
    pub(super) arguments: Distinct<Node<'static>>,
    /// The parameters whose defaults count in its roles.
    pub(super) defaults: Vec<UsedDefault>,
    /// Its comments.
    pub(super) comments: Vec<Span>,
    /// What no fix may change.
    pub(super) shared: SharedValues,
    /// The first thing outside of its roles that cannot be parsed.
    pub(super) unread: Option<Span>,
}

/// Reads the role definitions of a Bicep text.
pub(super) fn parse(text: &str, beside: &Beside<'_>) -> Result<Declared, RoleFault> {
    let start = Span { start: 0, end: text.len().min(1) };
    let parsed = parsed(text).ok_or_else(|| RoleFault::new(RoleMistake::BicepTooLarge, start))?;
    let statements = parsed.statements();
    let calls = ModuleCalls::of(beside, &BICEP);
    let evaluators =
        calls.each().map(|call| BicepEvaluator::new(text, definitions(text, &statements), beside).called_with(call));
    let evaluators: Vec<_> = evaluators.collect();
    let is_role = |node: &Syntax<'_>| evaluators.first().is_some_and(|bicep| bicep.is_role(*node));
    let resources: Vec<Syntax<'_>> = statements.iter().copied().filter(is_role).collect();
    let (mut comments, mut broken) = (Vec::new(), Vec::new());
    parsed.roots().for_each(|root| collect(root, &mut comments, &mut broken));
    let named: Vec<usize> = role_types(text);
    let of_role = |span: &Span| {
        let before = resources.partition_point(|role| role.start_byte() <= span.start);
        let inside =
            before.checked_sub(1).and_then(|last| resources.get(last)).is_some_and(|role| span.start < role.end_byte());
        inside || named.get(named.partition_point(|at| *at < span.start)).is_some_and(|at| at + ROLE.len() <= span.end)
    };
    if let Some(&at) = broken.iter().find(|span| of_role(span)) {
        return Err(RoleFault::new(RoleMistake::Bicep, at));
    }
    if let Some(&lost) = parsed.declared.iter().find(|line| !parsed.has_resource(line.start)) {
        return Err(RoleFault::new(RoleMistake::Bicep, lost));
    }
    let unread = parsed.left_out.iter().chain(&broken).min().copied();
    let mut declared = Declared { comments, unread, ..Declared::default() };
    let mut unchanged = uses::shared(text, &statements);
    for bicep in &evaluators {
        declared.roles.add_new(resources.iter().flat_map(|resource| made(bicep, *resource)));
        declared.defaults.extend(bicep.defaults.take());
        bicep.arguments(&statements).into_iter().for_each(|argument| declared.arguments.add(argument));
        unchanged.extend(bicep.reads.take());
    }
    declared.shared = SharedValues::new(unchanged);
    Ok(declared)
}

/// The roles that a resource makes.
fn made<'t>(bicep: &BicepEvaluator<'t>, resource: Syntax<'t>) -> Vec<MadeRole> {
    let before = bicep.defaults.so_far();
    let instances = bicep.instances(resource);
    let empty = bicep.defaults.empty_since(before);
    instances.into_iter().map(|node| MadeRole { node, empty: empty.clone(), caller: bicep.caller() }).collect()
}

/// The comments below a node, and what could not be parsed.
fn collect(root: Syntax<'_>, comments: &mut Vec<Span>, broken: &mut Vec<Span>) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        match node.kind() {
            "comment" => comments.push(span(node)),
            _ if node.is_error() || node.is_missing() => broken.push(span(node)),
            _ => {}
        }
        if cursor.goto_first_child() || cursor.goto_next_sibling() {
            continue;
        }
        loop {
            if !cursor.goto_parent() {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
        }
    }
}
