//! Examples of a task: what somebody holds, in a line such as `Owner @ subscription + Entra Security Administrator @ tenant`.
//!
//! A grant is an Azure role by name, an Entra role as `Entra NAME`, or a custom role as a list of actions with commas, after `Data` for
//! data actions, or an application permission of Microsoft Graph as `App VALUE`; then `@` and where it is held. `Group owner @ group` is
//! an owner of the group that the task is done to. ` + ` joins grants.

use super::app_roles::{app_role_id, close_app_role};
use super::at::At;
use super::renamed::{RoleSystem, today};
use crate::document::{Mistake, Node, Reader, fault_of};
use crate::model::Plane;
use crate::model::task::{Example, ExampleGrant, ExampleRole, Examples};
use crate::pattern::Pattern;
use crate::source::{Span, Spanned};

/// What an example calls an owner of the group.
const GROUP_OWNER: &str = "Group owner";
const KINDS: [&str; 2] = ["allowed", "not_allowed"];

impl Reader<'_> {
    pub(super) fn examples(&mut self, node: &Node<'_>) -> Examples {
        let Some(fields) = self.fields(node, "examples", &KINDS) else { return Examples::default() };
        let of = |reader: &mut Self, key: &'static str| -> Vec<Example> {
            let items = fields.get(key).map(|node| reader.list(node, key)).unwrap_or_default();
            items.iter().filter_map(|item| reader.example(item)).collect()
        };
        Examples { allowed: of(self, "allowed"), not_allowed: of(self, "not_allowed") }
    }

    fn example(&mut self, node: &Node<'_>) -> Option<Example> {
        let text = self.text(node, "example")?;
        let grants: Vec<Option<ExampleGrant>> =
            text.value.split(" + ").map(|grant| self.example_grant(&part(&text, grant))).collect();
        Some(Example { text: text.value.to_owned(), grants: grants.into_iter().collect::<Option<Vec<_>>>()? })
    }

    fn example_grant(&mut self, text: &At<'_>) -> Option<ExampleGrant> {
        let Some((what, at)) = text.value.rsplit_once('@') else {
            let of = "grant: write `ROLE @ SCOPE`, such as `Owner @ subscription`";
            self.fault(Mistake::Form { text: text.value.to_owned(), of }, text.span);
            return None;
        };
        let at = self.target_kind(&part(text, at));
        let what = self.example_role(&part(text, what));
        Some(ExampleGrant { what: what?, at: at? })
    }

    fn example_role(&mut self, text: &At<'_>) -> Option<ExampleRole> {
        let name = text.value;
        if name == "*" || name.contains('/') {
            let data = name.strip_prefix("Data ");
            let plane = if data.is_some() { Plane::Data } else { Plane::Control };
            let actions = data.unwrap_or(name).split(',').map(str::trim);
            let faults: Vec<(&str, &'static str)> =
                actions.clone().filter_map(|action| fault_of(action).map(|why| (action, why))).collect();
            for (action, why) in &faults {
                self.fault(Mistake::Pattern { text: (*action).to_owned(), why }, text.span);
            }
            if !faults.is_empty() {
                return None;
            }
            let held = actions.map(|action| Spanned::new(Pattern::parse(action), part(text, action).span));
            let held: Vec<Spanned<Pattern>> = held.collect();
            for pattern in &held {
                self.look_up_held(pattern, plane);
            }
            return Some(ExampleRole::Actions { plane, patterns: held.into_iter().map(|pattern| pattern.value).collect() });
        }
        if name.eq_ignore_ascii_case(GROUP_OWNER) {
            return Some(ExampleRole::Owner);
        }
        if let Some(app_role) = name.strip_prefix("App ") {
            return self.example_app_role(&part(text, app_role));
        }
        if let Some(entra) = name.strip_prefix("Entra ") {
            let found = self.catalog.directory_role_by_name(entra).and_then(|role| role.definition.id.guid());
            let near = || self.catalog.suggest_directory_role(entra).map(|role| role.definition.name.to_string());
            let close = || CloseRole { today: today(entra, RoleSystem::Entra), near: near() };
            return match found {
                Some(template) => Some(ExampleRole::DirectoryRole(template)),
                None => self.no_such_role("Entra role", &part(text, entra), close()),
            };
        }
        let found = self.catalog.role_by_name(name).and_then(|role| role.id.guid());
        let near = || self.catalog.suggest_role(name).map(|role| role.name.to_string());
        let close = || CloseRole { today: today(name, RoleSystem::Azure), near: near() };
        match found {
            Some(id) => Some(ExampleRole::Role(id)),
            None => self.no_such_role("Azure role", text, close()),
        }
    }

    /// An application permission, by its value where that is known, else by its id.
    fn example_app_role(&mut self, name: &At<'_>) -> Option<ExampleRole> {
        let found = app_role_id(name.value);
        if found.is_none() {
            let what = Mistake::UnknownRole { what: "application permission", name: name.value.to_owned() };
            let help = match close_app_role(name.value) {
                Some(near) => format!("did you mean `{near}`? any other is named by its id"),
                None => "name it by its id: `App 00000000-0000-0000-0000-000000000000 @ tenant`".to_owned(),
            };
            self.fault_with_help(what, name.span, help);
        }
        found.map(ExampleRole::AppRole)
    }

    fn no_such_role(&mut self, what: &'static str, name: &At<'_>, close: CloseRole) -> Option<ExampleRole> {
        let fault = Mistake::UnknownRole { what, name: name.value.to_owned() };
        match (close.today, close.near) {
            (Some(new), _) => self.fault_with_help(fault, name.span, format!("it is called `{new}` today")),
            (None, Some(near)) => self.fault_with_help(fault, name.span, format!("did you mean `{near}`?")),
            (None, None) => self.fault(fault, name.span),
        }
        None
    }
}

/// What a role may be that the catalog does not know by its name.
struct CloseRole {
    /// Its name of today.
    today: Option<&'static str>,
    /// The name that is close.
    near: Option<String>,
}

/// A part of a text, trimmed, at its own place; the whole text's where quotes or escapes moved it.
fn part<'n>(whole: &At<'n>, part: &'n str) -> At<'n> {
    let trimmed = part.trim();
    let offset = (trimmed.as_ptr() as usize).saturating_sub(whole.value.as_ptr() as usize);
    let quotes = (whole.span.end - whole.span.start).saturating_sub(whole.value.len());
    let start = whole.span.start + quotes / 2 + offset;
    let span = if quotes == 0 || quotes == 2 { Span { start, end: start + trimmed.len() } } else { whole.span };
    Spanned::new(trimmed, span)
}
