//! [`WrittenRole`]: a role definition as somebody wrote it. Every text has its place, and nothing is judged yet.
//!
//! [`WrittenRole::definition`] turns it into a role definition that the algebra understands.

use std::sync::Arc;

use crate::model::role::role_id_of;
use crate::model::{Losses, PermissionBlock, RoleDefinition, RoleKind};
use crate::pattern::Pattern;
use crate::source::Span;

/// The form that a role definition was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// What `az role definition create` and `New-AzRoleDefinition` take, one flat list per kind of action (R-DEF-13), and what
    /// Azure PowerShell prints (R-DEF-14).
    Flat,
    /// What `az role definition list` prints: `roleName` next to `permissions` (R-DEF-12).
    Az,
    /// ARM REST: `properties` with a `type` next to it (R-DEF-11); Resource Graph rows look the same (R-DEF-18).
    Arm,
    /// The portal's download: `properties` without a `type` (R-DEF-15).
    Portal,
    /// A resource of an ARM template (R-DEF-16).
    ArmTemplate,
    /// A resource of a Bicep file (R-DEF-16).
    Bicep,
    /// An `azurerm_role_definition` of a Terraform configuration (R-DEF-17).
    Terraform,
    /// An `azurerm_role_definition` of a Terraform plan or state, as JSON (R-FMT-23).
    TerraformPlan,
    /// An `azapi_resource` or `azapi_update_resource` of a Terraform configuration.
    Azapi,
    /// A resource of a Pulumi program in YAML.
    Pulumi,
    /// A managed resource of Crossplane.
    Crossplane,
    /// A resource of Azure Service Operator.
    ServiceOperator,
    /// A task of Ansible: `azure_rm_roledefinition`.
    Ansible,
}

impl Shape {
    /// The name that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flat => "az or PowerShell input",
            Self::Az => "az output",
            Self::Arm => "ARM",
            Self::Portal => "portal",
            Self::ArmTemplate => "ARM template",
            Self::Bicep => "Bicep",
            Self::Terraform => "Terraform",
            Self::TerraformPlan => "Terraform plan",
            Self::Azapi => "Terraform azapi",
            Self::Pulumi => "Pulumi",
            Self::Crossplane => "Crossplane",
            Self::ServiceOperator => "Azure Service Operator",
            Self::Ansible => "Ansible",
        }
    }
}

/// A role definition as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenRole {
    /// All of it, from its first to its last byte.
    pub span: Span,
    /// The beginning of the object with its permission blocks or flat lists and its scopes; equals `span` unless nested.
    pub body: Span,
    /// How it was written.
    pub shape: Shape,
    /// Display name.
    pub name: Option<WrittenText>,
    /// Its id as written: a GUID, a path that ends in one, or an expression (R-DEF-8).
    pub id: Option<WrittenText>,
    /// The place of a `null` instead of an id.
    pub null_id: Option<Span>,
    /// Description.
    pub description: Option<WrittenText>,
    /// Built-in or custom, where the file says so.
    pub kind: RoleKind,
    /// Where it can be assigned; `None`: the key is absent or null. Where Terraform's list is empty, its
    /// `scope` is the only one (R-DEF-17).
    pub assignable_scopes: Option<WrittenList>,
    /// Its permission blocks; a flat shape has one.
    pub blocks: Vec<WrittenBlock>,
    /// It is what a module or a variable is given, and looks like a role.
    pub is_argument: bool,
    /// The file whose call of a module makes it, where that is so.
    pub called_by: Option<Arc<str>>,
    /// Keys that the tool which reads the file ignores, although they seem to grant, restrict or limit something.
    pub ignored: Vec<IgnoredKey>,
    /// What this way of writing loses; `unreadable`: something that grants or restricts is an expression.
    pub losses: Losses,
}

/// A key that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredKey {
    /// Where it is.
    pub span: Span,
    /// The key as it was written.
    pub key: Box<str>,
    /// What it is in: `a permission block`.
    pub of: &'static str,
    /// What it means.
    pub meant: &'static str,
    /// It occurs again, and what it says there counts.
    pub is_repeated: bool,
}

/// One permission block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenBlock {
    /// All of it; for a flat shape the role's own span.
    pub span: Span,
    /// Control plane. `None`: the key is absent or null.
    pub actions: Option<WrittenList>,
    /// Exceptions on the control plane.
    pub not_actions: Option<WrittenList>,
    /// Data plane.
    pub data_actions: Option<WrittenList>,
    /// Exceptions on the data plane.
    pub not_data_actions: Option<WrittenList>,
    /// The block's condition (R-COND-12).
    pub condition: Option<WrittenText>,
    /// Its version.
    pub condition_version: Option<WrittenText>,
}

/// A list of texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrittenList {
    /// All of it, with its brackets.
    pub span: Span,
    /// Its key; empty if it has none.
    pub key: Span,
    /// Its texts in order. A list that is an expression as a whole, or a part of it, is one unresolved item.
    pub items: Vec<WrittenText>,
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenText {
    /// The bytes of the whole literal or expression, quotes included.
    pub span: Span,
    /// What it says.
    pub value: TextValue,
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextValue {
    /// A literal, unescaped.
    Known(Box<str>),
    /// A text that is computed from literals, or written in another file: known, but not written at its place.
    Computed(Box<str>),
    /// An expression whose value is not known here, as it was written.
    Unresolved(Box<str>),
}

/// What stands around the placeholders of a text, with a star for these; nothing where it is another expression.
fn around_placeholders(text: &str) -> Option<String> {
    const OPENING: [&str; 5] = ["${", "{{", "<%", "#{", "$("];
    const CLOSING: [&str; 5] = ["}}", "%>", "}#", "}", ")"];
    let quote = ['"', '\''].into_iter().find(|quote| text.len() > 1 && text.starts_with(*quote) && text.ends_with(*quote));
    let inner = match quote {
        Some(quote) => text.strip_prefix(quote)?.strip_suffix(quote)?,
        None => text,
    };
    // A quote inside of it: several texts, as in a choice between them.
    if quote.is_some_and(|quote| inner.contains(quote)) {
        return None;
    }
    let prefix =
        OPENING.iter().filter_map(|mark| inner.split_once(mark)).map(|(before, _)| before).min_by_key(|own| own.len())?;
    let suffix =
        CLOSING.iter().filter_map(|mark| inner.rsplit_once(mark)).map(|(_, after)| after).min_by_key(|own| own.len())?;
    let is_of_action = |letter: char| letter.is_ascii_alphanumeric() || "./*_-".contains(letter);
    (prefix.chars().all(is_of_action) && suffix.chars().all(is_of_action)).then(|| format!("{prefix}*{suffix}"))
}

/// One of the four lists of a permission block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKind {
    /// `actions`.
    Actions,
    /// `notActions`.
    NotActions,
    /// `dataActions`.
    DataActions,
    /// `notDataActions`.
    NotDataActions,
}

impl ListKind {
    /// All four, in the order in which they are usually written.
    pub const ALL: [Self; 4] = [Self::Actions, Self::NotActions, Self::DataActions, Self::NotDataActions];

    /// The name of the key in ARM's spelling.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Actions => "actions",
            Self::NotActions => "notActions",
            Self::DataActions => "dataActions",
            Self::NotDataActions => "notDataActions",
        }
    }
}

impl WrittenText {
    /// The literal; `None` for an expression.
    pub fn known(&self) -> Option<&str> {
        match &self.value {
            TextValue::Known(text) | TextValue::Computed(text) => Some(text),
            TextValue::Unresolved(_) => None,
        }
    }

    /// A pattern that matches whatever the text may match: it itself where it is known, and of a text with placeholders what stands
    /// before the first one and after the last one.
    pub fn bound(&self) -> Pattern {
        match &self.value {
            TextValue::Known(text) | TextValue::Computed(text) => Pattern::parse(text),
            TextValue::Unresolved(text) => Pattern::parse(&around_placeholders(text).unwrap_or_else(|| "*".to_owned())),
        }
    }

    /// Whether the text stands at its place, so that a fix can change it.
    pub const fn is_literal(&self) -> bool {
        matches!(self.value, TextValue::Known(_))
    }

    /// The literal, or the expression as it was written: what messages show.
    pub fn shown(&self) -> &str {
        match &self.value {
            TextValue::Known(text) | TextValue::Computed(text) | TextValue::Unresolved(text) => text,
        }
    }
}

impl WrittenList {
    /// The literals.
    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.items.iter().filter_map(WrittenText::known)
    }

    /// Whether some of it is not known here.
    pub fn is_unresolved(&self) -> bool {
        self.items.iter().any(|item| item.known().is_none())
    }
}

impl WrittenBlock {
    /// One of its lists.
    pub fn list(&self, kind: ListKind) -> Option<&WrittenList> {
        match kind {
            ListKind::Actions => self.actions.as_ref(),
            ListKind::NotActions => self.not_actions.as_ref(),
            ListKind::DataActions => self.data_actions.as_ref(),
            ListKind::NotDataActions => self.not_data_actions.as_ref(),
        }
    }

    /// The lists that it has.
    pub fn lists(&self) -> impl Iterator<Item = (ListKind, &WrittenList)> {
        ListKind::ALL.into_iter().filter_map(|kind| self.list(kind).map(|list| (kind, list)))
    }

    /// The block for the algebra: expressions are left out.
    pub fn block(&self) -> PermissionBlock {
        let patterns = |kind| self.list(kind).into_iter().flat_map(WrittenList::known).map(Pattern::parse).collect();
        let text = |text: &Option<WrittenText>| text.as_ref().map(|text| text.shown().into());
        PermissionBlock {
            actions: patterns(ListKind::Actions),
            not_actions: patterns(ListKind::NotActions),
            data_actions: patterns(ListKind::DataActions),
            not_data_actions: patterns(ListKind::NotDataActions),
            condition: text(&self.condition),
            condition_version: text(&self.condition_version),
        }
    }

    /// Everything in it that is an expression and would grant or restrict.
    pub fn unresolved(&self) -> impl Iterator<Item = &WrittenText> {
        let listed = self.lists().flat_map(|(_, list)| &list.items);
        listed.chain(&self.condition).filter(|text| text.known().is_none())
    }
}

impl WrittenRole {
    /// The definition for the algebra. Expressions are left out of its lists of actions: if there are any, `losses.unreadable` says so and
    /// [`WrittenRole::unresolved`] names them. Scopes that are expressions stay as they are written. A role without an id gets the empty id.
    pub fn definition(&self) -> RoleDefinition {
        let shown = |text: &Option<WrittenText>| text.as_ref().map_or("", WrittenText::shown).to_owned();
        let scopes = self.assignable_scopes.iter().flat_map(|list| &list.items).map(WrittenText::shown);
        RoleDefinition {
            id: role_id_of(&shown(&self.id)),
            name: shown(&self.name).into(),
            kind: self.kind,
            assignable_scopes: scopes.map(Into::into).collect(),
            blocks: self.blocks.iter().map(WrittenBlock::block).collect(),
            losses: self.losses,
        }
    }

    /// Where a finding about the role as a whole points: its name, or else its beginning.
    pub fn heading(&self) -> Span {
        self.name.as_ref().map_or(Span { start: self.span.start, end: self.span.start }, |name| name.span)
    }

    /// Everything that is an expression and would grant or restrict.
    pub fn unresolved(&self) -> impl Iterator<Item = &WrittenText> {
        self.blocks.iter().flat_map(WrittenBlock::unresolved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_text_is_bounded_by_what_stands_around_its_placeholders() {
        let cases = [
            (TextValue::Known("A/b/read".into()), "a/b/read", "it itself"),
            (
                TextValue::Unresolved("Microsoft.Compute/{{ x }}/write".into()),
                "microsoft.compute/*/write",
                "a placeholder of a template",
            ),
            (TextValue::Unresolved("\"${var.x}/read\"".into()), "*/read", "Terraform, in quotes"),
            (TextValue::Unresolved("'${p}/read'".into()), "*/read", "Bicep, in quotes"),
            (TextValue::Unresolved("a/${x}/b/${y}/c".into()), "a/*/c", "several placeholders"),
            (TextValue::Unresolved("\"a/${x}\" == y ? \"b\" : \"c/${z}\"".into()), "*", "a choice of several texts"),
            (TextValue::Unresolved("join(\"/\", [\"x\", \"${y}\"])".into()), "*", "a function"),
            (TextValue::Unresolved("concat(local.a, var.b)".into()), "*", "no placeholder"),
            (TextValue::Unresolved("[concat('a', parameters('b'))]".into()), "*", "an expression of a template of ARM"),
        ];
        for (value, bound, why) in cases {
            let text = WrittenText { span: Span::default(), value };
            assert_eq!(text.bound().folded(), bound, "{why}");
        }
    }
}
