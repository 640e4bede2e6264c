//! The tree of a Bicep text, in a time that no text can stretch, and what the names in it stand for.

use std::ops::ControlFlow;
#[cfg(feature = "native")]
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Tree};

use super::evaluate::Definition;
use super::nodes::children;
use crate::role_file::nesting::is_too_deep;

/// A larger file is not read.
const LARGEST: usize = 4 << 20;

/// How often the parser may report that it goes on: a file that it cannot make sense of would take minutes.
const MOST_STEPS: usize = 60_000;

/// How long it may take with a file in which it has met an error: what it cannot make sense of costs more with every step. A file without
/// errors takes its time in proportion to its size.
#[cfg(feature = "native")]
const LONGEST: Duration = Duration::from_millis(1_500);

/// The tree; nothing where it takes too long.
pub(super) fn tree(text: &str) -> Option<Tree> {
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

/// What the names of a file stand for: its variables, and its parameters with their defaults.
pub(super) fn definitions<'t>(text: &str, root: Syntax<'t>) -> FxHashMap<String, Definition<'t>> {
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
