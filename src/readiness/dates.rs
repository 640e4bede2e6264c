//! When the exports were made, and how that is known.

use std::path::Path;

use crate::model::{Facts, InputFile};

/// When an input was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// In seconds since 1970.
    pub at: i64,
    /// How that is known.
    pub by: DatedBy,
    /// Older than was asked for (`--max-age`).
    pub old: bool,
}

/// How it is known when an input was exported, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatedBy {
    /// The manifest of the folder says when it was collected.
    Collected,
    /// Its newest record was made or changed then: the export is not older, and may be newer.
    NewestRecord,
    /// The file was last written then: no evidence, but there is no better.
    File,
}

/// For every input of the facts when it was exported, if anything says so; old is what is older than `max_age` seconds at `now`.
pub(super) fn dates(facts: &Facts, now: i64, max_age: Option<i64>) -> Vec<Option<Dated>> {
    let dated = |input: &InputFile| {
        let collected = collected(facts, &input.path).map(|at| (at, DatedBy::Collected));
        let newest = input.newest.map(|at| (at, DatedBy::NewestRecord));
        let (at, by) = collected.or(newest).or(input.modified.map(|at| (at, DatedBy::File)))?;
        Some(Dated { at, by, old: max_age.is_some_and(|most| now - at > most) })
    };
    facts.inputs.iter().map(dated).collect()
}

/// When the folder that a file lies in was collected: the innermost folder with a manifest counts.
fn collected(facts: &Facts, path: &str) -> Option<i64> {
    let holds = |folder: &str| Path::new(path).starts_with(folder);
    let around = facts.collections.iter().filter(|collection| path != "-" && holds(&collection.folder));
    around.max_by_key(|collection| (collection.folder.len(), collection.at)).map(|collection| collection.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Collection, ExportKind, InputId, Origin};

    #[test]
    fn the_best_evidence_counts() {
        let origin = Origin { input: InputId(0), record: 0 };
        let collection = |folder: &str, at| Collection { folder: folder.into(), at, tenant: None, origin };
        let input = |path: &str, newest, modified| InputFile {
            path: path.into(),
            format: "az.resources",
            records: 1,
            used: 1,
            partial: false,
            kind: ExportKind::Resources,
            newest,
            modified,
        };
        let collections = vec![collection("exports", 100), collection("exports/late", 200)];
        let cases = [
            ("exports/a.json", Some(50), Some(900), Some((100, DatedBy::Collected, true)), "the manifest beside it"),
            ("exports/late/b.json", None, None, Some((200, DatedBy::Collected, false)), "the innermost folder"),
            ("exports-of-old/c.json", Some(50), Some(900), Some((50, DatedBy::NewestRecord, true)), "another folder"),
            ("d.json", None, Some(900), Some((900, DatedBy::File, false)), "the file system alone"),
            ("-", None, None, None, "nothing says"),
        ];
        for (path, newest, modified, expected, why) in cases {
            let facts =
                Facts { collections: collections.clone(), inputs: vec![input(path, newest, modified)], ..Facts::default() };
            let found = dates(&facts, 1000, Some(800)).remove(0).map(|dated| (dated.at, dated.by, dated.old));
            assert_eq!(found, expected, "{why}");
        }
    }
}
