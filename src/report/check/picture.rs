//! The picture of a check of role files ([`CheckReport`], `rolecall/check@1`).

use std::sync::Arc;

use serde::Serialize;

use super::lint_pages::LintPages;
use crate::arrange::Arrange as _;
use crate::catalog::Catalog;
use crate::export::InputSummary;
use crate::model::{Note, Severity};
use crate::pattern::Wildcards;
use crate::report::head::HeadView;
use crate::report::words::count;
use crate::review::RoleChange;
pub(crate) use crate::review::impact::Impact;
pub use crate::review::{Disposition, RelatedPlace};
use crate::review::{Reviewed, lint, policy};
use crate::role_file::fix::Safety;
#[cfg(feature = "native")]
use crate::source::Source;
use crate::source::{Place, Span};

/// What a check found, ready to be shown.
#[derive(Debug, Clone, Default)]
pub struct CheckReport {
    /// How the report was made.
    pub head: HeadView,
    /// What was odd while reading.
    pub notes: Vec<Note>,
    /// The files with role definitions, by path.
    pub files: Vec<CheckedFile>,
    /// How many files of the folders are no role definitions.
    pub left_alone: usize,
    /// How many files and folders git ignores or the configuration excludes.
    pub ignored: usize,
    /// How many findings are left out because the base has them too; `None`: they are among the findings.
    pub old_left_out: Option<usize>,
    /// What was found, by place.
    pub findings: Vec<CheckFinding>,
    /// The lints of the findings, by id.
    pub rules: Vec<CheckRule>,
    /// What became of the roles since the base, by name; `None`: there is no base.
    pub access: Option<Vec<RoleChange>>,
    /// Who gains what by that; `None`: no exports were given.
    pub impact: Option<Impact>,
    /// What each export gave.
    pub inputs: Vec<InputSummary>,
    /// Where people find the pages of the lints; `None`: nobody said.
    pub lint_pages: Option<LintPages>,
    /// What the address of a file begins with, on the server that runs the check; `None`: addresses are those of the files.
    pub file_pages: Option<String>,
    /// Findings of this severity and above fail the check; `None`: nothing fails it.
    pub fail_on: Option<Severity>,
}

/// A file with role definitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckedFile {
    /// The path as the user gave it, or `-`.
    pub path: Arc<str>,
    /// How many roles it defines.
    pub roles: usize,
    /// Of how many of them the file does not tell all that they grant: expressions stand there.
    pub computed: usize,
}

/// A lint, as far as findings need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRule {
    /// Its id.
    pub id: &'static str,
    /// What it looks for, in one line.
    pub title: String,
    /// The whole documentation, in Markdown.
    pub doc: String,
    /// How bad its findings are, unless configured otherwise.
    pub severity: Severity,
}

/// Something that was found, and what would mend it.
#[derive(Debug, Clone)]
pub struct CheckFinding {
    /// What was found, and whether it counts.
    pub reviewed: Reviewed,
    /// What would mend it; `None`: nothing, or its fix cannot be written here.
    pub proposal: Option<Proposal>,
}

/// What would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it does, in the imperative.
    pub title: String,
    /// The texts that take the place of others.
    pub replacements: Vec<(Span, String)>,
}

/// So many bytes of one line are underlined.
#[cfg(feature = "native")]
const LONGEST_LABEL: usize = 200;

/// What of a span is underlined: of a very long text its beginning.
#[cfg(feature = "native")]
pub(super) fn shown_span(source: &Source, span: Span) -> Span {
    let end = source.text().floor_char_boundary(span.end.min(span.start + LONGEST_LABEL));
    let is_one_line = !source.slice(Span { start: span.start, end }).contains('\n');
    if is_one_line { Span { start: span.start, end } } else { span }
}

/// A path without the `./` that it may begin with.
pub(super) fn from_root(mut path: &str) -> &str {
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path
}

impl CheckReport {
    /// The picture of findings with their disposition.
    pub fn new(catalog: &Catalog, files: Vec<CheckedFile>, reviewed: Vec<Reviewed>) -> Self {
        let findings: Vec<CheckFinding> =
            reviewed.into_iter().map(|reviewed| CheckFinding { reviewed, proposal: None }).collect();
        let mut ids: Vec<&'static str> = findings.iter().map(|finding| finding.reviewed.lint).collect();
        ids.arrange();
        ids.dedup();
        let rules = ids.into_iter().filter_map(CheckRule::of).collect();
        let head = HeadView::new("rolecall/check@1", catalog);
        Self { head, files, findings, rules, ..Self::default() }
    }

    /// The same with how middle wildcards were read.
    #[must_use]
    pub fn wildcards(self, wildcards: Wildcards) -> Self {
        Self { head: self.head.clone().wildcards(wildcards), ..self }
    }

    /// The same without the findings that the base has too.
    #[must_use]
    pub fn without_old(mut self) -> Self {
        let before = self.findings.iter().filter(|finding| !finding.is_allowed()).count();
        self.findings.retain(|finding| !finding.reviewed.is_old);
        let after = self.findings.iter().filter(|finding| !finding.is_allowed()).count();
        Self { old_left_out: Some(before - after), ..self }
    }

    /// The page of a lint.
    pub(crate) fn page(&self, lint: &str) -> Option<String> {
        self.lint_pages.as_ref().map(|pages| pages.page(lint))
    }

    /// Whether the check fails: exit code 1.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| self.is_failing(finding))
    }

    pub(crate) fn is_failing(&self, finding: &CheckFinding) -> bool {
        finding.reviewed.disposition == Disposition::New && self.fail_on.is_some_and(|least| finding.reviewed.severity >= least)
    }

    /// The findings that nobody has accepted: first those that the base has not.
    pub(crate) fn open(&self) -> impl Iterator<Item = &CheckFinding> {
        let of = |is_old: bool| self.findings.iter().filter(move |finding| finding.reviewed.is_old == is_old);
        of(false).chain(of(true)).filter(|finding| !finding.is_allowed())
    }

    pub(crate) fn rule(&self, finding: &CheckFinding) -> Option<(usize, &CheckRule)> {
        let at = self.rules.binary_search_by(|rule| rule.id.cmp(finding.reviewed.lint)).ok()?;
        self.rules.get(at).map(|rule| (at, rule))
    }

    /// How much there is of everything, in one line: `2 errors, 1 warning in 3 roles of 1 file, 2 fixable with --fix`.
    pub(crate) fn summary(&self) -> String {
        let found = severities(self.findings.iter().filter(|finding| finding.reviewed.disposition == Disposition::New));
        let found = if found.is_empty() { "no findings".to_owned() } else { found };
        let roles = self.files.iter().map(|file| file.roles).sum();
        let mut line = format!("{found} in {} of {}", count(roles, "role"), count(self.files.len(), "file"));
        line.push_str(&self.fixable());
        let computed: usize = self.files.iter().map(|file| file.computed).sum();
        let is_old = |finding: &&CheckFinding| finding.reviewed.is_old && finding.reviewed.disposition == Disposition::New;
        let old = self.findings.iter().filter(is_old).count();
        let known = self.findings.iter().filter(|finding| finding.reviewed.disposition == Disposition::Known).count();
        let allowed = self.findings.iter().filter(|finding| finding.is_allowed()).count();
        let others = [
            (old > 0).then(|| format!("{old} of them in the base too")),
            self.old_left_out.filter(|count| *count > 0).map(|count| format!("{count} in the base too")),
            (known > 0).then(|| format!("{known} known from the baseline")),
            (allowed > 0).then(|| format!("{allowed} allowed")),
            (self.left_alone > 0).then(|| format!("{} left alone", count(self.left_alone, "other file"))),
            (self.ignored > 0).then(|| format!("{} ignored by git or the configuration", self.ignored)),
            (computed > 0).then(|| format!("{} with expressions that were not followed", count(computed, "role"))),
        ];
        let others: Vec<String> = others.into_iter().flatten().collect();
        if !others.is_empty() {
            line = format!("{line} ({})", others.join(", "));
        }
        line
    }

    /// How many of the open findings `--fix` mends, and how many more `--fix=all`.
    fn fixable(&self) -> String {
        let of = |safety: Safety| {
            // Standard input is no file that a fix could be written to.
            let written = self.open().filter(|finding| finding.proposal.is_some() && &**finding.reviewed.source.name() != "-");
            written.filter_map(|finding| finding.reviewed.fix.as_ref()).filter(|fix| fix.safety == safety).count()
        };
        match (of(Safety::Safe), of(Safety::Risky)) {
            (0, 0) => String::new(),
            (safe, 0) => format!(", {safe} fixable with --fix"),
            (0, risky) => format!(", {risky} fixable with --fix=all"),
            (safe, risky) => format!(", {safe} fixable with --fix and {risky} more with --fix=all"),
        }
    }
}

/// How many findings there are of each severity: `2 errors, 1 warning`.
pub(super) fn severities<'f>(findings: impl Iterator<Item = &'f CheckFinding>) -> String {
    let mut numbers = [(Severity::Error, "error", 0), (Severity::Warning, "warning", 0), (Severity::Note, "note", 0)];
    for finding in findings {
        numbers.iter_mut().filter(|(own, ..)| *own == finding.reviewed.severity).for_each(|(.., number)| *number += 1);
    }
    let found = numbers.into_iter().filter(|(.., number)| *number > 0).map(|(_, noun, number)| count(number, noun));
    found.collect::<Vec<_>>().join(", ")
}

impl CheckRule {
    /// The lint or rule with this id.
    fn of(id: &str) -> Option<Self> {
        if let Some(lint) = lint::lint(id) {
            return Some(Self { id: lint.id, title: lint.title().to_owned(), doc: lint.doc(), severity: lint.severity });
        }
        let rule = policy::rule(id)?;
        Some(Self { id: rule.id, title: rule.title.to_owned(), doc: rule.doc.to_owned(), severity: rule.severity })
    }
}

impl CheckFinding {
    /// Where it begins.
    pub(crate) fn start(&self) -> Place {
        self.reviewed.source.place(self.reviewed.span.start)
    }

    /// The first place after it.
    pub(crate) fn end(&self) -> Place {
        self.reviewed.source.place(self.reviewed.span.end.max(self.reviewed.span.start))
    }

    /// Whether one snippet shows both: they are about the same text, or about texts of one line that is not long.
    #[cfg(feature = "native")]
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        if self.reviewed.source.name() != other.reviewed.source.name() || self.reviewed.is_old != other.reviewed.is_old {
            return false;
        }
        let line = |finding: &Self| {
            let (start, end) = (finding.start(), finding.end());
            (start.line == end.line && end.column <= LONGEST_LABEL).then_some(start.line)
        };
        self.reviewed.span == other.reviewed.span || line(self).is_some_and(|own| Some(own) == line(other))
    }

    /// Whether neither the baseline nor the base has it.
    pub(crate) fn is_new(&self) -> bool {
        !self.reviewed.is_old && self.reviewed.disposition != Disposition::Known
    }

    pub(crate) fn is_allowed(&self) -> bool {
        matches!(self.reviewed.disposition, Disposition::Allowed { .. })
    }

    /// The path as pipelines and code hosts know it: from the root of the repository.
    pub(super) fn path(&self) -> &str {
        from_root(self.reviewed.source.name())
    }

    /// The message and the remedy, for outputs that have one text.
    pub(crate) fn words(&self) -> String {
        match &self.reviewed.help {
            Some(help) => format!("{}. Remedy: {help}", self.reviewed.message),
            None => self.reviewed.message.clone(),
        }
    }
}
