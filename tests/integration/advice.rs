//! Advice is exact: branch and bound against brute force over all subsets, custom roles against the need they were made for.

use proptest::prelude::*;
use rolecall::advise::{AccessRequirement, Candidates, Excess, Item, Least, SearchOptions, custom_role, min_cover, partial};
use rolecall::catalog::Catalog;
use rolecall::model::{Plane, PlanePattern};
use rolecall::pattern::{Block, Pattern, PatternSet, Search, Wildcards};
use rolecall::report::advise::{RoleFileFormat, RoleToWrite, write_roles};
use rolecall::source::Source;
use rolecall::{pack, role_file};

/// The operations of the small catalogs: few, so that patterns meet.
const OPERATIONS: [&str; 9] = [
    "A.B/a/b/read",
    "A.B/a/read",
    "A.B/a/write",
    "A.B/b/action",
    "A.B/b/read",
    "A.B/c/read",
    "A.B/c/write",
    "C.D/a/read",
    "C.D/a/write",
];

/// One block of a generated role: what it allows and excepts, and whether it has a condition.
type Written = (Vec<String>, Vec<String>, bool);

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&OPERATIONS[..]).prop_map(str::to_owned),
        2 => prop::sample::select(&["A.B/*", "A.B/a/*", "A.B/*/read", "*/read", "*", "C.D/*", "A.B/a/*/read", "A.B/b/*"][..])
            .prop_map(str::to_owned),
    ]
}

fn roles() -> impl Strategy<Value = Vec<Vec<Written>>> {
    let except = prop::collection::vec(pattern(), 0..2);
    let block = (prop::collection::vec(pattern(), 1..4), except, prop::bool::weighted(0.1));
    prop::collection::vec(prop::collection::vec(block, 1..3), 1..8)
}

fn catalog(roles: &[Vec<Written>]) -> Catalog {
    let mut text = "rolecall-catalog 1\n\n[roles]\ndate 2026-01-01\n\n".to_owned();
    for (number, blocks) in roles.iter().enumerate() {
        let head = format!("00000000-0000-0000-0000-{number:012} Role {number}\n");
        text.push_str(&head);
        let blocks: Vec<String> = blocks.iter().map(block).collect();
        text.push_str(&blocks.join(" or\n"));
    }
    text.push_str("\n[operations]\ndate 2026-01-01\n\n= control\n");
    text.push_str(&OPERATIONS.join("\n"));
    text.push_str("\n\n[action-tiers]\ndate 2026-01-01\n\nControlPlane Writing\n + */write\n");
    Catalog::load(&Source::new("small", text)).expect("a small catalog")
}

fn block((allow, except, conditioned): &Written) -> String {
    let allow = allow.iter().map(|pattern| format!(" + {pattern}\n"));
    let except = except.iter().map(|pattern| format!(" - {pattern}\n"));
    let condition = conditioned.then(|| " if 2.0 ((@Resource[a:b] StringEquals 'c'))\n".to_owned());
    allow.chain(except).chain(condition).collect::<Vec<_>>().concat()
}

fn items(needed: &[String]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for item in needed.iter().map(|text| Item::new(Plane::Control, Pattern::parse(text))) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

/// The blocks that a combination grants without conditions, and all of them.
fn granted(roles: &[Vec<Written>], chosen: &[usize]) -> (PatternSet, PatternSet) {
    let parse = |texts: &[String]| texts.iter().map(|text| Pattern::parse(text)).collect();
    let all = || chosen.iter().filter_map(|&role| roles.get(role)).flatten();
    let set = |blocks: Vec<&Written>| PatternSet {
        blocks: blocks.into_iter().map(|(allow, except, _)| Block { allow: parse(allow), except: parse(except) }).collect(),
    };
    (set(all().filter(|block| !block.2).collect()), set(all().collect()))
}

fn covers(roles: &[Vec<Written>], chosen: &[usize], items: &[Item]) -> bool {
    let (certain, _) = granted(roles, chosen);
    let needed = PatternSet { blocks: items.iter().map(|item| item.block.clone()).collect() };
    needed.is_within(&certain, Wildcards::Documented) == Some(true)
}

fn excess(roles: &[Vec<Written>], chosen: &[usize], items: &[Item]) -> Excess {
    let (_, all) = granted(roles, chosen);
    let is_needed = |operation: &str| items.iter().any(|item| item.block.contains(operation, Wildcards::Documented));
    let beyond = OPERATIONS.iter().filter(|own| all.contains(own, Wildcards::Documented) && !is_needed(own));
    let beyond: Vec<&&str> = beyond.collect();
    let privileged = beyond.iter().filter(|own| own.ends_with("/write")).count();
    Excess { operations: beyond.len(), privileged, data: 0 }
}

/// Every subset of at most `most` roles.
fn subsets(roles: usize, most: usize) -> Vec<Vec<usize>> {
    let bits = 0_u32..1 << roles;
    bits.map(|bits| (0..roles).filter(|role| bits >> role & 1 == 1).collect::<Vec<_>>())
        .filter(|all| all.len() <= most)
        .collect()
}

fn key(excess: Excess, least: Least) -> [usize; 3] {
    match least {
        Least::Privileged => [excess.privileged, excess.operations, excess.data],
        _ => [excess.operations, excess.privileged, excess.data],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn advise_branch_and_bound_agrees_with_brute_force(
        roles in roles(),
        needed in prop::collection::vec(pattern(), 1..5),
        privileged_first in any::<bool>(),
    ) {
        let catalog = catalog(&roles);
        let candidates = Candidates::new(&catalog, Wildcards::Documented);
        let items = items(&needed);
        let least = if privileged_first { Least::Privileged } else { Least::Operations };
        let options = SearchOptions { keep: 4, least, ..SearchOptions::default() };
        let cover = min_cover(&candidates, &items, &candidates.operations_of(&items), &options);
        prop_assert!(cover.ended.is_exact());
        let is_minimal = |chosen: &Vec<usize>| {
            let without = |left: &usize| chosen.iter().copied().filter(|role| role != left).collect::<Vec<_>>();
            covers(&roles, chosen, &items) && !chosen.iter().any(|left| covers(&roles, &without(left), &items))
        };
        let mut all: Vec<_> = subsets(roles.len(), 3).into_iter().filter(is_minimal).map(|chosen| {
            (key(excess(&roles, &chosen, &items), least), chosen.len(), chosen)
        }).collect();
        all.sort();
        all.truncate(4);
        let found: Vec<_> = cover.found.iter().map(|found| {
            (key(found.excess, least), found.roles.len(), found.roles.clone())
        }).collect();
        prop_assert_eq!(found, all);
    }

    #[test]
    fn advise_the_best_partial_cover_agrees_with_brute_force(roles in roles(), picked in prop::collection::vec(0_usize..9, 1..6)) {
        let catalog = catalog(&roles);
        let candidates = Candidates::new(&catalog, Wildcards::Documented);
        let items = items(&picked.iter().map(|&number| OPERATIONS[number].to_owned()).collect::<Vec<_>>());
        let found = partial(&candidates, &items, &candidates.operations_of(&items), &SearchOptions::default());
        let covered = |chosen: &[usize]| {
            items.iter().filter(|item| covers(&roles, chosen, std::slice::from_ref(*item))).count()
        };
        let best = subsets(roles.len(), 3).into_iter().map(|chosen| {
            (std::cmp::Reverse(covered(&chosen)), key(excess(&roles, &chosen, &items), Least::Operations))
        }).min().expect("the empty subset at least");
        let got = found.map(|found| {
            let left = found.remains.len();
            (std::cmp::Reverse(items.len() - left), key(found.found.excess, Least::Operations))
        });
        prop_assert_eq!(got, (best.0.0 > 0).then_some(best));
    }

    #[test]
    fn advise_a_custom_role_grants_the_need_and_nothing_else(needed in prop::collection::vec(pattern(), 1..7), generalizations in any::<bool>()) {
        let catalog = catalog(&[]);
        let candidates = Candidates::new(&catalog, Wildcards::Documented);
        let items = items(&needed);
        let role = custom_role(&candidates, &items, generalizations).expect("there is one");
        let wanted = PatternSet { blocks: items.iter().map(|item| item.block.clone()).collect() };
        let written = PatternSet { blocks: vec![Block { allow: role.block.actions.clone(), except: Vec::new() }] };
        for wildcards in [Wildcards::Documented, Wildcards::Strict] {
            prop_assert_eq!(wanted.is_within(&written, wildcards), Some(true));
            prop_assert_eq!(written.is_within(&wanted, wildcards) == Some(true), role.generalizations.is_empty());
        }
        let grants = |set: &PatternSet, own: &str| set.contains(own, Wildcards::Documented);
        prop_assert!(OPERATIONS.iter().all(|own| grants(&written, own) == grants(&wanted, own)), "the catalog shows no difference");
        prop_assert!(role.block.actions.iter().all(|own| own.text().matches('*').count() <= 1));
        for grown in &role.generalizations {
            let witness = grown.witness.as_deref().expect("something can grow");
            prop_assert!(grants(&written, witness) && !grants(&wanted, witness));
        }
        let needless = |at: usize| {
            let mut fewer = written.clone();
            fewer.blocks[0].allow.remove(at);
            wanted.is_within(&fewer, Wildcards::Strict) == Some(true)
        };
        prop_assert!(!(0..role.block.actions.len()).any(needless), "no pattern is dispensable");
    }
}

#[test]
fn advise_roles_cover_a_pattern_only_together() {
    let role = |allow: &str, except: &str| vec![(vec![allow.to_owned()], vec![except.to_owned()], false)];
    let roles = [role("A.B/*", "A.B/a/*"), role("A.B/a/*", "x"), role("*/read", "x")];
    let catalog = catalog(&roles);
    let candidates = Candidates::new(&catalog, Wildcards::Documented);
    let demand = AccessRequirement::of_actions([PlanePattern { plane: Plane::Control, pattern: Pattern::parse("A.B/*") }]);
    let items = &demand.alternatives[0].by_scope[0].items;
    let cover = min_cover(&candidates, items, &candidates.operations_of(items), &SearchOptions::default());
    let found: Vec<_> = cover.found.iter().map(|found| found.roles.as_slice()).collect();
    assert_eq!(found, [[0, 1]], "neither has all of it, and the third adds nothing");
}

#[test]
fn advise_a_search_that_runs_into_its_limit_says_so() {
    let catalog = Catalog::embedded();
    let candidates = Candidates::new(&catalog, Wildcards::Documented);
    let items = items(&["Microsoft.Compute/virtualMachines/start/action".to_owned()]);
    let options = SearchOptions { steps: 2, ..SearchOptions::default() };
    let cover = min_cover(&candidates, &items, &candidates.operations_of(&items), &options);
    assert!(cover.ended.stopped_early && !cover.ended.is_exact());
}

const FORMATS: [RoleFileFormat; 6] = [
    RoleFileFormat::Az,
    RoleFileFormat::Arm,
    RoleFileFormat::Portal,
    RoleFileFormat::Bicep,
    RoleFileFormat::Terraform,
    RoleFileFormat::Yaml,
];

/// Needs as people have them: actions, patterns, data actions, and what whole roles grant.
fn real_needs() -> Vec<Vec<Item>> {
    let pattern = |(plane, text): &(Plane, &str)| Item::new(*plane, Pattern::parse(text));
    let (control, data) = (Plane::Control, Plane::Data);
    let lists: [&[(Plane, &str)]; 4] = [
        &[(control, "microsoft.compute/virtualmachines/START/action")],
        &[(control, "Microsoft.Support/*"), (control, "Microsoft.Support/supportTickets/read"), (control, "*/read")],
        &[
            (data, "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"),
            (control, "Microsoft.Resources/*/read"),
        ],
        &[(data, "Microsoft.KeyVault/vaults/secrets/getSecret/action"), (control, "Microsoft.New/things/read")],
    ];
    let mut needs: Vec<Vec<Item>> = lists.iter().map(|list| list.iter().map(pattern).collect()).collect();
    let catalog = Catalog::embedded();
    for (id, text) in pack::EMBEDDED {
        let pack = pack::pack(&Source::new(id, text), &catalog).expect("a sound pack");
        let demands = pack.tasks.iter().map(|task| AccessRequirement::of_task(task, &catalog, Wildcards::Documented));
        needs.extend(
            demands
                .flat_map(|demand| demand.alternatives)
                .flat_map(|alternative| alternative.by_scope)
                .map(|scoped| scoped.items),
        );
    }
    needs
}

fn in_plane(items: &[Item], plane: Plane) -> PatternSet {
    PatternSet { blocks: items.iter().filter(|item| item.plane == plane).map(|item| item.block.clone()).collect() }
}

#[test]
fn advise_a_written_role_read_back_grants_exactly_the_need() {
    let catalog = Catalog::embedded();
    let candidates = Candidates::new(&catalog, Wildcards::Documented);
    let scopes = vec!["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401".to_owned()];
    for items in real_needs() {
        let custom = custom_role(&candidates, &items, false).expect("there is one");
        let role = RoleToWrite {
            name: "It's a \"role\" of ${ours}".to_owned(),
            description: "[not an expression] \\ %{ nor this }".to_owned(),
            scopes: scopes.clone(),
            block: custom.block,
            remarks: vec!["a remark".to_owned()],
        };
        for format in FORMATS {
            let mut text = Vec::new();
            write_roles(&[role.clone(), role.clone()], format, &mut text).expect("a list takes everything");
            let text = String::from_utf8(text).expect("text");
            let file = role_file::load(&Source::new("role", text.clone()))
                .unwrap_or_else(|error| panic!("{format:?}: {error}\n{text}"));
            assert_eq!(file.roles.len(), 2, "{format:?}\n{text}");
            for written in &file.roles {
                let read = written.definition();
                assert_eq!(&*read.name, role.name, "{format:?}");
                assert_eq!(read.assignable_scopes.iter().map(|scope| &**scope).collect::<Vec<_>>(), scopes, "{format:?}");
                assert!(!read.losses.unreadable && read.blocks.len() == 1, "{format:?}\n{text}");
                for plane in [Plane::Control, Plane::Data] {
                    let block = &read.blocks[0];
                    let (allow, except) = match plane {
                        Plane::Control => (&block.actions, &block.not_actions),
                        Plane::Data => (&block.data_actions, &block.not_data_actions),
                    };
                    let stars = allow.iter().chain(except).map(|own| own.text().matches('*').count()).max();
                    assert!(stars.unwrap_or(0) <= 1, "Azure takes one star (R-PAT-1)");
                    let (wanted, got) = (
                        in_plane(&items, plane),
                        PatternSet { blocks: vec![Block { allow: allow.clone(), except: except.clone() }] },
                    );
                    assert_eq!(wanted.escape(&got, Wildcards::Documented), Search::None, "{format:?}: less than the need");
                    assert_eq!(got.escape(&wanted, Wildcards::Documented), Search::None, "{format:?}: more than the need");
                }
            }
        }
    }
}
