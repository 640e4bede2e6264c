//! Bicep to trees with places (R-DEF-16): one tree for each role definition that a file declares. A variable of the same file is
//! replaced by its value, with the place of the value; everything else that is computed is an expression.

use std::borrow::Cow;
use std::ops::ControlFlow;
#[cfg(feature = "native")]
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Tree};

use super::error::{RoleFault, RoleMistake};
use super::expansion::Expansion;
use super::kind::is_role_type;
use super::spread;
use super::surroundings::Beside;
use super::{comments, json};
use crate::document::yaml;
use crate::document::{Member, Node, SPREAD, Value};
use crate::source::{Span, Spanned};

/// How far variables that name variables are followed, and how deep objects may be.
const DEEPEST: usize = 60;

/// A larger file is not read.
const LARGEST: usize = 4 << 20;

/// How often the parser may report that it goes on: a file that it cannot make sense of would take minutes.
const MOST_STEPS: usize = 60_000;

/// How long it may take with a file in which it has met an error: what it cannot make sense of costs more with every step. A file without
/// errors takes its time in proportion to its size.
#[cfg(feature = "native")]
const LONGEST: Duration = Duration::from_millis(1_500);

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
pub(super) fn parse(text: &str, beside: &Beside<'_>) -> Result<Declared, RoleFault> {
    let start = Span { start: 0, end: text.len().min(1) };
    let tree = tree(&spread::plain(text)).ok_or_else(|| RoleFault::new(RoleMistake::BicepTooLarge, start))?;
    let root = tree.root_node();
    let bicep = Bicep { text, variables: variables(text, root), expansion: Expansion::new(), beside };
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
    // A parameter counts with its default.
    let is_named = |node: &Syntax<'_>| match node.kind() {
        "variable_declaration" => true,
        "parameter_declaration" => node.children(&mut node.walk()).any(|child| child.kind() == "="),
        _ => false,
    };
    let named = children(root).into_iter().filter(is_named).filter_map(|node| {
        let parts = children(node);
        let name = text.get(parts.first()?.byte_range())?.to_owned();
        Some((name, parts.last().copied()?))
    });
    named.collect()
}

struct Bicep<'t> {
    text: &'t str,
    beside: &'t Beside<'t>,
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
            "string" => match self.string(node) {
                Some(text) => Value::Text(Cow::Owned(text)),
                None => self.interpolated(node, depth).map_or(Value::Expression, |text| Value::Computed(Cow::Owned(text))),
            },
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
            "call_expression" => self.call(node, depth).unwrap_or(Value::Expression),
            "member_expression" | "subscript_expression" => match self.part(node, depth) {
                Some(part) if !matches!(part.value, Value::Expression) => return part,
                _ => Value::Expression,
            },
            _ => Value::Expression,
        };
        Node::new(own, value)
    }

    fn variable(&self, name: Syntax<'t>, depth: usize) -> Option<Node<'static>> {
        let variable = self.variables.get(self.slice(name))?;
        Some(self.expansion.of_variable(|| self.node(*variable, depth + 1)))
    }

    /// A property of an object that is known, or an element of it.
    fn part(&self, node: Syntax<'t>, depth: usize) -> Option<Node<'static>> {
        let object = self.node(node.child_by_field_name("object")?, depth + 1);
        let found = match node.child_by_field_name("property") {
            Some(name) => object.get(self.slice(name)),
            None => object.get(self.node(node.child_by_field_name("index")?, depth + 1).as_text()?),
        }?;
        self.expansion.take(found.size()).then(|| found.clone())
    }

    /// `concat` and `union` join lists, and `union` joins objects; the functions that load a file give what is in it.
    fn call(&self, node: Syntax<'t>, depth: usize) -> Option<Value<'static>> {
        let function = self.slice(node.child_by_field_name("function")?);
        let arguments = children(node.child_by_field_name("arguments")?).into_iter();
        let mut arguments = arguments.map(|argument| self.node(argument, depth + 1)).collect::<Vec<_>>();
        match function {
            "union" if arguments.iter().any(Node::is_map) => Some(Value::Map(united(arguments))),
            "concat" if arguments.iter().any(|argument| argument.as_text().is_some()) => None,
            "concat" | "union" => {
                let own = |argument: Node<'static>| match argument.value {
                    Value::List(own) => own,
                    _ => vec![argument],
                };
                Some(Value::List(arguments.into_iter().flat_map(own).collect()))
            }
            "loadJsonContent" | "loadYamlContent" | "loadTextContent" if arguments.len() == 1 => {
                self.loaded(function, &arguments.pop()?, span(node))
            }
            _ => None,
        }
    }

    /// What is in a file of the same tree.
    fn loaded(&self, function: &str, path: &Node<'static>, own: Span) -> Option<Value<'static>> {
        let source = self.beside.file(path.as_text()?)?;
        match function {
            "loadTextContent" => Some(Value::Computed(Cow::Owned(source.text().to_owned()))),
            "loadYamlContent" => Some(yaml::documents(&source).ok()?.first()?.moved(own).value),
            _ => Some(json::parse(&comments::blanked(source.text()).0).ok()?.moved(own).value),
        }
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

    /// The text of a string whose parts are known.
    fn interpolated(&self, node: Syntax<'t>, depth: usize) -> Option<String> {
        let mut text = String::new();
        let mut at = node.start_byte() + 1;
        for part in children(node).into_iter().filter(|part| part.kind() == "interpolation") {
            text.push_str(&unescaped(self.text.get(at..part.start_byte())?)?);
            let value = self.node(children(part).into_iter().next()?, depth + 1);
            text.push_str(value.as_text()?);
            at = part.end_byte();
        }
        text.push_str(&unescaped(self.text.get(at..node.end_byte().checked_sub(1)?)?)?);
        Some(text)
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

/// The objects as one: what a later one says counts, and objects in both are joined. Of an unknown one any key may come.
fn united(objects: Vec<Node<'static>>) -> Vec<Member<'static>> {
    let mut members: Vec<Member<'static>> = Vec::new();
    for object in objects {
        let Value::Map(own) = object.value else {
            members.push(Member { key: Spanned::new(Cow::Borrowed(SPREAD), object.span), node: object });
            continue;
        };
        for member in own {
            let known = members.iter().position(|known| known.key.value == member.key.value && member.key.value != SPREAD);
            let Some(known) = known else {
                members.push(member);
                continue;
            };
            let before = members.remove(known);
            let Member { key, node } = member;
            let node = match (before.node.is_map(), node.is_map()) {
                (true, true) => Node::new(node.span, Value::Map(united(vec![before.node, node]))),
                _ => node,
            };
            members.push(Member { key, node });
        }
    }
    members
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
