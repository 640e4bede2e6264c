//! What roles grant against each other: held against brute force over strings and over the catalog, and against automata of an
//! independent crate; every witness is matched again.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use rolecall::access::{AccessChange, AccessDiff, AccessTrend, Ownership, Privileged, RoleAccess, lacking};
use rolecall::catalog::Catalog;
use rolecall::condition::{Condition, RegionCondition};
use rolecall::model::{PermissionBlock, Plane, RoleDefinition};
use rolecall::pattern::{Pattern, PatternSet, Wildcards};
use rolecall::source::Source;

use crate::pattern_laws::{Oracle, any_stars, holds, one_star, patterns_of, set, short_strings, wildcards};

/// A catalog in the letters of the generated patterns.
static SMALL: LazyLock<Catalog> = LazyLock::new(|| {
    let text = "rolecall-catalog 1\n\n[operations]\ndate 2026-01-01\ncount 6\nsource made up\n\n\
        = control\na/b/c\na/c\nb/a/a\nb/b\nc/a/b\nz/a\n= data\na/c\n";
    Catalog::load(&Source::new("small.txt", text)).expect("a catalog")
});

/// Conditions, two of which say different things of different actions; `None` is none.
const CONDITIONS: [Option<&str>; 5] = [
    None,
    Some("@Resource[a:b] StringEquals 'x'"),
    Some("@Resource[a:b] StringEquals 'y'"),
    Some("!(ActionMatches{'a/b'}) OR @resource[a:B] StringEquals 'x'"),
    Some("@Resource[a:b] StringEquals 'y' AND ActionMatches{'a/*'}"),
];

fn block(pattern: impl Strategy<Value = Pattern> + Clone) -> impl Strategy<Value = PermissionBlock> {
    let lists = (prop::collection::vec(pattern.clone(), 0..4), prop::collection::vec(pattern, 0..3));
    (lists, prop::sample::select(&CONDITIONS[..]), any::<bool>()).prop_map(|((allow, except), condition, is_data)| {
        let condition_version = condition.map(|_| "2.0".into());
        let empty = PermissionBlock { condition: condition.map(Into::into), condition_version, ..PermissionBlock::default() };
        if is_data {
            PermissionBlock { data_actions: allow, not_data_actions: except, ..empty }
        } else {
            PermissionBlock { actions: allow, not_actions: except, ..empty }
        }
    })
}

fn blocks(pattern: impl Strategy<Value = Pattern> + Clone) -> impl Strategy<Value = Vec<PermissionBlock>> {
    prop::collection::vec(block(pattern), 0..4)
}

/// What has to hold for a string, straight from the rules: nothing where some block gives it without a condition, or under one that says
/// nothing of it.
fn conditions_of(blocks: &[PermissionBlock], plane: Plane, string: &str, wildcards: Wildcards) -> BTreeSet<Option<String>> {
    let mut found = BTreeSet::new();
    for block in blocks {
        let (allow, except) = match plane {
            Plane::Control => (&block.actions, &block.not_actions),
            Plane::Data => (&block.data_actions, &block.not_data_actions),
        };
        let hit = |pattern: &Pattern| pattern.matches(string, wildcards);
        if allow.iter().any(hit) && !except.iter().any(hit) {
            let Some(text) = block.condition.as_deref() else { return BTreeSet::from([None]) };
            let condition = Condition::new(text, None);
            match condition.in_region(&condition.bits(string, wildcards), wildcards) {
                RegionCondition::Always => return BTreeSet::from([None]),
                RegionCondition::Never => {}
                RegionCondition::Where(rest) => {
                    found.insert(Some(rest.text().to_owned()));
                }
            }
        }
    }
    found
}

/// Whether every condition under which the first has a string is one under which the second has it, or the second needs none.
fn is_covered(first: &BTreeSet<Option<String>>, second: &BTreeSet<Option<String>>) -> bool {
    second.contains(&None) || first.is_subset(second)
}

/// The condition of a change.
fn key_of(change: &AccessChange) -> Option<String> {
    change.condition.as_ref().map(|key| key.identity().to_owned())
}

fn witness_holds(
    change: &AccessChange,
    more: &[PermissionBlock],
    less: &[PermissionBlock],
    wildcards: Wildcards,
) -> Result<(), TestCaseError> {
    let own = conditions_of(more, change.plane, &change.witness.action, wildcards);
    let others = conditions_of(less, change.plane, &change.witness.action, wildcards);
    let key = key_of(change);
    prop_assert!(own.contains(&key), "{:?} is not given", change.witness);
    prop_assert!(!others.contains(&None) && !others.contains(&key), "{:?} is given by the other too", change.witness);
    prop_assert_eq!(change.otherwise_conditioned, !others.is_empty());
    prop_assert_eq!(change.witness.in_catalog, !change.operations.is_empty());
    if let Some(beyond) = &change.beyond {
        prop_assert!(!conditions_of(more, change.plane, beyond, wildcards).is_empty(), "{} is not given", beyond);
        prop_assert!(!is_covered(
            &conditions_of(more, change.plane, beyond, wildcards),
            &conditions_of(less, change.plane, beyond, wildcards)
        ));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn access_a_difference_is_what_brute_force_finds(old in blocks(one_star()), new in blocks(one_star()), wildcards in wildcards()) {
        let catalog = &*SMALL;
        let access = |blocks: &[PermissionBlock]| RoleAccess::new(blocks, catalog, wildcards);
        let diff = AccessDiff::between(&access(&old), &access(&new), &Privileged::new(catalog));
        prop_assert!(diff.undecided.is_empty());
        for change in &diff.gained {
            witness_holds(change, &new, &old, wildcards)?;
        }
        for change in &diff.lost {
            witness_holds(change, &old, &new, wildcards)?;
        }
        let (mut gains, mut losses, mut conditions) = (false, false, false);
        for plane in Plane::ALL {
            for string in short_strings() {
                let (before, after) =
                    (conditions_of(&old, plane, &string, wildcards), conditions_of(&new, plane, &string, wildcards));
                gains |= !is_covered(&after, &before);
                losses |= !is_covered(&before, &after);
                conditions |= before != after && !before.is_empty() && !after.is_empty();
                for change in diff.gained.iter().filter(|change| change.plane == plane) {
                    let key = key_of(change);
                    let is_meant = after.contains(&key) && !before.contains(&None) && !before.contains(&key)
                        && before.is_empty() != change.otherwise_conditioned;
                    if is_meant && !change.witness.in_catalog {
                        prop_assert!(change.witness.action.len() <= string.len(), "{} is shorter", string);
                    }
                    let listed = change.operations.iter().any(|name| **name == string);
                    prop_assert_eq!(listed, is_meant && catalog.operations().lookup(plane, &string).is_some());
                }
            }
        }
        prop_assert!(!gains || !diff.gained.is_empty());
        prop_assert!(!losses || !diff.lost.is_empty());
        prop_assert!(!conditions || diff.condition_changed);
        prop_assert_eq!(access(&new).is_within(&access(&old)), Some(diff.gained.is_empty()));
    }

    #[test]
    fn access_a_difference_is_that_of_the_languages(first in set(any_stars()), second in set(any_stars()), wildcards in wildcards()) {
        let access = |set: &PatternSet| RoleAccess::new(&control(set), &SMALL, wildcards);
        let diff = AccessDiff::between(&access(&second), &access(&first), &Privileged::new(&SMALL));
        let mut patterns = patterns_of(&first);
        let own = patterns.len();
        patterns.extend(patterns_of(&second));
        let accept = |bits: &[bool]| {
            let (own, other) = bits.split_at(own);
            holds(&first, own) && !holds(&second, other)
        };
        let shortest = Oracle::new(&patterns, wildcards).shortest(&accept);
        match diff.gained.as_slice() {
            [] if diff.undecided.is_empty() => prop_assert_eq!(shortest, None),
            [] => {}
            [change] => {
                prop_assert!(shortest.is_some());
                prop_assert!(first.contains(&change.witness.action, wildcards) && !second.contains(&change.witness.action, wildcards));
                if !change.witness.in_catalog && diff.undecided.is_empty() {
                    prop_assert_eq!(Some(change.witness.action.chars().count()), shortest);
                }
            }
            _ => prop_assert!(false, "one plane, no conditions"),
        }
    }

    #[test]
    fn access_nothing_differs_from_itself_however_it_is_written(blocks in blocks(one_star()), wildcards in wildcards()) {
        let mut other = blocks.clone();
        other.reverse();
        other.extend(blocks.first().cloned());
        for block in &mut other {
            let upper = |patterns: &mut Vec<Pattern>| {
                *patterns = patterns.iter().rev().map(|pattern| Pattern::parse(&pattern.text().to_uppercase())).collect();
            };
            upper(&mut block.actions);
            upper(&mut block.not_actions);
        }
        let access = |blocks: &[PermissionBlock]| RoleAccess::new(blocks, &SMALL, wildcards);
        let diff = AccessDiff::between(&access(&blocks), &access(&other), &Privileged::new(&SMALL));
        prop_assert_eq!(diff.change(), AccessTrend::Same);
        prop_assert_eq!(diff, AccessDiff::default());
    }
}

fn control(set: &PatternSet) -> Vec<PermissionBlock> {
    let block = |block: &rolecall::pattern::Block| PermissionBlock {
        actions: block.allow.clone(),
        not_actions: block.except.clone(),
        ..PermissionBlock::default()
    };
    set.blocks.iter().map(block).collect()
}

/// Built-in roles far apart in the table, and all with conditions: every pair would take longer than it tells.
fn some_roles(catalog: &Catalog) -> Vec<&RoleDefinition> {
    let named = ["Owner", "Contributor", "Reader", "User Access Administrator", "Role Based Access Control Administrator"];
    let is_meant = |(at, role): &(usize, &RoleDefinition)| {
        let has_condition = role.blocks.iter().any(|block| block.condition.is_some());
        at % 110 == 0 || named.contains(&&*role.name) || at % 4 == 0 && has_condition
    };
    catalog.roles().iter().enumerate().filter(is_meant).map(|(_, role)| role).collect()
}

#[test]
fn access_what_is_said_of_built_in_roles_is_so_for_every_operation() {
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    let privileged = Privileged::new(&catalog);
    let roles = some_roles(&catalog);
    let accesses: Vec<RoleAccess<'_>> =
        roles.iter().map(|role| RoleAccess::new(&role.blocks, &catalog, Wildcards::Documented)).collect();
    for (old, before) in roles.iter().zip(&accesses) {
        for (new, after) in roles.iter().zip(&accesses) {
            let diff = AccessDiff::between(before, after, &privileged);
            assert_eq!(after.is_within(before), Some(diff.gained.is_empty()), "{} in {}", new.name, old.name);
            assert_eq!(before.is_within(after), Some(diff.lost.is_empty()), "{} in {}", old.name, new.name);
            for change in diff.gained {
                witness_holds(&change, &new.blocks, &old.blocks, Wildcards::Documented).expect("a witness");
                let key = key_of(&change);
                for name in change.operations.iter().step_by(17) {
                    assert!(operations.lookup(change.plane, name).is_some());
                    let after = conditions_of(&new.blocks, change.plane, name, Wildcards::Documented);
                    assert!(after.contains(&key), "{name} is not in {}", new.name);
                    let before = conditions_of(&old.blocks, change.plane, name, Wildcards::Documented);
                    assert!(!before.contains(&None) && !before.contains(&key), "{name} is in {}", old.name);
                }
            }
        }
    }
}

#[test]
fn access_owners_are_known_by_what_they_grant() {
    let cases: [(&[&str], &[&str], &str, &str); 8] = [
        (&["*"], &[], "owner", "everything"),
        (
            &["*/read", "*"],
            &["*/read"],
            "gives roles",
            "an exception takes its part whatever else is listed, and this one may give it back",
        ),
        (
            &["*/read", "*/write", "*/delete", "*/action"],
            &[],
            "on the catalog",
            "every operation ends in one of these, other strings do not",
        ),
        (&["*"], &["Microsoft.Authorization/*/write"], "none", "no way to give out roles"),
        (&["*"], &["Microsoft.Web/sites/restart/action"], "gives roles", "what it lacks it can give itself"),
        (&["Microsoft.Authorization/*"], &[], "gives roles", "Owner is one of the roles it can give"),
        (&["*"], &["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"], "none", "Contributor, nearly"),
        (&["Microsoft.Authorization/roleAssignments/read"], &[], "none", "reads"),
    ];
    for (allow, except, expected, why) in cases {
        let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text)).collect();
        let block = PermissionBlock { actions: patterns(allow), not_actions: patterns(except), ..PermissionBlock::default() };
        let catalog = Catalog::embedded();
        let access = RoleAccess::new(&[block], &catalog, Wildcards::Documented);
        let found = match Ownership::of(&access) {
            Ownership::Owner => "owner",
            Ownership::OwnerOnCatalog { lacks } => {
                assert!(!access.planes()[0].unconditional.set.contains(&lacks.action, Wildcards::Documented), "{why}");
                "on the catalog"
            }
            Ownership::GivesRoles { lacks } => {
                assert_eq!(lacks, lacking(&access).len(), "{why}");
                "gives roles"
            }
            Ownership::None => "none",
            Ownership::Unknown => "unknown",
        };
        assert_eq!(found, expected, "{why}");
    }
}

#[test]
fn access_several_stars_are_decided_or_said_to_be_open() {
    let block = |text: &str| PermissionBlock { actions: vec![Pattern::parse(text)], ..PermissionBlock::default() };
    let access = |text: &str| RoleAccess::new(&[block(text)], &SMALL, Wildcards::Documented);
    let diff = |old: &str, new: &str| AccessDiff::between(&access(old), &access(new), &Privileged::new(&SMALL));
    assert_eq!(diff("a*b*c", "a**b*c").change(), AccessTrend::Same);
    assert_eq!(diff("*a*", "*a*b*").change(), AccessTrend::Narrowed);
    let intricate = "*a*a*b*b*a*b*a*a*b*b*a*b*";
    let open = diff(&format!("*{}", intricate.repeat(3)), &format!("{}a*", intricate.repeat(3)));
    assert!(open.change() != AccessTrend::Same && (open.change() != AccessTrend::Unknown || !open.undecided.is_empty()));
}
