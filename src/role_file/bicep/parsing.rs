//! The tree of a Bicep text, in a time that no text can stretch, and what the names in it stand for.

use std::ops::ControlFlow;
#[cfg(feature = "native")]
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Point, Range, Tree};

use super::evaluate::Definition;
use super::nodes::children;
use super::plain::plain;
use super::statements::{Statement, declared_roles, groups, groups_of_whole, role_types, statements};
use crate::role_file::nesting::is_too_deep;
use crate::source::Span;

/// A larger file is not read.
const LARGEST: usize = 4 << 20;

/// How often the parser may report that it goes on: a file that it cannot make sense of would take minutes.
const MOST_STEPS: usize = 60_000;

/// The parser reads in pieces of this many bytes.
const PIECE: usize = 4096;

/// How often it may read a file from its beginning to its end, as far as pieces tell: its grammar looks for the end of a text of several
/// lines at each quote that it cannot place.
const MOST_READINGS: usize = 16;

/// So many pieces of a small file may be read in any case.
const FEWEST_PIECES: usize = 4_000;

/// How long it may take with a file in which it has met an error: what it cannot make sense of costs more with every step. A file without
/// errors takes its time in proportion to its size.
#[cfg(feature = "native")]
const LONGEST: Duration = Duration::from_millis(1_500);

/// A text that was parsed, in parts.
pub(super) struct ParsedBicep {
    trees: Vec<Tree>,
    /// The statements that the grammar does not know, which are in no tree.
    pub(super) left_out: Vec<Span>,
    /// Where the text declares role definitions, whatever the grammar makes of it.
    pub(super) declared: Vec<Span>,
}

impl ParsedBicep {
    /// The roots of its parts.
    pub(super) fn roots(&self) -> impl Iterator<Item = Syntax<'_>> {
        self.trees.iter().map(Tree::root_node)
    }

    /// Its statements, in their order.
    pub(super) fn statements(&self) -> Vec<Syntax<'_>> {
        self.roots().flat_map(children).collect()
    }

    /// Whether the grammar sees a resource that is declared here.
    pub(super) fn has_resource(&self, at: usize) -> bool {
        self.roots().any(|root| has_resource(root, at))
    }
}

/// Parses a text; nothing where that takes too long.
pub(super) fn parsed(text: &str) -> Option<ParsedBicep> {
    if text.len() > LARGEST || is_too_deep(text) {
        return None;
    }
    let statements = statements(text);
    let text = &*plain(text);
    let mut parsed = ParsedBicep { trees: Vec::new(), left_out: Vec::new(), declared: declared_roles(text, &statements) };
    let mut parser = BicepParser::new(text)?;
    for group in groups(&statements) {
        let tree = parser.tree(group)?;
        if tree.root_node().has_error() {
            parsed.take_apart(group, &mut parser)?;
        } else {
            parsed.add(tree, group, &mut parser)?;
        }
    }
    Some(parsed)
}

impl ParsedBicep {
    /// Parses what the grammar knows of some statements. A fault in a role is told as it is; one in another statement leaves the roles alone.
    fn take_apart(&mut self, group: &[Statement], parser: &mut BicepParser<'_>) -> Option<()> {
        let mut known = Vec::new();
        for statement in group {
            let own = parser.text.get(statement.range.clone()).unwrap_or_default();
            if !role_types(own).is_empty() || !parser.tree(std::slice::from_ref(statement))?.root_node().has_error() {
                known.push(statement.clone());
            } else {
                let start = statement.range.start;
                self.left_out.push(Span { start, end: start + own.trim_end().len() });
            }
        }
        for group in groups_of_whole(&known) {
            let tree = parser.tree(group)?;
            self.add(tree, group, parser)?;
        }
        Some(())
    }

    /// Adds the tree of some statements. Where it does not have a role that they declare, something that the grammar takes for something else
    /// is before it: then each statement has a tree of its own.
    fn add(&mut self, tree: Tree, group: &[Statement], parser: &mut BicepParser<'_>) -> Option<()> {
        let is_lost = |line: &&Span| {
            let is_inside = group.iter().any(|own| own.range.contains(&line.start));
            is_inside && !has_resource(tree.root_node(), line.start)
        };
        if self.declared.iter().find(is_lost).is_none() {
            self.trees.push(tree);
            return Some(());
        }
        for statement in group {
            self.trees.push(parser.tree(std::slice::from_ref(statement))?);
        }
        Some(())
    }
}

/// Whether a resource is declared here.
fn has_resource(root: Syntax<'_>, at: usize) -> bool {
    let node = root.descendant_for_byte_range(at, at + 1).filter(|_| root.byte_range().contains(&at));
    std::iter::successors(node, Syntax::parent).any(|node| node.kind() == "resource_declaration")
}

/// Parses parts of a text, in a time that no text can stretch.
struct BicepParser<'t> {
    parser: Parser,
    text: &'t str,
    /// How many pieces may still be read.
    left: usize,
    steps: usize,
    #[cfg(feature = "native")]
    began: Instant,
}

impl<'t> BicepParser<'t> {
    fn new(text: &'t str) -> Option<Self> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_bicep::LANGUAGE.into()).ok()?;
        Some(Self {
            parser,
            text,
            left: FEWEST_PIECES + MOST_READINGS * (text.len() / PIECE),
            steps: 0,
            #[cfg(feature = "native")]
            began: Instant::now(),
        })
    }

    /// The tree of some statements.
    fn tree(&mut self, statements: &[Statement]) -> Option<Tree> {
        let Self { parser, text, left, steps, .. } = self;
        #[cfg(feature = "native")]
        let began = self.began;
        let mut goes_on = |state: &ParseState| {
            *steps += 1;
            #[cfg(feature = "native")]
            let is_late = state.has_error() && began.elapsed() > LONGEST;
            #[cfg(not(feature = "native"))]
            let is_late = state.has_error() && *steps > MOST_STEPS / 20;
            if is_late || *steps > MOST_STEPS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut read = |at: usize, _| {
            *left = left.saturating_sub(1);
            let rest = text.as_bytes().get(at..).filter(|_| *left > 0).unwrap_or_default();
            rest.get(..PIECE).unwrap_or(rest)
        };
        let ranges: Vec<Range> = statements.iter().map(range).collect();
        parser.set_included_ranges(&ranges).ok()?;
        let tree = parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut goes_on)));
        parser.reset();
        tree.filter(|_| *left > 0)
    }
}

/// A statement as the parser wants it: nobody asks for lines and columns.
fn range(statement: &Statement) -> Range {
    let (start_byte, end_byte) = (statement.range.start, statement.range.end);
    Range { start_byte, end_byte, start_point: Point::new(0, start_byte), end_point: Point::new(0, end_byte) }
}

/// What the names of a file stand for: its variables, and its parameters with their defaults.
pub(super) fn definitions<'t>(text: &str, statements: &[Syntax<'t>]) -> FxHashMap<String, Definition<'t>> {
    let has_value = |node: &Syntax<'_>| node.children(&mut node.walk()).any(|child| child.kind() == "=");
    let named = statements.iter().filter_map(|&node| {
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
