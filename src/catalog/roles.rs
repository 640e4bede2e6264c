//! The built-in Azure roles: the rows of section `roles`, and finding a role by id or name.
//!
//! ```text
//! b24988ac-6180-42a0-ab88-20f7382dd24c Contributor
//!  + *
//!  - Microsoft.Authorization/*/Delete
//! ```
//!
//! `+` is an action, `-` a not-action, `+d` a data action, `-d` a not-data-action, `@` an assignable scope (left out where it
//! is `/` alone), `if` a block's condition after its version, `or` the start of the next block (R-DEF-2). Roles are sorted by
//! id; the order inside a role is the one that Azure gives.

use super::format::{FormatFault, LineFault, escape, rows, unescape};
use crate::model::{Guid, Losses, ObjectId, PermissionBlock, RoleDefinition, RoleKind};
use crate::pattern::Pattern;
use crate::suggest::closest;

/// Role definitions, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct BuiltInRoles(Vec<RoleDefinition>);

impl BuiltInRoles {
    pub(super) fn as_slice(&self) -> &[RoleDefinition] {
        &self.0
    }

    pub(super) fn by_id(&self, id: &ObjectId) -> Option<&RoleDefinition> {
        let at = self.0.binary_search_by(|role| role.id.cmp(id)).ok()?;
        self.0.get(at)
    }

    pub(super) fn by_name(&self, name: &str) -> Option<&RoleDefinition> {
        let name = name.trim();
        let exact = self.0.iter().find(|role| *role.name == *name);
        exact.or_else(|| self.0.iter().find(|role| role.name.eq_ignore_ascii_case(name)))
    }

    pub(super) fn suggest(&self, name: &str) -> Option<&RoleDefinition> {
        closest(&self.0, |role| &role.name, name)
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut roles: Vec<RoleDefinition> = Vec::with_capacity(1024);
        for line in rows(text) {
            match line.strip_prefix(' ') {
                None => {
                    close(roles.last_mut());
                    let role = start(line)?;
                    if roles.last().is_some_and(|before| before.id >= role.id) {
                        return Err(LineFault::new(line, FormatFault::Order(role.id.to_string())));
                    }
                    roles.push(role);
                }
                Some(detail) => add(roles.last_mut(), detail).ok_or_else(|| LineFault::expected(line, DETAIL))?,
            }
        }
        close(roles.last_mut());
        Ok(Self(roles))
    }
}

const DETAIL: &str =
    "` + ACTION`, ` - ACTION`, ` +d ACTION`, ` -d ACTION`, ` @ SCOPE`, ` if VERSION CONDITION` or ` or` under a role";

/// Reads `GUID NAME`.
pub(super) fn id_and_name(line: &str) -> Result<(Guid, Box<str>), LineFault<'_>> {
    let expected = || LineFault::expected(line, "an id and a name");
    let (id, name) = line.split_once(' ').ok_or_else(expected)?;
    Ok((Guid::parse(id).ok_or_else(expected)?, unescape(name).into()))
}

fn start(line: &str) -> Result<RoleDefinition, LineFault<'_>> {
    let (id, name) = id_and_name(line)?;
    Ok(RoleDefinition {
        id: id.into(),
        name,
        kind: RoleKind::BuiltIn,
        assignable_scopes: Vec::new(),
        blocks: vec![PermissionBlock::default()],
        losses: Losses::default(),
    })
}

fn close(role: Option<&mut RoleDefinition>) {
    if let Some(role) = role
        && role.assignable_scopes.is_empty()
    {
        role.assignable_scopes.push("/".into());
    }
}

fn add(role: Option<&mut RoleDefinition>, detail: &str) -> Option<()> {
    let role = role?;
    if detail == "or" {
        role.blocks.push(PermissionBlock::default());
        return Some(());
    }
    let (mark, text) = detail.split_once(' ')?;
    let block = role.blocks.last_mut()?;
    let pattern = || Pattern::parse(&unescape(text));
    match mark {
        "+" => block.actions.push(pattern()),
        "-" => block.not_actions.push(pattern()),
        "+d" => block.data_actions.push(pattern()),
        "-d" => block.not_data_actions.push(pattern()),
        "@" => role.assignable_scopes.push(unescape(text).into()),
        "if" => {
            let (version, condition) = text.split_once(' ')?;
            block.condition = Some(unescape(condition).into());
            block.condition_version = (version != "-").then(|| version.into());
        }
        _ => return None,
    }
    Some(())
}

/// Writes roles that are sorted by id.
pub(super) fn encode<'a>(roles: impl Iterator<Item = &'a RoleDefinition>, out: &mut String) {
    for role in roles {
        write(out, &[&role.id.to_string(), " ", &escape(&role.name)]);
        if role.assignable_scopes.iter().any(|scope| &**scope != "/") {
            role.assignable_scopes.iter().for_each(|scope| write(out, &[" @ ", &escape(scope)]));
        }
        for (number, block) in role.blocks.iter().enumerate() {
            if number > 0 {
                write(out, &[" or"]);
            }
            encode_block(block, out);
        }
    }
}

fn encode_block(block: &PermissionBlock, out: &mut String) {
    let lists = [
        (" + ", &block.actions),
        (" - ", &block.not_actions),
        (" +d ", &block.data_actions),
        (" -d ", &block.not_data_actions),
    ];
    for (mark, patterns) in lists {
        for pattern in patterns {
            write(out, &[mark, &escape(pattern.text())]);
        }
    }
    if let Some(condition) = &block.condition {
        write(out, &[" if ", block.condition_version.as_deref().unwrap_or("-"), " ", &escape(condition)]);
    }
}

/// Writes one line.
pub(super) fn write(out: &mut String, pieces: &[&str]) {
    out.extend(pieces.iter().copied());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
00000000-0000-0000-0000-000000000001 Two Blocks
 + Microsoft.A/b/read
 - Microsoft.A/b/*
 +d Microsoft.A/c/*
 -d Microsoft.A/c/delete
 or
 + Microsoft.A/d/write
 if 2.0 @Request[a:b] StringEquals 'x'\\n AND true
00000000-0000-0000-0000-000000000002 Nothing at all
00000000-0000-0000-0000-000000000003 Elsewhere
 @ /
 @ /subscriptions/s
";

    #[test]
    fn rows_are_read_and_written_back() {
        let roles = BuiltInRoles::decode(TEXT).expect("three roles");
        let mut out = String::new();
        encode(roles.as_slice().iter(), &mut out);
        assert_eq!(out, TEXT);
        let [two, nothing, elsewhere] = roles.as_slice() else { panic!("three roles") };
        assert_eq!(two.blocks.len(), 2);
        assert_eq!(two.blocks[1].condition.as_deref(), Some("@Request[a:b] StringEquals 'x'\n AND true"));
        assert_eq!((nothing.blocks.len(), &*nothing.assignable_scopes[0]), (1, "/"));
        assert_eq!(elsewhere.assignable_scopes.len(), 2);
    }

    #[test]
    fn refuses_rows_that_mean_nothing() {
        let cases = [
            (" + a/b\n", "a detail before any role"),
            ("Owner\n", "no id"),
            ("00000000-0000-0000-0000-000000000001 A\n * a/b\n", "an unknown mark"),
            ("00000000-0000-0000-0000-000000000001 A\n00000000-0000-0000-0000-000000000001 B\n", "an id twice"),
        ];
        for (text, why) in cases {
            assert!(BuiltInRoles::decode(text).is_err(), "{why}");
        }
    }

    #[test]
    fn finds_by_id_and_name() {
        let roles = BuiltInRoles::decode(TEXT).expect("three roles");
        let name = |role: Option<&RoleDefinition>| role.map(|role| role.name.to_string());
        assert_eq!(name(roles.by_id(&Guid::from_u128(3).into())).as_deref(), Some("Elsewhere"));
        assert_eq!(name(roles.by_name(" two blocks ")).as_deref(), Some("Two Blocks"));
        assert_eq!(name(roles.by_name("Two Block")), None);
        assert_eq!(name(roles.suggest("Tow Blocks")).as_deref(), Some("Two Blocks"));
    }
}
