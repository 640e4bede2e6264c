//! What an object of a known shape says of its role. `documents.rs` finds the objects and their shapes.

use std::borrow::Cow;
use std::sync::Arc;

use super::defaults::UsedDefault;
use super::own_keys;
use super::reader::{CAMEL, Keys, RoleReader, SNAKE};
use super::written::{Shape, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::document::{Member, Node, SPREAD, Value};
use crate::guid::Guid;
use crate::model::{Losses, RoleKind};
use crate::source::{Span, Spanned};

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

/// The tools beside Terraform that take the `scope` for the only assignable scope where there is no other.
const SCOPED: [Shape; 3] = [Shape::Pulumi, Shape::Crossplane, Shape::Ansible];

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
    /// ARM and the portal: the definition is under `properties`. An object that has to be computed is not missing.
    pub(super) fn nested(&mut self, node: &Node<'_>, shape: Shape) {
        let made = self.made_properties(node, shape);
        let data = made.as_ref().or(node.get("properties")).unwrap_or(node);
        self.unknown_keys(data, &[ROLE_KEYS], "a role definition");
        let name = self.text_or_rest(data, "roleName", shape);
        let (id, null_id) = (self.id(node, shape, true), null_id(node, true));
        let blocks = self.blocks(data, CAMEL, shape);
        let is_deployed = matches!(shape, Shape::ArmTemplate | Shape::Bicep | Shape::Azapi);
        let unsaid = if is_deployed { RoleKind::Custom } else { RoleKind::Unknown };
        let kind = data.get("type").and_then(Node::as_text).map_or(unsaid, kind_of);
        self.role(RoleNodes { node, data, keys: CAMEL }, shape, Identity { name, id, null_id, kind }, blocks);
    }

    /// An object in place of `properties` that are no object: one of which nothing is known, or an empty one.
    fn made_properties(&mut self, node: &Node<'_>, shape: Shape) -> Option<Node<'static>> {
        let empty = |span| Node::new(span, Value::Map(Vec::new()));
        let Some(member) = node.member("properties") else { return Some(empty(node.span)) };
        match &member.node.value {
            Value::Map(_) => None,
            Value::Expression(_) | Value::Later => Some(unknown(&member.node)),
            Value::Text(text) if self.is_expression(text, shape) => Some(unknown(&member.node)),
            _ => {
                self.wrong_kind(member, "an object");
                Some(empty(node.span))
            }
        }
    }

    /// One object: with permission blocks, or with the lists of its only block.
    pub(super) fn flat(&mut self, node: &Node<'_>, shape: Shape) {
        let is_terraform = matches!(shape, Shape::Terraform | Shape::TerraformPlan);
        if is_terraform && !self.loose {
            return self.snake(node, shape);
        }
        let lists: &[&str] = if shape == Shape::Flat || self.loose { &CAMEL.lists() } else { &[] };
        let more: &[&str] = if self.loose { TERRAFORM_KEYS } else { &[] };
        self.unknown_keys(node, &[ROLE_KEYS, lists, more], "a role definition");
        let separate = self.has(node, "roleName");
        let name = self.text_or_rest(node, if separate { "roleName" } else { "name" }, shape);
        let (id, null_id) = (self.id(node, shape, separate), null_id(node, separate));
        let mut blocks = self.blocks(node, CAMEL, shape);
        let says_actions = self.loose && node.members().iter().any(own_keys::says_actions);
        let own = says_actions || CAMEL.lists().iter().any(|key| self.has(node, key));
        if own || blocks.is_empty() && shape == Shape::Flat {
            blocks.insert(0, self.block(node, CAMEL, shape));
        }
        let kind = match self.member(node, "isCustom").map(|member| &member.node.value) {
            Some(Value::Bool(custom)) => custom_or_not(*custom),
            Some(Value::Text(custom)) => custom_or_not(!custom.eq_ignore_ascii_case("false")),
            _ if is_terraform => RoleKind::Custom,
            _ => ["roleType", "type"].iter().find_map(|key| node.get(key)?.as_text()).map_or(RoleKind::Unknown, kind_of),
        };
        self.role(RoleNodes { node, data: node, keys: CAMEL }, shape, Identity { name, id, null_id, kind }, blocks);
    }

    /// Terraform's spelling (R-DEF-17).
    fn snake(&mut self, node: &Node<'_>, shape: Shape) {
        if shape == Shape::Terraform {
            self.unknown_keys(node, &[TERRAFORM_KEYS], "`azurerm_role_definition`");
        }
        let name = self.text_or_rest(node, "name", shape);
        let id = self.text(node, "role_definition_id", shape);
        let blocks = self.blocks(node, SNAKE, shape);
        let identity = Identity { name, id, null_id: None, kind: RoleKind::Custom };
        self.role(RoleNodes { node, data: node, keys: SNAKE }, shape, identity, blocks);
    }

    /// The id: `name` where it is one, else `id`.
    fn id(&mut self, node: &Node<'_>, shape: Shape, name_is_id: bool) -> Option<WrittenText> {
        let id = self.text(node, "id", shape).or_else(|| self.loose.then(|| self.text(node, "roleDefinitionId", shape))?);
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
        let description = self.text_or_rest(data, "description", shape);
        let mut assignable_scopes = self.list(data, keys.assignable_scopes, shape);
        if keys == SNAKE || self.loose || SCOPED.contains(&shape) {
            self.take_scope(data, shape, &mut assignable_scopes);
        }
        // PowerShell prints the lists of all blocks as one (R-DEF-14); built-in roles may have several.
        let blocks_merged = shape == Shape::Flat && kind == RoleKind::BuiltIn;
        let unreadable = blocks.iter().any(|block| block.unresolved().next().is_some());
        let exceptions = blocks.iter().flat_map(|block| [&block.not_actions, &block.not_data_actions]);
        let open_exceptions = exceptions.flatten().any(WrittenList::is_unresolved);
        let losses = Losses { blocks_merged, unreadable, open_exceptions, ..Losses::default() };
        let (span, body) = (node.span, data.span);
        let ignored = std::mem::take(&mut self.ignored);
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
            is_argument: false,
            called_by: None,
            ignored,
            losses,
        });
    }

    /// Of roles that grant nothing by an empty default it is not known what they grant: somebody is meant to say it.
    pub(super) fn leave_open(&mut self, since: usize, empty: Option<&UsedDefault>) {
        let Some(UsedDefault { name, at, .. }) = empty else { return };
        for role in self.roles.iter_mut().skip(since).filter(|role| lists_nothing(role)) {
            if role.blocks.is_empty() {
                role.blocks.push(WrittenBlock { span: *at, ..WrittenBlock::default() });
            }
            for block in &mut role.blocks {
                let value = TextValue::Unresolved(name.clone());
                let list = block.actions.get_or_insert_with(|| WrittenList { span: *at, key: *at, items: Vec::new() });
                list.items.push(WrittenText { span: *at, value });
            }
            role.losses.unreadable = true;
        }
    }

    /// Roles that a call of a module makes: which file has the call.
    pub(super) fn made_by(&mut self, since: usize, caller: Option<&Arc<str>>) {
        self.roles.iter_mut().skip(since).for_each(|role| role.called_by = caller.cloned());
    }

    /// Terraform takes its `scope` for the only assignable scope where the list is empty, and for nothing otherwise (R-DEF-17).
    fn take_scope(&mut self, data: &Node<'_>, shape: Shape, scopes: &mut Option<WrittenList>) {
        if scopes.as_ref().is_some_and(|list| !list.items.is_empty()) {
            return;
        }
        if let Some(scope) = self.text(data, "scope", shape) {
            *scopes = Some(WrittenList { span: scope.span, key: scope.span, items: vec![scope] });
        }
    }
}

/// Whether a role names nothing that it grants, known or not.
fn lists_nothing(role: &WrittenRole) -> bool {
    let granting = role.blocks.iter().flat_map(|block| [&block.actions, &block.data_actions]);
    granting.flatten().all(|list| list.items.is_empty())
}

/// An object of which nothing is known but the expression that makes it.
fn unknown(made: &Node<'_>) -> Node<'static> {
    let value = match &made.value {
        Value::Text(text) => Value::Text(Cow::Owned(text.as_ref().to_owned())),
        Value::Expression(parts) => Value::Expression(parts.clone()),
        Value::Later => Value::Later,
        _ => Value::unknown(),
    };
    let rest = Node::new(made.span, value);
    let key = Spanned::new(Cow::Borrowed(SPREAD), made.span);
    Node::new(made.span, Value::Map(vec![Member { key, node: rest }]))
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
    pub(super) node: &'n Node<'t>,
    pub(super) data: &'n Node<'t>,
    pub(super) keys: Keys,
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

pub(super) fn kind_of(text: &str) -> RoleKind {
    match text {
        _ if text.eq_ignore_ascii_case("BuiltInRole") => RoleKind::BuiltIn,
        _ if text.eq_ignore_ascii_case("CustomRole") => RoleKind::Custom,
        _ => RoleKind::Unknown,
    }
}
