//! Application permissions of Microsoft Graph: the app roles that `rules/escalation/graph.yaml` names, by id and by value. Microsoft Graph has
//! many more; a pack may name any of them by its id.

use super::at::At;
use super::escalation::embedded_directory_ways;
use crate::document::{Fields, Mistake, Node, Reader};
use crate::model::{Guid, Need};
use crate::suggest::closest;

/// What an application permission is called in messages.
const WHAT: &str = "application permission";

/// The app roles that are known, each by id and value.
fn known() -> impl Iterator<Item = (Guid, &'static str)> {
    embedded_directory_ways().iter().flat_map(|way| &way.app_roles).map(|(id, name)| (*id, name.as_str()))
}

/// The value of an app role, where it is known.
pub fn app_role_name(id: Guid) -> Option<&'static str> {
    known().find(|(own, _)| *own == id).map(|(_, name)| name)
}

/// The id of an app role, by its value or by the id itself.
pub(super) fn app_role_id(text: &str) -> Option<Guid> {
    known().find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|(id, _)| id).or_else(|| Guid::parse(text))
}

/// The known value that is closest to one that is not known.
pub(super) fn close_app_role(text: &str) -> Option<&'static str> {
    let names: Vec<&'static str> = known().map(|(_, name)| name).collect();
    closest(&names, |name| name, text).copied()
}

impl Reader<'_> {
    /// An application permission by value and id. Where one of them is known, the other has to agree.
    pub(super) fn app_role_need(&mut self, fields: &Fields<'_>) -> Option<Need> {
        let name = self.needed_text(fields, "app_role")?;
        let right = known().find(|(_, own)| own.eq_ignore_ascii_case(name.value)).map(|(id, _)| id);
        let Some(node) = fields.get("id") else {
            let what = Mistake::MissingKey { key: "id", of: "an application permission" };
            match right {
                Some(id) => self.fault_with_help(what, fields.span, format!("the id of `{}` is `{id}`", name.value)),
                None => self.fault(what, fields.span),
            }
            return None;
        };
        let id = self.guid(node)?;
        self.check_app_role(&name, &id, right);
        Some(Need::AppRole { id: id.0, name: name.value.to_owned() })
    }

    /// A GUID, with where it stands.
    fn guid<'n>(&mut self, node: &'n Node<'n>) -> Option<(Guid, At<'n>)> {
        let text = self.text(node, "id")?;
        let guid = Guid::parse(text.value);
        if guid.is_none() {
            self.fault(Mistake::NoGuid(text.value.to_owned()), text.span);
        }
        Some((guid?, text))
    }

    fn check_app_role(&mut self, name: &At<'_>, (id, text): &(Guid, At<'_>), right: Option<Guid>) {
        let actual = app_role_name(*id);
        let what = |actual: &str| Mistake::NameAndId {
            name: name.value.to_owned(),
            id: text.value.to_owned(),
            actual: actual.to_owned(),
        };
        match (right, actual) {
            (Some(right), _) if right != *id => {
                let help = format!("the id of `{}` is `{right}`", name.value);
                let fault = actual.map_or_else(|| Mistake::UnknownId { what: WHAT, id: text.value.to_owned() }, what);
                self.fault_with_help(fault, text.span, help);
            }
            (None, Some(actual)) => self.fault_with_help(what(actual), text.span, format!("did you mean `{actual}`?")),
            _ => {}
        }
    }
}
