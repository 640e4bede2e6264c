//! Which nodes of a tree are role definitions, and of which shape (R-DEF-20), for the shapes that hold one role in each object.

use super::kind::{is_role_type, is_template, is_terraform};
use super::reader::{CAMEL, Keys, RoleReader, SNAKE};
use super::tree::{Node, Value};
use super::written::{Shape, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::guid::Guid;
use crate::model::{Losses, Note, NoteCode, RoleKind};
use crate::source::Span;

/// What a role has in any shape, apart from its lists and what ARM adds to a resource.
const ROLE_KEYS: &[&str] = &[
    "id",
    "name",
    "type",
    "roleName",
    "roleType",
    "description",
    "permissions",
    "isCustom",
    "isServiceRole",
    "condition",
    "conditionVersion",
    "createdOn",
    "createdBy",
    "updatedOn",
    "updatedBy",
    "systemData",
    "assignableScopes",
];

/// What `azurerm_role_definition` has, and what any resource may have.
const TERRAFORM_KEYS: &[&str] = &[
    "name",
    "scope",
    "role_definition_id",
    "description",
    "permissions",
    "assignable_scopes",
    "count",
    "for_each",
    "provider",
    "depends_on",
    "lifecycle",
    "timeouts",
];

impl RoleReader<'_> {
    /// Reads every role of a document: an object, a list of them, or a page of a list.
    pub(super) fn document(&mut self, root: &Node<'_>) {
        let before = self.roles.len();
        if let Value::List(items) = &root.value {
            self.elements(items);
        } else if self.object(root) {
        } else if let Some(Value::List(items)) = ["value", "data"].iter().find_map(|key| root.get(key)).map(|node| &node.value)
        {
            self.elements(items);
        }
        if self.roles.len() == before {
            self.other.get_or_insert_with(|| (described(root), root.span));
        }
    }

    fn elements(&mut self, items: &[Node<'_>]) {
        let mut others = Vec::new();
        for item in items {
            let found = match &item.value {
                Value::List(inner) => {
                    self.elements(inner);
                    true
                }
                _ => self.object(item),
            };
            if !found {
                others.push(item.span);
            }
        }
        if let (Some(&first), false) = (others.first(), self.roles.is_empty()) {
            let message = format!(
                "{} of {} elements of the list are no role definitions; they were passed over",
                others.len(),
                items.len()
            );
            self.note(Note::warning(NoteCode::NotARole, message).help("keep role definitions in files of their own"), first);
        }
    }

    /// Reads an object, if it is a role or holds some.
    fn object(&mut self, node: &Node<'_>) -> bool {
        if let Some(shape) = nested(node) {
            self.nested(node, shape);
        } else if let Some(shape) = flat(node) {
            self.flat(node, shape);
        } else if is_template(node) {
            self.template(node);
        } else if is_terraform(node) {
            self.terraform(node);
        } else {
            return false;
        }
        true
    }

    /// ARM and the portal: the definition is under `properties`.
    pub(super) fn nested(&mut self, node: &Node<'_>, shape: Shape) {
        let nothing = Node::new(node.span, Value::Map(Vec::new()));
        let data = node.get("properties").unwrap_or(&nothing);
        self.unknown_keys(data, &[ROLE_KEYS], "a role definition");
        let name = self.text(data, "roleName", shape);
        let (id, null_id) = (self.id(node, shape, true), null_id(node, true));
        let blocks = if data.is_map() { self.blocks(data, CAMEL, shape) } else { self.computed(node, "properties", shape) };
        let unsaid = if matches!(shape, Shape::ArmTemplate | Shape::Bicep) { RoleKind::Custom } else { RoleKind::Unknown };
        let kind = data.get("type").and_then(Node::as_text).map_or(unsaid, kind_of);
        self.role(RoleNodes { node, data, keys: CAMEL }, shape, Identity { name, id, null_id, kind }, blocks);
    }

    /// One object: with permission blocks, or with the lists of its only block.
    pub(super) fn flat(&mut self, node: &Node<'_>, shape: Shape) {
        if matches!(shape, Shape::Terraform | Shape::TerraformPlan) {
            return self.snake(node, shape);
        }
        let lists: &[&str] = if shape == Shape::Flat { &CAMEL.lists() } else { &[] };
        self.unknown_keys(node, &[ROLE_KEYS, lists], "a role definition");
        let separate = node.has("roleName");
        let name = self.text(node, if separate { "roleName" } else { "name" }, shape);
        let (id, null_id) = (self.id(node, shape, separate), null_id(node, separate));
        let mut blocks = self.blocks(node, CAMEL, shape);
        let own = CAMEL.lists().iter().any(|key| node.has(key));
        if own || blocks.is_empty() && shape == Shape::Flat {
            blocks.insert(0, self.block(node, CAMEL, shape));
        }
        let kind = match node.get("isCustom").map(|node| &node.value) {
            Some(Value::Bool(custom)) => custom_or_not(*custom),
            Some(Value::Text(custom)) => custom_or_not(!custom.eq_ignore_ascii_case("false")),
            _ => ["roleType", "type"].iter().find_map(|key| node.get(key)?.as_text()).map_or(RoleKind::Unknown, kind_of),
        };
        self.role(RoleNodes { node, data: node, keys: CAMEL }, shape, Identity { name, id, null_id, kind }, blocks);
    }

    /// Terraform's spelling (R-DEF-17).
    fn snake(&mut self, node: &Node<'_>, shape: Shape) {
        if shape == Shape::Terraform {
            self.unknown_keys(node, &[TERRAFORM_KEYS], "`azurerm_role_definition`");
        }
        let name = self.text(node, "name", shape);
        let id = self.text(node, "role_definition_id", shape);
        let blocks = self.blocks(node, SNAKE, shape);
        let identity = Identity { name, id, null_id: None, kind: RoleKind::Custom };
        self.role(RoleNodes { node, data: node, keys: SNAKE }, shape, identity, blocks);
    }

    /// The id: `name` where it is one, else `id`.
    fn id(&mut self, node: &Node<'_>, shape: Shape, name_is_id: bool) -> Option<WrittenText> {
        let id = self.text(node, "id", shape);
        let name = name_is_id.then(|| self.text(node, "name", shape)).flatten();
        let is_id = |text: &WrittenText| text.known().is_none_or(|text| Guid::parse(text).is_some());
        match name {
            Some(name) if id.is_none() || is_id(&name) => Some(name),
            _ => id,
        }
    }

    pub(super) fn role(&mut self, nodes: RoleNodes<'_, '_>, shape: Shape, identity: Identity, blocks: Vec<WrittenBlock>) {
        let RoleNodes { node, data, keys } = nodes;
        let Identity { name, id, null_id, kind } = identity;
        let description = self.text(data, "description", shape);
        let mut assignable_scopes = self.list(data, keys.assignable_scopes, shape);
        if keys == SNAKE {
            self.add_scope(data, shape, &mut assignable_scopes);
        }
        // PowerShell prints the lists of all blocks as one (R-DEF-14); built-in roles may have several.
        let blocks_merged = shape == Shape::Flat && kind == RoleKind::BuiltIn;
        let unreadable = blocks.iter().any(|block| block.unresolved().next().is_some());
        let losses = Losses { blocks_merged, unreadable, ..Losses::default() };
        let (span, body) = (node.span, data.span);
        self.roles.push(WrittenRole {
            span,
            body,
            shape,
            name,
            id,
            null_id,
            description,
            kind,
            assignable_scopes,
            blocks,
            losses,
        });
    }

    /// Terraform adds the scope at which it creates the role to those where it can be assigned (R-DEF-17).
    fn add_scope(&mut self, data: &Node<'_>, shape: Shape, scopes: &mut Option<WrittenList>) {
        let Some(scope) = self.text(data, "scope", shape) else { return };
        match scopes {
            Some(list) if list.items.iter().any(|item| item.value == scope.value) => {}
            Some(list) => list.items.insert(0, scope),
            None => *scopes = Some(WrittenList { span: scope.span, key: scope.span, items: vec![scope] }),
        }
    }
}

/// The place of a `null` instead of an id.
fn null_id(node: &Node<'_>, name_is_id: bool) -> Option<Span> {
    let keys: &[&str] = if name_is_id { &["id", "name"] } else { &["id"] };
    let member = keys.iter().find_map(|key| node.member(key))?;
    matches!(member.node.value, Value::Null).then_some(member.node.span)
}

/// Where a role stands: the whole of it, what says its properties, and how its keys are spelled.
#[derive(Clone, Copy)]
pub(super) struct RoleNodes<'n, 't> {
    node: &'n Node<'t>,
    data: &'n Node<'t>,
    keys: Keys,
}

/// Who a role is.
pub(super) struct Identity {
    pub(super) name: Option<WrittenText>,
    pub(super) id: Option<WrittenText>,
    pub(super) null_id: Option<Span>,
    pub(super) kind: RoleKind,
}

fn custom_or_not(custom: bool) -> RoleKind {
    if custom { RoleKind::Custom } else { RoleKind::BuiltIn }
}

fn kind_of(text: &str) -> RoleKind {
    match text {
        _ if text.eq_ignore_ascii_case("BuiltInRole") => RoleKind::BuiltIn,
        _ if text.eq_ignore_ascii_case("CustomRole") => RoleKind::Custom,
        _ => RoleKind::Unknown,
    }
}

/// With a type, or as the portal writes it: without one (R-DEF-11, R-DEF-15).
fn nested(node: &Node<'_>) -> Option<Shape> {
    let data = node.get("properties").filter(|data| data.is_map())?;
    match node.get("type") {
        Some(of) => of.as_text().is_some_and(is_role_type).then_some(Shape::Arm),
        None => (data.has("permissions") || data.has("assignableScopes") && data.has("roleName")).then_some(Shape::Portal),
    }
}

/// One object without `properties`.
fn flat(node: &Node<'_>) -> Option<Shape> {
    if !node.is_map() || node.has("properties") || !is_of_role_type(node) {
        return None;
    }
    let block = |block: &Node<'_>| SNAKE.lists().iter().skip(1).any(|key| block.has(key));
    let permissions = node.get("permissions");
    if node.has("assignable_scopes") || permissions.is_some_and(|node| block(node) || node.items().iter().any(block)) {
        return Some(Shape::Terraform);
    }
    let blocks = permissions.is_some_and(|node| node.items().iter().all(Node::is_map));
    if blocks && node.has("roleName") {
        return Some(Shape::Az);
    }
    let flat = node.has("assignableScopes") || blocks && permissions.is_some_and(grants) || is_flat_list(node);
    flat.then_some(Shape::Flat)
}

/// `type` is that of role definitions, or says nothing.
fn is_of_role_type(node: &Node<'_>) -> bool {
    node.get("type").and_then(Node::as_text).is_none_or(|of| is_role_type(of) || kind_of(of) != RoleKind::Unknown)
}

fn grants(permissions: &Node<'_>) -> bool {
    permissions.items().iter().any(|block| CAMEL.lists().iter().any(|key| block.has(key)))
}

/// Lists of actions, with keys that only roles have.
fn is_flat_list(node: &Node<'_>) -> bool {
    let texts = |key: &str| node.get(key).is_some_and(|list| list.items().iter().all(|item| item.as_text().is_some()));
    let says_action = |item: &Node<'_>| item.as_text().is_some_and(|text| text == "*" || text.contains('/'));
    let actions = |key: &str| texts(key) && node.get(key).is_some_and(|list| list.items().iter().any(says_action));
    let role = CAMEL.lists().iter().skip(1).any(|key| node.has(key)) || node.has("isCustom");
    (node.has("name") || node.has("roleName") || role)
        && (actions("actions") || actions("dataActions") || role && texts("actions"))
}

/// What a tree looks like that holds no role.
fn described(root: &Node<'_>) -> String {
    let keys: Vec<String> = root.members().iter().take(6).map(|member| format!("`{}`", member.key.value)).collect();
    if keys.is_empty() { String::new() } else { format!("; it has {}", keys.join(", ")) }
}
