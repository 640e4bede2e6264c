//! The documentation of a lint: the head of its file.

use std::fmt::Write as _;

use super::definition::{Lint, Topic};
use super::table::LINTS;
use crate::model::Severity;

impl Lint {
    /// What it finds, in one line.
    pub fn title(&self) -> &'static str {
        let first = self.source.lines().next().unwrap_or_default();
        first.trim_start_matches("//!").trim().trim_end_matches('.')
    }

    /// Its documentation, as Markdown: the title is left out.
    pub fn doc(&self) -> String {
        let head = self.source.lines().map_while(|line| line.strip_prefix("//!"));
        let lines: Vec<&str> = head.skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Its page under `docs/lints/`.
    pub fn page(&self) -> String {
        let (severity, topic) = (severity_name(self.severity), self.topic.name());
        let rules = if self.rules.is_empty() { String::new() } else { format!(" · {}", self.rules.join(", ")) };
        format!("# {}\n\n{}.\n\n{severity} · {topic}{rules}\n\n{}\n", self.id, self.title(), self.doc())
    }
}

/// The name of a severity in reports.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The list of all lints by topic, as Markdown.
pub fn index() -> String {
    let mut page = String::new();
    for (topic, name) in Topic::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {name}\n\n| lint | severity | finds |\n| --- | --- | --- |");
        for lint in LINTS.iter().filter(|lint| lint.topic == topic) {
            let severity = severity_name(lint.severity);
            let _ = writeln!(page, "| [{0}]({0}.md) | {severity} | {1} |", lint.id, lint.title());
        }
    }
    page
}
