//! [`Distinct`]: things in the order in which they come, each once. Several calls of a module may make the same.

use std::hash::{BuildHasher as _, Hash};
use std::ops::Deref;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Things without those that are there already.
#[derive(Debug)]
pub(super) struct Distinct<T> {
    all: Vec<T>,
    /// By the hash of a thing: where those with this hash are.
    places: FxHashMap<u64, Vec<usize>>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: FxHashMap::default() }
    }
}

impl<T: Eq + Hash> Distinct<T> {
    /// Adds a thing that is not there yet.
    pub(super) fn add(&mut self, one: T) {
        self.add_beside(one, self.all.len());
    }

    /// Adds what was not there before. What comes several times now is several things.
    pub(super) fn add_new(&mut self, more: impl IntoIterator<Item = T>) {
        let before = self.all.len();
        for one in more {
            self.add_beside(one, before);
        }
    }

    /// Adds a thing that is not among the first so many.
    fn add_beside(&mut self, one: T, first: usize) {
        let places = self.places.entry(FxBuildHasher.hash_one(&one)).or_default();
        let known = places.iter().take_while(|place| **place < first).filter_map(|place| self.all.get(*place));
        if !known.into_iter().any(|known| *known == one) {
            places.push(self.all.len());
            self.all.push(one);
        }
    }
}

impl<T> Deref for Distinct<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.all
    }
}

impl<T> IntoIterator for Distinct<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinct_things_come_once_and_the_same_of_one_call_as_often_as_it_comes() {
        let mut things = Distinct::default();
        things.add_new([1, 1]);
        things.add_new([2, 1, 2]);
        things.add(2);
        things.add(3);
        assert_eq!(*things, [1, 1, 2, 2, 3]);
    }
}
