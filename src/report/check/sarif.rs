//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>): the few of its structures that a check needs.
//!
//! Accepted findings are suppressed results; known ones and those of the base are unchanged: what disappeared would be reported as fixed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::picture::{CheckFinding, CheckReport, CheckRule, Disposition, RelatedPlace, from_root};
use crate::report::terms::{Severity, Source, Span};
use crate::report::words::severity_name;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_HOMEPAGE");

pub(crate) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let driver = SarifDriver {
        name: "rolecall",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: Some(HOME).filter(|home| !home.is_empty()),
        rules: report.rules.iter().map(|rule| SarifRule::new(report, rule)).collect(),
    };
    let run = SarifRun {
        tool: SarifTool { driver },
        column_kind: "unicodeCodePoints",
        automation_details: SarifAutomation { id: "rolecall/check/" },
        artifacts: report
            .files
            .iter()
            .map(|file| SarifArtifact { location: SarifArtifactLocation::named(&file.path) })
            .collect(),
        results: report.findings.iter().map(|finding| SarifResult::new(report, finding)).collect(),
    };
    let log = SarifLog { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

#[derive(Serialize)]
struct SarifLog<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<'r> {
    tool: SarifTool<'r>,
    column_kind: &'static str,
    automation_details: SarifAutomation,
    artifacts: Vec<SarifArtifact>,
    results: Vec<SarifResult<'r>>,
}

#[derive(Serialize)]
struct SarifTool<'r> {
    driver: SarifDriver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifDriver<'r> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<SarifRule<'r>>,
}

#[derive(Serialize)]
struct SarifAutomation {
    id: &'static str,
}

#[derive(Serialize)]
struct SarifArtifact {
    location: SarifArtifactLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRule<'r> {
    id: &'static str,
    name: String,
    short_description: SarifText<'r>,
    full_description: SarifText<'r>,
    help: SarifText<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: SarifConfiguration,
    properties: SarifProperties,
}

#[derive(Serialize)]
struct SarifText<'r> {
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<&'r str>,
}

#[derive(Serialize)]
struct SarifConfiguration {
    level: &'static str,
}

#[derive(Serialize)]
struct SarifProperties {
    tags: [&'static str; 2],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'r> {
    rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: SarifMessage,
    locations: [SarifLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    baseline_state: &'static str,
    suppressions: Vec<SarifSuppression<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'r>>,
}

#[derive(Serialize)]
struct SarifMessage {
    text: String,
}

#[derive(Serialize)]
struct SarifLocation {
    #[serde(rename = "physicalLocation")]
    physical: SarifPhysical,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    logical: Vec<SarifLogical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<SarifMessage>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifPhysical {
    artifact_location: SarifArtifactLocation,
    region: SarifRegion,
}

#[derive(Serialize)]
struct SarifArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLogical {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct SarifSuppression<'r> {
    kind: &'static str,
    status: &'static str,
    justification: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'r> {
    description: SarifMessage,
    artifact_changes: [SarifChange<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifChange<'r> {
    artifact_location: SarifArtifactLocation,
    replacements: Vec<SarifReplacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifReplacement<'r> {
    deleted_region: SarifRegion,
    inserted_content: SarifText<'r>,
}

impl<'r> SarifRule<'r> {
    fn new(report: &CheckReport, rule: &'r CheckRule) -> Self {
        let plain = |text: &'r str| SarifText { text, markdown: None };
        let severity = match rule.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "recommendation",
        };
        Self {
            id: rule.id,
            name: pascal(rule.id),
            short_description: plain(&rule.title),
            full_description: plain(rule.doc.split("\n\n").next().unwrap_or(&rule.title)),
            help: SarifText { text: &rule.doc, markdown: Some(&rule.doc) },
            help_uri: report.page(rule.id),
            default_configuration: SarifConfiguration { level: severity_name(rule.severity) },
            properties: SarifProperties { tags: ["security", "azure-rbac"], precision: "very-high", severity },
        }
    }
}

impl<'r> SarifResult<'r> {
    fn new(report: &CheckReport, finding: &'r CheckFinding) -> Self {
        let mut location = SarifLocation::new(&finding.reviewed.source, finding.reviewed.span);
        let role = finding.reviewed.role.iter().filter(|role| !role.is_empty());
        location.logical = role.map(|role| SarifLogical { fully_qualified_name: role.to_string(), kind: "resource" }).collect();
        let suppressions = match &finding.reviewed.disposition {
            Disposition::Allowed { in_file, reason } => {
                vec![SarifSuppression {
                    kind: if *in_file { "inSource" } else { "external" },
                    status: "accepted",
                    justification: reason,
                }]
            }
            Disposition::New | Disposition::Known => Vec::new(),
        };
        Self {
            rule_id: finding.reviewed.lint,
            rule_index: report.rule(finding).map(|(index, _)| index),
            level: severity_name(finding.reviewed.severity),
            message: SarifMessage { text: finding.words() },
            locations: [location],
            related_locations: finding.reviewed.related.iter().map(SarifLocation::related).collect(),
            partial_fingerprints: BTreeMap::from([("rolecall/v1", finding.reviewed.fingerprint.to_string())]),
            baseline_state: if finding.is_new() { "new" } else { "unchanged" },
            suppressions,
            fixes: SarifFix::new(finding).into_iter().collect(),
        }
    }
}

impl<'r> SarifFix<'r> {
    fn new(finding: &'r CheckFinding) -> Option<Self> {
        let proposal = finding.proposal.as_ref()?;
        let replacement = |(span, text): &'r (Span, String)| SarifReplacement {
            deleted_region: SarifRegion::new(&finding.reviewed.source, *span),
            inserted_content: SarifText { text, markdown: None },
        };
        let replacements = proposal.replacements.iter().map(replacement).collect();
        let change =
            SarifChange { artifact_location: SarifArtifactLocation::named(finding.reviewed.source.name()), replacements };
        Some(Self { description: SarifMessage { text: proposal.title.clone() }, artifact_changes: [change] })
    }
}

impl SarifLocation {
    fn new(source: &Source, span: Span) -> Self {
        let physical = SarifPhysical {
            artifact_location: SarifArtifactLocation::named(source.name()),
            region: SarifRegion::new(source, span),
        };
        Self { physical, logical: Vec::new(), message: None }
    }

    fn related(related: &RelatedPlace) -> Self {
        let message = Some(SarifMessage { text: related.message.to_string() });
        Self { message, ..Self::new(&related.source, related.span) }
    }
}

impl SarifRegion {
    fn new(source: &Source, span: Span) -> Self {
        let (start, end) = (source.place(span.start), source.place(span.end.max(span.start)));
        Self { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl SarifArtifactLocation {
    /// The URI reference of a path: relative to where the program ran, unless the path is absolute.
    fn named(path: &str) -> Self {
        let path = path.replace('\\', "/");
        let path = from_root(&path);
        let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
        for byte in path.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
        Self { uri }
    }
}

/// `wildcard-write` as `WildcardWrite`: names of rules are written so.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        let cases = [
            ("roles/soc.json", "roles/soc.json", "a relative path"),
            ("./my roles/é#1.json", "my%20roles/%C3%A9%231.json", "blanks, letters and marks"),
            ("/srv/roles.json", "file:///srv/roles.json", "an absolute path"),
            ("roles\\soc.json", "roles/soc.json", "a path of Windows"),
        ];
        for (path, uri, why) in cases {
            assert_eq!(SarifArtifactLocation::named(path).uri, uri, "{why}");
        }
    }
}
