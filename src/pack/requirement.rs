//! Requirements: formulas of `any` and `all` over roles and actions (R-PACK-1).

use super::at::At;
use super::chains::{OR_HIGHER, RoleChain};
use super::renamed::{RoleSystem, today};
use crate::document::{Fields, Mistake, Node, Reader};
use crate::model::{Assigned, Guid, Leaf, Need, ObjectId, Plane, PrincipalKind, Requirement, TargetKind};

/// What a requirement can be; it has exactly one of these keys.
const FORMS: [&str; 8] = ["any", "all", "role", "entra_role", "actions", "data_actions", "app_role", "owner_of"];
const KEYS: [&str; 14] = [
    "any",
    "all",
    "role",
    "entra_role",
    "actions",
    "data_actions",
    "app_role",
    "owner_of",
    "id",
    "at",
    "unconditional",
    "covered_by",
    "assigns",
    OR_HIGHER,
];

/// The kinds of principal that a role is assigned to.
pub(super) const ASSIGNEES: [&str; 3] = ["User", "Group", "ServicePrincipal"];

/// What a task is done to, as far as its target could be read, and the chains of its pack.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TaskTarget<'t> {
    /// The kind.
    pub(super) kind: Option<TargetKind>,
    /// The type of the resources.
    pub(super) resource_type: Option<&'t str>,
    /// What `or_higher` may name.
    pub(super) chains: &'t [RoleChain],
}

impl Reader<'_> {
    /// A requirement of a task on such a target.
    pub(super) fn requirement(&mut self, node: &Node<'_>, target: TaskTarget<'_>) -> Option<Requirement> {
        let fields = self.fields(node, "a requirement", &KEYS)?;
        let forms: Vec<&str> = FORMS.into_iter().filter(|form| fields.get(form).is_some()).collect();
        let [form] = forms.as_slice() else {
            self.fault(Mistake::Leaf(forms.len()), fields.span);
            return None;
        };
        let parts = |reader: &mut Self, what| {
            let items = fields.get(what).map(|node| reader.list(node, what)).unwrap_or_default();
            items.iter().filter_map(|item| reader.requirement(item, target)).collect()
        };
        match *form {
            "any" => self.only(&fields, &["any"]).then(|| Requirement::Any(parts(self, "any"))),
            "all" => self.only(&fields, &["all"]).then(|| Requirement::All(parts(self, "all"))),
            _ => self.leaf(&fields, target).and_then(|leaf| self.or_higher(&fields, leaf, target.chains)),
        }
    }

    /// Whether there are no other keys, which would be ignored.
    fn only(&mut self, fields: &Fields<'_>, allowed: &[&str]) -> bool {
        let extra: Vec<&str> = KEYS.into_iter().filter(|key| fields.get(key).is_some() && !allowed.contains(key)).collect();
        for key in &extra {
            let help = format!("`{key}` does not go with `{}`", allowed.first().copied().unwrap_or_default());
            let what = Mistake::UnknownKey { key: (*key).to_owned(), of: "this requirement" };
            self.fault_with_help(what, fields.span_of(key), help);
        }
        extra.is_empty()
    }

    fn leaf(&mut self, fields: &Fields<'_>, target: TaskTarget<'_>) -> Option<Leaf> {
        if fields.get("app_role").is_some() {
            return self.app_role_leaf(fields);
        }
        if let Some(node) = fields.get("owner_of") {
            return self.owner_leaf(fields, node, target);
        }
        let at = fields.get("at").map(|node| self.target(node));
        let unconditional = self.flag(fields, "unconditional");
        let (what, default) = if fields.get("entra_role").is_some() {
            self.only(fields, &["entra_role", "id", "at", "unconditional", OR_HIGHER]);
            (self.directory_role(fields), Some(TargetKind::Tenant))
        } else if fields.get("role").is_some() {
            self.only(fields, &["role", "id", "at", "unconditional", "covered_by", "assigns", OR_HIGHER]);
            (self.role(fields), target.kind)
        } else {
            let (key, plane) =
                if fields.get("actions").is_some() { ("actions", Plane::Control) } else { ("data_actions", Plane::Data) };
            self.only(fields, &[key, "at", "unconditional", "assigns"]);
            let patterns = fields.get(key).map(|node| self.actions(node, key, plane)).unwrap_or_default();
            (Some(Need::Actions { plane, patterns }), target.kind)
        };
        let assigns = fields.get("assigns").map(|node| self.assigned(node));
        let at = at.unwrap_or(default)?;
        let what = what?;
        let assigns = match assigns {
            Some(assigned) => Some(assigned?),
            None => None,
        };
        self.check_place(fields, &what, at, target.kind);
        self.check_reach(fields.span, &what, (at, target));
        Some(Leaf { what, at, unconditional, assigns })
    }

    /// An application permission: a principal has it in the whole tenant.
    fn app_role_leaf(&mut self, fields: &Fields<'_>) -> Option<Leaf> {
        self.only(fields, &["app_role", "id", "at"]);
        let at = fields.get("at").map(|node| self.target(node));
        let what = self.app_role_need(fields);
        if let Some(Some(at)) = at.filter(|at| *at != Some(TargetKind::Tenant)) {
            let span = fields.get("at").map_or(fields.span, |node| node.span);
            self.fault(Mistake::DirectoryAt { what: "an application permission", at: at.name() }, span);
        }
        Some(Leaf { what: what?, at: TargetKind::Tenant, unconditional: false, assigns: None })
    }

    /// To own what the task is done to: groups are what owners are known of.
    fn owner_leaf(&mut self, fields: &Fields<'_>, node: &Node<'_>, target: TaskTarget<'_>) -> Option<Leaf> {
        self.only(fields, &["owner_of"]);
        let owned = self.text(node, "owner_of")?;
        if owned.value != TargetKind::Group.name() {
            let what = Mistake::UnknownWord { word: owned.value.to_owned(), of: "target that has owners" };
            self.fault_with_help(what, owned.span, "write `owner_of: group`".to_owned());
            return None;
        }
        if let Some(other) = target.kind.filter(|kind| *kind != TargetKind::Group) {
            self.fault(Mistake::OwnerOf(other.name()), owned.span);
        }
        Some(Leaf { what: Need::Owner, at: TargetKind::Group, unconditional: false, assigns: None })
    }

    /// The role assignment that the task makes by a grant.
    fn assigned(&mut self, node: &Node<'_>) -> Option<Assigned> {
        let fields = self.fields(node, "an assignment", &["role", "id", "principal_type"])?;
        let to = self.needed_text(&fields, "principal_type");
        let Some(Need::Role { id, .. }) = self.role(&fields) else { return None };
        let to = to?;
        let kind = PrincipalKind::parse(to.value);
        if !ASSIGNEES.contains(&kind.name()) {
            let what = Mistake::UnknownWord { word: to.value.to_owned(), of: "kind of principal" };
            self.fault_with_help(what, to.span, format!("one of {}", ASSIGNEES.join(", ")));
            return None;
        }
        Some(Assigned { role: id, to: kind, id: None })
    }

    /// A grant can be asked for at the target or above it.
    fn check_place(&mut self, fields: &Fields<'_>, what: &Need, at: TargetKind, target: Option<TargetKind>) {
        let span = fields.get("at").map_or(fields.span, |node| node.span);
        if matches!(what, Need::DirectoryRole { .. }) {
            if at != TargetKind::Tenant {
                self.fault(Mistake::DirectoryAt { what: "an Entra role", at: at.name() }, span);
            }
            return;
        }
        if let Some(target) = target.filter(|&target| !is_above(at, target)) {
            self.fault(Mistake::Below { target: target.name(), at: at.name() }, span);
        }
    }

    pub(super) fn role(&mut self, fields: &Fields<'_>) -> Option<Need> {
        let name = self.needed_text(fields, "role");
        let covered_by =
            fields.get("covered_by").map(|node| self.actions(node, "covered_by", Plane::Control)).unwrap_or_default();
        let name = name?;
        let catalog = self.catalog;
        let named = catalog.role_by_name(name.value).map(|role| (role.id.clone(), role.name.to_string()));
        let near = || catalog.suggest_role(name.value).map(|role| role.name.to_string());
        let by_id = |id: &ObjectId| catalog.role(id).map(|role| role.name.to_string());
        let known = KnownRole { what: "Azure role", system: RoleSystem::Azure, named, near: &near, by_id: &by_id };
        let id = self.identity(fields, &name, &known)?;
        Some(Need::Role { id, name: name.value.to_owned(), covered_by, itself: false })
    }

    pub(super) fn directory_role(&mut self, fields: &Fields<'_>) -> Option<Need> {
        let name = self.needed_text(fields, "entra_role")?;
        let catalog = self.catalog;
        let named = catalog.directory_role_by_name(name.value);
        let named = named.map(|role| (role.definition.id.clone(), role.definition.name.to_string()));
        let near = || catalog.suggest_directory_role(name.value).map(|role| role.definition.name.to_string());
        let by_id = |id: &ObjectId| catalog.directory_role(id).map(|role| role.definition.name.to_string());
        let known = KnownRole { what: "Entra role", system: RoleSystem::Entra, named, near: &near, by_id: &by_id };
        let template = self.identity(fields, &name, &known)?;
        Some(Need::DirectoryRole { template, name: name.value.to_owned() })
    }

    /// The id of a role, if name and id agree.
    fn identity(&mut self, fields: &Fields<'_>, name: &At<'_>, known: &KnownRole<'_>) -> Option<Guid> {
        if known.named.is_none() {
            let what = Mistake::UnknownRole { what: known.what, name: name.value.to_owned() };
            match (today(name.value, known.system), (known.near)()) {
                (Some(new), _) => self.fault_with_help(what, name.span, format!("it is called `{new}` today")),
                (None, Some(near)) => self.fault_with_help(what, name.span, format!("did you mean `{near}`?")),
                (None, None) => self.fault(what, name.span),
            }
        }
        let Some(node) = fields.get("id") else {
            let what = Mistake::MissingKey { key: "id", of: "a role" };
            match &known.named {
                Some((id, _)) => self.fault_with_help(what, fields.span, format!("the id of `{}` is `{id}`", name.value)),
                None => self.fault(what, fields.span),
            }
            return None;
        };
        let text = self.text(node, "id")?;
        let id = ObjectId::parse(text.value);
        let Some(guid) = id.guid() else {
            self.fault(Mistake::NoGuid(text.value.to_owned()), text.span);
            return None;
        };
        match ((known.by_id)(&id), &known.named) {
            (None, named) => {
                let what = Mistake::UnknownId { what: known.what, id: text.value.to_owned() };
                match named {
                    Some((right, _)) => {
                        self.fault_with_help(what, text.span, format!("the id of `{}` is `{right}`", name.value));
                    }
                    None => self.fault(what, text.span),
                }
            }
            (Some(actual), Some((right, _))) if *right != id => {
                let what = Mistake::NameAndId { name: name.value.to_owned(), id: text.value.to_owned(), actual };
                self.fault_with_help(what, text.span, format!("the id of `{}` is `{right}`", name.value));
            }
            _ => {}
        }
        Some(guid)
    }
}

/// What the catalog knows of a role that a pack names.
struct KnownRole<'k> {
    what: &'static str,
    system: RoleSystem,
    named: Option<(ObjectId, String)>,
    /// The closest name, for one that is unknown: comparing it with all of them takes time.
    near: &'k dyn Fn() -> Option<String>,
    by_id: &'k dyn Fn(&ObjectId) -> Option<String>,
}

/// Whether a scope of one kind can contain a target of the other, or be it.
pub(crate) fn is_above(at: TargetKind, target: TargetKind) -> bool {
    match target {
        TargetKind::Tenant => at == TargetKind::Tenant,
        TargetKind::Group => matches!(at, TargetKind::Tenant | TargetKind::Group),
        TargetKind::Subscription => matches!(at, TargetKind::Tenant | TargetKind::Subscription),
        TargetKind::ResourceGroup => matches!(at, TargetKind::Tenant | TargetKind::Subscription | TargetKind::ResourceGroup),
        TargetKind::Workspace => !matches!(at, TargetKind::Resource | TargetKind::Group),
        TargetKind::Resource => !matches!(at, TargetKind::Workspace | TargetKind::Group),
    }
}
