//! What Terraform needs: the rows of section `terraform`.
//!
//! ```text
//! resource azurerm_resource_group
//!  pa Microsoft.Resources/subscriptions/resourceGroups/read
//!  a Microsoft.Resources/subscriptions/resourceGroups/write
//! ```
//!
//! The letters name the phases that need the action: `p` plan, `a` apply, `m` modify, `d` destroy. Types are sorted by kind and
//! name, actions by name.

use super::format::{FormatFault, LineFault, escape, rows, unescape};
use super::roles::write;

/// A resource or a data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TerraformKind {
    /// `data "azurerm_..."`.
    Data,
    /// `resource "azurerm_..."`.
    Resource,
}

impl TerraformKind {
    /// The kind by its Terraform keyword.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "data" => Some(Self::Data),
            "resource" => Some(Self::Resource),
            _ => None,
        }
    }

    /// Its Terraform keyword.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Resource => "resource",
        }
    }
}

/// What Terraform does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Reads the present state.
    Plan,
    /// Creates.
    Apply,
    /// Changes in place.
    Modify,
    /// Destroys.
    Destroy,
}

impl Phase {
    /// Every phase with its name. The catalog writes its first letter.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Plan, "plan"), (Self::Apply, "apply"), (Self::Modify, "modify"), (Self::Destroy, "destroy")];

    /// The phase with this name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|&(phase, _)| phase)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of phases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Phases(u8);

impl Phases {
    /// Whether a phase is in it.
    pub const fn contains(self, phase: Phase) -> bool {
        self.0 & phase.bit() != 0
    }

    /// The set with one more phase.
    #[must_use]
    pub const fn with(self, phase: Phase) -> Self {
        Self(self.0 | phase.bit())
    }

    /// The phases of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some phase is in both sets.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn parse(letters: &str) -> Option<Self> {
        let phase = |letter| Phase::ALL.iter().find(|(_, name)| name.starts_with(letter)).map(|&(phase, _)| phase);
        letters.chars().try_fold(Self::default(), |set, letter| Some(set.with(phase(letter)?)))
    }

    fn letters(self) -> String {
        let inside = Phase::ALL.iter().filter(|(phase, _)| self.contains(*phase));
        inside.filter_map(|(_, name)| name.chars().next()).collect()
    }
}

/// What one type of the azurerm provider needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerraformType {
    /// Resource or data source.
    pub kind: TerraformKind,
    /// Such as `azurerm_storage_account`.
    pub name: Box<str>,
    /// The actions, each with the phases that need it. Whether an action is a data action, the operations say.
    pub needs: Vec<(Phases, Box<str>)>,
}

/// The types, sorted by kind and name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Terraform(Vec<TerraformType>);

impl Terraform {
    pub(super) fn as_slice(&self) -> &[TerraformType] {
        &self.0
    }

    pub(super) fn find(&self, kind: TerraformKind, name: &str) -> Option<&TerraformType> {
        let at = self.0.binary_search_by(|each| (each.kind, &*each.name).cmp(&(kind, name))).ok()?;
        self.0.get(at)
    }

    pub(super) fn decode(text: &str) -> Result<Self, LineFault<'_>> {
        let mut types: Vec<TerraformType> = Vec::with_capacity(2048);
        for line in rows(text) {
            match line.strip_prefix(' ') {
                None => {
                    let new = start(line).ok_or_else(|| LineFault::expected(line, "`resource TYPE` or `data TYPE`"))?;
                    if types.last().is_some_and(|before| (before.kind, &before.name) >= (new.kind, &new.name)) {
                        return Err(LineFault::new(line, FormatFault::Order(new.name.into())));
                    }
                    types.push(new);
                }
                Some(detail) => {
                    add(types.last_mut(), detail).ok_or_else(|| LineFault::expected(line, "phases (`pamd`) and an action"))?;
                }
            }
        }
        Ok(Self(types))
    }
}

fn start(line: &str) -> Option<TerraformType> {
    let (kind, name) = line.split_once(' ')?;
    Some(TerraformType { kind: TerraformKind::parse(kind)?, name: unescape(name).into(), needs: Vec::new() })
}

fn add(known: Option<&mut TerraformType>, detail: &str) -> Option<()> {
    let (letters, action) = detail.split_once(' ')?;
    known?.needs.push((Phases::parse(letters)?, unescape(action).into()));
    Some(())
}

/// Writes types that are sorted by kind and name.
pub(super) fn encode<'a>(types: impl Iterator<Item = &'a TerraformType>, out: &mut String) {
    for each in types {
        write(out, &[each.kind.name(), " ", &escape(&each.name)]);
        each.needs.iter().for_each(|(phases, action)| write(out, &[" ", &phases.letters(), " ", &escape(action)]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_and_written_back() {
        let text = "\
data azurerm_a
 p Microsoft.A/read
resource azurerm_a
 pamd Microsoft.A/read
 ad Microsoft.A/write
";
        let terraform = Terraform::decode(text).expect("two types");
        let mut out = String::new();
        encode(terraform.as_slice().iter(), &mut out);
        assert_eq!(out, text);
        let needs = &terraform.find(TerraformKind::Resource, "azurerm_a").expect("found").needs;
        let destroy: Vec<_> =
            needs.iter().filter(|(phases, _)| phases.contains(Phase::Modify)).map(|(_, action)| &**action).collect();
        assert_eq!(destroy, ["Microsoft.A/read"]);
        assert!(Terraform::decode("resource azurerm_a\n x Microsoft.A/read\n").is_err(), "no such phase");
    }
}
