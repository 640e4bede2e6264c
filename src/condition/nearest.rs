//! "Did you mean": the known name that is closest to a mistyped one.

/// No known name is longer than this.
const LONGEST: usize = 64;

/// The candidate within a third of the name's length in edits, the first of the closest; case does not count.
pub(super) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let measured = candidates.into_iter().map(|candidate| (edits(&name, &candidate.to_ascii_lowercase()), candidate));
    let closest = measured.min_by_key(|&(distance, _)| distance);
    closest.filter(|&(distance, _)| distance <= name.len() / 3).map(|(_, candidate)| candidate)
}

/// How many bytes have to be added, removed or replaced to make one of the other. Names are short: one row of the table suffices.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, left) in from.bytes().enumerate() {
        let mut diagonal = at;
        let mut before = at + 1;
        if let Some(nothing) = row.first_mut() {
            *nothing = before;
        }
        for (cell, right) in row.iter_mut().skip(1).zip(to.bytes()) {
            let replaced = diagonal + usize::from(left != right);
            diagonal = *cell;
            before = replaced.min(before + 1).min(diagonal + 1);
            *cell = before;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["StringEquals", "StringNotEquals", "GuidEquals"];
        let cases = [
            ("StringEqual", Some("StringEquals"), "a letter too few"),
            ("stringNotEqauls", Some("StringNotEquals"), "two letters swapped"),
            ("IpMatch", None, "nothing is close"),
            ("", None, "nothing was written"),
        ];
        for (name, expected, why) in cases {
            assert_eq!(nearest(name, known), expected, "{why}");
        }
        assert_eq!((edits("kitten", "sitting"), edits("", "abc"), edits("abc", "")), (3, 3, 3));
    }
}
