//! [`Allow`]: findings that somebody has accepted.

use glob::{MatchOptions, Pattern};
use jiff::civil::Date;

use crate::document::{Fields, Mistake, Node, Reader};
use crate::source::Span;

const KEYS: [&str; 5] = ["lint", "role", "path", "reason", "until"];
/// `*` stays inside a folder; `**` does not.
pub(super) const PATHS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// The findings of one lint, of one role or of some files, that are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The lint.
    pub lint: String,
    /// The role by name or id; absent: every role of the files.
    pub role: Option<String>,
    /// Which files, relative to the folder of the configuration; absent: all.
    pub path: Option<Pattern>,
    /// Why.
    pub reason: String,
    /// The last day (UTC) on which it counts.
    pub until: Option<Date>,
    /// Where it names the lint.
    pub span: Span,
}

impl Allow {
    /// Whether it speaks of a role with this name or id.
    pub fn is_of_role(&self, name: Option<&str>, id: Option<&str>) -> bool {
        let Some(role) = &self.role else { return true };
        let is_it = |own: Option<&str>| own.is_some_and(|own| own.trim().to_lowercase() == role.to_lowercase());
        is_it(name) || is_it(id)
    }

    /// Whether it applies to a file; the path is relative to the folder of the configuration.
    pub fn is_of_file(&self, path: &str) -> bool {
        self.path.as_ref().is_none_or(|pattern| pattern.matches_with(path, PATHS))
    }
}

impl Reader<'_> {
    pub(super) fn allows(&mut self, node: &Node<'_>, lints: &[&'static str]) -> Vec<Allow> {
        let mut allows = Vec::new();
        for item in self.list(node, "allow") {
            if let Some(fields) = self.fields(item, "an allow", &KEYS) {
                allows.extend(self.allow(&fields, lints));
            }
        }
        allows
    }

    fn allow(&mut self, fields: &Fields<'_>, lints: &[&'static str]) -> Option<Allow> {
        let lint = self.needed_lint(fields, lints);
        let span = fields.get("lint").map_or(fields.span, |node| node.span);
        let reason = self.needed_text(fields, "reason");
        let role = fields.get("role").and_then(|node| self.text(node, "role"));
        let path = fields.get("path").and_then(|node| self.path_pattern(node, "path"));
        let until = fields.get("until").and_then(|node| self.text(node, "until")).and_then(|text| self.date(&text));
        if fields.get("role").is_none() && fields.get("path").is_none() {
            let help = "name the role or the files; `severities` switches a lint off everywhere";
            self.fault_with_help(Mistake::MissingKey { key: "role", of: "an allow without `path`" }, fields.span, help);
        }
        let role = role.map(|role| role.value.to_owned());
        Some(Allow { lint: lint?, role, path, reason: reason?.value.to_owned(), until, span })
    }

    /// A pattern of paths in and below the folder of the configuration.
    pub(super) fn path_pattern(&mut self, node: &Node<'_>, key: &'static str) -> Option<Pattern> {
        let text = self.path_below(node, key)?;
        let pattern = Pattern::new(text.value.trim_start_matches("./").trim_end_matches('/'));
        if pattern.is_err() {
            self.fault(
                Mistake::Form { text: text.value.to_owned(), of: "pattern of paths such as roles/**/*.json" },
                text.span,
            );
        }
        pattern.ok()
    }
}
