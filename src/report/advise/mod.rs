//! [`AdviceReport`]: the picture of an advice, and its renderings; and the custom role of an advice as a file.

mod markdown;
mod picture;
mod text;
mod views;
mod words;

use std::io::{self, Write};

use serde::Serialize;

use super::audit::views::PrincipalView;
use super::role_file::RoleToWrite;
use super::style::Look;
use crate::advise::{
    Advice, AlternativeAdvice as WayAdvice, Candidates as Shelf, CustomRole, NoCustomRole, PrincipalStatus as Standing,
    PrincipalStatuses as Standings,
};
use crate::graph::Tenant;
use crate::model::Note;

/// What was asked, for the head of the report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Question {
    /// The tasks.
    pub tasks: Vec<AskedFor>,
    /// The plan.
    pub terraform: Option<PlanSummary>,
    /// The scopes.
    pub scopes: Vec<String>,
    /// Combinations of at most so many roles were looked at.
    pub max_roles: usize,
    /// How many built-in roles there are to choose from.
    pub roles: usize,
}

/// A task that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedFor {
    /// Its pack.
    pub pack: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// A plan that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanSummary {
    /// The file.
    pub path: String,
    /// Resources and data sources whose needs are known.
    pub resources: usize,
    /// Those whose needs are not.
    pub unknown: usize,
}

/// How advice can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdviceFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// For a ticket or a pull request.
    Markdown,
}

/// The picture of an advice.
#[derive(Debug, Clone, Copy)]
pub struct AdviceReport<'a> {
    /// What there was to choose from.
    pub shelf: &'a Shelf<'a>,
    /// What was asked.
    pub question: &'a Question,
    /// The advice.
    pub advice: &'a Advice,
    /// What principals of a tenant have of it.
    pub standings: Option<(&'a Tenant, &'a Standings)>,
    /// What was odd.
    pub notes: &'a [Note],
}

impl<'a> AdviceReport<'a> {
    /// Writes it; errors are those of `out`.
    pub fn write(&self, format: AdviceFormat, look: &Look, out: &mut dyn Write) -> io::Result<()> {
        let view = self.view();
        match format {
            AdviceFormat::Text => text::write(&view, look, out),
            AdviceFormat::Markdown => markdown::write(&view, out),
            AdviceFormat::Json => {
                serde_json::to_writer_pretty(&mut *out, &view)?;
                writeln!(out)
            }
        }
    }

    fn principal(&self, one: &Standing) -> Option<PrincipalView<'a>> {
        self.standings.map(|(tenant, _)| PrincipalView::new(tenant, one.principal))
    }
}

/// What every custom role of an advice has in common.
#[derive(Debug, Clone, Copy)]
pub struct CustomRoleLabel<'l> {
    /// Display name.
    pub name: &'l str,
    /// Description; `None`: one that says what the role is for.
    pub description: Option<&'l str>,
    /// Where it can be assigned.
    pub scopes: &'l [String],
}

/// The custom roles for the way that needs least: one for each kind of scope. The error is why there are none.
pub fn custom_roles(advice: &Advice, label: &CustomRoleLabel<'_>) -> Result<Vec<RoleToWrite>, String> {
    let writable = |way: &&WayAdvice| !way.portions.is_empty() && way.portions.iter().all(|portion| portion.custom.is_ok());
    let Some(way) = advice.ways.iter().filter(writable).min_by_key(|way| way.needed().operations) else {
        let portions = advice.ways.iter().flat_map(|way| &way.portions);
        let why = portions.into_iter().find_map(|portion| portion.custom.as_ref().err());
        return Err(words::no_custom_role(why.unwrap_or(&NoCustomRole::Nothing)));
    };
    let several = way.portions.len() > 1;
    let of = |(number, role): (usize, &CustomRole)| {
        let at = way.way.portions.get(number).and_then(|portion| portion.at);
        let at = at.filter(|_| several).map(crate::model::TargetKind::name);
        let name = at.map_or_else(|| label.name.to_owned(), |at| format!("{} ({at})", label.name));
        let purpose = label.description.map_or_else(|| words::purpose(at), str::to_owned);
        RoleToWrite {
            name,
            description: purpose,
            scopes: label.scopes.to_vec(),
            block: role.block.clone(),
            remarks: words::remarks(role),
        }
    };
    let roles = way.portions.iter().filter_map(|portion| portion.custom.as_ref().ok());
    Ok(roles.enumerate().map(of).collect())
}
