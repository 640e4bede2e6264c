//! [`Lint`]: the id, severity, topic and function of one lint.

use std::sync::Arc;

use super::finding::Finding;
use super::knowledge::Knowledge;
use super::role::LintedRole;
use crate::model::Severity;
use crate::source::Span;

/// Something that can be wrong with a custom role.
#[derive(Debug, Clone, Copy)]
pub struct Lint {
    /// Stable id: it names the problem, and reads well after "allow".
    pub id: &'static str,
    /// How bad it is; single findings may weigh less, and then say why.
    pub severity: Severity,
    /// What it is about.
    pub topic: Topic,
    /// The rules of custom roles that it implements (R-CUS-1 ...).
    pub rules: &'static [&'static str],
    /// The file that it stands in.
    pub(super) source: &'static str,
    pub(super) run: LintFunction,
}

/// What a lint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Action strings that do not do what they seem to.
    Actions,
    /// What the role gives away.
    Access,
    /// Where it can be assigned.
    Scopes,
    /// Its conditions.
    Conditions,
    /// Name, id and description, alone and beside other roles.
    Identity,
}

impl Topic {
    /// Every topic with its name.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Actions, "actions"),
        (Self::Access, "access"),
        (Self::Scopes, "scopes"),
        (Self::Conditions, "conditions"),
        (Self::Identity, "identity"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(topic, _)| *topic == self).map_or("", |&(_, name)| name)
    }
}

/// What a lint looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum LintFunction {
    /// One role at a time.
    Role(fn(&LintedRole<'_>, &Knowledge<'_>) -> Vec<Finding>),
    /// All roles of all files together.
    All(fn(&[LintedRole<'_>], &Knowledge<'_>) -> Vec<Finding>),
}

impl Lint {
    /// A finding at a span of the file that a role stands in.
    pub(super) fn finding(&self, role: &LintedRole<'_>, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            lint: self.id,
            severity: self.severity,
            message: message.into(),
            help: None,
            file: role.file,
            role: role.index,
            span,
            related: Vec::new(),
            witness: None,
            about: Arc::default(),
            is_of_role: false,
            fix: None,
        }
    }
}
