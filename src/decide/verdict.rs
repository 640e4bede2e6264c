//! The tables that turn grants, conditions and deny assignments into a verdict. Each is one exhaustive match.

use super::decision::Verdict;
use crate::condition::Truth;
use crate::graph::Strength;

/// What the denies at a scope say about a string, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Denial {
    /// No deny applies.
    None,
    /// A deny assignment may apply: its condition, its principals or its scope are in doubt (R-DENY-6).
    Maybe,
    /// A deny applies.
    Sure,
}

/// How a strength reads as a verdict, before conditions and denies.
pub(super) const fn of_strength(strength: Strength) -> Verdict {
    match strength {
        // Held now.
        Strength::Sure => Verdict::Allowed,
        // Held after an activation (R-PIM-4).
        Strength::Eligible => Verdict::Eligible,
        // Held, if data that was not exported says so (R-EVAL-9).
        Strength::Unknown => Verdict::Unknown,
    }
}

/// A grant under its condition (R-EVAL-5, R-COND-9): a false one gives nothing, an undecided one at best `conditional`.
pub(super) fn of_grant(grant: Verdict, condition: Truth) -> Option<Verdict> {
    match condition {
        Truth::True => Some(grant),
        Truth::Unknown => Some(grant.min(Verdict::Conditional)),
        Truth::False => None,
    }
}

/// A role whose definition may be one of several: what all of them give is given, what only some give is unknown.
pub(super) fn of_alternatives(mut given: impl Iterator<Item = Option<Verdict>>) -> Option<Verdict> {
    let first = given.next().flatten();
    given.fold(first, |sofar, next| match (sofar, next) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => Some(Verdict::Unknown),
    })
}

/// A deny under its condition.
pub(super) const fn of_deny(condition: Truth, sure: bool) -> Denial {
    match (condition, sure) {
        (Truth::False, _) => Denial::None,
        (Truth::True, true) => Denial::Sure,
        (Truth::True, false) | (Truth::Unknown, _) => Denial::Maybe,
    }
}

/// The answer for one string: the best grant (R-EVAL-6), then the denies (R-EVAL-2, R-DENY-8).
pub(super) fn of_string(granted: Option<Verdict>, denial: Denial) -> Verdict {
    match (granted, denial) {
        // Nothing grants it: a deny takes nothing away.
        (None, _) => Verdict::NotAllowed,
        // Granted, at this certainty.
        (Some(grant), Denial::None) => grant,
        // Granted, and perhaps denied.
        (Some(grant), Denial::Maybe) => grant.min(Verdict::Unknown),
        // Granted, and denied.
        (Some(_), Denial::Sure) => Verdict::Blocked,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// The tables as the documentation prints them.
    fn tables() -> String {
        const VERDICTS: [Verdict; 4] = [Verdict::Allowed, Verdict::Eligible, Verdict::Conditional, Verdict::Unknown];
        const TRUTHS: [(Truth, &str); 3] = [(Truth::True, "true"), (Truth::Unknown, "unknown"), (Truth::False, "false")];
        const DENIALS: [(Denial, &str); 3] =
            [(Denial::None, "no deny applies"), (Denial::Maybe, "a deny may apply"), (Denial::Sure, "a deny applies")];
        let name = |verdict: Verdict| format!("`{}`", verdict.name());
        let mut text =
            String::from("A grant under its condition (R-EVAL-5):\n\n| the grant | condition | gives |\n| --- | --- | --- |\n");
        for grant in VERDICTS {
            for (truth, word) in TRUTHS {
                let given = of_grant(grant, truth).map_or_else(|| "nothing".to_owned(), name);
                let _ = writeln!(text, "| {} | {word} | {given} |", name(grant));
            }
        }
        text.push_str("\nA deny under its condition (R-DENY-6):\n\n| reaches the principal and scope | condition | so |\n| --- | --- | --- |\n");
        for (sure, reach) in [(true, "surely"), (false, "perhaps")] {
            for (truth, word) in TRUTHS {
                let denial = of_deny(truth, sure);
                let so = DENIALS.iter().find(|(known, _)| *known == denial).map_or("", |&(_, word)| word);
                let _ = writeln!(text, "| {reach} | {word} | {so} |");
            }
        }
        text.push_str("\nThe answer for one action: the best grant (R-EVAL-6), then the denies (R-EVAL-2):\n\n| best grant | denies | verdict |\n| --- | --- | --- |\n");
        for granted in VERDICTS.into_iter().map(Some).chain([None]) {
            for (denial, word) in DENIALS {
                let best = granted.map_or_else(|| "none".to_owned(), name);
                let _ = writeln!(text, "| {best} | {word} | {} |", name(of_string(granted, denial)));
            }
        }
        text
    }

    #[test]
    fn the_documentation_prints_these_tables() {
        const START: &str = "<!-- verdicts: written by a test -->\n";
        const END: &str = "<!-- end -->";
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/semantics.md");
        let page = std::fs::read_to_string(path).expect("the page");
        let (head, rest) = page.split_once(START).expect("the start of the tables");
        let (_, tail) = rest.split_once(END).expect("their end");
        let made = format!("{head}{START}{}{END}{tail}", tables());
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, made).expect("the page is written");
        } else {
            assert!(page == made, "docs/semantics.md shows other tables: run with UPDATE_DOCS=1");
        }
    }
}
