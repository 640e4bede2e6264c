//! The ids, severities and documentation of the findings that come from no lint: policies, the base, and allows.

use crate::model::Severity;
use crate::review::lint::documentation::severity_name;
use crate::review::lint::lints;
use crate::suggest::closest;

/// A rule whose findings do not come from a lint.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRule {
    /// Stable id: reads well after "allow".
    pub id: &'static str,
    /// How bad its findings are, unless configured otherwise.
    pub severity: Severity,
    /// What it finds, in one line.
    pub title: &'static str,
    /// Its documentation, as Markdown.
    pub doc: &'static str,
}

/// Every rule, by id.
pub static RULES: [PolicyRule; 10] = [
    PolicyRule {
        id: "expired-allow",
        severity: Severity::Warning,
        title: "An allow whose day has passed",
        doc: "An entry under `allow` in `.rolecall.yaml` has an `until` in the past: it accepts nothing any more.\n\n\
            Correct the role, or agree on a new date.",
    },
    PolicyRule {
        id: "max-scope",
        severity: Severity::Error,
        title: "Assignable at a wider scope than the policy allows",
        doc: "An assignable scope is wider than `max_scope` in `.rolecall.yaml`. Assignable scopes grant nothing by themselves, but \
            they say where the role can be assigned.\n\nNarrow the scope. No role file says which subscriptions a management \
            group contains, so a limit that is a path is compared as a path.",
    },
    PolicyRule {
        id: "never-grant",
        severity: Severity::Error,
        title: "Grants an action that the policy forbids",
        doc: "The role grants at least one action that a pattern under `never_grant` (or `never_grant_data`) in `.rolecall.yaml` \
            matches. All strings are looked at, without the NotActions of the same permission block. The message names an action \
            that shows it.\n\nRemove the action, or exclude the forbidden one with a NotAction of the same block.",
    },
    PolicyRule {
        id: "new-access",
        severity: Severity::Error,
        title: "Gives more access than before",
        doc: "The role grants more than in the base that it was compared with, and `.rolecall.yaml` has `no_new_access: true`. \
            Reordering, another spelling or splitting an action is not new access.\n\nRemove the new access, or accept it with an \
            `allow` that says why.",
    },
    PolicyRule {
        id: "policy-matches-nothing",
        severity: Severity::Warning,
        title: "A rule of the policy that is about nothing",
        doc: "A pattern of the policy in `.rolecall.yaml` matches no operation of the catalog, or `at_most` limits a role that no file \
            has. It is probably misspelt, and forbids nothing. A role is missed only if a folder was checked; where that is not all of \
            the folder of the configuration, it is a note.\n\nCorrect it; `rolecall catalog find` shows what there is.",
    },
    PolicyRule {
        id: "required-not-actions",
        severity: Severity::Error,
        title: "A wildcard grants what a NotAction has to exclude",
        doc: "A wildcard of the role grants an action that a pattern under `required_not_actions` in `.rolecall.yaml` matches, and no \
            NotAction of the same permission block excludes it. An action that is written in full is accepted.\n\n\
            Add the NotAction to the block.",
    },
    PolicyRule {
        id: "undecided-policy",
        severity: Severity::Warning,
        title: "It cannot be decided whether the role keeps the policy",
        doc: "A list of the role holds an expression (a variable, a function of a template) whose value is in no file, or a pattern \
            with several wildcards that is too complex. It may grant what the policy forbids.\n\nWrite the actions out, or check \
            what the expression becomes, such as the Terraform plan as JSON.",
    },
    PolicyRule {
        id: "unreadable-file",
        severity: Severity::Error,
        title: "A file that cannot be read as role definitions",
        doc: "The file was named, or looks as if it were meant to hold role definitions, and cannot be read. The check covers the other \
            files, and ends with exit code 2.\n\nRepair the place that the finding names. `--allow-no-roles` accepts files that are \
            named and hold no role definition.",
    },
    PolicyRule {
        id: "unreasoned-allow",
        severity: Severity::Error,
        title: "A comment that allows a finding without saying why",
        doc: "A comment `rolecall: allow(lint)` has no reason. It accepts nothing, as an entry under `allow` in `.rolecall.yaml` \
            without one is a mistake.\n\nWrite the reason after the bracket.",
    },
    PolicyRule {
        id: "unused-allow",
        severity: Severity::Warning,
        title: "An allow that accepts nothing",
        doc: "A comment `rolecall: allow(lint)`, or an entry under `allow` in `.rolecall.yaml` about a file or role that was checked, \
            is for a finding that does not exist, or no longer exists.\n\nRemove it, before it accepts another finding.",
    },
];

impl PolicyRule {
    /// Its page, as lints have one.
    pub fn page(&self) -> String {
        let severity = severity_name(self.severity);
        format!("# {}\n\n{}.\n\n{severity} · policy\n\n{}\n", self.id, self.title, self.doc)
    }
}

/// The ids that findings can have: of lints and of rules.
pub fn finding_ids() -> Vec<&'static str> {
    lints().iter().map(|lint| lint.id).chain(RULES.iter().map(|rule| rule.id)).collect()
}

/// The id of a lint or rule that may have been meant.
pub fn suggest_id(id: &str) -> Option<&'static str> {
    closest(&finding_ids(), |known| known, id).copied()
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static PolicyRule> {
    RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stand_in_order_and_say_what_to_do() {
        assert!(RULES.is_sorted_by_key(|rule| rule.id));
        for rule in &RULES {
            assert!(rule.doc.contains("\n\n") && !rule.doc.contains("  "), "{}: {}", rule.id, rule.doc);
        }
    }
}
