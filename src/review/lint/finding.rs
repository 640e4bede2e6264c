//! [`Finding`]: what a lint reports, with its place. `review` decides what becomes of it (baseline, allow, severity).

use std::borrow::Cow;
use std::sync::Arc;

use super::role::LintedRole;
use crate::model::{Plane, PlanePattern, Severity};
use crate::pattern::Pattern;
use crate::role_file::fix::{Change, Fix, Safety};
use crate::source::Span;

/// Something that is wrong with a role, in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the lint.
    pub lint: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence: what is wrong, in the terms of Azure.
    pub message: String,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// The number of the file.
    pub file: usize,
    /// The number of the role in the file.
    pub role: usize,
    /// Where it stands.
    pub span: Span,
    /// Other places that belong to it.
    pub related: Vec<FindingPlace>,
    /// An action that shows it: an operation of the catalog where there is one.
    pub witness: Option<String>,
    /// The actions that it is about, of which the role grants some: where it grants more of them, it is another finding. Many findings are
    /// about the same.
    pub about: Arc<[PlanePattern]>,
    /// It is about all that the role grants of them, and not only about the text at its place.
    pub is_of_role: bool,
    /// What would mend it; boxed, as most have none and a role file may hold a hundred thousand findings.
    pub fix: Option<Box<Fix>>,
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPlace {
    /// The number of the file.
    pub file: usize,
    /// Where.
    pub span: Span,
    /// What stands there.
    pub message: Cow<'static, str>,
}

impl Finding {
    /// The same finding with a remedy.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same finding with another severity.
    #[must_use]
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same finding with an action that shows it.
    #[must_use]
    pub(super) fn witness(mut self, action: impl Into<String>) -> Self {
        self.witness = Some(action.into());
        self
    }

    /// The same finding, about these actions.
    #[must_use]
    pub(super) fn about<'a>(self, plane: Plane, actions: impl IntoIterator<Item = &'a str>) -> Self {
        let of_plane = |action| PlanePattern { plane, pattern: Pattern::parse(action) };
        self.concerning(actions.into_iter().map(of_plane).collect())
    }

    /// The same finding, about all that the role grants.
    #[must_use]
    pub(super) fn of_role(self) -> Self {
        Self { is_of_role: true, ..self }
    }

    /// The same finding, about these actions of both planes.
    #[must_use]
    pub(super) fn concerning(mut self, actions: Arc<[PlanePattern]>) -> Self {
        self.about = actions;
        self
    }

    /// The same finding with another place.
    #[must_use]
    pub(super) fn related(mut self, role: &LintedRole<'_>, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        self.related.push(FindingPlace { file: role.file, span, message: message.into() });
        self
    }

    /// The same finding with a change that leaves what the role grants as it is, as long as these texts stay.
    #[must_use]
    pub(super) fn safe_fix(mut self, title: impl Into<String>, change: Change, needs: Vec<Span>) -> Self {
        self.fix = Some(Box::new(Fix { title: title.into(), safety: Safety::Safe, changes: vec![change], needs }));
        self
    }

    /// The same finding with a change that may alter what the role grants.
    #[must_use]
    pub(super) fn risky_fix(mut self, title: impl Into<String>, change: Change) -> Self {
        self.fix = Some(Box::new(Fix { title: title.into(), safety: Safety::Risky, changes: vec![change], needs: Vec::new() }));
        self
    }
}
