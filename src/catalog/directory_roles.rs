//! The built-in Entra directory roles: the rows of section `directory-roles`, and finding a role by template id or name.
//!
//! ```text
//! 95e79109-95c0-4d8e-aee3-d01accf2d47b Guest Inviter
//!  privileged no
//!  inherits 10dae51f-b6af-4016-8d66-8c2a99b929b3
//!  + microsoft.directory/users/inviteGuest
//! ```
//!
//! `+` is an action that documentation and service agree on, `+s` one that only the service lists, `-d` one that only the
//! documentation lists, and that is therefore not granted. `undocumented` and `system-assigned` mark roles that are no
//! administrator roles. Roles are sorted by template id.

use super::format::{FormatFault, LineFault, escape, rows, unescape};
use super::roles::{id_and_name, write};
use crate::model::{DirectoryRole, Guid, ObjectId};
use crate::suggest::closest;

/// An Entra directory role as Microsoft ships it (R-ENT-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltInDirectoryRole {
    /// Its definition; the id is the template id (R-ENT-3). `actions` is what the service lists, without what is inherited.
    pub definition: DirectoryRole,
    /// Whether Microsoft marks it privileged; `None` where no source says.
    pub privileged: Option<bool>,
    /// Template ids of the roles whose permissions it has as well (R-ENT-10).
    pub inherits: Vec<Guid>,
    /// What the documentation says about it.
    pub documentation: Documentation,
}

/// What Microsoft's documentation says about a directory role, where it differs from the service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Documentation {
    /// The documentation does not list the role.
    pub undocumented: bool,
    /// The service gives the role to principals by itself, such as `Guest User`.
    pub system_assigned: bool,
    /// Actions of the role that the documentation does not list.
    pub undocumented_actions: Vec<Box<str>>,
    /// Actions that the documentation lists, and the service does not: not granted.
    pub only_documented: Vec<Box<str>>,
}

/// Directory roles, sorted by template id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DirectoryRoles(Vec<BuiltInDirectoryRole>);

impl DirectoryRoles {
    pub(super) fn as_slice(&self) -> &[BuiltInDirectoryRole] {
        &self.0
    }

    pub(super) fn by_id(&self, template: &ObjectId) -> Option<&BuiltInDirectoryRole> {
        let at = self.0.binary_search_by(|role| role.definition.id.cmp(template)).ok()?;
        self.0.get(at)
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&BuiltInDirectoryRole> {
        let name = name.trim();
        let exact = self.0.iter().find(|role| *role.definition.name == *name);
        exact.or_else(|| self.0.iter().find(|role| role.definition.name.eq_ignore_ascii_case(name)))
    }

    pub(super) fn suggest(&self, name: &str) -> Option<&BuiltInDirectoryRole> {
        closest(&self.0, |role| &role.definition.name, name)
    }

    /// Every action that a role grants, its own first, then those of the roles it inherits from (R-ENT-10); each once.
    pub(super) fn actions<'a>(&'a self, role: &'a BuiltInDirectoryRole) -> Vec<&'a str> {
        let mut seen = vec![&role.definition.id];
        let mut open = vec![role];
        let mut actions: Vec<&str> = Vec::new();
        while let Some(role) = open.pop() {
            actions.extend(role.definition.actions.iter().map(|action| &**action));
            let bases = role.inherits.iter().filter_map(|base| self.by_id(&ObjectId::Guid(*base)));
            for base in bases {
                if !seen.contains(&&base.definition.id) {
                    seen.push(&base.definition.id);
                    open.push(base);
                }
            }
        }
        let mut known = std::collections::HashSet::new();
        actions.retain(|action| known.insert(action.to_ascii_lowercase()));
        actions
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut roles: Vec<BuiltInDirectoryRole> = Vec::with_capacity(256);
        for line in rows(text) {
            match line.strip_prefix(' ') {
                None => {
                    let role = start(line)?;
                    if roles.last().is_some_and(|before| before.definition.id >= role.definition.id) {
                        return Err(LineFault::new(line, FormatFault::Order(role.definition.id.to_string())));
                    }
                    roles.push(role);
                }
                Some(detail) => add(roles.last_mut(), detail).ok_or_else(|| LineFault::expected(line, DETAIL))?,
            }
        }
        Ok(Self(roles))
    }
}

const DETAIL: &str =
    "` + ACTION`, ` +s ACTION`, ` -d ACTION`, ` inherits ID`, ` privileged yes|no`, ` undocumented` or ` system-assigned`";

fn start(line: &str) -> Result<BuiltInDirectoryRole, LineFault<'_>> {
    let (id, name) = id_and_name(line)?;
    Ok(BuiltInDirectoryRole {
        definition: DirectoryRole {
            id: id.into(),
            template: Some(id.into()),
            name,
            built_in: true,
            enabled: true,
            actions: Vec::new(),
            excluded: Vec::new(),
        },
        privileged: None,
        inherits: Vec::new(),
        documentation: Documentation::default(),
    })
}

fn add(role: Option<&mut BuiltInDirectoryRole>, detail: &str) -> Option<()> {
    let role = role?;
    let (mark, text) = detail.split_once(' ').unwrap_or((detail, ""));
    let action = || Box::<str>::from(unescape(text));
    match (mark, text) {
        ("undocumented", "") => role.documentation.undocumented = true,
        ("system-assigned", "") => role.documentation.system_assigned = true,
        ("privileged", "yes") => role.privileged = Some(true),
        ("privileged", "no") => role.privileged = Some(false),
        ("inherits", id) => role.inherits.push(Guid::parse(id)?),
        ("+", _) => role.definition.actions.push(action()),
        ("+s", _) => {
            role.definition.actions.push(action());
            role.documentation.undocumented_actions.push(action());
        }
        ("-d", _) => role.documentation.only_documented.push(action()),
        _ => return None,
    }
    Some(())
}

/// Writes roles that are sorted by template id.
pub(super) fn encode<'a>(roles: impl Iterator<Item = &'a BuiltInDirectoryRole>, out: &mut String) {
    for role in roles {
        let BuiltInDirectoryRole { definition, documentation, .. } = role;
        write(out, &[&definition.id.to_string(), " ", &escape(&definition.name)]);
        if let Some(privileged) = role.privileged {
            write(out, &[" privileged ", if privileged { "yes" } else { "no" }]);
        }
        if documentation.undocumented {
            write(out, &[" undocumented"]);
        }
        if documentation.system_assigned {
            write(out, &[" system-assigned"]);
        }
        role.inherits.iter().for_each(|base| write(out, &[" inherits ", &base.to_string()]));
        for action in &definition.actions {
            let mark = if documentation.undocumented_actions.contains(action) { " +s " } else { " + " };
            write(out, &[mark, &escape(action)]);
        }
        documentation.only_documented.iter().for_each(|action| write(out, &[" -d ", &escape(action)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
00000000-0000-0000-0000-000000000001 Base
 privileged no
 undocumented
 system-assigned
 inherits 00000000-0000-0000-0000-000000000002
 + microsoft.directory/users/standard/read
00000000-0000-0000-0000-000000000002 Top
 privileged yes
 inherits 00000000-0000-0000-0000-000000000001
 + microsoft.directory/users/create
 +s microsoft.directory/Users/standard/read
 -d microsoft.directory/users/delete
";

    #[test]
    fn rows_are_read_and_written_back() {
        let roles = DirectoryRoles::decode(TEXT).expect("two roles");
        let mut out = String::new();
        encode(roles.as_slice().iter(), &mut out);
        assert_eq!(out, TEXT);
    }

    #[test]
    fn inherited_actions_are_counted_once_and_cycles_end() {
        let roles = DirectoryRoles::decode(TEXT).expect("two roles");
        let top = roles.by_name("top").expect("found without regard to case");
        let actions = roles.actions(top);
        assert_eq!(actions, ["microsoft.directory/users/create", "microsoft.directory/Users/standard/read"]);
    }
}
