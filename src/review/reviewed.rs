//! [`Reviewed`]: a finding as the repository sees it, and its [`Disposition`].

use std::borrow::Cow;
use std::sync::Arc;

use super::extent::Extent;
use super::fingerprint::Fingerprint;
use super::policy::rule;
use crate::model::Severity;
use crate::role_file::RoleFile;
use crate::role_file::fix::{self, Fix};
use crate::source::{Source, Span};

/// A finding, and whether it counts.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// The id of the lint or rule.
    pub lint: &'static str,
    /// How bad it is here.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// The file.
    pub source: Source,
    /// Where.
    pub span: Span,
    /// The role.
    pub role: Option<Arc<str>>,
    /// The number of the file; `None`: the file is a configuration.
    pub file: Option<usize>,
    /// Other places that belong to it.
    pub related: Vec<RelatedPlace>,
    /// An action that shows it.
    pub witness: Option<String>,
    /// What would mend it.
    pub fix: Option<Box<Fix>>,
    /// The actions that it is about, if it is about any.
    pub(super) extent: Option<Extent>,
    /// Whether it counts.
    pub disposition: Disposition,
    /// Whether the base has it too.
    pub is_old: bool,
    /// What stays the same when lines move.
    pub fingerprint: Fingerprint,
}

/// Another place that a finding speaks of.
#[derive(Debug, Clone)]
pub struct RelatedPlace {
    /// The file.
    pub source: Source,
    /// The bytes.
    pub span: Span,
    /// What stands there.
    pub message: Cow<'static, str>,
}

/// Whether a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disposition {
    /// It counts.
    New,
    /// The baseline has it: it is shown, and fails nothing.
    Known,
    /// An `allow` accepts it.
    Allowed {
        /// By a comment in the file itself, not in the configuration.
        in_file: bool,
        /// Why.
        reason: String,
    },
}

impl Reviewed {
    /// A finding of a rule about something other than a role.
    pub(super) fn of_rule(lint: &'static str, source: &Source, span: Span, message: String) -> Self {
        Self {
            lint,
            severity: rule(lint).map_or(Severity::Warning, |rule| rule.severity),
            message,
            help: None,
            source: source.clone(),
            span,
            role: None,
            file: None,
            related: Vec::new(),
            witness: None,
            fix: None,
            extent: None,
            disposition: Disposition::New,
            is_old: false,
            fingerprint: Fingerprint::default(),
        }
    }

    /// The same finding with a remedy.
    #[must_use]
    pub(super) fn with_help(self, help: impl Into<Cow<'static, str>>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The texts that its fix alone would write, each for a span of its file; `None`: it has no fix, or the fix cannot be written.
    pub fn edits(&self, files: &[RoleFile]) -> Option<Vec<(Span, String)>> {
        let file = files.get(self.file?)?;
        fix::edits(file, self.fix.as_ref()?)
    }
}
