//! What is left out of two exports because both have it changes nothing of their difference.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use rolecall::catalog::Catalog;
use rolecall::compare::{Comparing, TenantDiff};
use rolecall::export;
use rolecall::graph::TenantGraph;
use rolecall::model::{Facts, Notes, ObjectId, TaskPack};
use rolecall::pattern::Wildcards;

use super::{BETWEEN, shipped};

/// The instant that both sides are compared at.
const AT: i64 = 1_767_225_600;

fn tenant(facts: Facts) -> TenantGraph {
    TenantGraph::build(facts, Catalog::embedded(), AT, &mut Notes::default())
}

/// What two states differ in, with one spelling of each scope.
pub(crate) fn difference(old: Facts, new: Facts, packs: &[TaskPack], only: Option<&[ObjectId]>) -> TenantDiff {
    let mut found = TenantDiff::of(&tenant(old), &tenant(new), &Comparing { packs, wildcards: Wildcards::Documented, only });
    // Which of several spellings of a scope is shown hangs on the records that are read.
    let tasks = found.moves.iter_mut().flat_map(|moved| moved.gained.iter_mut().chain(&mut moved.lost));
    for because in tasks.flat_map(|task| &mut task.because) {
        because.scope.make_ascii_lowercase();
        because.assignment.iter_mut().for_each(|id| id.make_ascii_lowercase());
    }
    for fact in &mut found.facts {
        fact.scope.iter_mut().chain(&mut fact.id).for_each(|text| text.make_ascii_lowercase());
    }
    found.facts.sort();
    found.access.iter_mut().for_each(|moved| moved.scope.make_ascii_lowercase());
    found.access.sort_by_key(|moved| (moved.scope.clone(), !moved.gained, moved.eligible, moved.principals.clone()));
    found.not_compared.iter_mut().for_each(|found| found.place.make_ascii_lowercase());
    found
}

/// The facts of a folder, read whole.
pub(crate) fn whole(folder: &Path) -> Option<Facts> {
    let inputs = export::load(&[folder.display().to_string()], &mut std::io::empty()).ok()?;
    export::facts(&inputs).ok().map(|loaded| loaded.facts)
}

/// The first text is a list of the one side, the second one the same list of the other side.
pub(crate) fn delta(data: &[u8]) {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let text = String::from_utf8_lossy(data);
    let Some((before, after)) = text.split_once(BETWEEN) else { return };
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("rolecall-delta-{}-{call}", std::process::id()));
    let [old, new] = ["old", "new"].map(|side| folder.join(side));
    for (side, text) in [(&old, before), (&new, after)] {
        fs::create_dir_all(side).expect("a folder");
        fs::write(side.join("list.json"), text).expect("a file");
    }
    if let Some(delta) = export::delta(&old.display().to_string(), &new.display().to_string(), 0)
        && let (Some(before), Some(after)) = (whole(&old), whole(&new))
    {
        let found = difference(delta.before.facts, delta.after.facts, shipped(), Some(&delta.affected));
        assert_eq!(found, difference(before, after, shipped(), None));
    }
    fs::remove_dir_all(&folder).expect("the folder goes away again");
}
