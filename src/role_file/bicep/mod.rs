//! Bicep to trees with places (R-DEF-16): one tree for each role definition that a file declares, and one for what it gives to modules,
//! which may hold roles. `evaluate.rs` says what expressions are, `calls.rs` what functions give.

mod calls;
mod evaluate;
mod nodes;
mod spread;
mod uses;

use std::ops::ControlFlow;
#[cfg(feature = "native")]
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Tree};

use self::evaluate::{BicepEvaluator, Definition};
use self::nodes::{children, span};
use super::error::{RoleFault, RoleMistake};
use super::nesting::is_too_deep;
use super::shared_values::SharedValues;
use super::surroundings::Beside;
use crate::document::Node;
use crate::source::Span;

/// A larger file is not read.
const LARGEST: usize = 4 << 20;

/// How often the parser may report that it goes on: a file that it cannot make sense of would take minutes.
const MOST_STEPS: usize = 60_000;

/// How long it may take with a file in which it has met an error: what it cannot make sense of costs more with every step. A file without
/// errors takes its time in proportion to its size.
#[cfg(feature = "native")]
const LONGEST: Duration = Duration::from_millis(1_500);

/// What a Bicep file declares.
pub(super) struct Declared {
    /// Its role definitions, each an object.
    pub(super) roles: Vec<Node<'static>>,
    /// What it gives to modules; of a file of parameters, what it sets.
    pub(super) arguments: Vec<Node<'static>>,
    /// The parameters whose defaults count in its roles.
    pub(super) defaults: Vec<(Box<str>, Span)>,
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
    let tree = tree(&spread::plain(text)).ok_or_else(|| RoleFault::new(RoleMistake::BicepTooLarge, start))?;
    let root = tree.root_node();
    let bicep = BicepEvaluator::new(text, definitions(text, root), beside);
    let resources: Vec<Syntax<'_>> = children(root).into_iter().filter(|node| bicep.is_role(*node)).collect();
    let (mut comments, mut broken) = (Vec::new(), Vec::new());
    collect(root, &mut comments, &mut broken);
    let named: Vec<usize> = text.to_ascii_lowercase().match_indices(ROLE).map(|(at, _)| at).collect();
    let of_role = |span: &Span| {
        let before = resources.partition_point(|role| role.start_byte() <= span.start);
        let inside =
            before.checked_sub(1).and_then(|last| resources.get(last)).is_some_and(|role| span.start < role.end_byte());
        inside || named.get(named.partition_point(|at| *at < span.start)).is_some_and(|at| at + ROLE.len() <= span.end)
    };
    if let Some(&at) = broken.iter().find(|span| of_role(span)) {
        return Err(RoleFault::new(RoleMistake::Bicep, at));
    }
    let roles = resources.into_iter().flat_map(|resource| bicep.instances(resource)).collect();
    let defaults = bicep.defaults.take();
    let arguments = bicep.arguments(root);
    let shared = SharedValues::new(uses::shared(text, root).into_iter().chain(bicep.reads.take()));
    Ok(Declared { roles, arguments, defaults, comments, shared, unread: broken.first().copied() })
}

const ROLE: &str = "microsoft.authorization/roledefinitions@";

fn tree(text: &str) -> Option<Tree> {
    if text.len() > LARGEST || is_too_deep(text) {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bicep::LANGUAGE.into()).ok()?;
    let mut steps = 0;
    #[cfg(feature = "native")]
    let began = Instant::now();
    let mut goes_on = |state: &ParseState| {
        steps += 1;
        #[cfg(feature = "native")]
        let is_late = state.has_error() && began.elapsed() > LONGEST;
        #[cfg(not(feature = "native"))]
        let is_late = state.has_error() && steps > MOST_STEPS / 20;
        if is_late || steps > MOST_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut read = |at: usize, _| text.as_bytes().get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut goes_on)))
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

/// What the names of a file stand for: its variables, and its parameters with their defaults.
fn definitions<'t>(text: &str, root: Syntax<'t>) -> FxHashMap<String, Definition<'t>> {
    let has_value = |node: &Syntax<'_>| node.children(&mut node.walk()).any(|child| child.kind() == "=");
    let named = children(root).into_iter().filter_map(|node| {
        let is_parameter = match node.kind() {
            "variable_declaration" => false,
            "parameter_declaration" if has_value(&node) => true,
            _ => return None,
        };
        let parts: Vec<Syntax<'t>> = children(node).into_iter().filter(|part| part.kind() != "decorators").collect();
        let name = text.get(parts.first()?.byte_range())?.to_owned();
        Some((name, Definition { value: parts.last().copied()?, is_parameter }))
    });
    named.collect()
}
