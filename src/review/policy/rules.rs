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
        doc: "An entry under `allow` in `.rolecall.yaml` has an `until` that lies in the past: it accepts nothing any more.\n\n\
            Mend the role, or agree on a new date.",
    },
    PolicyRule {
        id: "max-scope",
        severity: Severity::Error,
        title: "Assignable at a wider scope than the policy allows",
        doc: "An assignable scope is wider than `max_scope` in `.rolecall.yaml`. Assignable scopes grant nothing by themselves, but \
            they say where the role can be assigned.\n\nNarrow the scope. Which subscriptions lie in a management group no role file \
            tells: a limit by path is compared by path.",
    },
    PolicyRule {
        id: "never-grant",
        severity: Severity::Error,
        title: "Grants an action that the policy forbids",
        doc: "The role grants something of a pattern under `never_grant` (or `never_grant_data`) in `.rolecall.yaml`, if only one \
            action of it. That is decided over all strings, less the NotActions of the same permission block; the message names an \
            action that shows it.\n\nTake the action out, or take the forbidden one away by NotActions in the same block.",
    },
    PolicyRule {
        id: "new-access",
        severity: Severity::Error,
        title: "Gives more access than before",
        doc: "The role grants more than in the base that it was compared with, and `no_new_access: true` stands in `.rolecall.yaml`. \
            Reordering, another spelling or splitting an action is no new access.\n\nTake the new access out, or have it accepted \
            with an `allow` that says why.",
    },
    PolicyRule {
        id: "policy-matches-nothing",
        severity: Severity::Warning,
        title: "A policy pattern that stands for no known operation",
        doc: "A pattern of the policy in `.rolecall.yaml` stands for no operation of the catalog: probably it is misspelt, and guards \
            nothing.\n\nCorrect it; `rolecall catalog find` shows what there is.",
    },
    PolicyRule {
        id: "required-not-actions",
        severity: Severity::Error,
        title: "A wildcard reaches what NotActions have to take out",
        doc: "A wildcard of the role reaches something of a pattern under `required_not_actions` in `.rolecall.yaml`, and no NotAction \
            of the same permission block takes it out. An action that is named in full is meant, and not looked at.\n\n\
            Add the NotAction to the block.",
    },
    PolicyRule {
        id: "undecided-policy",
        severity: Severity::Warning,
        title: "Whether the policy is kept cannot be told",
        doc: "A list of the role holds an expression (a variable, a function of a template) whose value no file tells, or a pattern \
            with several wildcards that is too intricate: it may grant what the policy forbids.\n\nWrite the actions out, or check \
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
        severity: Severity::Warning,
        title: "A comment that allows a finding without saying why",
        doc: "A comment `rolecall: allow(lint)` has no reason behind it. It counts, but nobody will know why.\n\nWrite the reason \
            after the bracket.",
    },
    PolicyRule {
        id: "unused-allow",
        severity: Severity::Warning,
        title: "An allow that accepts nothing",
        doc: "A comment `rolecall: allow(lint)`, or an entry under `allow` in `.rolecall.yaml` about a file or role that was checked, \
            speaks of a finding that is not there (any more).\n\nTake it out, before it accepts something else some day.",
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
