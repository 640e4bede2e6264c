//! Findings that somebody has accepted, by a comment or in the configuration; and an `allow` that accepts nothing.

use super::lint;
use super::lint::Finding;
use super::policy::{rule, suggest_id};
use super::repository::Repository;
use super::reviewed::{Disposition, Reviewed};
use crate::config::{Allow, SearchedPart};
use crate::role_file::{RoleFile, WrittenText};

/// Every allow, with whether it was used.
pub(super) struct Allows<'r> {
    repository: &'r Repository,
    /// By file and comment.
    comments: Vec<Vec<bool>>,
    /// By configuration and allow.
    configured: Vec<Vec<bool>>,
}

impl<'r> Allows<'r> {
    pub(super) fn new(repository: &'r Repository) -> Self {
        Self {
            repository,
            comments: repository.files.iter().map(|file| vec![false; file.allows.len()]).collect(),
            configured: repository.governance.configs().iter().map(|own| vec![false; own.config.allows.len()]).collect(),
        }
    }

    /// The disposition of a finding, as far as allows decide it.
    pub(super) fn disposition(&mut self, finding: &Finding) -> Disposition {
        if self.repository.no_ignores {
            return Disposition::New;
        }
        self.by_comment(finding).or_else(|| self.by_configuration(finding)).unwrap_or(Disposition::New)
    }

    fn by_comment(&mut self, finding: &Finding) -> Option<Disposition> {
        let file = self.repository.files.get(finding.file)?;
        let at = file.allows.iter().position(|allow| allow.covers(finding.lint, finding.span))?;
        if let Some(used) = self.comments.get_mut(finding.file).and_then(|used| used.get_mut(at)) {
            *used = true;
        }
        // Without a reason nothing is accepted, as in the configuration.
        let reason = file.allows.get(at)?.reason.as_deref()?;
        Some(Disposition::Allowed { in_file: true, reason: reason.to_owned() })
    }

    fn by_configuration(&mut self, finding: &Finding) -> Option<Disposition> {
        let governance = &self.repository.governance;
        let (number, governing) = governance.number_of(finding.file).zip(governance.of(finding.file))?;
        let file = self.repository.files.get(finding.file)?;
        let path = governing.relative(file.source.name());
        let speaks = |allow: &Allow| {
            let is_of_role = is_of_role(allow, file, finding.role);
            *allow.lint == *finding.lint && is_of_role && allow.is_of_file(&path) && !self.is_over(allow)
        };
        let at = governing.config.allows.iter().position(speaks)?;
        if let Some(used) = self.configured.get_mut(number).and_then(|used| used.get_mut(at)) {
            *used = true;
        }
        let reason = governing.config.allows.get(at)?.reason.clone();
        Some(Disposition::Allowed { in_file: false, reason })
    }

    fn is_over(&self, allow: &Allow) -> bool {
        allow.until.is_some_and(|until| until < self.repository.today)
    }

    /// What is wrong with the allows themselves.
    pub(super) fn unused(&self) -> Vec<Reviewed> {
        if self.repository.no_ignores {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for ((number, file), used) in self.repository.files.iter().enumerate().zip(&self.comments) {
            for (allow, used) in file.allows.iter().zip(used) {
                let finding = comment(file, allow, *used);
                findings.extend(finding.map(|finding| Reviewed { file: Some(number), ..finding }));
            }
        }
        let configs = self.repository.governance.configs().iter().enumerate().zip(&self.configured);
        for ((number, governing), used) in configs {
            for (allow, used) in governing.config.allows.iter().zip(used) {
                let at = |lint, message: String| Reviewed::of_rule(lint, &governing.config.source, allow.span, message);
                if let Some(until) = allow.until.filter(|_| self.is_over(allow)) {
                    let message = format!("this allow of `{}` counted until {until}", allow.lint);
                    findings.push(at("expired-allow", message).with_help("correct the role, or agree on a new date"));
                } else if !used && self.was_checked(number, allow) {
                    let message = format!("this allow accepts nothing: there is no such finding of `{}`", allow.lint);
                    findings.push(at("unused-allow", message).with_help("take it out"));
                }
            }
        }
        findings
    }

    /// Whether a role that an allow names was checked, or certainly does not exist. Nothing can be said of other roles.
    fn was_checked(&self, config: usize, allow: &Allow) -> bool {
        let governance = &self.repository.governance;
        let is_whole = governance.configs().get(config).is_some_and(|own| own.searched == SearchedPart::Whole);
        if is_whole && allow.role.as_deref().is_some_and(|role| !self.repository.has_role(role)) {
            return true;
        }
        self.repository.files.iter().enumerate().any(|(number, file)| {
            let Some(governing) = governance.of(number).filter(|_| governance.number_of(number) == Some(config)) else {
                return false;
            };
            let has_role = (0..file.roles.len()).any(|role| is_of_role(allow, file, role));
            has_role && allow.is_of_file(&governing.relative(file.source.name()))
        })
    }
}

fn is_of_role(allow: &Allow, file: &RoleFile, role: usize) -> bool {
    let role = file.roles.get(role);
    let text = |text: Option<&'_ WrittenText>| text.and_then(WrittenText::known).map(str::to_owned);
    let name = text(role.and_then(|role| role.name.as_ref()));
    let id = text(role.and_then(|role| role.id.as_ref()));
    let bare = id.as_deref().map(|id| id.rsplit('/').next().unwrap_or(id));
    allow.is_of_role(name.as_deref(), bare)
}

/// What is wrong with a comment.
fn comment(file: &RoleFile, allow: &crate::role_file::AllowComment, used: bool) -> Option<Reviewed> {
    let at = |lint, message, help: String| Some(Reviewed::of_rule(lint, &file.source, allow.span, message).with_help(help));
    let id = &*allow.lint.value;
    if !used {
        let is_known = lint::lint(id).is_some() || rule(id).is_some();
        let help = match suggest_id(id).filter(|_| !is_known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "take it out".to_owned(),
        };
        let message = if is_known {
            format!("this comment accepts nothing: there is no such finding of `{id}` here")
        } else {
            format!("this comment accepts nothing: there is no lint `{id}`")
        };
        return at("unused-allow", message, help);
    }
    if allow.reason.is_none() {
        return at(
            "unreasoned-allow",
            format!("this comment does not say why `{id}` is accepted, and so accepts nothing"),
            "write the reason after the bracket".to_owned(),
        );
    }
    None
}
