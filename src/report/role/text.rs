//! A role for people.

use std::io::{self, Write};

use super::picture::{BlockView, PatternView, RelatedRoleView, RoleReport, RoleView};
use crate::report::clean::clean;
use crate::report::doubt::doubt_in_words;
use crate::report::page::Page;
use crate::report::style::Look;
use crate::report::table::fit;
use crate::report::terms::Plane;
use crate::report::words::{count, shortened};

/// More names than this are a number.
const NAMES: usize = 8;
/// More privileged operations of a class than this are.
const PRIVILEGED: usize = 12;

pub(crate) fn write(report: &RoleReport<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out };
    for (number, role) in report.roles().enumerate() {
        if number > 0 {
            page.line("")?;
        }
        write_role(&mut page, &role)?;
    }
    Ok(())
}

fn write_role(page: &mut Page<'_>, role: &RoleView<'_>) -> io::Result<()> {
    let id = role.id.map(|id| format!("  {id}")).unwrap_or_default();
    page.line(&format!("{}{id}", page.look.heading(&clean(role.name))))?;
    let privileged = if role.privileged == Some(true) { ", privileged by Microsoft's own mark" } else { "" };
    let scopes: Vec<String> = role.assignable_scopes.iter().map(ToString::to_string).collect();
    page.paragraph(
        "",
        2,
        &format!("{}{privileged}; assignable at {}", role.kind.unwrap_or("role"), shortened(&scopes, NAMES)),
    )?;
    if let Some(doubt) = role.doubt {
        page.paragraph("", 2, doubt_in_words(doubt))?;
    }
    page.heading(&format!("Over the catalog of {}", role.catalog))?;
    let less = if role.open_exceptions { ", less what an expression takes away" } else { "" };
    for tally in &role.operations {
        let kind = if tally.plane == Plane::Control { "actions" } else { "data actions" };
        page.line(&format!("  {} of {} {kind}{less}", tally.count, tally.of))?;
    }
    for (number, block) in role.blocks.iter().enumerate() {
        let title =
            if role.blocks.len() == 1 { "Permissions".to_owned() } else { format!("Permissions, block {}", number + 1) };
        write_block(page, &title, block)?;
    }
    if !role.unmatched.is_empty() {
        page.heading("Patterns that match no operation of the catalog")?;
        for pattern in &role.unmatched {
            page.line(&format!("  {}", clean(pattern)))?;
        }
    }
    write_ownership(page, role)?;
    write_privileged(page, role)?;
    write_related(page, role)
}

fn write_block(page: &mut Page<'_>, title: &str, block: &BlockView<'_>) -> io::Result<()> {
    page.heading(title)?;
    if let Some(condition) = block.condition {
        page.paragraph("", 2, &format!("if {condition}"))?;
    }
    let width = block.patterns.iter().map(|pattern| pattern.pattern.chars().count()).max().unwrap_or(0);
    let width = width.min(page.look.width.saturating_sub(36)).max(20);
    let mut list = "";
    for pattern in &block.patterns {
        if pattern.list != list {
            list = pattern.list;
            page.line(&format!("  {}", page.look.faint(list)))?;
        }
        write_pattern(page, pattern, width)?;
    }
    if block.patterns.is_empty() { page.line("  nothing") } else { Ok(()) }
}

fn write_pattern(page: &mut Page<'_>, pattern: &PatternView<'_>, width: usize) -> io::Result<()> {
    let text = clean(pattern.pattern).into_owned();
    let is_literal = !text.contains('*');
    let said = match pattern.count {
        0 => "no operation of the catalog".to_owned(),
        _ if is_literal => String::new(),
        number => {
            let verbs: Vec<String> = pattern.verbs.iter().map(|(verb, number)| format!("{number} {verb}")).collect();
            format!("{number:>6}: {}", verbs.join(", "))
        }
    };
    page.line(&format!("    {} {said}", fit(&text, width, page.look.unicode)))?;
    if pattern.providers.len() > 1 {
        let mut providers: Vec<(&str, usize)> = pattern.providers.iter().map(|(name, count)| (*name, *count)).collect();
        providers.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let named: Vec<String> = providers.iter().map(|(name, count)| format!("{name} {count}")).collect();
        page.paragraph("", 6, &format!("{}: {}", count(named.len(), "provider"), shortened(&named, 4)))?;
    }
    for operation in pattern.operations.iter().flatten().filter(|_| !is_literal) {
        page.line(&format!("      {}", clean(operation)))?;
    }
    Ok(())
}

fn write_ownership(page: &mut Page<'_>, role: &RoleView<'_>) -> io::Result<()> {
    let ownership = &role.ownership;
    page.heading("Compared with Owner")?;
    let lacking = count(ownership.lacking, "control-plane operation");
    let said = match ownership.level {
        "owner" => "it grants every possible action: it is an owner".to_owned(),
        "owner-on-catalog" => format!(
            "it grants every control-plane operation of the catalog, as Owner does. It does not grant some actions that Azure may add, \
             such as `{}`",
            ownership.lacks.unwrap_or_default()
        ),
        "gives-roles" => {
            format!("it lacks {lacking}, but can assign any role, also Owner: whoever holds it can become an owner")
        }
        "unknown" if role.open_exceptions => "not known: an expression may take away what it shows".to_owned(),
        "unknown" if role.doubt.is_some() => format!("not known: what is shown lacks {lacking}"),
        "unknown" => "its patterns are too complex to decide that".to_owned(),
        _ => format!("not an owner: it lacks {lacking}"),
    };
    page.paragraph("", 2, &said)?;
    if ownership.lacking_operations.is_empty() {
        return Ok(());
    }
    page.paragraph("", 2, "excluded from its `*`, or granted only under a condition:")?;
    for name in ownership.lacking_operations.iter().take(PRIVILEGED) {
        page.line(&format!("    - {}", clean(name)))?;
    }
    write_more(page, ownership.lacking_operations.len().saturating_sub(PRIVILEGED))
}

fn write_more(page: &mut Page<'_>, more: usize) -> io::Result<()> {
    if more == 0 {
        return Ok(());
    }
    page.line(&page.look.faint(&format!("      and {more} more (--format json names them all)")))
}

fn write_privileged(page: &mut Page<'_>, role: &RoleView<'_>) -> io::Result<()> {
    if role.privileged_operations.is_empty() {
        return Ok(());
    }
    let unless = if role.open_exceptions { ", unless an expression takes them away" } else { "" };
    page.heading(&format!("Privileged operations ({}){unless}", role.privileged_operations.len()))?;
    let mut classes: Vec<&str> = role.privileged_operations.iter().map(|operation| operation.class).collect();
    classes.sort_unstable();
    classes.dedup();
    for class in classes {
        let mut own: Vec<_> = role.privileged_operations.iter().filter(|operation| operation.class == class).collect();
        own.sort_by_key(|operation| !operation.is_named);
        let tier = own.first().map_or("", |first| first.tier);
        page.line(&format!("  {}", page.look.faint(&format!("{class} ({tier})"))))?;
        for operation in own.iter().take(PRIVILEGED) {
            let under = if operation.condition.is_some() { "  under a condition" } else { "" };
            page.line(&format!("    ! {}{under}", clean(operation.operation)))?;
        }
        write_more(page, own.len().saturating_sub(PRIVILEGED))?;
    }
    Ok(())
}

fn write_related(page: &mut Page<'_>, role: &RoleView<'_>) -> io::Result<()> {
    page.heading("Compared with the built-in roles, over all possible actions")?;
    let lists = [
        ("equal to", &role.equal),
        ("contained in", &role.contained_in),
        ("contains", &role.contains),
        ("not decided", &role.undecided),
    ];
    let mut any = false;
    for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        any = true;
        page.paragraph("", 2, &format!("{title} {}", names(list)))?;
    }
    for near in &role.nearest {
        any = true;
        page.paragraph(
            "",
            2,
            &format!("close to {}, which grants {} more and {} fewer", near.name, count(near.more, "operation"), near.less),
        )?;
    }
    if !any {
        page.line("  no built-in role is equal or close to it")?;
    }
    if role.tasks.is_empty() {
        return Ok(());
    }
    page.heading("Tasks that it alone allows")?;
    role.tasks.iter().try_for_each(|task| page.paragraph("  -", 4, &format!("{} ({})", task.title, task.id)))
}

fn names(list: &[RelatedRoleView<'_>]) -> String {
    let names: Vec<String> = list.iter().map(|role| role.name.to_owned()).collect();
    shortened(&names, NAMES)
}
