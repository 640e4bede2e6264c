//! A difference as people and scripts see it: [`DiffReport`], and its renderings.

mod markdown;
mod people;
mod text;
mod views;

use std::io::{self, Write};

pub use views::{ChangeView, RoleDiffView, UndecidedView};

pub(super) use text::{provider, shortened};
pub(super) use views::{code, doubt_in_words};

use super::audit::json;
use super::style::Look;
use crate::access::RoleDiff;
use crate::compare::TenantDiff;

/// The picture of a difference (CONTRACT section 3).
#[derive(Debug, Clone, Copy)]
pub struct DiffReport<'a> {
    roles: &'a [RoleDiff],
    /// What people gained and lost, where two states of a tenant are compared.
    people: Option<&'a TenantDiff>,
    /// The day of the catalog whose operations are counted.
    date: jiff::civil::Date,
}

/// How a difference can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DiffFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// For a pull request.
    Markdown,
}

impl<'a> DiffReport<'a> {
    /// The picture of what became of some roles; the catalog is the one whose operations are counted, of that day.
    pub fn new(roles: &'a [RoleDiff], date: jiff::civil::Date) -> Self {
        Self { roles, people: None, date }
    }

    /// The same with what people gained and lost.
    #[must_use]
    pub fn with_people(self, people: Option<&'a TenantDiff>) -> Self {
        Self { people, ..self }
    }

    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: DiffFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            DiffFormat::Text => text::write(self, look, out),
            DiffFormat::Json => self.json(out),
            DiffFormat::Markdown => markdown::write(self, out),
        }
    }

    /// What became of each role.
    pub fn roles(&self) -> impl ExactSizeIterator<Item = RoleDiffView<'a>> + use<'a> {
        self.roles.iter().map(RoleDiffView::new)
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{")?;
        json::entry(out, "schema", &"rolecall/diff@1")?;
        json::entry(out, "version", &env!("CARGO_PKG_VERSION"))?;
        if let Some(people) = self.people {
            json::list(out, "principals", &people.moves)?;
        }
        json::items(out, "roles", self.roles())?;
        writeln!(out, "\n}}")
    }
}
