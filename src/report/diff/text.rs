//! A difference for people: what a reviewer has to see first stands first.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{ChangeView, DiffReport, RoleDiffView};
use crate::access::AccessTrend as Change;
use crate::model::Plane;
use crate::report::audit::text::count;
use crate::report::clean::clean;
use crate::report::style::Look;
use crate::report::table::wrap;

/// More operations than this of one provider are left to the other formats.
const OF_PROVIDER: usize = 12;
/// More operations than this of one change are.
const OF_CHANGE: usize = 60;
/// More providers than this are a number.
const PROVIDERS: usize = 20;

/// The whole difference.
pub(super) fn write(report: &DiffReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    if let Some(people) = report.people {
        crate::report::diff::people::text(people, look, out)?;
    }
    let mut page = Page { look, out };
    for role in report.roles().filter(|role| !role.is_nothing()) {
        page.role(&role)?;
    }
    page.summary(report)
}

struct Page<'w> {
    look: &'w Look,
    out: &'w mut dyn Write,
}

/// Gained or lost.
#[derive(Clone, Copy)]
struct Direction {
    mark: &'static str,
    verb: &'static str,
    colour: AnsiColor,
}

const GAINED: Direction = Direction { mark: "+", verb: "gained", colour: AnsiColor::Red };
const LOST: Direction = Direction { mark: "-", verb: "lost", colour: AnsiColor::Green };

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    fn marked(&mut self, direction: Direction, text: &str) -> io::Result<()> {
        let line = format!("  {} {}", direction.mark, clean(text));
        let line = self.look.paint(Style::new().fg_color(Some(direction.colour.into())), &line);
        self.line(&line)
    }

    fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        for line in wrap(&clean(text), self.look.width.saturating_sub(indent).max(20)) {
            self.line(&format!("{:indent$}{line}", ""))?;
        }
        Ok(())
    }

    fn role(&mut self, role: &RoleDiffView<'_>) -> io::Result<()> {
        let renamed = role.old_name.map(|old| format!(" (was {old})")).unwrap_or_default();
        let heading = format!("{}{renamed}: {}", role.name, headline(role));
        self.line(&self.look.heading(&clean(&heading)))?;
        for change in &role.gained {
            self.change(GAINED, change)?;
        }
        for scope in role.scopes_gained {
            self.marked(GAINED, &format!("assignable at {scope}"))?;
        }
        for task in role.tasks_gained {
            self.marked(GAINED, &format!("allows the task {task}"))?;
        }
        for change in &role.lost {
            self.change(LOST, change)?;
        }
        for scope in role.scopes_lost {
            self.marked(LOST, &format!("assignable at {scope}"))?;
        }
        for task in role.tasks_lost {
            self.marked(LOST, &format!("allows the task {task}"))?;
        }
        for open in role.open_questions() {
            self.paragraph(2, &format!("? {open}"))?;
        }
        self.line("")
    }

    fn change(&mut self, direction: Direction, change: &ChangeView<'_>) -> io::Result<()> {
        self.marked(direction, &what(direction.verb, change))?;
        if let Some(condition) = change.condition {
            self.paragraph(6, &format!("if {condition}"))?;
        }
        if !change.in_catalog {
            self.paragraph(6, &format!("no operation of the catalog shows it; the shortest is `{}`", change.witness))?;
        }
        let mut left = OF_CHANGE;
        if !change.privileged.is_empty() {
            self.operations("privileged", change.privileged, "!", &mut left)?;
        }
        let others: Vec<&str> = change.operations.iter().filter(|name| !change.privileged.contains(name)).copied().collect();
        let mut rest = Vec::new();
        for own in others.chunk_by(|a, b| provider(a).eq_ignore_ascii_case(provider(b))) {
            let name = own.first().map(|name| provider(name)).unwrap_or_default();
            if left == 0 {
                rest.push(format!("{name} {}", own.len()));
            } else {
                self.operations(name, own, direction.mark, &mut left)?;
            }
        }
        if !rest.is_empty() {
            let providers = count(rest.len(), "more provider");
            self.paragraph(6, &format!("and of {providers} (--format json names all): {}", shortened(&rest, PROVIDERS)))?;
        }
        let patterns: Vec<String> = change.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
        self.paragraph(6, &format!("by {}", shortened(&patterns, 12)))?;
        match change.beyond_catalog.filter(|_| change.in_catalog) {
            Some(beyond) => self.paragraph(6, &format!("and beyond the catalog, for example `{beyond}`")),
            None => Ok(()),
        }
    }

    fn operations(&mut self, title: &str, names: &[&str], mark: &str, left: &mut usize) -> io::Result<()> {
        let shown = names.len().min(OF_PROVIDER).min(*left);
        *left -= shown;
        let counted = if names.len() > shown { format!(" ({})", names.len()) } else { String::new() };
        self.line(&format!("      {}", self.look.faint(&format!("{title}{counted}"))))?;
        for name in names.iter().take(shown) {
            self.line(&format!("      {mark} {}", clean(name)))?;
        }
        let more = names.len() - shown;
        if more > 0 { self.line(&self.look.faint(&format!("        and {more} more"))) } else { Ok(()) }
    }

    fn summary(&mut self, report: &DiffReport<'_>) -> io::Result<()> {
        if report.roles.is_empty() {
            return self.line("No roles differ: neither side defines any.");
        }
        let all =
            [Change::Added, Change::Widened, Change::Changed, Change::Narrowed, Change::Removed, Change::Unknown, Change::Same];
        let counts = all.iter().filter_map(|change| {
            let number = report.roles().filter(|role| role.change == *change).count();
            (number > 0).then(|| format!("{number} {}", words(*change)))
        });
        let counts: Vec<String> = counts.collect();
        let roles = count(report.roles().len(), "role");
        self.paragraph(0, &format!("{roles}: {}. Operations are those of the catalog of {}.", counts.join(", "), report.date))
    }
}

/// The change and what must not be overlooked about it.
pub(super) fn headline(role: &RoleDiffView<'_>) -> String {
    let mut parts = vec![words(role.change).to_owned()];
    let privileged: usize = role.gained.iter().map(|change| change.privileged.len()).sum();
    if privileged > 0 {
        parts.push(format!("{} gained", count(privileged, "privileged operation")));
    }
    if role.condition_changed {
        parts.push("conditions changed".to_owned());
    }
    if role.change == Change::Same {
        parts.push("but assignable elsewhere".to_owned());
    }
    parts.join(", ")
}

/// The name of a change in a sentence.
pub(super) fn words(change: Change) -> &'static str {
    match change {
        Change::Same => "same access",
        Change::Unknown => "not decided",
        other => other.name(),
    }
}

/// What is gained or lost, in a line.
pub(super) fn what(verb: &str, change: &ChangeView<'_>) -> String {
    let kind = match change.plane {
        Plane::Control => "action",
        Plane::Data => "data action",
    };
    let number = if change.count == 0 { format!("{kind}s beyond the catalog") } else { count(change.count, kind) };
    let under = if change.condition.is_some() { " under a condition" } else { "" };
    let other = match (change.otherwise_conditioned, verb) {
        (false, _) => "",
        (true, "gained") => ", held under other conditions before",
        (true, _) => ", held under other conditions now",
    };
    format!("{number} {verb}{under}{other}")
}

/// The namespace of an operation.
pub(crate) fn provider(operation: &str) -> &str {
    operation.split('/').next().unwrap_or(operation)
}

/// A list in a sentence, its tail as a number.
pub(crate) fn shortened(items: &[String], most: usize) -> String {
    let shown: Vec<&str> = items.iter().take(most).map(String::as_str).collect();
    let more = items.len().saturating_sub(most);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
