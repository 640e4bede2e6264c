//! A role as people and scripts see it: [`RoleReport`], and its renderings.

mod text;
mod views;

use std::io::{self, Write};

pub use views::{BlockView, KinView, NearView, OwnershipView, PatternView, PrivilegedView, RoleView, Tally};

use super::audit::json;
use super::style::Look;
use crate::access::RoleProfile as Portrait;

/// The picture of some roles.
#[derive(Debug)]
pub struct RoleReport<'a> {
    portraits: &'a [Portrait<'a>],
    expand: bool,
}

/// How a role can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoleFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

impl<'a> RoleReport<'a> {
    /// The picture of some roles; with `expand` every operation of every pattern is named.
    pub fn new(portraits: &'a [Portrait<'a>], expand: bool) -> Self {
        Self { portraits, expand }
    }

    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: RoleFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        match format {
            RoleFormat::Text => text::write(self, look, out),
            RoleFormat::Json => self.json(out),
        }
    }

    fn roles(&self) -> impl Iterator<Item = RoleView<'a>> + use<'a> {
        let expand = self.expand;
        self.portraits.iter().map(move |portrait| RoleView::new(portrait, expand))
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{")?;
        json::entry(out, "schema", &"rolecall/role@1")?;
        json::entry(out, "version", &env!("CARGO_PKG_VERSION"))?;
        json::items(out, "roles", self.roles())?;
        writeln!(out, "\n}}")
    }
}
