//! All lints over a thousand role files, and over fourteen with whatever is worked out when first asked for.
#![expect(clippy::expect_used, reason = "a bench that cannot be set up has failed")]

use std::path::Path;

use divan::{Bencher, black_box};
use rolecall::catalog::Catalog;
use rolecall::review::lint;
use rolecall::review::lint::LintOptions;
use rolecall::role_file;
use rolecall::role_file::RoleFile;
use rolecall::source::Source;

fn main() {
    divan::main();
}

/// The classic cases, over and over.
fn files(count: usize) -> Vec<RoleFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint-cases");
    let paths = std::fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("an entry").path());
    let cases = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let sources: Vec<Source> = cases.map(|path| Source::read(&path).expect("a case")).collect();
    sources.iter().cycle().take(count).map(|source| role_file::load(source).expect("a role file")).collect()
}

#[divan::bench(args = [14, 1_000])]
fn every_lint(bencher: Bencher<'_, '_>, count: usize) {
    let files = files(count);
    bencher.bench_local(|| lint::run(black_box(&files), &Catalog::embedded(), &LintOptions::default()));
}
