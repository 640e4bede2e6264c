//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>): the few of its structures that a check needs.
//!
//! Accepted findings are suppressed results and known ones are unchanged: what disappeared would be reported as fixed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::{CheckFinding, CheckReport, CheckRule, RelatedPlace, Standing, severity_name};
use crate::model::Severity;
use crate::source::{Source, Span};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_HOMEPAGE");

pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let driver = Driver {
        name: "rolecall",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: Some(HOME).filter(|home| !home.is_empty()),
        rules: report.rules.iter().map(Rule::new).collect(),
    };
    let run = Run {
        tool: Tool { driver },
        column_kind: "unicodeCodePoints",
        automation_details: Automation { id: "rolecall/check/" },
        artifacts: report.files.iter().map(|file| Artifact { location: Artifacted::named(&file.path) }).collect(),
        results: report.findings.iter().map(|finding| SarifResult::new(report, finding)).collect(),
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool<'r>,
    column_kind: &'static str,
    automation_details: Automation,
    artifacts: Vec<Artifact>,
    results: Vec<SarifResult<'r>>,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'r> {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Rule<'r>>,
}

#[derive(Serialize)]
struct Automation {
    id: &'static str,
}

#[derive(Serialize)]
struct Artifact {
    location: Artifacted,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'r> {
    id: &'static str,
    name: String,
    short_description: Text<'r>,
    full_description: Text<'r>,
    help: Text<'r>,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text<'r> {
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<&'r str>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
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
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, &'r str>,
    baseline_state: &'static str,
    suppressions: Vec<Suppression<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'r>>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Location {
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    logical: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifacted,
    region: Region,
}

#[derive(Serialize)]
struct Artifacted {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
struct Suppression<'r> {
    kind: &'static str,
    status: &'static str,
    justification: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'r> {
    description: Message,
    artifact_changes: [Change<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'r> {
    artifact_location: Artifacted,
    replacements: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'r> {
    deleted_region: Region,
    inserted_content: Text<'r>,
}

impl<'r> Rule<'r> {
    fn new(rule: &'r CheckRule) -> Self {
        let plain = |text: &'r str| Text { text, markdown: None };
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
            help: Text { text: &rule.doc, markdown: Some(&rule.doc) },
            default_configuration: Configuration { level: severity_name(rule.severity) },
            properties: Properties { tags: ["security", "azure-rbac"], precision: "very-high", severity },
        }
    }
}

impl<'r> SarifResult<'r> {
    fn new(report: &CheckReport, finding: &'r CheckFinding) -> Self {
        let mut location = Location::new(&finding.source, finding.span);
        let role = finding.role.iter().filter(|role| !role.is_empty());
        location.logical = role.map(|role| Logical { fully_qualified_name: role.clone(), kind: "resource" }).collect();
        let suppressions = match &finding.standing {
            Standing::Allowed { in_file, reason } => {
                vec![Suppression {
                    kind: if *in_file { "inSource" } else { "external" },
                    status: "accepted",
                    justification: reason,
                }]
            }
            Standing::New | Standing::Known => Vec::new(),
        };
        Self {
            rule_id: finding.lint,
            rule_index: report.rule(finding).map(|(index, _)| index),
            level: severity_name(finding.severity),
            message: Message { text: finding.words() },
            locations: [location],
            related_locations: finding.related.iter().map(Location::related).collect(),
            partial_fingerprints: BTreeMap::from([("rolecall/v1", finding.fingerprint.as_str())]),
            baseline_state: if finding.standing == Standing::Known { "unchanged" } else { "new" },
            suppressions,
            fixes: Fix::new(finding).into_iter().collect(),
        }
    }
}

impl<'r> Fix<'r> {
    fn new(finding: &'r CheckFinding) -> Option<Self> {
        let proposal = finding.proposal.as_ref()?;
        let replacement = |(span, text): &'r (Span, String)| Replacement {
            deleted_region: Region::new(&finding.source, *span),
            inserted_content: Text { text, markdown: None },
        };
        let replacements = proposal.replacements.iter().map(replacement).collect();
        let change = Change { artifact_location: Artifacted::named(finding.source.name()), replacements };
        Some(Self { description: Message { text: proposal.title.clone() }, artifact_changes: [change] })
    }
}

impl Location {
    fn new(source: &Source, span: Span) -> Self {
        let physical = Physical { artifact_location: Artifacted::named(source.name()), region: Region::new(source, span) };
        Self { physical, logical: Vec::new(), message: None }
    }

    fn related(related: &RelatedPlace) -> Self {
        let message = Some(Message { text: related.message.clone() });
        Self { message, ..Self::new(&related.source, related.span) }
    }
}

impl Region {
    fn new(source: &Source, span: Span) -> Self {
        let (start, end) = (source.place(span.start), source.place(span.end.max(span.start)));
        Self { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
    }
}

impl Artifacted {
    /// The URI reference of a path: relative to where the program ran, unless the path is absolute.
    fn named(path: &str) -> Self {
        let path = path.replace('\\', "/");
        let path = path.strip_prefix("./").unwrap_or(&path);
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
            assert_eq!(Artifacted::named(path).uri, uri, "{why}");
        }
    }
}
