//! Bicep to trees with places (R-DEF-16): one tree for each role definition that a file declares. A variable of the same file is
//! replaced by its value, with the place of the value; everything else that is computed is an expression.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Tree};

use super::error::{RoleFault, RoleMistake};
use super::expansion::Expansion;
use super::kind::is_role_type;
use super::spread;
use super::tree::{Member, Node, SPREAD, Value};
use crate::source::{Span, Spanned};

/// How far variables that name variables are followed, and how deep objects may be.
const DEEPEST: usize = 60;

/// A larger file is not read.
const LARGEST: usize = 4 << 20;

/// How often the parser may report that it goes on: a file that it cannot make sense of would take minutes.
const MOST_STEPS: usize = 60_000;

/// And how long it may take.
const LONGEST: Duration = Duration::from_secs(1);

/// So many brackets may be open at once.
const MOST_OPEN: usize = 1_000;

/// What a Bicep file declares.
pub(super) struct Declared {
    /// Its role definitions, each an object.
    pub(super) roles: Vec<Node<'static>>,
    /// Its comments.
    pub(super) comments: Vec<Span>,
    /// The first thing outside of its roles that cannot be parsed.
    pub(super) unread: Option<Span>,
}

/// Reads the role definitions of a Bicep text.
pub(super) fn parse(text: &str) -> Result<Declared, RoleFault> {
    let start = Span { start: 0, end: text.len().min(1) };
    let tree = tree(&spread::plain(text)).ok_or_else(|| RoleFault::new(RoleMistake::BicepTooLarge, start))?;
    let root = tree.root_node();
    let bicep = Bicep { text, variables: variables(text, root), expansion: Expansion::new() };
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
    let roles = resources.into_iter().filter_map(|resource| bicep.resource(resource)).collect();
    Ok(Declared { roles, comments, unread: broken.first().copied() })
}

const ROLE: &str = "microsoft.authorization/roledefinitions@";

fn tree(text: &str) -> Option<Tree> {
    if text.len() > LARGEST || open_brackets(text) > MOST_OPEN {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_bicep::LANGUAGE.into()).ok()?;
    let (mut steps, began) = (0, Instant::now());
    let mut goes_on = |_: &ParseState| {
        steps += 1;
        if steps > MOST_STEPS || began.elapsed() > LONGEST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut read = |at: usize, _| text.as_bytes().get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut goes_on)))
}

/// How many brackets are open at once, those in texts and comments included.
fn open_brackets(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' | b'(' => open += 1,
            b']' | b'}' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

fn children(node: Syntax<'_>) -> Vec<Syntax<'_>> {
    node.named_children(&mut node.walk()).filter(|child| !child.is_extra()).collect()
}

fn span(node: Syntax<'_>) -> Span {
    Span { start: node.start_byte(), end: node.end_byte() }
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

fn variables<'t>(text: &str, root: Syntax<'t>) -> FxHashMap<String, Syntax<'t>> {
    let declared = children(root).into_iter().filter(|node| node.kind() == "variable_declaration");
    let named = declared.filter_map(|node| {
        let mut parts = children(node).into_iter();
        let name = text.get(parts.next()?.byte_range())?.to_owned();
        Some((name, parts.next()?))
    });
    named.collect()
}

struct Bicep<'t> {
    text: &'t str,
    variables: FxHashMap<String, Syntax<'t>>,
    expansion: Expansion,
}

impl<'t> Bicep<'t> {
    fn slice(&self, node: Syntax<'_>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// Whether a statement declares a role definition. An `existing` one does not count.
    fn is_role(&self, node: Syntax<'_>) -> bool {
        let of = children(node).into_iter().find(|child| child.kind() == "string").map(|of| self.slice(of).trim_matches('\''));
        let existing = node.children(&mut node.walk()).any(|child| child.kind() == "existing");
        let role = of.and_then(|of| of.split('@').next()).is_some_and(is_role_type);
        node.kind() == "resource_declaration" && role && !existing
    }

    /// The object of a resource; of a loop, that of its body.
    fn resource(&self, node: Syntax<'t>) -> Option<Node<'static>> {
        let mut body = children(node).pop()?;
        while matches!(body.kind(), "for_statement" | "if_statement") {
            body = children(body).pop()?;
        }
        let object = self.node(body, 0);
        Some(Node { span: span(node), ..object })
    }

    fn node(&self, node: Syntax<'t>, depth: usize) -> Node<'static> {
        let own = span(node);
        let value = match node.kind() {
            _ if depth > DEEPEST || !self.expansion.allows_value() => Value::Expression,
            "string" => self.string(node).map_or(Value::Expression, |text| Value::Text(Cow::Owned(text))),
            "array" => Value::List(self.items(node, depth)),
            "object" => Value::Map(children(node).into_iter().flat_map(|property| self.property(property, depth)).collect()),
            "boolean" => Value::Bool(self.slice(node) == "true"),
            "number" => Value::Number,
            "null" => Value::Null,
            "parenthesized_expression" if node.named_child_count() == 1 => {
                return children(node)
                    .into_iter()
                    .next()
                    .map_or(Node::new(own, Value::Expression), |inner| self.node(inner, depth + 1));
            }
            "identifier" => match self.variable(node, depth) {
                Some(variable) if !matches!(variable.value, Value::Expression) => return variable,
                _ => Value::Expression,
            },
            "call_expression" => self.call(node, depth).map_or(Value::Expression, Value::List),
            _ => Value::Expression,
        };
        Node::new(own, value)
    }

    fn variable(&self, name: Syntax<'t>, depth: usize) -> Option<Node<'static>> {
        let variable = self.variables.get(self.slice(name))?;
        Some(self.expansion.of_variable(|| self.node(*variable, depth + 1)))
    }

    /// `concat` and `union` join lists; a part that is not known is an expression in the list.
    fn call(&self, node: Syntax<'t>, depth: usize) -> Option<Vec<Node<'static>>> {
        let function = node.child_by_field_name("function")?;
        if !matches!(self.slice(function), "concat" | "union") {
            return None;
        }
        let mut items = Vec::new();
        for argument in children(node.child_by_field_name("arguments")?) {
            let argument = self.node(argument, depth + 1);
            match argument.value {
                Value::List(own) => items.extend(own),
                _ => items.push(argument),
            }
        }
        Some(items)
    }

    /// Elements end with a line or a comma. The grammar takes `subscription().id` in a list for two: they are one.
    fn items(&self, node: Syntax<'t>, depth: usize) -> Vec<Node<'static>> {
        let mut items: Vec<Node<'static>> = Vec::new();
        let mut end = None;
        for child in children(node).into_iter().filter(|child| child.kind() != "decorators") {
            let between = end.replace(child.end_byte()).and_then(|end| self.text.get(end..child.start_byte()));
            let continues = between.is_some_and(|between| !between.contains(['\n', ',']));
            let spread = spread::is_before(self.text, child.start_byte());
            let item = self.node(child, depth + 1);
            match (items.last_mut(), item.value) {
                (Some(last), _) if continues => {
                    *last = Node::new(Span { start: last.span.start, end: child.end_byte() }, Value::Expression);
                }
                (_, Value::List(own)) if spread => items.extend(own),
                (_, _) if spread => items.push(Node::new(span(child), Value::Expression)),
                (_, value) => items.push(Node::new(item.span, value)),
            }
        }
        items
    }

    /// A property; of what is spread into an object, all that is known.
    fn property(&self, node: Syntax<'t>, depth: usize) -> Vec<Member<'static>> {
        let mut parts = children(node).into_iter().filter(|part| part.kind() != "decorators");
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else { return Vec::new() };
        let key = match name.kind() {
            "resource_declaration" => return Vec::new(),
            "string" => self.string(name).unwrap_or_default(),
            _ => self.slice(name).to_owned(),
        };
        let node = self.node(value, depth + 1);
        match node.value {
            Value::Map(own) if spread::is_before(self.text, value.start_byte()) => own,
            _ if spread::is_before(self.text, value.start_byte()) => {
                vec![Member {
                    key: Spanned::new(Cow::Borrowed(SPREAD), span(name)),
                    node: Node::new(span(value), Value::Expression),
                }]
            }
            _ => vec![Member { key: Spanned::new(Cow::Owned(key), span(name)), node }],
        }
    }

    /// The text of a string in which nothing is computed.
    fn string(&self, node: Syntax<'_>) -> Option<String> {
        let written = self.slice(node);
        if let Some(raw) = written.strip_prefix("'''").and_then(|rest| rest.strip_suffix("'''")) {
            return Some(raw.strip_prefix("\r\n").or_else(|| raw.strip_prefix('\n')).unwrap_or(raw).to_owned());
        }
        if children(node).iter().any(|part| part.kind() == "interpolation") {
            return None;
        }
        unescaped(written.strip_prefix('\'')?.strip_suffix('\'')?)
    }
}

/// The text between the quotes of a string.
pub(super) fn unescaped(written: &str) -> Option<String> {
    let mut text = String::with_capacity(written.len());
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            text.push(letter);
            continue;
        }
        text.push(match letters.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let code: String =
                    letters.by_ref().skip_while(|letter| *letter == '{').take_while(|letter| *letter != '}').collect();
                char::from_u32(u32::from_str_radix(&code, 16).ok()?)?
            }
            other => other,
        });
    }
    Some(text)
}
