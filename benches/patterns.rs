//! The pattern algebra on the built-in roles.

use divan::{Bencher, black_box};
use rolecall::catalog::Catalog;
use rolecall::model::RoleDefinition;
use rolecall::pattern::{Block, PatternSet, Wildcards};

fn main() {
    divan::main();
}

fn set(role: &RoleDefinition) -> PatternSet {
    let block =
        |block: &rolecall::model::PermissionBlock| Block { allow: block.actions.clone(), except: block.not_actions.clone() };
    PatternSet { blocks: role.blocks.iter().map(block).collect() }
}

/// Every 29th role against every 31st, with a witness: divide by the 960 pairs.
#[divan::bench]
fn inclusion_with_witness_960_pairs(bencher: Bencher<'_, '_>) {
    let sets: Vec<PatternSet> = Catalog::embedded().roles().iter().map(set).collect();
    bencher.bench_local(|| {
        let mut found = 0_usize;
        for first in sets.iter().step_by(29) {
            for second in sets.iter().step_by(31) {
                let escape = first.escape(black_box(second), Wildcards::Documented);
                found += usize::from(escape != rolecall::pattern::Search::None);
            }
        }
        found
    });
}

/// Owner in Contributor: one long list of exceptions.
#[divan::bench]
fn owner_in_contributor(bencher: Bencher<'_, '_>) {
    let named = |name| set(Catalog::embedded().role_by_name(name).unwrap_or_else(|| std::process::abort()));
    let (owner, contributor) = (named("Owner"), named("Contributor"));
    bencher.bench_local(|| black_box(&owner).escape(&contributor, Wildcards::Documented));
}
