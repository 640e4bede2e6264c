//! A difference for people: first comes what a reviewer has to see first.

mod marked;
mod tenant;

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use self::marked::{Direction, GAINED, LOST, write_marked};
use super::picture::DiffReport;
use super::words::{changes, headline, what};
use crate::report::clean::clean;
use crate::report::operations::provider;
use crate::report::page::Page;
use crate::report::role_diff::{GainOrLossView, RoleDiffView};
use crate::report::style::Look;
use crate::report::words::{count, shortened};

/// More operations than this of one provider are left to the other formats.
const OF_PROVIDER: usize = 12;
/// More operations than this of one change are.
const OF_CHANGE: usize = 60;
/// More providers than this are a number.
const PROVIDERS: usize = 20;

/// The whole difference.
pub(crate) fn write(report: &DiffReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    tenant::write(&mut page, report)?;
    let changed = report.changed_roles();
    if report.people.is_none() && !changed.is_empty() {
        page.line(&format!("{}.", changes(report)))?;
        page.line("")?;
    }
    changed.iter().try_for_each(|role| write_role(&mut page, role))?;
    tenant::write_not_compared(&mut page, report)?;
    tenant::write_assumptions(&mut page, report)?;
    write_summary(&mut page, report)?;
    tenant::write_answer(&mut page, report)
}

fn write_role(page: &mut Page<'_>, role: &RoleDiffView<'_>) -> io::Result<()> {
    let renamed = role.old_name.map(|old| format!(" (was {old})")).unwrap_or_default();
    let heading = format!("{}{renamed}: {}", role.name, headline(role));
    page.line(&page.look.heading(&clean(&heading)))?;
    for change in &role.gained {
        write_change(page, GAINED, change)?;
    }
    for scope in role.scopes_gained {
        write_marked(page, GAINED, &format!("assignable at {scope}"))?;
    }
    for task in role.tasks_gained {
        write_marked(page, GAINED, &format!("allows the task \"{}\"", task.title))?;
    }
    for change in &role.lost {
        write_change(page, LOST, change)?;
    }
    for scope in role.scopes_lost {
        write_marked(page, LOST, &format!("assignable at {scope}"))?;
    }
    for task in role.tasks_lost {
        write_marked(page, LOST, &format!("allows the task \"{}\"", task.title))?;
    }
    for open in role.open_questions() {
        page.paragraph("", 2, &format!("? {open}"))?;
    }
    page.line("")
}

fn write_change(page: &mut Page<'_>, direction: Direction, change: &GainOrLossView<'_>) -> io::Result<()> {
    write_marked(page, direction, &what(direction.verb, change))?;
    if let Some(condition) = change.condition {
        page.paragraph("", 6, &format!("if {condition}"))?;
    }
    if !change.in_catalog {
        page.paragraph("", 6, &format!("no operation of the catalog shows it; the shortest is `{}`", change.witness))?;
    }
    let mut left = OF_CHANGE;
    let privileged: Vec<&str> = change.privileged.iter().map(|name| &**name).collect();
    if !privileged.is_empty() {
        left -= write_operations(page, &OperationLines { title: "privileged", names: &privileged, mark: '!' }, left)?;
    }
    let others = change.operations.iter().skip(change.privileged.len()).map(|name| &**name);
    let mut rest = Vec::new();
    for own in &by_provider(others) {
        let name = own.first().map(|name| provider(name)).unwrap_or_default();
        if left == 0 {
            rest.push(format!("{name} {}", own.len()));
        } else {
            left -= write_operations(page, &OperationLines { title: name, names: own, mark: direction.mark }, left)?;
        }
    }
    if !rest.is_empty() {
        let providers = count(rest.len(), "more provider");
        page.paragraph("", 6, &format!("and of {providers} (--format json names all): {}", shortened(&rest, PROVIDERS)))?;
    }
    let patterns: Vec<String> = change.patterns.iter().map(|pattern| format!("`{pattern}`")).collect();
    page.paragraph("", 6, &format!("by {}", shortened(&patterns, 12)))?;
    match change.beyond_catalog.filter(|_| change.in_catalog) {
        Some(beyond) => page.paragraph("", 6, &format!("and beyond the catalog, for example `{beyond}`")),
        None => Ok(()),
    }
}

/// Operations by provider: the providers in the order in which their first operations come.
fn by_provider<'o>(names: impl Iterator<Item = &'o str>) -> Vec<Vec<&'o str>> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    for name in names {
        let number = *numbers.entry(provider(name).to_ascii_lowercase()).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(name),
            None => groups.push(vec![name]),
        }
    }
    groups
}

/// Operations under a title.
struct OperationLines<'o> {
    title: &'o str,
    names: &'o [&'o str],
    mark: char,
}

/// Writes as many as are left, and says how many these are.
fn write_operations(page: &mut Page<'_>, operations: &OperationLines<'_>, left: usize) -> io::Result<usize> {
    let OperationLines { title, names, mark } = operations;
    let shown = names.len().min(OF_PROVIDER).min(left);
    let counted = if names.len() > shown { format!(" ({})", names.len()) } else { String::new() };
    page.line(&format!("      {}", page.look.faint(&format!("{title}{counted}"))))?;
    for name in names.iter().take(shown) {
        page.line(&format!("      {mark} {}", clean(name)))?;
    }
    let more = names.len() - shown;
    if more > 0 {
        page.line(&page.look.faint(&format!("        and {more} more")))?;
    }
    Ok(shown)
}

fn write_summary(page: &mut Page<'_>, report: &DiffReport<'_>) -> io::Result<()> {
    if report.roles().len() == 0 {
        return if report.people.is_some() { Ok(()) } else { page.line("No roles differ: neither side defines any.") };
    }
    page.line(&format!("Operations are those of the catalog of {}.", report.date()))?;
    page.line(&format!("{}.", changes(report)))
}
