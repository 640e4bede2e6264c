//! [`BuiltIns`]: which built-in roles grant everything that a custom role grants. This is decided over all strings; an index by provider
//! and a sample of each pattern only rule out most roles quickly.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::provider::provider;
use super::role::LintedRole;
use crate::arrange::Arrange as _;
use crate::catalog::{Catalog, OperationSet};
use crate::model::{PermissionBlock, Plane, RoleDefinition};
use crate::pattern;
use crate::pattern::{Pattern, PatternSet, Wildcards};

/// The built-in roles without conditions.
#[derive(Debug)]
pub(super) struct BuiltIns<'c> {
    catalog: &'c Catalog,
    wildcards: Wildcards,
    roles: Vec<BuiltIn<'c>>,
    /// The roles with a pattern that begins with this provider's namespace.
    by_provider: FxHashMap<&'c str, Vec<usize>>,
    /// The roles with a pattern that does not say which provider.
    anywhere: Vec<usize>,
}

/// A built-in role.
#[derive(Debug)]
pub(super) struct BuiltIn<'c> {
    pub(super) definition: &'c RoleDefinition,
    sets: OnceCell<[PatternSet; 2]>,
    operations: OnceCell<OperationSet>,
}

impl<'c> BuiltIns<'c> {
    pub(super) fn new(catalog: &'c Catalog, wildcards: Wildcards) -> Self {
        let plain = catalog.roles().iter().filter(|role| role.blocks.iter().all(|block| block.condition.is_none()));
        let roles: Vec<BuiltIn<'_>> = plain.map(BuiltIn::new).collect();
        let mut by_provider: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut anywhere = Vec::new();
        for (number, role) in roles.iter().enumerate() {
            for pattern in Plane::ALL.into_iter().flat_map(|plane| role.allows(plane)) {
                let list = match provider(pattern.folded()) {
                    Some(provider) => by_provider.entry(provider).or_default(),
                    None => &mut anywhere,
                };
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        Self { catalog, wildcards, roles, by_provider, anywhere }
    }

    /// The built-in roles that grant everything that a role grants, for the same providers. A built-in role with patterns for
    /// all providers counts only for a role that has such patterns too.
    pub(super) fn containing(&self, role: &LintedRole<'_>) -> Vec<usize> {
        let mut samples: Vec<(Plane, String)> = Plane::ALL.into_iter().flat_map(|plane| samples(role, plane)).collect();
        // Many roles read; few do anything else.
        samples.arrange_by_key(|(_, sample)| sample.ends_with("/read"));
        let Some((_, first)) = samples.first() else { return Vec::new() };
        let listed = provider(first).and_then(|provider| self.by_provider.get(provider));
        let candidates = if role.is_broad() { Some(&self.anywhere) } else { listed };
        let candidates = candidates.into_iter().flatten().filter_map(|&number| Some((number, self.roles.get(number)?)));
        let holds_samples = |(_, built_in): &(usize, &BuiltIn<'_>)| {
            samples.iter().all(|(plane, sample)| built_in.contains(*plane, sample, self.wildcards))
        };
        let holds = |(_, built_in): &(usize, &BuiltIn<'_>)| {
            Plane::ALL.iter().all(|&plane| role.set(plane).is_within(built_in.set(plane), self.wildcards) == Some(true))
        };
        candidates.filter(holds_samples).filter(holds).map(|(number, _)| number).collect()
    }

    /// A role by its number.
    pub(super) fn get(&self, number: usize) -> Option<&BuiltIn<'c>> {
        self.roles.get(number)
    }

    /// How many operations of the catalog a built-in role holds.
    pub(super) fn operations<'b>(&self, built_in: &'b BuiltIn<'c>) -> &'b OperationSet {
        let expand = || self.catalog.operations().expand_role(built_in.definition, self.wildcards);
        built_in.operations.get_or_init(expand)
    }
}

impl<'c> BuiltIn<'c> {
    fn new(definition: &'c RoleDefinition) -> Self {
        Self { definition, sets: OnceCell::new(), operations: OnceCell::new() }
    }

    /// What it holds in a plane.
    pub(super) fn set(&self, plane: Plane) -> &PatternSet {
        let [control, data] = self.sets.get_or_init(|| Plane::ALL.map(|plane| set_of(&self.definition.blocks, plane)));
        if plane == Plane::Control { control } else { data }
    }

    fn allows(&self, plane: Plane) -> impl Iterator<Item = &'c Pattern> {
        self.definition.blocks.iter().flat_map(move |block| lists(block, plane).0)
    }

    fn contains(&self, plane: Plane, action: &str, wildcards: Wildcards) -> bool {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(action, wildcards));
        self.definition.blocks.iter().map(|block| lists(block, plane)).any(|(allow, except)| any(allow) && !any(except))
    }
}

/// What permission blocks hold in a plane, whatever their conditions.
pub(super) fn set_of(blocks: &[PermissionBlock], plane: Plane) -> PatternSet {
    let block = |block| {
        let (allow, except) = lists(block, plane);
        pattern::Block { allow: allow.to_vec(), except: except.to_vec() }
    };
    PatternSet { blocks: blocks.iter().map(block).collect() }
}

fn lists(block: &PermissionBlock, plane: Plane) -> (&[Pattern], &[Pattern]) {
    match plane {
        Plane::Control => (&block.actions, &block.not_actions),
        Plane::Data => (&block.data_actions, &block.not_data_actions),
    }
}

/// A string of each pattern that grants, unless an exception takes it.
fn samples<'r>(role: &'r LintedRole<'_>, plane: Plane) -> impl Iterator<Item = (Plane, String)> + 'r {
    let of_plane = role.granting().filter(move |entry| entry.list.plane() == plane);
    let samples = of_plane.map(|entry| entry.pattern.sample());
    samples.filter(move |sample| role.set(plane).contains(sample, role.wildcards)).map(move |sample| (plane, sample))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::place::RolePlace;
    use crate::role_file::{RoleFile, load};
    use crate::source::Source;

    /// A built-in role, as a custom role of a file.
    fn written(role: &RoleDefinition) -> RoleFile {
        let texts = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.text().to_owned()).collect::<Vec<_>>();
        let block = |block: &PermissionBlock| {
            serde_json::json!({
                "actions": texts(&block.actions), "notActions": texts(&block.not_actions),
                "dataActions": texts(&block.data_actions), "notDataActions": texts(&block.not_data_actions),
            })
        };
        let permissions: Vec<serde_json::Value> = role.blocks.iter().map(block).collect();
        let text = serde_json::json!({"roleName": role.name, "permissions": permissions, "assignableScopes": []}).to_string();
        load(&Source::new("role.json", text)).expect("a role")
    }

    fn is_broad(set: &PatternSet) -> bool {
        set.blocks.iter().flat_map(|block| &block.allow).any(|pattern| provider(pattern.folded()).is_none())
    }

    /// Index and samples leave out no built-in role that contains another, but those for all providers.
    #[test]
    fn the_index_finds_what_brute_force_finds() {
        let wildcards = Wildcards::Documented;
        let catalog = Catalog::embedded();
        let built_ins = BuiltIns::new(&catalog, wildcards);
        for subject in built_ins.roles.iter().step_by(60) {
            let file = written(subject.definition);
            let role = LintedRole::new(RolePlace { file: 0, role: 0 }, &file, &file.roles[0], wildcards);
            let broad = Plane::ALL.iter().any(|&plane| is_broad(role.set(plane)));
            let found = built_ins.containing(&role);
            let operations = built_ins.operations(subject);
            for (number, other) in built_ins.roles.iter().enumerate() {
                let within = |plane: &Plane| role.set(*plane).is_within(other.set(*plane), wildcards) == Some(true);
                let contained = Plane::ALL.iter().all(within) && role.granting().next().is_some();
                let names = (&subject.definition.name, &other.definition.name);
                assert!(!contained || operations.is_subset(built_ins.operations(other)), "{names:?}: the catalog disagrees");
                if Plane::ALL.iter().any(|&plane| is_broad(other.set(plane))) == broad {
                    assert_eq!(found.contains(&number), contained, "{names:?}");
                }
            }
        }
    }
}
