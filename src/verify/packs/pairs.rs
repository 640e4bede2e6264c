//! [`pairs`]: the tasks of two packs that belong together.

use crate::model::{Task, TaskPack};

/// A task of each pack that belong together; one of them may be missing.
pub(super) type TaskPairAgain<'p> = (Option<&'p Task>, Option<&'p Task>);

/// Each task with the one that continues it: by its id, by the id that it had, else by its title.
pub(super) fn pairs<'p>(old: &'p TaskPack, new: &'p TaskPack) -> Vec<TaskPairAgain<'p>> {
    let mut taken: Vec<&str> = Vec::new();
    let mut pairs = Vec::new();
    for own in &old.tasks {
        // Of several, the last one has the name.
        let find = |is: &dyn Fn(&Task) -> bool| new.tasks.iter().rev().find(|other| is(other));
        let same = find(&|other| other.id == own.id)
            .or_else(|| find(&|other| other.formerly.as_deref() == Some(own.id.as_str())))
            .or_else(|| find(&|other| other.title.to_lowercase() == own.title.to_lowercase()));
        let same = same.filter(|other| !taken.contains(&other.id.as_str()));
        taken.extend(same.map(|other| other.id.as_str()));
        pairs.push((Some(own), same));
    }
    pairs.extend(new.tasks.iter().filter(|own| !taken.contains(&own.id.as_str())).map(|own| (None, Some(own))));
    pairs
}
