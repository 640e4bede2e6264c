//! A key that the tool ignores.
//!
//! The key seems to grant, restrict or limit something: it is a slip of `NotActions`, or another tool's spelling of it. The tool that
//! reads this shape does not know it: az and Azure PowerShell pass over such a key without a word, and the role grants what the key was
//! meant to take away. Terraform, Bicep and ARM may refuse the whole definition.
//!
//! Of a key that occurs twice, in any case, the last one counts.
//!
//! ## What to do
//! Write the key as the message says. Lists of actions belong in a permission block where the shape has `permissions`.
//!
//! ## What it cannot see
//! Files that only a team's own code reads: there each key may be spelled as az, Azure PowerShell or Terraform spell it, and counts.

use super::definition::{Lint, LintFunction, Topic};
use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::role_file::IgnoredKey;

pub(super) const LINT: Lint = Lint {
    id: "ignored-key",
    severity: Severity::Error,
    topic: Topic::Actions,
    rules: &["R-DEF-13", "R-DEF-17"],
    source: include_str!("ignored_key.rs"),
    run: LintFunction::Role(run),
};

fn run(role: &LintedRole<'_>, _: &Knowledge<'_>) -> Vec<Finding> {
    role.written.ignored.iter().map(|key| word(role, key)).collect()
}

fn word(role: &LintedRole<'_>, ignored: &IgnoredKey) -> Finding {
    let IgnoredKey { span, key, of, meant, is_repeated } = ignored;
    if *is_repeated {
        let message = format!("`{key}` occurs twice in {of}: what this one says does not count");
        return LINT.finding(role, *span, message).help("keep one of them");
    }
    let message = format!("{of} has no `{key}`: what it says does not count");
    let help = if key.eq_ignore_ascii_case(meant) {
        format!("move `{key}` to where this shape has it, a permission block or the role itself")
    } else {
        format!("did you mean `{}`?", cased(meant, key))
    };
    LINT.finding(role, *span, message).help(help)
}

/// A key that begins with a capital letter where the other one does.
fn cased(meant: &str, like: &str) -> String {
    let mut letters = meant.chars();
    match letters.next() {
        Some(first) if like.starts_with(|letter: char| letter.is_ascii_uppercase()) => {
            format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
        }
        _ => meant.to_owned(),
    }
}
