//! [`Baseline`]: the findings of an earlier report.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::source::Source;

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
    /// Reads a report of `rolecall check --format json`; `None`: it is none.
    pub fn read(source: &Source) -> Option<Self> {
        let report: BaselineReport =
            serde_json::from_str(source.text()).ok().filter(|report: &BaselineReport| report.schema == SCHEMA)?;
        Some(Self { fingerprints: report.findings.into_iter().map(|finding| finding.fingerprint).collect() })
    }

    /// Whether the earlier report has a finding.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.fingerprints.contains(fingerprint)
    }
}
