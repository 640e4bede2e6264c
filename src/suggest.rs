//! "Did you mean": the known name that is closest to what somebody typed.

/// Longer texts are close to nothing.
const LONGEST: usize = 256;

/// A name that is so near was misspelled; else one that begins or ends with what was typed is rather meant than a similar one.
const MISSPELLED: usize = 2;

/// A part of a name has this many letters at least.
const SHORTEST_PART: usize = 5;

/// The item whose name is closest to `typed`: at most a third of its letters apart, or longer at one end, without regard to case. Of equally
/// close ones the first in the order of names.
pub(crate) fn closest<'a, T>(items: &'a [T], name: impl Fn(&T) -> &str, typed: &str) -> Option<&'a T> {
    // Nothing that is known is as long; without this a megabyte of nonsense would be compared letter by letter.
    if typed.len() > LONGEST {
        return None;
    }
    let typed: Vec<char> = typed.trim().to_lowercase().chars().collect();
    let mut best: Option<(usize, &str, &T)> = None;
    for item in items {
        let known: Vec<char> = name(item).to_lowercase().chars().collect();
        let limit = best.map_or(typed.len().max(known.len()) / 3, |(distance, ..)| distance);
        if known.len().abs_diff(typed.len()) > limit {
            continue;
        }
        let found = (edits(&typed, &known), name(item));
        if found.0 <= limit && best.is_none_or(|(distance, other, _)| found < (distance, other)) {
            best = Some((found.0, found.1, item));
        }
    }
    let is_misspelled = best.is_some_and(|(distance, ..)| distance <= MISSPELLED);
    let longer = (!is_misspelled).then(|| longer(items, name, &typed)).flatten();
    longer.or_else(|| best.map(|(.., item)| item))
}

/// The item with the shortest name that begins or ends with some letters.
fn longer<'a, T>(items: &'a [T], name: impl Fn(&T) -> &str, typed: &[char]) -> Option<&'a T> {
    let typed: String = typed.iter().collect();
    let has_part = |item: &&T| {
        let known = name(item).to_lowercase();
        known.starts_with(&typed) || known.ends_with(&format!(" {typed}"))
    };
    let own = items.iter().filter(|_| typed.len() >= SHORTEST_PART).filter(has_part);
    own.min_by_key(|item| (name(item).len(), name(item)))
}

/// The help about a word that is not in a list: the closest one of the list, else all of it after some words such as "targets are".
pub(crate) fn did_you_mean(known: &[&str], typed: &str, all: &str) -> String {
    match closest(known, |known| known, typed) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("{all} `{}`", known.join("`, `")),
    }
}

/// How many letters two texts are apart, without regard to case.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    edits(&letters(a), &letters(b))
}

/// How many letters must be inserted, removed, changed or swapped with a neighbour to turn one text into the other.
fn edits(from: &[char], to: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, &a) in from.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &b) in to.iter().enumerate() {
            let at = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX / 2);
            let change = at(&last, column) + usize::from(a != b);
            let mut fewest = change.min(at(&last, column + 1) + 1).min(at(&current, column) + 1);
            let swapped = row > 0 && column > 0 && from.get(row - 1) == Some(&b) && to.get(column - 1) == Some(&a);
            if swapped {
                fewest = fewest.min(at(&before_last, column - 1) + 1);
            }
            current.push(fewest);
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let names =
            ["Microsoft Sentinel Reader", "Microsoft Sentinel Responder", "Reader", "Owner", "Microsoft Sentinel Contributor"];
        let cases = [
            ("Microsoft Sentinel Readr", Some("Microsoft Sentinel Reader"), "a letter is missing"),
            ("Azure Sentinel Reader", Some("Microsoft Sentinel Reader"), "the old name"),
            ("onwer", Some("Owner"), "two letters swapped, other case"),
            ("Sentinel Contributor", Some("Microsoft Sentinel Contributor"), "the end of the name"),
            ("Microsoft Sentinel", Some("Microsoft Sentinel Reader"), "the beginning of several"),
            ("Key Vault Administrator", None, "nothing is near"),
            ("", None, "nothing was typed"),
        ];
        for (typed, meant, why) in cases {
            assert_eq!(closest(&names, |name| name, typed).copied(), meant, "{why}");
        }
    }
}
