//! What roles grant, against each other.

use divan::{Bencher, black_box};
use rolecall::access::RoleAccess;
use rolecall::catalog::Catalog;
use rolecall::pattern::Wildcards;

fn main() {
    divan::main();
}

/// Every built-in role in every built-in role, over all strings: 928 x 928 decisions less those of a role in itself.
#[divan::bench(sample_count = 10)]
fn containment_of_all_pairs(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::embedded();
    let roles = catalog.roles();
    // Decoded before the clock runs, as it is in a program that has read anything.
    black_box(catalog.operations().len());
    bencher.bench_local(|| {
        let accesses: Vec<RoleAccess<'_>> =
            roles.iter().map(|role| RoleAccess::new(&role.blocks, &catalog, Wildcards::Documented)).collect();
        let mut within = 0_usize;
        for (at, one) in accesses.iter().enumerate() {
            for (other_at, other) in accesses.iter().enumerate() {
                within += usize::from(at != other_at && one.is_within(other) == Some(true));
            }
        }
        within
    });
}
