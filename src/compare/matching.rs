//! [`matched`]: the rows of two states that state the same thing, and those that do not.

use std::hash::Hash;

use crate::arrange::Arrange as _;
use rustc_hash::FxHashSet;

/// A row of one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FactRow<K, D> {
    /// What the row is about.
    pub key: K,
    /// What it says of that.
    pub detail: D,
    /// Its number in its table.
    pub row: u32,
}

/// Rows of two states that belong together: one where something came or went, both where it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowPair {
    /// The row of the old state.
    pub old: Option<u32>,
    /// The row of the new state.
    pub new: Option<u32>,
}

/// How two details compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alike {
    /// They say the same.
    Same,
    /// They do not.
    Other,
    /// One of them does not say.
    Unsaid,
}

/// What became of some rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct MatchedRows {
    /// What came, went or changed.
    pub changes: Vec<RowPair>,
    /// What both states have, and only one of them says all of.
    pub unsaid: Vec<(u32, u32)>,
}

/// Finds for each old row the new one that says the same. Equal rows of one state count once.
pub(super) fn matched<K: Ord + Hash, D: Ord + Hash>(
    mut old: Vec<FactRow<K, D>>,
    mut new: Vec<FactRow<K, D>>,
    alike: impl Fn(&D, &D) -> Alike,
) -> MatchedRows {
    keep_differing(&mut old, &mut new);
    for rows in [&mut old, &mut new] {
        rows.arrange();
        rows.dedup_by(|later, kept| later.key == kept.key && later.detail == kept.detail);
    }
    let mut found = MatchedRows::default();
    let mut old = old.chunk_by(|a, b| a.key == b.key).peekable();
    let mut new = new.chunk_by(|a, b| a.key == b.key).peekable();
    loop {
        let order = match (key_of(old.peek()), key_of(new.peek())) {
            (None, None) => return found,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => old.cmp(new),
        };
        let old = if order.is_le() { old.next() } else { None };
        let new = if order.is_ge() { new.next() } else { None };
        found.about_one(old.unwrap_or_default(), new.unwrap_or_default(), &alike);
    }
}

/// Leaves out the rows about things of which both states say the same: nearly all of them, and sorting them would take longest.
fn keep_differing<K: Ord + Hash, D: Ord + Hash>(old: &mut Vec<FactRow<K, D>>, new: &mut Vec<FactRow<K, D>>) {
    let keep = {
        let [in_old, in_new] = [&*old, &*new].map(|rows| rows.iter().map(said).collect::<FxHashSet<_>>());
        let mut differing: FxHashSet<&K> = FxHashSet::default();
        for (rows, others) in [(&*old, &in_new), (&*new, &in_old)] {
            differing.extend(rows.iter().filter(|row| !others.contains(&said(row))).map(|row| &row.key));
        }
        [&*old, &*new].map(|rows| rows.iter().map(|row| differing.contains(&row.key)).collect::<Vec<bool>>())
    };
    for (rows, keep) in [old, new].into_iter().zip(keep) {
        let mut keep = keep.into_iter();
        rows.retain(|_| keep.next().unwrap_or_default());
    }
}

fn said<K, D>(row: &FactRow<K, D>) -> (&K, &D) {
    (&row.key, &row.detail)
}

fn key_of<'r, K, D>(rows: Option<&&'r [FactRow<K, D>]>) -> Option<&'r K> {
    rows?.first().map(|row| &row.key)
}

impl MatchedRows {
    /// Rows about one thing, by detail. Those that are equal belong together; the others are taken in their order.
    fn about_one<K, D: Ord>(&mut self, old: &[FactRow<K, D>], new: &[FactRow<K, D>], alike: &impl Fn(&D, &D) -> Alike) {
        let (Some(first_old), Some(first_new)) = (old.first(), new.first()) else {
            self.changes.extend(old.iter().map(|row| RowPair { old: Some(row.row), new: None }));
            self.changes.extend(new.iter().map(|row| RowPair { old: None, new: Some(row.row) }));
            return;
        };
        let (mut left, mut right) = (beside(old, new), beside(new, old));
        loop {
            let (old, new) = match (left.next(), right.next()) {
                (None, None) => return,
                pair => pair,
            };
            match alike(&old.unwrap_or(first_old).detail, &new.unwrap_or(first_new).detail) {
                Alike::Same => {}
                Alike::Unsaid => self.unsaid.push((old.unwrap_or(first_old).row, new.unwrap_or(first_new).row)),
                Alike::Other => self.changes.push(RowPair { old: old.map(|row| row.row), new: new.map(|row| row.row) }),
            }
        }
    }
}

/// The rows that are not among others; both are sorted by detail.
fn beside<'r, K, D: Ord>(rows: &'r [FactRow<K, D>], others: &'r [FactRow<K, D>]) -> impl Iterator<Item = &'r FactRow<K, D>> {
    rows.iter().filter(|row| others.binary_search_by(|other| other.detail.cmp(&row.detail)).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Old rows, new rows, what changed, what one side does not say, and why.
    type MatchCase<'r> = (&'r [(u32, i8)], &'r [(u32, i8)], Vec<RowPair>, Vec<(u32, u32)>, &'r str);

    fn rows(of: &[(u32, i8)]) -> Vec<FactRow<u32, i8>> {
        (0..).zip(of).map(|(row, &(key, detail))| FactRow { key, detail, row }).collect()
    }

    /// Details below zero say nothing.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "details are compared by reference")]
    fn alike(old: &i8, new: &i8) -> Alike {
        match (old == new, *old < 0 || *new < 0) {
            (true, _) => Alike::Same,
            (false, true) => Alike::Unsaid,
            (false, false) => Alike::Other,
        }
    }

    #[test]
    fn rows_that_say_the_same_are_no_change() {
        let pair = |old, new| RowPair { old, new };
        let cases: [MatchCase<'_>; 9] = [
            (&[(1, 0), (2, 0)], &[(2, 0), (1, 0)], vec![], vec![], "another order"),
            (&[(1, 0)], &[], vec![pair(Some(0), None)], vec![], "one went"),
            (&[], &[(1, 0)], vec![pair(None, Some(0))], vec![], "one came"),
            (&[(1, 0), (1, 0)], &[(1, 0)], vec![], vec![], "a repetition"),
            (&[(1, 0)], &[(1, 5)], vec![pair(Some(0), Some(0))], vec![], "one says something else"),
            (&[(1, 0), (1, 5)], &[(1, 5)], vec![pair(Some(0), None)], vec![], "one of two went"),
            (&[(1, -1)], &[(1, 5)], vec![], vec![(0, 0)], "one says nothing"),
            (&[(1, -1), (1, 5)], &[(1, 5)], vec![], vec![(0, 0)], "one says nothing beside one that does"),
            (&[(1, 0)], &[(2, 0)], vec![pair(Some(0), None), pair(None, Some(0))], vec![], "two things"),
        ];
        for (old, new, changes, unsaid, why) in cases {
            assert_eq!(matched(rows(old), rows(new), alike), MatchedRows { changes, unsaid }, "{why}");
        }
    }
}
