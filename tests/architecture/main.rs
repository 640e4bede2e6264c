//! The rules of the house that a compiler does not know: who may import whom, what stays inside, how long things get.
//!
//! Each rule is a test of its own. What breaks a rule today stands in the rule's table `LEFT`; the test also fails when an entry of that
//! table is no longer needed, so a table can only shrink.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot read the sources has failed"
)]

mod circles;
mod graph;
mod homes;
mod lengths;
mod names;
mod native;
mod order;
mod pages;
mod parameters;
mod renderers;
mod sources;
mod syntax;
mod words;

use std::collections::BTreeSet;

/// One place that breaks a rule: the entry of `LEFT` that would excuse it, and what to tell the reader.
struct Breach {
    key: String,
    message: String,
}

impl Breach {
    fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into() }
    }
}

/// Fails on a breach that `left` does not list, and on an entry of `left` that excuses nothing.
fn judge(breaches: &[Breach], left: &[&str]) {
    judge_by(breaches, left, |breach, entry| breach.key == entry);
}

fn judge_by(breaches: &[Breach], left: &[&str], excuses: impl Fn(&Breach, &str) -> bool) {
    let is_left = |breach: &Breach| left.iter().any(|entry| excuses(breach, entry));
    let new: BTreeSet<&str> = breaches.iter().filter(|breach| !is_left(breach)).map(|breach| breach.message.as_str()).collect();
    let needed = |entry: &str| breaches.iter().any(|breach| excuses(breach, entry));
    let stale: Vec<&str> = left.iter().copied().filter(|entry| !needed(entry)).collect();
    let lines: Vec<&str> = new.into_iter().collect();
    assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    assert!(stale.is_empty(), "\nremove from `LEFT`, nothing there breaks the rule any more:\n{}", stale.join("\n"));
}
