//! [`Arrange`]: sorting with one copy of the algorithm for all types.
//!
//! The sort of the standard library is compiled anew for each type and each comparison. With a few hundred of them it was an eighth of the code
//! that the compiler had to make of this crate. Here the places are sorted, by one function, and the things follow. It is as stable, and somewhat
//! slower: what sorts the rows of an export uses the standard library's own.

use std::cmp::Ordering;

/// Sorts a slice; equal things stay in the order in which they are.
pub(crate) trait Arrange<T> {
    /// By the order of the type.
    fn arrange(&mut self)
    where
        T: Ord;

    /// By a comparison.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key that costs nothing to have.
    fn arrange_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// By a key that is made once for each thing.
    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Arrange<T> for [T] {
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut ranks = ranks(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        follow(&mut ranks, &mut |a, b| self.swap(a, b));
    }

    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }

    fn arrange_by_cached_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let mut ranks = ranks(keys.len(), &mut |a, b| keys.get(a).cmp(&keys.get(b)));
        follow(&mut ranks, &mut |a, b| self.swap(a, b));
    }
}

/// The place that each of so many things gets.
fn ranks(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut ranks = vec![0; count];
    for (rank, of) in order.into_iter().enumerate() {
        if let Some(own) = ranks.get_mut(of) {
            *own = rank;
        }
    }
    ranks
}

/// Brings each thing to its place: each swap brings one there, so there are fewer swaps than things.
fn follow(ranks: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for at in 0..ranks.len() {
        while let Some(rank) = ranks.get(at).copied().filter(|rank| *rank != at) {
            swap(at, rank);
            ranks.swap(at, rank);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Things = Vec<(u8, u16)>;

    proptest! {
        #[test]
        fn arrange_sorts_as_the_standard_library_does(things in prop::collection::vec((0_u8..8, any::<u16>()), 0..200)) {
            let sorted = |sort: &dyn Fn(&mut Things)| {
                let mut sorted = things.clone();
                sort(&mut sorted);
                sorted
            };
            prop_assert_eq!(sorted(&|all| all.arrange()), sorted(&|all| all.sort_unstable()));
            let by_first = sorted(&|all| all.sort_by_key(|(first, _)| *first));
            prop_assert_eq!(&sorted(&|all| all.arrange_by(|a, b| a.0.cmp(&b.0))), &by_first, "stable");
            prop_assert_eq!(&sorted(&|all| all.arrange_by_key(|(first, _)| *first)), &by_first, "stable");
            prop_assert_eq!(&sorted(&|all| all.arrange_by_cached_key(|(first, _)| *first)), &by_first, "stable");
        }
    }
}
