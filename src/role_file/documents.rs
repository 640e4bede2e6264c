//! Which objects of a document are role definitions, and of which shape (R-DEF-20): alone, in lists and pages, under the keys that a team
//! wraps them in, or as a map of roles by name. `shape.rs` reads them.

use std::borrow::Cow;

use super::foreign::{is_of_cosmos_db, is_schema};
use super::kind::{is_role_type, is_template, is_terraform};
use super::own_keys::{has_actions, list_meant, says_actions};
use super::patches::{patch_sets, patched};
use super::reader::{CAMEL, RoleReader, SNAKE};
use super::shape::kind_of;
use super::syntax::Syntax;
use super::written::{Shape, WrittenRole};
use crate::document::{Member, Node, SPREAD, Value, is_same_word};
use crate::model::{Note, NoteCode, RoleKind, Severity};
use crate::source::{Span, Spanned};

/// Under these keys a subnet is delegated, with a name and actions like a role.
const DELEGATIONS: [&str; 3] = ["delegation", "delegations", "serviceDelegation"];

/// Roles are not looked for below more keys than this.
const DEEPEST: usize = 60;

impl RoleReader<'_> {
    /// Reads every role of a document: an object, a list of them, a page of a list, or what a team wraps them in.
    pub(super) fn document(&mut self, root: &Node<'_>) {
        let before = self.roles.len() + self.faults.len();
        if self.source.text().contains("patches") {
            self.patch_sets = patch_sets(root);
        }
        if let Value::List(items) = &root.value {
            self.elements(items);
        } else if !self.object(root) {
            let is_page = |member: &&Member<'_>| ["value", "data"].iter().any(|key| member.key.value.eq_ignore_ascii_case(key));
            let page = root.members().iter().filter(is_page).find(|member| matches!(member.node.value, Value::List(_)));
            if let Some(page) = page {
                self.elements(page.node.items());
            }
            let own = page.map(|page| page.key.span);
            for member in root.members().iter().filter(|member| Some(member.key.span) != own) {
                self.below(member, 0);
            }
        }
        self.note_passed(before);
        if self.roles.len() + self.faults.len() == before {
            self.other.get_or_insert_with(|| (described(root), root.span));
        }
    }

    fn elements(&mut self, items: &[Node<'_>]) {
        let mut others = Vec::new();
        for item in items {
            let before = self.roles.len();
            let found = match &item.value {
                Value::List(inner) => {
                    self.elements(inner);
                    true
                }
                _ => self.object(item),
            };
            if !found {
                self.wrapped(item, 0);
            }
            if !found && self.roles.len() == before {
                others.push(item.span);
            }
        }
        if let (Some(&first), false) = (others.first(), self.roles.is_empty() || self.syntax == Syntax::Hcl) {
            let message = format!(
                "{} of {} elements of the list are no role definitions; they were passed over",
                others.len(),
                items.len()
            );
            self.note(Note::warning(NoteCode::NotARole, message).help("keep role definitions in files of their own"), first);
        }
    }

    /// Roles under keys of the team's own: only its code reads them. A role without a name has that of its key.
    pub(super) fn wrapped(&mut self, node: &Node<'_>, depth: usize) {
        if depth <= DEEPEST {
            node.members().iter().for_each(|member| self.below(member, depth));
        }
    }

    /// Roles under one key: an object, or a list of objects, whatever lists are around them.
    fn below(&mut self, member: &Member<'_>, depth: usize) {
        for item in maps_of(&member.node) {
            if self.is_none(item) {
                continue;
            }
            let patched = patched(item, &self.patch_sets);
            let item = patched.as_ref().unwrap_or(item);
            let named = matches!(member.node.value, Value::Map(_)).then(|| with_name(item, member)).flatten();
            if named.is_some() && self.is_only_merged(item) {
                continue;
            }
            let is_role = self.declared(item) || self.own(named.as_ref().unwrap_or(item), member);
            if is_role {
                continue;
            }
            let before = self.roles.len();
            self.wrapped(item, depth + 1);
            if self.roles.len() == before && says_access(item, member) {
                self.passed.push(item.span);
            }
        }
    }

    /// Whether an object looks like a role and is certainly none.
    fn is_none(&mut self, node: &Node<'_>) -> bool {
        let is_foreign = is_of_cosmos_db(node);
        if is_foreign {
            let message = "this is a role of Cosmos DB, which has roles of its own; it was passed over";
            self.note(Note::warning(NoteCode::NotARole, message).severity(Severity::Note), node.span);
        }
        is_foreign || is_schema(node)
    }

    /// Names what has actions among roles, and cannot be told to be one.
    fn note_passed(&mut self, before: usize) {
        let passed = std::mem::take(&mut self.passed);
        if self.roles.len() == before {
            return;
        }
        for at in passed {
            let message = "this object has actions, and nothing that tells a role definition; it was passed over";
            self.note(
                Note::warning(NoteCode::NotARole, message).help("if it is one, give it a `roleName` and `assignableScopes`"),
                at,
            );
        }
    }

    /// Whether an object of YAML without a name of its own is only there for others to merge it: `<<: *base`.
    fn is_only_merged(&mut self, node: &Node<'_>) -> bool {
        let is_merged = self.syntax == Syntax::Yaml && is_merged_anchor(self.source.text(), node.span.start);
        if is_merged {
            let message = "this object has no name, and others merge it; it is no role definition of its own";
            self.note(Note::warning(NoteCode::NotARole, message).severity(Severity::Note), node.span);
        }
        is_merged
    }

    /// Roles among what a module or a file of variables is given: whether they become roles as they are is not known.
    pub(super) fn argument(&mut self, given: &Node<'_>) {
        let (before, notes) = (self.roles.len(), self.notes.len());
        self.is_argument = true;
        // What is given may be a role itself: in a list nothing gets the name of a key.
        let key = Spanned::new(Cow::Borrowed("arguments"), given.span);
        let all = if given.is_map() { Node::new(given.span, Value::List(vec![given.clone()])) } else { given.clone() };
        self.wrapped(&Node::new(given.span, Value::Map(vec![Member { key, node: all }])), 0);
        self.is_argument = false;
        self.roles.iter_mut().skip(before).for_each(|role| role.is_argument = true);
        // What else an argument may have, what reads it knows.
        let mut number = 0..;
        self.notes.retain(|note| number.next() < Some(notes) || note.code != NoteCode::UnknownKey);
        let headings: Vec<Span> = self.roles.iter().skip(before).map(WrittenRole::heading).collect();
        for at in headings {
            let message = "this argument looks like a role definition, and is checked as one";
            let seen = Note::warning(NoteCode::LooksLikeRole, message).severity(Severity::Note);
            let help = match self.syntax {
                Syntax::Bicep => "the template says what becomes of it: `bicep build`",
                _ => "the plan says what becomes of it: `terraform show -json`",
            };
            self.note(seen.help(help), at);
        }
    }

    /// Reads an object below a key of the team's own, if it is a role.
    fn own(&mut self, node: &Node<'_>, member: &Member<'_>) -> bool {
        let delegates = DELEGATIONS.iter().any(|word| is_same_word(word, &member.key.value));
        if delegates && node.loosely("assignableScopes").is_none() {
            return false;
        }
        let Some(found) = nested(node).or_else(|| flat(node, true)) else { return false };
        // What a module makes of an object that says nothing of actions is not known.
        if self.is_argument && !node.has("properties") && !names_actions(node) {
            return false;
        }
        let found =
            if self.syntax == Syntax::Hcl && matches!(found, Shape::Flat | Shape::Az) { Shape::Terraform } else { found };
        // What deploys a role reads parameters by the keys of the tool.
        self.loose = !member.key.value.eq_ignore_ascii_case("value") || self.syntax != Syntax::Json;
        self.read(node, found);
        true
    }

    /// Reads an object, if it is a role or holds some.
    fn object(&mut self, node: &Node<'_>) -> bool {
        if self.declared(node) || self.is_none(node) {
            return true;
        }
        self.loose = self.syntax != Syntax::Json || is_mixed(node);
        if let Some(shape) = nested(node).or_else(|| flat(node, self.loose)) {
            self.read(node, shape);
        } else if is_template(node) {
            self.loose = false;
            self.template(node);
        } else if is_terraform(node) {
            self.loose = false;
            self.terraform(node);
        } else {
            return false;
        }
        self.loose = false;
        true
    }

    fn read(&mut self, node: &Node<'_>, shape: Shape) {
        match shape {
            Shape::Arm | Shape::Portal => {
                self.loose &= self.syntax == Syntax::Yaml;
                self.nested(node, shape);
            }
            _ => self.flat(node, shape),
        }
        self.loose = false;
    }
}

/// The objects that a value is, or has in its lists.
fn maps_of<'n, 't>(node: &'n Node<'t>) -> Vec<&'n Node<'t>> {
    match &node.value {
        Value::Map(_) => vec![node],
        Value::List(items) => items.iter().flat_map(maps_of).collect(),
        _ => Vec::new(),
    }
}

/// Whether an object that is no role has actions or permissions. A subnet that is delegated has them too.
fn says_access(node: &Node<'_>, member: &Member<'_>) -> bool {
    let lists = |node: &Node<'_>| {
        let named = |member: &&Member<'_>| list_meant(&member.key.value).is_some();
        node.members().iter().filter(named).any(|member| has_actions(&member.node))
    };
    let delegates = DELEGATIONS.iter().any(|word| is_same_word(word, &member.key.value))
        || node.get("name").and_then(Node::as_text).is_some_and(is_resource_type);
    let permissions = node.get("permissions");
    !delegates && (lists(node) || permissions.is_some_and(|blocks| lists(blocks) || blocks.items().iter().any(lists)))
}

/// Whether an object says something of what a role grants, whether it is known or not.
fn names_actions(node: &Node<'_>) -> bool {
    ["permissions", SPREAD].iter().any(|key| node.loosely(key).is_some()) || node.members().iter().any(says_actions)
}

/// Whether the anchor of what begins here is merged into other objects, and named by nothing else.
fn is_merged_anchor(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end();
    let own = text.get(start..).and_then(|own| own.strip_prefix('&')).and_then(|own| own.split_whitespace().next());
    let anchor = own.or_else(|| before.rsplit(char::is_whitespace).next()?.strip_prefix('&'));
    let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { return false };
    let alias = format!("*{anchor}");
    let names = |line: &&str| line.split([' ', '\t', ',', '[', ']', '{', '}']).any(|word| word == alias);
    let mut lines = text.lines().filter(names).peekable();
    lines.peek().is_some() && lines.all(|line| line.contains("<<:"))
}

/// A role of a map of roles that has no name of its own.
fn with_name<'s>(node: &Node<'s>, member: &Member<'s>) -> Option<Node<'s>> {
    let has_name = ["name", "roleName", "properties"].iter().any(|key| node.loosely(key).is_some());
    let Value::Map(members) = &node.value else { return None };
    if has_name || flat(node, true).is_none() {
        return None;
    }
    let name = Node::new(member.key.span, Value::Computed(member.key.value.clone()));
    let key = Spanned::new(Cow::Borrowed("name"), member.key.span);
    let members = members.iter().cloned().chain([Member { key, node: name }]).collect();
    Some(Node::new(node.span, Value::Map(members)))
}

/// Whether keys are spelled as az, ARM and PowerShell do not read them: only the team's own code reads such an object.
fn is_mixed(node: &Node<'_>) -> bool {
    let is_pascal = node.members().iter().any(|member| member.key.value.starts_with(|first: char| first.is_ascii_uppercase()));
    let spelled = |node: &Node<'_>| {
        let access = || CAMEL.lists().into_iter().chain([CAMEL.assignable_scopes]);
        node.members()
            .iter()
            .map(|member| member.key.value.as_ref())
            .any(|key| key.contains(['_', '-']) && access().any(|own| is_same_word(own, key)))
    };
    let permissions = node.get("permissions");
    let in_blocks = permissions.is_some_and(|node| spelled(node) || node.items().iter().any(spelled));
    !is_pascal && (spelled(node) || in_blocks)
}

/// With a type, or as the portal writes it: without one (R-DEF-11, R-DEF-15).
fn nested(node: &Node<'_>) -> Option<Shape> {
    let data = node.get("properties")?;
    let grants = || data.has("permissions") || data.has("assignableScopes") && data.has("roleName");
    match node.get("type") {
        Some(of) => (data.is_map() && of.as_text().is_some_and(is_role_type)).then_some(Shape::Arm),
        None => grants().then_some(Shape::Portal),
    }
}

/// One object without `properties`; `loose`: its keys may be spelled as Terraform spells them.
fn flat(node: &Node<'_>, loose: bool) -> Option<Shape> {
    if !node.is_map() || node.has("properties") || !is_of_role_type(node) {
        return None;
    }
    let is_snake = |block: &Node<'_>| SNAKE.lists().iter().skip(1).any(|key| block.has(key));
    let permissions = node.get("permissions");
    let in_blocks = permissions.is_some_and(|node| is_snake(node) || node.items().iter().any(is_snake));
    if loose && (node.has("assignable_scopes") || in_blocks) {
        return Some(Shape::Terraform);
    }
    let blocks = permissions.is_some_and(|node| node.is_map() || node.items().iter().all(Node::is_map));
    if blocks && (node.has("roleName") || loose && node.has("role_name")) && permissions.is_some_and(grants) {
        return Some(Shape::Az);
    }
    let az = permissions.is_some_and(|node| node.items().iter().all(Node::is_map) && !node.is_map());
    if az && node.has("roleName") {
        return Some(Shape::Az);
    }
    let has_scopes = if loose { node.loosely("assignableScopes").is_some() } else { node.has("assignableScopes") };
    let found = has_scopes || blocks && permissions.is_some_and(grants) || is_flat_list(node, loose);
    found.then_some(Shape::Flat)
}

/// `type` is that of role definitions, or says nothing.
fn is_of_role_type(node: &Node<'_>) -> bool {
    node.get("type").and_then(Node::as_text).is_none_or(|of| is_role_type(of) || kind_of(of) != RoleKind::Unknown)
}

/// Whether a permission block, or one of several, has a list of actions.
fn grants(permissions: &Node<'_>) -> bool {
    let list = |node: &Node<'_>| matches!(node.value, Value::List(_) | Value::Expression(_));
    let block = |block: &Node<'_>| CAMEL.lists().iter().any(|key| block.loosely(key).is_some_and(|member| list(&member.node)));
    block(permissions) || permissions.items().iter().any(block)
}

/// Lists of actions, with keys that only roles have.
fn is_flat_list(node: &Node<'_>, loose: bool) -> bool {
    let get = |key: &str| {
        let member = if loose { node.loosely(key) } else { node.member(key) };
        member.map(|member| &member.node).filter(|node| !matches!(node.value, Value::Null))
    };
    let texts = |key: &str| get(key).is_some_and(|list| list.items().iter().all(|item| item.as_text().is_some()));
    let says_action = |item: &Node<'_>| item.as_text().is_some_and(|text| text == "*" || text.contains('/'));
    let actions = |key: &str| texts(key) && get(key).is_some_and(|list| list.items().iter().any(says_action));
    let role = CAMEL.lists().iter().skip(1).any(|key| get(key).is_some()) || node.has("isCustom");
    // Subnets are delegated with such a name and actions.
    let is_delegation = node.get("name").and_then(Node::as_text).is_some_and(is_resource_type);
    !is_delegation
        && (node.has("name") || node.has("roleName") || role)
        && (actions("actions") || actions("dataActions") || role && texts("actions"))
}

/// Whether a text is a type of resources, such as `Microsoft.Web/serverFarms`.
fn is_resource_type(text: &str) -> bool {
    let is_of_microsoft = text.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("Microsoft."));
    is_of_microsoft && text.contains('/') && !text.contains(' ')
}

/// What a tree looks like that holds no role.
fn described(root: &Node<'_>) -> String {
    let keys: Vec<String> = root.members().iter().take(6).map(|member| format!("`{}`", member.key.value)).collect();
    if keys.is_empty() { String::new() } else { format!("; it has {}", keys.join(", ")) }
}
