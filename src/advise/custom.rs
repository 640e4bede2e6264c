//! A custom role for a need: as few patterns as possible, and nothing beyond the need over all strings.
//!
//! A pattern with one star is contained in a union of such patterns only if one of them contains it: between its prefix and its suffix
//! any letters are possible, also letters that none of the patterns names. So the fewest patterns that grant exactly a need are those
//! of the need that no other one contains. If wider patterns are allowed, `generalize.rs` looks for them.

use super::candidates::Candidates;
use super::generalize::{Generalization, generalize};
use super::requirement::Item;
use crate::arrange::Arrange as _;
use crate::model::{PermissionBlock, Plane};
use crate::pattern::{Block, Pattern, PatternSet, Search, Wildcards};

/// The patterns of a custom role, in one block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomRole {
    /// What it grants.
    pub block: PermissionBlock,
    /// Patterns that nobody asked for, each with a string that it grants beyond the need. The catalog shows no such operation.
    pub generalizations: Vec<Generalization>,
    /// Actions that the catalog does not know: Azure refuses a role with an action that no provider has (R-CUS-13).
    pub unknown: Vec<Pattern>,
    /// There may be a role with fewer patterns: the search for wider ones ran into its limit.
    pub may_be_shorter: bool,
}

/// Why there is no custom role for a need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoCustomRole {
    /// Azure takes one star in a pattern (R-PAT-1).
    SeveralStars(String),
    /// The need has exceptions that one block cannot express, or that could not be checked.
    Exceptions,
    /// Nothing of Azure is needed.
    Nothing,
}

/// One plane of a role.
#[derive(Debug, Default)]
pub(super) struct PlanePatterns {
    pub(super) allow: Vec<Pattern>,
    pub(super) except: Vec<Pattern>,
}

/// The custom role for some items.
pub fn custom_role(candidates: &Candidates<'_>, items: &[Item], allow_growth: bool) -> Result<CustomRole, NoCustomRole> {
    if items.is_empty() {
        return Err(NoCustomRole::Nothing);
    }
    if let Some(item) = items.iter().find(|item| item.text().matches('*').count() > 1) {
        return Err(NoCustomRole::SeveralStars(item.text().to_owned()));
    }
    let mut role = CustomRole::default();
    for plane in Plane::ALL {
        let own: Vec<&Item> = items.iter().filter(|item| item.plane == plane).collect();
        let mut side = exact(candidates, plane, &own).ok_or(NoCustomRole::Exceptions)?;
        if allow_growth && side.except.is_empty() {
            let grown = generalize(candidates, plane, &side.allow);
            role.may_be_shorter |= grown.may_be_shorter;
            side.allow = grown.patterns;
            role.generalizations.extend(grown.generalizations);
        }
        let is_known =
            |own: &Pattern| !own.is_literal() || candidates.catalog.operations().lookup(plane, own.folded()).is_some();
        role.unknown.extend(side.allow.iter().filter(|own| !is_known(own)).cloned());
        let (allow, except) = match plane {
            Plane::Control => (&mut role.block.actions, &mut role.block.not_actions),
            Plane::Data => (&mut role.block.data_actions, &mut role.block.not_data_actions),
        };
        (*allow, *except) = (side.allow, side.except);
    }
    Ok(role)
}

/// The patterns of a plane that no other one contains, spelled as the catalog spells them; `None` if one block cannot express
/// the need.
fn exact(candidates: &Candidates<'_>, plane: Plane, items: &[&Item]) -> Option<PlanePatterns> {
    let mut allow: Vec<Pattern> =
        items.iter().filter_map(|item| item.pattern()).map(|own| spelled(candidates, plane, own)).collect();
    allow.arrange();
    allow.dedup();
    let all = allow.clone();
    // Under the strict reading: the role has to grant the need whichever way `/*/` is read (R-PAT-4).
    allow.retain(|own| !all.iter().any(|other| other != own && other.covers(own, Wildcards::Strict)));
    let mut except: Vec<Pattern> = items.iter().flat_map(|item| item.block.except.clone()).collect();
    except.arrange();
    except.dedup();
    let side = PlanePatterns { allow, except };
    (side.except.is_empty() || is_exactly(candidates, items, &side)).then_some(side)
}

/// Whether one block grants what the items say, no more and no less.
fn is_exactly(candidates: &Candidates<'_>, items: &[&Item], side: &PlanePatterns) -> bool {
    let wanted = PatternSet { blocks: items.iter().map(|item| item.block.clone()).collect() };
    let written = PatternSet { blocks: vec![Block { allow: side.allow.clone(), except: side.except.clone() }] };
    let same = |a: &PatternSet, b: &PatternSet| a.escape(b, candidates.wildcards) == Search::None;
    same(&wanted, &written) && same(&written, &wanted)
}

/// An action as the catalog spells it, a pattern as it was written.
fn spelled(candidates: &Candidates<'_>, plane: Plane, pattern: &Pattern) -> Pattern {
    let operations = candidates.catalog.operations();
    let known = operations.lookup(plane, pattern.folded()).filter(|_| pattern.is_literal());
    known.map_or_else(|| pattern.clone(), |id| Pattern::parse(operations.name(id)))
}
