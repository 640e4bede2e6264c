//! What is wrong with a text, as the protocol has it.

use serde_json::{Value, json};

use super::abilities::ClientAbilities;
use super::examined::{ExaminedRoles, ExaminedText};
use super::open_file::OpenFile;
use super::position::TextLines;
use crate::model::Severity;
use crate::report::clean;
use crate::review::{Reviewed, policy};
use crate::role_file::RoleFileError;
use crate::source::Span;

/// The id of what is said of a text that cannot be read.
const UNREADABLE: &str = "unreadable-file";

/// The parameters of `textDocument/publishDiagnostics`.
pub(super) fn published(uri: &str, file: &OpenFile, examined: &ExaminedText, client: ClientAbilities) -> Value {
    let lines = TextLines::new(file.source.text(), client.unit);
    let diagnostics = match examined {
        ExaminedText::Other => Vec::new(),
        ExaminedText::Broken(error) => broken(error, &lines),
        ExaminedText::Roles(roles) => of_roles(uri, roles, &lines, client),
    };
    let mut published = json!({ "uri": uri, "diagnostics": diagnostics });
    if let (Some(version), Some(published)) = (file.version, published.as_object_mut()) {
        published.insert("version".to_owned(), version.into());
    }
    published
}

fn of_roles(uri: &str, roles: &ExaminedRoles, lines: &TextLines<'_>, client: ClientAbilities) -> Vec<Value> {
    let unread = roles.config_errors.iter().map(|error| {
        let place = lines.range(Span::default());
        json!({ "range": place, "severity": severity(Severity::Error), "source": SOURCE, "message": clean(error) })
    });
    let findings = roles.findings.iter().map(|finding| {
        let mut diagnostic = of_finding(finding, lines);
        if let (true, Some(diagnostic)) = (client.related, diagnostic.as_object_mut()) {
            diagnostic.insert("relatedInformation".to_owned(), related(uri, finding, lines));
        }
        diagnostic
    });
    unread.chain(findings).collect()
}

const SOURCE: &str = "rolecall";

/// A finding without the other places that it names: what quick fixes say that they mend.
pub(super) fn of_finding(finding: &Reviewed, lines: &TextLines<'_>) -> Value {
    json!({
        "range": lines.range(finding.span),
        "severity": severity(finding.severity),
        "code": finding.lint,
        "source": SOURCE,
        "message": words(&finding.message, finding.help.as_deref()),
    })
}

/// Every place is in the text itself: it alone is reviewed.
fn related(uri: &str, finding: &Reviewed, lines: &TextLines<'_>) -> Value {
    let own = finding.related.iter().filter(|related| related.source.name() == finding.source.name());
    let place = |related: &crate::review::RelatedPlace| json!({ "location": { "uri": uri, "range": lines.range(related.span) }, "message": clean(&related.message) });
    own.map(place).collect()
}

/// Each mistake in its place.
fn broken(error: &RoleFileError, lines: &TextLines<'_>) -> Vec<Value> {
    let level = policy::rule(UNREADABLE).map_or(Severity::Error, |rule| rule.severity);
    let diagnostic = |span: Span, message: &str, help: &str| {
        json!({
            "range": lines.range(span),
            "severity": severity(level),
            "code": UNREADABLE,
            "source": SOURCE,
            "message": words(message, Some(help)),
        })
    };
    match error {
        RoleFileError::Broken { faults, .. } => {
            faults.iter().map(|fault| diagnostic(fault.span(), &fault.to_string(), fault.what().help())).collect()
        }
        RoleFileError::Other { .. } | RoleFileError::Unread { .. } => {
            vec![diagnostic(error.span(), &error.to_string(), error.remedy())]
        }
    }
}

/// The message, and what to do on a line of its own.
fn words(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{}\nhelp: {}", clean(message), clean(help)),
        None => clean(message).into_owned(),
    }
}

/// `DiagnosticSeverity`.
const fn severity(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    }
}
