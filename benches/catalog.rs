//! Expanding roles over the catalog, and reading its sections.

use divan::{Bencher, black_box};
use rolecall::catalog::Catalog;
use rolecall::pattern::Wildcards;

fn main() {
    divan::main();
}

/// Every built-in role over all operations, in both planes.
#[divan::bench]
fn expand_every_role(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    let roles = catalog.roles();
    bencher.bench_local(|| {
        roles.iter().map(|role| operations.expand_role(black_box(role), Wildcards::Documented).len()).sum::<usize>()
    });
}
