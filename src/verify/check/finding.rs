//! [`ExpectedFinding`]: a finding that a check has to make, with its place and what shows it.

use std::rc::Rc;

use super::claims::CheckFindingClaim;
use crate::condition::RegionCondition;
use crate::role_file::{RoleFile, WrittenRole};
use crate::shorten::short_name;
use crate::source::Span;
use crate::verify::glob::Glob;
use crate::verify::narrowing::Narrowing;

/// The lint or rule, and how bad what it finds is.
pub(super) type LintAndSeverity = (&'static str, &'static str);

/// A finding that a check has to make.
pub(super) struct ExpectedFinding {
    pub lint: &'static str,
    pub severity: &'static str,
    /// The number of its file.
    pub file: usize,
    pub role: Option<String>,
    /// Where it begins; of what may be at several places, none.
    pub line: usize,
    pub column: usize,
    pub place: ExpectedPlace,
    /// The first line of what it is about.
    pub text: String,
    pub shows: Shows,
    /// It is so, whatever the expressions of the file become.
    pub is_certain: bool,
}

/// Whether a finding has to be at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExpectedPlace {
    Exact,
    Anywhere,
}

/// What an action has to be to show a finding.
pub(super) enum Shows {
    Nothing,
    /// This action.
    Action(String),
    /// One that the first pattern has and none of the others, that the condition may let pass, and that is forbidden by the last one.
    Granted {
        pattern: Glob,
        except: Vec<Glob>,
        condition: Option<Rc<Narrowing>>,
        forbidden: Glob,
    },
}

impl ExpectedFinding {
    pub(super) fn is_claimed_by(&self, claim: &CheckFindingClaim) -> bool {
        let is_place = self.place == ExpectedPlace::Anywhere || (self.line, self.column) == (claim.line, claim.column);
        let shows = match (&self.shows, &claim.witness) {
            (Shows::Nothing, _) | (Shows::Action(_) | Shows::Granted { .. }, None) => true,
            (Shows::Action(action), Some(witness)) => witness.eq_ignore_ascii_case(action),
            (Shows::Granted { .. }, Some(witness)) => self.shows.has(witness),
        };
        self.lint == claim.lint && self.role == claim.role && is_place && shows
    }
}

impl Shows {
    pub(super) fn has(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        match self {
            Self::Nothing => true,
            Self::Action(own) => own.eq_ignore_ascii_case(&action),
            Self::Granted { pattern, except, condition, forbidden } => {
                let passes = || condition.as_ref().is_none_or(|own| own.of_action(&action) != RegionCondition::Never);
                let is_left = || !except.iter().any(|glob| glob.matches(&action));
                pattern.matches(&action) && forbidden.matches(&action) && is_left() && passes()
            }
        }
    }
}

/// A role of a file.
#[derive(Clone, Copy)]
pub(super) struct RoleInFile<'a> {
    /// The number of the file.
    pub number: usize,
    pub file: &'a RoleFile,
    pub role: &'a WrittenRole,
}

impl RoleInFile<'_> {
    /// Its name, as reports say it.
    pub(super) fn name(&self) -> Option<String> {
        self.role.name.as_ref().map(|name| short_name(name.shown()).into_owned())
    }

    pub(super) fn finding(&self, (lint, severity): LintAndSeverity, span: Span, shows: Shows) -> ExpectedFinding {
        let place = self.file.source.place(span.start);
        ExpectedFinding {
            lint,
            severity,
            file: self.number,
            role: self.name(),
            line: place.line,
            column: place.column,
            place: ExpectedPlace::Exact,
            text: self.file.source.slice(span).lines().next().unwrap_or_default().trim().to_owned(),
            shows,
            is_certain: true,
        }
    }
}
