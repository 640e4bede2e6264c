//! Whether a pattern with several stars matches a string (R-PAT-7), piece by piece.

use super::wildcards::Wildcards;

/// Longer patterns against longer strings are matched as if no slashes were shared: no action of Azure is a thousandth of that.
const MOST: usize = 1 << 26;

/// Whether it matches. The pattern is in lower case, and no two stars of it are side by side.
pub(super) fn matches(pattern: &str, action: &str, wildcards: Wildcards) -> bool {
    // Most strings are told apart by their ends.
    if !pattern.rsplit('*').next().is_some_and(|last| ends_with(action, last)) {
        return false;
    }
    let pieces: Vec<&str> = pattern.split('*').collect();
    let [first, between @ .., last] = pieces.as_slice() else { return false };
    if !starts_at(action, 0, first) {
        return false;
    }
    let merging = pieces.windows(2).any(|pair| matches!(pair, [before, after] if merges(before, after, wildcards)));
    if !merging || pieces.len().saturating_mul(action.len()) > MOST {
        return greedy(action, first.len(), (between, last));
    }
    let mut ends = vec![first.len()];
    let mut before = *first;
    for piece in between {
        ends = next_ends(action, &ends, piece, merges(before, piece, wildcards));
        before = piece;
        if ends.is_empty() {
            return false;
        }
    }
    next_ends(action, &ends, last, merges(before, last, wildcards)).contains(&action.len())
}

/// Each piece where it comes first: exact unless two slashes may be one.
fn greedy(action: &str, start: usize, (between, last): (&[&str], &str)) -> bool {
    let mut rest = action.as_bytes().get(start..).unwrap_or_default();
    for piece in between {
        let found = rest.windows(piece.len().max(1)).position(|own| own.eq_ignore_ascii_case(piece.as_bytes()));
        let Some(at) = found.or((piece.is_empty()).then_some(0)) else { return false };
        rest = rest.get(at + piece.len()..).unwrap_or_default();
    }
    rest.len() >= last.len()
}

/// Whether an action ends with a piece, whatever the case of its letters.
fn ends_with(action: &str, piece: &str) -> bool {
    let own = action.len().checked_sub(piece.len()).and_then(|at| action.as_bytes().get(at..));
    own.is_some_and(|own| own.eq_ignore_ascii_case(piece.as_bytes()))
}

/// Where a piece can end, by where the one before it can end: anything may be between them, or they share a slash (R-PAT-4).
fn next_ends(action: &str, ends: &[usize], piece: &str, merges: bool) -> Vec<usize> {
    let Some(&earliest) = ends.iter().min() else { return Vec::new() };
    let latest = action.len().saturating_sub(piece.len());
    let apart = (earliest..=latest).filter(|&start| starts_at(action, start, piece)).map(|start| start + piece.len());
    let mut next: Vec<usize> = apart.collect();
    if merges {
        let rest = piece.get(1..).unwrap_or_default();
        let shared = ends.iter().filter(|&&end| starts_at(action, end, rest)).map(|end| end + rest.len());
        next.extend(shared);
        next.sort_unstable();
        next.dedup();
    }
    next
}

fn merges(before: &str, after: &str, wildcards: Wildcards) -> bool {
    wildcards == Wildcards::Documented && before.ends_with('/') && after.starts_with('/')
}

fn starts_at(action: &str, start: usize, piece: &str) -> bool {
    let own = action.as_bytes().get(start..start.saturating_add(piece.len()));
    own.is_some_and(|own| own.eq_ignore_ascii_case(piece.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_follow_each_other_or_share_a_slash() {
        let cases = [
            ("a*b*c", "abc", true, "stars for nothing"),
            ("a*b*c", "aXbYbZc", true, "the last b may be taken"),
            ("a*b*b", "ab", false, "one b is not two"),
            ("/*/*/", "/", true, "all three slashes are one"),
            ("/*/*/", "//", true, "or two"),
            ("a/*/b*", "a/b", true, "a shared slash before a star"),
            ("*x/*/y*", "x/y", true, "between two other stars"),
            ("é*é*", "éé", true, "letters of several bytes"),
        ];
        for (pattern, action, expected, why) in cases {
            assert_eq!(matches(pattern, action, Wildcards::Documented), expected, "{pattern} {action}: {why}");
        }
        assert!(!matches("a/*/b*", "a/b", Wildcards::Strict), "two slashes where the reading is strict");
    }
}
