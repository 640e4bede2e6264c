//! [`RoleReader`]: from the nodes of a tree to texts, lists and blocks with places. It collects everything that is wrong or odd.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::defaults::UsedDefault;
use super::error::{RoleFault, RoleMistake};
use super::folder_names::FolderNames;
use super::kind::{has_placeholder, is_terraform_template};
use super::own_keys;
use super::patches::PatchSets;
use super::shared_values::SharedValues;
use super::syntax::Syntax;
use super::written::{IgnoredKey, Shape, TextValue, WrittenBlock, WrittenList, WrittenRole, WrittenText};
use crate::document::{Member, Node, SPREAD, Value, is_same_word, shown};
use crate::model::{Note, NoteCode, Severity};
use crate::shorten::short_name;
use crate::source::{Source, Span};
use crate::suggest::{closest, distance};

/// Reads roles, and keeps the account of them.
pub(super) struct RoleReader<'a> {
    pub(super) source: &'a Source,
    pub(super) syntax: Syntax,
    pub(super) roles: Vec<WrittenRole>,
    pub(super) faults: Vec<RoleFault>,
    pub(super) notes: Vec<Note>,
    /// A document that holds no role: what it looks like, and where.
    pub(super) other: Option<(String, Span)>,
    /// Only the team's own code reads the role at hand: its keys may be spelled as any tool spells them.
    pub(super) loose: bool,
    /// The role at hand is what a module or a variable is given: what has another form than roles have is not known.
    pub(super) is_argument: bool,
    /// The sets of patches of the document.
    pub(super) patch_sets: PatchSets,
    /// What the files beside it set.
    pub(super) folder: Arc<FolderNames>,
    /// The keys of the role at hand that do not count, although they seem to grant, restrict or limit something.
    pub(super) ignored: Vec<IgnoredKey>,
    /// What has actions, and is no role that can be told.
    pub(super) passed: Vec<Span>,
    /// What no fix may change.
    pub(super) shared: SharedValues,
}

/// How the keys of a shape are spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) actions: &'static str,
    pub(super) not_actions: &'static str,
    pub(super) data_actions: &'static str,
    pub(super) not_data_actions: &'static str,
    pub(super) assignable_scopes: &'static str,
}

/// As everything but Terraform spells them.
pub(super) const CAMEL: Keys = Keys {
    actions: "actions",
    not_actions: "notActions",
    data_actions: "dataActions",
    not_data_actions: "notDataActions",
    assignable_scopes: "assignableScopes",
};

/// As Terraform spells them (R-DEF-17).
pub(super) const SNAKE: Keys = Keys {
    actions: "actions",
    not_actions: "not_actions",
    data_actions: "data_actions",
    not_data_actions: "not_data_actions",
    assignable_scopes: "assignable_scopes",
};

impl Keys {
    pub(super) const fn lists(self) -> [&'static str; 4] {
        [self.actions, self.not_actions, self.data_actions, self.not_data_actions]
    }
}

impl<'a> RoleReader<'a> {
    pub(super) fn new(source: &'a Source, syntax: Syntax) -> Self {
        Self {
            source,
            syntax,
            roles: Vec::new(),
            faults: Vec::new(),
            notes: Vec::new(),
            other: None,
            loose: false,
            is_argument: false,
            patch_sets: PatchSets::new(),
            folder: Arc::default(),
            ignored: Vec::new(),
            passed: Vec::new(),
            shared: SharedValues::default(),
        }
    }

    /// The member under a key, as the role at hand spells keys.
    pub(super) fn member<'n, 's>(&self, map: &'n Node<'s>, key: &str) -> Option<&'n Member<'s>> {
        if self.loose { map.loosely(key).or_else(|| own_keys::member(map, key)) } else { map.member(key) }
    }

    /// Whether a role has the key, as it spells keys.
    pub(super) fn has(&self, map: &Node<'_>, key: &str) -> bool {
        self.member(map, key).is_some()
    }

    pub(super) fn fault(&mut self, what: RoleMistake, at: Span) {
        self.faults.push(RoleFault::new(what, at));
    }

    pub(super) fn note(&mut self, note: Note, at: Span) {
        self.notes.push(note.at(self.source.place(at.start)));
    }

    /// Notes the parameters whose defaults count.
    pub(super) fn defaults(&mut self, used: &[UsedDefault]) {
        for UsedDefault { name, at, .. } in used {
            let message = format!("`{}` counts with its default; a deployment may give it another value", short_name(name));
            let help = match self.syntax {
                Syntax::Hcl => "check the plan, which says what it becomes: `terraform show -json`",
                _ => "write the value out, if it is never another one",
            };
            self.note(Note::warning(NoteCode::DefaultCounts, message).severity(Severity::Note).help(help), *at);
        }
    }

    pub(super) fn wrong_kind(&mut self, member: &Member<'_>, wanted: &'static str) {
        let key = short_name(&member.key.value).into_owned();
        self.fault(RoleMistake::Kind { key, wanted, found: member.node.kind() }, member.node.span);
    }

    /// A text or expression under a key; null counts as absent.
    pub(super) fn text(&mut self, map: &Node<'_>, key: &str, shape: Shape) -> Option<WrittenText> {
        let member = self.member(map, key)?;
        self.text_of(member, shape)
    }

    /// The same; where the key is missing, it may be in what is spread into the object.
    pub(super) fn text_or_rest(&mut self, map: &Node<'_>, key: &str, shape: Shape) -> Option<WrittenText> {
        let member = self.member(map, key).or_else(|| map.member(SPREAD))?;
        self.text_of(member, shape)
    }

    fn text_of(&mut self, member: &Member<'_>, shape: Shape) -> Option<WrittenText> {
        match &member.node.value {
            Value::Null => None,
            Value::Text(_) | Value::Computed(_) | Value::Expression(_) | Value::Later => {
                Some(self.written(&member.node, shape))
            }
            _ if self.is_argument => Some(self.written(&member.node, shape)),
            _ => {
                self.wrong_kind(member, "a text");
                None
            }
        }
    }

    /// A node that is a text or an expression.
    fn written(&self, node: &Node<'_>, shape: Shape) -> WrittenText {
        let value = match &node.value {
            Value::Text(text) if self.is_expression(text, shape) => TextValue::Unresolved(text.as_ref().into()),
            Value::Text(text) => TextValue::Known(unescaped(text, shape).into()),
            Value::Computed(text) => TextValue::Computed(text.as_ref().into()),
            Value::Later => TextValue::Unresolved("known after apply".into()),
            Value::Expression(parts) if !parts.is_empty() => TextValue::Unresolved(shown(parts).into()),
            _ => TextValue::Unresolved(self.source.slice(node.span).into()),
        };
        WrittenText { span: node.span, value }
    }

    /// A template expression, whose value is not known here (R-DEF-16); HCL and Bicep tell their own apart.
    pub(super) fn is_expression(&self, text: &str, shape: Shape) -> bool {
        let is_data = matches!(self.syntax, Syntax::Json | Syntax::Yaml) && shape != Shape::TerraformPlan;
        let is_data = is_data || shape == Shape::ArmTemplate;
        if !is_data {
            return false;
        }
        let is_call = text.starts_with('[') && !text.starts_with("[[") && text.ends_with(']');
        match shape {
            Shape::Arm | Shape::Portal | Shape::ArmTemplate if is_call => true,
            Shape::Terraform | Shape::Azapi if !self.loose => is_terraform_template(text),
            _ => is_call && text.contains('(') || has_placeholder(text),
        }
    }

    /// A list of texts under a key; null counts as absent.
    pub(super) fn list(&mut self, map: &Node<'_>, key: &str, shape: Shape) -> Option<WrittenList> {
        let member = self.member(map, key).or_else(|| map.member(SPREAD))?;
        let span = member.node.span;
        let items = match &member.node.value {
            Value::Null => return None,
            Value::List(items) => self.items(member, items, shape),
            Value::Expression(_) | Value::Later => vec![self.written(&member.node, shape)],
            Value::Text(text) if self.is_expression(text, shape) => vec![self.written(&member.node, shape)],
            _ if self.is_argument => vec![self.written(&member.node, shape)],
            _ => {
                self.wrong_kind(member, "a list of texts");
                return None;
            }
        };
        Some(WrittenList { span, key: member.key.span, items })
    }

    fn items(&mut self, member: &Member<'_>, items: &[Node<'_>], shape: Shape) -> Vec<WrittenText> {
        let mut texts = Vec::with_capacity(items.len());
        for (number, item) in items.iter().enumerate() {
            let is_text = matches!(item.value, Value::Text(_) | Value::Computed(_) | Value::Expression(_) | Value::Later);
            if is_text || self.is_argument {
                texts.push(self.written(item, shape));
            } else {
                let key = format!("{}[{}]", member.key.value, number);
                self.fault(RoleMistake::Kind { key, wanted: "a text", found: item.kind() }, item.span);
            }
        }
        texts
    }

    /// The permission blocks under `permissions`; a single object counts as one block.
    pub(super) fn blocks(&mut self, map: &Node<'_>, keys: Keys, shape: Shape) -> Vec<WrittenBlock> {
        let Some(member) = self.member(map, "permissions").or_else(|| map.member(SPREAD)) else { return Vec::new() };
        match &member.node.value {
            Value::Null => Vec::new(),
            Value::List(blocks) => blocks.iter().filter_map(|block| self.block_of(member, block, (keys, shape))).collect(),
            _ => self.block_of(member, &member.node, (keys, shape)).into_iter().collect(),
        }
    }

    fn block_of(&mut self, member: &Member<'_>, node: &Node<'_>, (keys, shape): (Keys, Shape)) -> Option<WrittenBlock> {
        let unresolved = match &node.value {
            Value::Map(_) => {
                self.unknown_keys(node, &[&keys.lists(), BLOCK_KEYS], "a permission block");
                return Some(self.block(node, keys, shape));
            }
            Value::Expression(_) | Value::Later => true,
            Value::Text(text) => self.is_expression(text, shape),
            _ => self.is_argument,
        };
        if !unresolved {
            let key = member.key.value.clone().into_owned();
            self.fault(RoleMistake::Kind { key, wanted: "a permission block", found: node.kind() }, node.span);
            return None;
        }
        let list = WrittenList { span: node.span, key: member.key.span, items: vec![self.written(node, shape)] };
        Some(WrittenBlock { span: node.span, actions: Some(list), ..WrittenBlock::default() })
    }

    /// The four lists and the condition of a map.
    pub(super) fn block(&mut self, node: &Node<'_>, keys: Keys, shape: Shape) -> WrittenBlock {
        let [actions, not_actions, data_actions, not_data_actions] = keys.lists().map(|key| self.list(node, key, shape));
        let mut lists = [actions, not_actions, data_actions, not_data_actions];
        if self.loose {
            add_others(node, &mut lists);
        }
        let [actions, not_actions, data_actions, not_data_actions] = lists;
        let condition = self.text(node, "condition", shape);
        let condition_version = self.text(node, "conditionVersion", shape);
        WrittenBlock { span: node.span, actions, not_actions, data_actions, not_data_actions, condition, condition_version }
    }

    /// Notes keys that role definitions do not have, and keys that occur twice (R-DEF-20): they do not count.
    pub(super) fn unknown_keys(&mut self, map: &Node<'_>, known: &[&[&'static str]], of: &'static str) {
        let known: Vec<&'static str> = known.iter().flat_map(|keys| keys.iter().copied()).collect();
        let repeated = repeated(map);
        for (number, member) in map.members().iter().enumerate() {
            let key = member.key.value.as_ref();
            let is_known = |known: &&str| if self.loose { is_same_word(known, key) } else { known.eq_ignore_ascii_case(key) };
            let is_repeated = repeated.contains(&number);
            if let Some(meant) = ACCESS.into_iter().find(|own| is_repeated && is_same_word(own, key)) {
                self.ignored.push(IgnoredKey { span: member.key.span, key: key.into(), of, meant, is_repeated });
            } else if is_repeated {
                let message = format!("`{key}` occurs twice in {of}; the last one counts");
                self.note(Note::warning(NoteCode::RepeatedKey, message).help("keep one of them"), member.key.span);
            } else if !OWN.iter().any(|own| key.starts_with(own)) && !known.iter().any(is_known) && !self.means_list(member) {
                self.unknown_key(member, &known, of);
            }
        }
    }

    /// Whether a key of the team's own is for actions: what is under it counts, or is not known.
    fn means_list(&self, member: &Member<'_>) -> bool {
        self.loose && own_keys::says_actions(member)
    }

    /// One that seems to grant, restrict or limit something is a finding where a tool ignores it; any other is a note.
    fn unknown_key(&mut self, member: &Member<'_>, known: &[&'static str], of: &'static str) {
        let (key, span) = (member.key.value.as_ref(), member.key.span);
        if let Some(meant) = access_key(key, known).filter(|_| !self.loose) {
            self.ignored.push(IgnoredKey { span, key: key.into(), of, meant, is_repeated: false });
            return;
        }
        let message = format!("{of} has no `{key}`; what it says does not count");
        let near = closest(known, |known| known, key).filter(|_| self.notes.len() < MANY);
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, if nothing else reads it".to_owned(),
        };
        self.note(Note::warning(NoteCode::UnknownKey, message).help(help), span);
    }
}

/// The keys that grant, restrict or limit something, as either spelling has them.
const ACCESS: [&str; 10] = [
    "permissions",
    "actions",
    "notActions",
    "not_actions",
    "dataActions",
    "data_actions",
    "notDataActions",
    "not_data_actions",
    "assignableScopes",
    "assignable_scopes",
];

/// So many letters apart, a key is meant for another one.
const SLIP: usize = 2;

/// In a key of fewer letters, only one may differ.
const SHORT: usize = 8;

/// What a key means that seems to grant, restrict or limit something: as the shape spells it, if it has that there.
fn access_key(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let words = |own: &&&'static str| is_same_word(own, key);
    let near = |own: &&&'static str| distance(own, key) <= if key.len() < SHORT { 1 } else { SLIP };
    let all = || known.iter().filter(|own| ACCESS.contains(*own)).chain(&ACCESS);
    all().find(words).or_else(|| all().find(near)).copied()
}

/// Of so many odd keys nobody wants to know what was meant.
const MANY: usize = 100;

/// The numbers of the members whose key occurs again further down, in any case.
fn repeated(map: &Node<'_>) -> FxHashSet<usize> {
    let mut seen = FxHashSet::default();
    let members = map.members().iter().enumerate().rev();
    members.filter(|(_, member)| !seen.insert(member.key.value.to_ascii_lowercase())).map(|(number, _)| number).collect()
}

/// What keys begin with that people add for themselves.
const OWN: [&str; 5] = ["x-", "_", "$", "//", SPREAD];

/// What a permission block has apart from its lists.
const BLOCK_KEYS: &[&str] = &["condition", "conditionVersion"];

/// `[[text]` is how a template writes the literal `[text]`.
fn unescaped(text: &str, shape: Shape) -> &str {
    match text.strip_prefix('[') {
        Some(rest) if shape == Shape::ArmTemplate && rest.starts_with('[') && rest.ends_with(']') => rest,
        _ => text,
    }
}

/// Adds keys with actions that are none of these lists: what they grant or take away is not known.
fn add_others(node: &Node<'_>, lists: &mut [Option<WrittenList>; 4]) {
    let is_read = |member: &Member<'_>| {
        let is_list = |key: &&str| is_same_word(key, &member.key.value);
        lists.iter().flatten().any(|list| list.key == member.key.span || list.span == member.node.span)
            || CAMEL.lists().iter().any(is_list)
    };
    let others: Vec<&Member<'_>> =
        node.members().iter().filter(|member| own_keys::says_actions(member) && !is_read(member)).collect();
    let [actions, ..] = lists;
    for member in others {
        let (span, key) = (member.node.span, member.key.span);
        let list = actions.get_or_insert_with(|| WrittenList { span, key, items: Vec::new() });
        list.items.push(WrittenText { span, value: TextValue::Unresolved(member.key.value.as_ref().into()) });
    }
}
