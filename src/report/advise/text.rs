//! Advice as text for people.

use std::io::{self, Write};

use super::views::{
    AdviceView, AnswerView, ItemStandingView, PartialView, PortionStandingView, PortionView, SearchView, StandingView, WayView,
};
use super::words;
use crate::decide::Verdict;
use crate::report::audit::text::{count, verdict_in_words};
use crate::report::clean::clean;
use crate::report::style::Look;
use crate::report::table::{fit, wrap};

/// More lines of a list than this are left to JSON.
const LINES: usize = 20;

/// The whole report.
pub(super) fn write(view: &AdviceView<'_>, look: &Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { look, out, view };
    page.head()?;
    if view.principals.is_empty() {
        page.ways()?;
    }
    view.principals.iter().try_for_each(|one| page.principal(one))?;
    page.gaps()
}

struct Page<'w> {
    look: &'w Look,
    out: &'w mut dyn Write,
    view: &'w AdviceView<'w>,
}

impl Page<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.line("")?;
        self.line(&self.look.heading(&clean(text)))
    }

    /// A text under a mark, in lines of the terminal's width.
    fn paragraph(&mut self, first: &str, indent: usize, text: &str) -> io::Result<()> {
        let lines = wrap(&clean(text), self.look.width.saturating_sub(indent).max(20));
        for (number, line) in lines.iter().enumerate() {
            let start = if number == 0 { fit(first, indent, self.look.unicode) } else { " ".repeat(indent) };
            self.line(&format!("{start}{line}"))?;
        }
        Ok(())
    }

    fn list(&mut self, indent: usize, lines: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
        let more = lines.len().saturating_sub(LINES);
        for line in lines.take(LINES) {
            self.paragraph(&format!("{:indent$}-", ""), indent + 2, &line)?;
        }
        if more > 0 {
            let words = format!("{:indent$}... and {more} more (--format json has them all)", "");
            self.line(&self.look.faint(&words))?;
        }
        Ok(())
    }

    fn head(&mut self) -> io::Result<()> {
        let question = self.view.asked;
        for task in &question.tasks {
            self.paragraph("", 0, &format!("{} - {} ({})", task.id, task.title, task.pack))?;
        }
        if let Some(plan) = &question.terraform {
            let unknown = if plan.unknown > 0 { format!(", {} not counted", plan.unknown) } else { String::new() };
            self.paragraph("", 0, &format!("Terraform plan {}: {}{unknown}", plan.path, count(plan.resources, "resource")))?;
        }
        let scopes = if question.scopes.is_empty() { String::new() } else { format!(" at {}", question.scopes.join(", ")) };
        let date = &self.view.catalog.date;
        self.paragraph("", 0, &format!("The least that covers the need{scopes}; catalog of {date}"))
    }

    fn ways(&mut self) -> io::Result<()> {
        let Some((first, others)) = self.view.ways.split_first() else { return Ok(()) };
        if first.directory_roles.len() + first.portions.len() > 1 {
            self.line("")?;
            self.paragraph("", 0, &format!("In short: {}", words::way_in_short(first)))?;
        }
        self.way(first)?;
        if !others.is_empty() {
            self.heading("Other ways")?;
            self.list(2, others.iter().map(words::way_in_short))?;
        }
        if self.view.ways_left_out {
            self.paragraph("", 2, "There are more ways than were looked at: ask for fewer tasks at a time.")?;
        }
        Ok(())
    }

    fn way(&mut self, way: &WayView<'_>) -> io::Result<()> {
        if !way.directory_roles.is_empty() {
            self.heading("In Microsoft Entra ID")?;
            self.list(2, way.directory_roles.iter().map(words::directory))?;
        }
        for portion in &way.portions {
            self.portion(portion)?;
        }
        Ok(())
    }

    fn portion(&mut self, portion: &PortionView<'_>) -> io::Result<()> {
        let place = words::place(portion);
        self.heading(&format!("Needed{place}"))?;
        self.list(2, portion.need.iter().map(words::item))?;
        self.answers(portion, &format!("Built-in roles{place}"))?;
        self.heading(&format!("A role of your own{place}"))?;
        self.custom(portion)
    }

    fn answers(&mut self, portion: &PortionView<'_>, heading: &str) -> io::Result<()> {
        self.heading(heading)?;
        for (number, answer) in portion.answers.iter().enumerate() {
            self.answer(&format!("  {}", number + 1), answer)?;
        }
        if let Some(single) = portion.single.as_ref().filter(|_| !portion.answers.is_empty()) {
            self.paragraph("", 2, "The least single role:")?;
            self.answer("  -", single)?;
        }
        if portion.answers.is_empty() {
            self.paragraph("", 2, &nothing(portion.search, self.view.asked.max_roles))?;
        }
        if let Some(partial) = &portion.partial {
            self.partial(partial)?;
        }
        if !portion.conditional.is_empty() {
            self.paragraph("", 2, &words::conditional(&portion.conditional))?;
        }
        let search = portion.partial.as_ref().map_or(portion.search, |partial| portion.search.plus(partial.search));
        let exactness = words::exactness(search, self.view.asked.roles, self.view.asked.max_roles);
        self.paragraph("", 2, &format!("({exactness})"))
    }

    fn answer(&mut self, mark: &str, answer: &AnswerView<'_>) -> io::Result<()> {
        let documented = if answer.roles.iter().all(|role| role.documented) { ", as documented" } else { "" };
        self.paragraph(mark, 5, &format!("{}{documented}", words::roles(answer)))?;
        self.paragraph("", 7, &words::figures(answer))
    }

    fn partial(&mut self, partial: &PartialView<'_>) -> io::Result<()> {
        self.paragraph("", 2, "The most that can be had:")?;
        self.answer("  -", &partial.answer)?;
        self.paragraph("", 5, "What remains:")?;
        self.list(5, partial.remains.iter().map(words::remains))
    }

    fn custom(&mut self, portion: &PortionView<'_>) -> io::Result<()> {
        let role = &portion.custom_role;
        if let Some(why) = &role.none {
            return self.paragraph("", 2, &format!("None: {why}."));
        }
        let mut key = "";
        let patterns: Vec<_> = words::patterns(role).collect();
        for &(own, pattern) in patterns.iter().take(LINES) {
            if own != key {
                self.line(&format!("  {own}"))?;
                key = own;
            }
            self.line(&format!("    {}", clean(pattern)))?;
        }
        let more = patterns.len().saturating_sub(LINES);
        if more > 0 {
            self.line(&self.look.faint(&format!("    ... and {more} more (--custom-role writes them all)")))?;
        }
        for growth in &role.growth {
            let witness = growth.witness.map(|witness| format!(", for example `{witness}`")).unwrap_or_default();
            let words = format!("`{}` can grow: it also stands for operations that Azure may add{witness}", growth.pattern);
            self.paragraph("  !", 4, &words)?;
        }
        for action in &role.unknown {
            self.paragraph("  !", 4, &words::unknown(action))?;
        }
        let exactly =
            if role.growth.is_empty() { "grants exactly the need" } else { "grants nothing else that is in the catalog" };
        self.paragraph("", 2, &format!("({exactly}; --custom-role az|arm|portal|bicep|terraform|yaml writes it)"))
    }

    fn principal(&mut self, one: &StandingView<'_>) -> io::Result<()> {
        let name = one.principal.map(|own| own.called()).unwrap_or_default();
        self.heading(&format!("{name} {}", words::met(one)))?;
        for role in &one.directory_roles {
            let verdict = role.verdict.unwrap_or(Verdict::NotAllowed);
            let symbol = self.look.symbol(verdict);
            let words = format!("{}: {}", words::directory(role), held_in_words(verdict));
            self.paragraph(&format!("  {symbol}"), 4, &words)?;
        }
        one.portions.iter().try_for_each(|portion| self.portion_standing(portion))
    }

    fn portion_standing(&mut self, portion: &PortionStandingView<'_>) -> io::Result<()> {
        self.paragraph("", 2, &format!("at {}", portion.scope))?;
        for item in portion.items.iter().take(LINES) {
            self.item_standing(item)?;
        }
        let more = portion.items.len().saturating_sub(LINES);
        if more > 0 {
            self.line(&self.look.faint(&format!("    ... and {more} more (--format json has them all)")))?;
        }
        let Some(change) = &portion.change else { return Ok(()) };
        self.answers(change, "  The smallest change: one of these roles in addition")?;
        if portion.custom_roles.is_empty() {
            self.paragraph("", 2, "Or a custom role with:")?;
        } else {
            let names = portion.custom_roles.join(", ");
            let words = format!("Or add to a custom role that is held there already ({names}), for everyone who holds it:");
            self.paragraph("", 2, &words)?;
        }
        self.custom(change)
    }

    fn item_standing(&mut self, item: &ItemStandingView<'_>) -> io::Result<()> {
        let through = if item.through.is_empty() { String::new() } else { format!(", by {}", item.through.join(", ")) };
        let symbol = self.look.symbol(item.verdict);
        let words = format!("{}: {}{through}", item.what, verdict_in_words(item.verdict));
        self.paragraph(&format!("    {symbol}"), 6, &words)?;
        for missing in item.missing.iter().filter(|_| item.verdict > Verdict::NotAllowed) {
            self.paragraph("      -", 8, missing)?;
        }
        Ok(())
    }

    fn gaps(&mut self) -> io::Result<()> {
        if self.view.gaps.is_empty() {
            return Ok(());
        }
        self.heading("What the exports lack")?;
        for gap in &self.view.gaps {
            self.paragraph("  -", 4, &gap.message)?;
            // A command is to be copied: it stays in one line.
            self.line(&format!("      {}", self.look.faint(&clean(&gap.remedy))))?;
        }
        Ok(())
    }
}

/// What is said where no combination covers the need.
pub(super) fn nothing(search: SearchView, most: usize) -> String {
    match most {
        _ if search.stopped_early => "Nothing that covers it was found before the search stopped.".to_owned(),
        1 => "No built-in role covers it.".to_owned(),
        most => format!("No built-in role covers it, and no combination of up to {most}."),
    }
}

/// Whether an Entra role is held.
pub(super) fn held_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "held",
        Verdict::Eligible => "eligible: it has to be activated first",
        Verdict::NotAllowed => "not held",
        other => other.name(),
    }
}
