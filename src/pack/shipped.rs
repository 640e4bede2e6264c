//! The packs that are part of the program. A question reads those that it needs: [`task_ids`] says which tasks a pack has without
//! reading it.

use crate::source::Source;

/// The packs that are part of the program, by id, the default one first.
pub const EMBEDDED: [(&str, &str); 17] = [
    ("sentinel-defender-2025-01", include_str!("../../rules/tasks/sentinel-defender-2025-01.yaml")),
    ("sentinel-defender-2026-09", include_str!("../../rules/tasks/sentinel-defender-2026-09.yaml")),
    ("sentinel-roles", include_str!("../../rules/tasks/sentinel-roles.yaml")),
    ("sentinel-data-lake", include_str!("../../rules/tasks/sentinel-data-lake.yaml")),
    ("sentinel-ueba", include_str!("../../rules/tasks/sentinel-ueba.yaml")),
    ("log-analytics-access", include_str!("../../rules/tasks/log-analytics-access.yaml")),
    ("key-vault-data", include_str!("../../rules/tasks/key-vault-data.yaml")),
    ("defender-for-cloud", include_str!("../../rules/tasks/defender-for-cloud.yaml")),
    ("backup-vaults", include_str!("../../rules/tasks/backup-vaults.yaml")),
    ("network-watcher", include_str!("../../rules/tasks/network-watcher.yaml")),
    ("aks", include_str!("../../rules/tasks/aks.yaml")),
    ("vm-login-bastion", include_str!("../../rules/tasks/vm-login-bastion.yaml")),
    ("arc-vmware", include_str!("../../rules/tasks/arc-vmware.yaml")),
    ("update-manager", include_str!("../../rules/tasks/update-manager.yaml")),
    ("machine-learning", include_str!("../../rules/tasks/machine-learning.yaml")),
    ("cost-management", include_str!("../../rules/tasks/cost-management.yaml")),
    ("entra-least-privileged", include_str!("../../rules/tasks/entra-least-privileged.yaml")),
];

/// The text of an embedded pack.
pub fn embedded(id: &str) -> Option<Source> {
    let (id, text) = EMBEDDED.iter().find(|(known, _)| *known == id)?;
    Some(Source::new(format!("{id}.yaml"), *text))
}

/// The embedded packs that have a task by this id, in whatever case. Nothing is read for it.
pub fn with_task(task: &str) -> impl Iterator<Item = &'static str> {
    let has = move |text: &'static str| task_ids(text).any(|id| id.eq_ignore_ascii_case(task.trim()));
    EMBEDDED.iter().filter(move |(_, text)| has(text)).map(|(id, _)| *id)
}

/// The ids of the tasks of an embedded pack, by how these packs are written: the tasks come last but for the caveats, an id per line.
fn task_ids(text: &'static str) -> impl Iterator<Item = &'static str> {
    let tasks = text.split_once("\ntasks:\n").map_or("", |(_, tasks)| tasks);
    tasks.lines().filter_map(|line| line.strip_prefix("  - id: "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::pack::pack;

    #[test]
    fn shipped_packs_have_the_tasks_that_their_text_says() {
        for (id, text) in EMBEDDED {
            let read = pack(&embedded(id).expect("shipped"), &Catalog::embedded()).expect("sound");
            let tasks: Vec<&str> = read.tasks.iter().map(|task| task.id.as_str()).collect();
            assert_eq!(task_ids(text).collect::<Vec<_>>(), tasks, "{id}");
        }
    }

    #[test]
    fn shipped_packs_are_found_by_a_task() {
        let with = |task| with_task(task).collect::<Vec<_>>();
        assert_eq!(with("View-Sentinel "), ["sentinel-defender-2025-01", "sentinel-defender-2026-09"]);
        assert_eq!(with("enable-ueba"), ["sentinel-ueba"]);
        assert!(with("workspace").is_empty(), "a prerequisite is no task");
    }
}
