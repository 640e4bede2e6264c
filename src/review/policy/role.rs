//! [`PolicyRole`]: the role that a rule of a policy is about.

use std::sync::Arc;

use super::rules::rule;
use crate::model::Severity;
use crate::review::lint::Finding;
use crate::review::place::RolePlace;
use crate::role_file::WrittenRole;
use crate::source::Span;

/// A role, as policy findings need it.
pub(super) struct PolicyRole<'f> {
    pub(super) place: RolePlace,
    pub(super) written: &'f WrittenRole,
}

impl PolicyRole<'_> {
    pub(super) fn finding(&self, lint: &'static str, span: Span, message: String) -> Finding {
        Finding {
            lint,
            severity: rule(lint).map_or(Severity::Error, |rule| rule.severity),
            message,
            help: None,
            file: self.place.file,
            role: self.place.role,
            span,
            related: Vec::new(),
            witness: None,
            about: Arc::default(),
            is_of_role: false,
            fix: None,
        }
    }
}
