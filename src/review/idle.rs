//! Rules of a policy that are about nothing: a pattern that matches no known operation, a limit for a role that does not exist.

use super::policy::is_idle;
use super::repository::Repository;
use super::reviewed::Reviewed;
use crate::config::{Governing, SearchedPart};
use crate::model::role::role_id_of;
use crate::model::{ObjectId, Severity};
use crate::role_file::{WrittenRole, WrittenText};
use crate::source::Spanned;

impl Repository {
    /// The rules of all configurations that are about nothing.
    pub(super) fn idle_rules(&self) -> Vec<Reviewed> {
        self.governance.configs().iter().flat_map(|own| [self.idle_patterns(own), self.idle_limits(own)].concat()).collect()
    }

    fn idle_patterns(&self, governing: &Governing) -> Vec<Reviewed> {
        let policy = &governing.config.policy;
        let patterns = policy.never_grant.iter().chain(&policy.required_not_actions);
        let idle = patterns.filter(|pattern| is_idle(&pattern.value, &self.catalog, self.wildcards));
        let found = idle.map(|pattern| {
            let message = format!("`{}` matches no known operation: it forbids nothing", pattern.value.pattern.text());
            let finding = Reviewed::of_rule("policy-matches-nothing", &governing.config.source, pattern.span, message);
            finding.with_help("correct it; `rolecall catalog find` shows what there is")
        });
        found.collect()
    }

    /// Limits for roles that no file has, as far as the files were looked through.
    fn idle_limits(&self, governing: &Governing) -> Vec<Reviewed> {
        let severity = match governing.searched {
            SearchedPart::Files => return Vec::new(),
            SearchedPart::Folders => Severity::Note,
            SearchedPart::Whole => Severity::Warning,
        };
        let limits = governing.config.policy.at_most.iter().map(|(role, _)| role);
        let idle = limits.filter(|role| !self.has_role(&role.value));
        idle.map(|role| Reviewed { severity, ..no_such_role(governing, role) }).collect()
    }

    /// Whether a role of the files has this name or id, or may have it.
    pub(super) fn has_role(&self, named: &str) -> bool {
        let mut roles = self.files.iter().flat_map(|file| &file.roles);
        !self.unreadable.is_empty() || roles.any(|role| may_be(role, named.trim()))
    }
}

/// Whether a role has this name or id; one that is an expression may be any.
fn may_be(role: &WrittenRole, named: &str) -> bool {
    let id = role.id.as_ref().and_then(WrittenText::known).map(role_id_of);
    let name = role.name.as_ref().and_then(WrittenText::known);
    let is_open = |text: &Option<WrittenText>| text.as_ref().is_some_and(|text| text.known().is_none());
    name.is_some_and(|name| name.trim().eq_ignore_ascii_case(named))
        || id == Some(ObjectId::parse(named))
        || is_open(&role.name)
}

fn no_such_role(governing: &Governing, role: &Spanned<String>) -> Reviewed {
    let message = format!("no checked role is called `{}`: this limit is about none", role.value);
    let finding = Reviewed::of_rule("policy-matches-nothing", &governing.config.source, role.span, message);
    finding.with_help("correct the name, or take the limit out")
}
