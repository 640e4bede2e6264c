//! [`thin`]: of the same finding, many times in one role, the first are shown and the rest is counted.

use std::mem::Discriminant;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::reviewed::{Disposition, Reviewed};

/// So many findings of one lint are shown for one role.
const OF_A_ROLE: usize = 20;

/// So many findings of one lint are shown for one file.
const OF_A_FILE: usize = 200;

/// What findings are counted together by: the file, the lint, whether they count and are old, and the role.
type Crowd = (Option<usize>, &'static str, (Discriminant<Disposition>, bool), Option<Arc<str>>);

/// How many findings a crowd has, how many are left out, and which is the last that is shown.
#[derive(Default)]
struct Count {
    all: usize,
    hidden: usize,
    last: usize,
}

/// The findings without those that are one of too many. The last one that is shown says how many are not.
pub(super) fn thin(findings: Vec<Reviewed>) -> Vec<Reviewed> {
    let of_role = thinned(findings, OF_A_ROLE, |finding| finding.role.clone());
    thinned(of_role, OF_A_FILE, |_| None)
}

fn thinned(findings: Vec<Reviewed>, most: usize, role: impl Fn(&Reviewed) -> Option<Arc<str>>) -> Vec<Reviewed> {
    let mut crowds: FxHashMap<Crowd, Count> = FxHashMap::default();
    let mut shown: Vec<Reviewed> = Vec::new();
    for finding in findings {
        let disposition = (std::mem::discriminant(&finding.disposition), finding.is_old);
        let count = crowds.entry((finding.file, finding.lint, disposition, role(&finding))).or_default();
        count.all += 1;
        if count.all <= most {
            count.last = shown.len();
            shown.push(finding);
        } else {
            count.hidden += 1;
        }
    }
    for Count { hidden, last, .. } in crowds.into_values().filter(|count| count.hidden > 0) {
        if let Some(finding) = shown.get_mut(last) {
            finding.message = format!("{} (and {hidden} more of this kind)", finding.message);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Source, Span};

    #[test]
    fn the_first_of_many_are_shown_and_the_rest_is_counted() {
        let source = Source::new("a.json", "{}");
        let of = |lint| Reviewed::of_rule(lint, &source, Span::default(), "a thing".to_owned());
        let many = std::iter::repeat_with(|| of("idle")).take(50);
        let shown = thin(many.chain(std::iter::once(of("other"))).collect());
        assert_eq!(shown.len(), OF_A_ROLE + 1);
        assert_eq!(shown[OF_A_ROLE - 1].message, "a thing (and 30 more of this kind)");
        assert_eq!(shown[OF_A_ROLE].message, "a thing", "another finding is no part of the crowd");
    }
}
