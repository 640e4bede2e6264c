//! [`Baseline`]: the findings of an earlier report.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::document::{DocumentError, DocumentFault, Mistake};
use crate::source::{Source, Span};

/// The schema of the reports that can be one.
const SCHEMA: &str = "rolecall/check@1";

/// The findings of an earlier report, by a fingerprint that stays the same when lines move.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    fingerprints: BTreeSet<String>,
}

#[derive(Deserialize)]
struct BaselineReport {
    schema: String,
    findings: Vec<KnownFinding>,
}

#[derive(Deserialize)]
struct KnownFinding {
    fingerprint: String,
}

impl Baseline {
    /// Reads a report of `rolecall check --format json`.
    pub fn read(source: &Source) -> Result<Self, DocumentError> {
        let fault = |what| {
            let start = Span { start: 0, end: source.text().find('\n').unwrap_or(source.text().len()) };
            let help = "make one with `rolecall check --format json -o FILE`";
            DocumentError::new("baseline", source, vec![DocumentFault::new(what, start).help(help)])
        };
        let report: BaselineReport =
            serde_json::from_str(source.text()).map_err(|error| fault(Mistake::NoReport(error.to_string())))?;
        if report.schema != SCHEMA {
            return Err(fault(Mistake::NoReport(format!("its schema is `{}`, not `{SCHEMA}`", report.schema))));
        }
        Ok(Self { fingerprints: report.findings.into_iter().map(|finding| finding.fingerprint).collect() })
    }

    /// Whether the earlier report has a finding.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.fingerprints.contains(fingerprint)
    }
}
