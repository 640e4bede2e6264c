//! How much a role or an action can do: the rows of sections `role-privilege` and `action-tiers`.
//!
//! ```text
//! 8e3af657-a8ff-443c-a75c-2fe8c4bcb635 ControlPlane privileged
//! ```
//!
//! ```text
//! ControlPlane Resource Locks
//!  + Microsoft.Authorization/locks/write
//! ```
//!
//! A role whose tier no source gives has `-`. An action belongs to a class when a `+` pattern matches it and no `-` pattern of
//! the same class does; of several classes the most privileged counts.

use super::format::{FormatFault, LineFault, escape, rows, unescape};
use super::roles::write;
use crate::model::Guid;
use crate::pattern::{Pattern, Wildcards};

/// Access tiers of the enterprise access model, the most privileged first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum Tier {
    /// Controls access itself, or everything.
    ControlPlane,
    /// Manages workloads and their data.
    ManagementPlane,
    /// Uses or reads.
    UserAccess,
}

impl Tier {
    /// Every tier with its name.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::ControlPlane, "ControlPlane"), (Self::ManagementPlane, "ManagementPlane"), (Self::UserAccess, "UserAccess")];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(tier, _)| *tier == self).map_or("", |&(_, name)| name)
    }

    /// The tier with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)).map(|&(tier, _)| tier)
    }
}

/// What is said about a role's privilege.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Privilege {
    pub(super) role: Guid,
    pub(super) tier: Option<Tier>,
    pub(super) privileged: bool,
}

/// The privileges of roles, sorted by role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Privileges(Vec<Privilege>);

impl Privileges {
    pub(super) fn as_slice(&self) -> &[Privilege] {
        &self.0
    }

    pub(super) fn of(&self, role: Guid) -> Option<&Privilege> {
        let at = self.0.binary_search_by_key(&role, |each| each.role).ok()?;
        self.0.get(at)
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut all: Vec<Privilege> = Vec::with_capacity(1024);
        for line in rows(text) {
            let row =
                privilege(line).ok_or_else(|| LineFault::expected(line, "an id, a tier or `-`, and perhaps `privileged`"))?;
            if all.last().is_some_and(|before| before.role >= row.role) {
                return Err(LineFault::new(line, FormatFault::Order(row.role.to_string())));
            }
            all.push(row);
        }
        Ok(Self(all))
    }
}

fn privilege(line: &str) -> Option<Privilege> {
    let mut words = line.split(' ');
    let role = Guid::parse(words.next()?)?;
    let tier = match words.next()? {
        "-" => None,
        name => Some(Tier::parse(name)?),
    };
    let privileged = match words.next() {
        None => false,
        Some("privileged") => true,
        Some(_) => return None,
    };
    words.next().is_none().then_some(Privilege { role, tier, privileged })
}

/// Writes privileges that are sorted by role.
pub(super) fn encode_privileges<'a>(all: impl Iterator<Item = &'a Privilege>, out: &mut String) {
    for each in all {
        let tier = each.tier.map_or("-", Tier::name);
        write(out, &[&each.role.to_string(), " ", tier, if each.privileged { " privileged" } else { "" }]);
    }
}

/// A class of actions of one tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierClass {
    /// The tier.
    pub tier: Tier,
    /// What the class is about, such as `Resource Locks`.
    pub service: Box<str>,
    /// Actions of the class.
    pub allow: Vec<Pattern>,
    /// Exceptions.
    pub except: Vec<Pattern>,
}

impl TierClass {
    fn contains(&self, action: &str) -> bool {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(action, Wildcards::default()));
        any(&self.allow) && !any(&self.except)
    }
}

/// The classes, the most privileged tier first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tiers(Vec<TierClass>);

impl Tiers {
    pub(super) fn as_slice(&self) -> &[TierClass] {
        &self.0
    }

    pub(super) fn of(&self, action: &str) -> Option<Tier> {
        self.0.iter().find(|class| class.contains(action)).map(|class| class.tier)
    }

    /// How many patterns there are.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|class| class.allow.len() + class.except.len()).sum()
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut classes: Vec<TierClass> = Vec::with_capacity(64);
        for line in rows(text) {
            match line.strip_prefix(' ') {
                None => {
                    let class =
                        class(line).ok_or_else(|| LineFault::expected(line, "a tier and what its actions are about"))?;
                    if classes.last().is_some_and(|before| (before.tier, &before.service) >= (class.tier, &class.service)) {
                        return Err(LineFault::new(line, FormatFault::Order(class.service.into())));
                    }
                    classes.push(class);
                }
                Some(detail) => {
                    add(classes.last_mut(), detail).ok_or_else(|| LineFault::expected(line, "` + PATTERN` or ` - PATTERN`"))?;
                }
            }
        }
        Ok(Self(classes))
    }
}

fn class(line: &str) -> Option<TierClass> {
    let (tier, service) = line.split_once(' ')?;
    Some(TierClass { tier: Tier::parse(tier)?, service: unescape(service).into(), allow: Vec::new(), except: Vec::new() })
}

fn add(class: Option<&mut TierClass>, detail: &str) -> Option<()> {
    let class = class?;
    match detail.split_once(' ')? {
        ("+", text) => class.allow.push(Pattern::parse(&unescape(text))),
        ("-", text) => class.except.push(Pattern::parse(&unescape(text))),
        _ => return None,
    }
    Some(())
}

/// Writes classes that are sorted by tier and service.
pub(super) fn encode_tiers<'a>(classes: impl Iterator<Item = &'a TierClass>, out: &mut String) {
    for class in classes {
        write(out, &[class.tier.name(), " ", &escape(&class.service)]);
        class.allow.iter().for_each(|pattern| write(out, &[" + ", &escape(pattern.text())]));
        class.except.iter().for_each(|pattern| write(out, &[" - ", &escape(pattern.text())]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_privileged_class_counts() {
        let text = "\
ControlPlane Locks
 + Microsoft.Authorization/locks/write
ManagementPlane General
 + */*
 - */read
UserAccess Reader
 + */read
";
        let tiers = Tiers::decode(text).expect("three classes");
        let cases = [
            ("Microsoft.Authorization/LOCKS/write", Some(Tier::ControlPlane), "also in General"),
            ("Microsoft.Web/sites/write", Some(Tier::ManagementPlane), ""),
            ("Microsoft.Web/sites/read", Some(Tier::UserAccess), "excepted from General"),
            ("nothing", None, "in no class"),
        ];
        for (action, tier, why) in cases {
            assert_eq!(tiers.of(action), tier, "{action}: {why}");
        }
        let mut out = String::new();
        encode_tiers(tiers.as_slice().iter(), &mut out);
        assert_eq!(out, text);
    }

    #[test]
    fn privileges_are_read_and_written_back() {
        let text = "\
00000000-0000-0000-0000-000000000001 ControlPlane privileged
00000000-0000-0000-0000-000000000002 - 
00000000-0000-0000-0000-000000000003 UserAccess
"
        .replace("- \n", "-\n");
        let all = Privileges::decode(&text).expect("three roles");
        let mut out = String::new();
        encode_privileges(all.as_slice().iter(), &mut out);
        assert_eq!(out, text);
        assert!(Privileges::decode("00000000-0000-0000-0000-000000000001 Tier0\n").is_err());
    }
}
