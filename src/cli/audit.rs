//! `rolecall audit`: which tasks each principal can perform, where, and why.

use std::process::ExitCode;

use clap::Args;
use rolecall::audit;
use rolecall::pack::age;
use rolecall::report::{AuditReport, Format, TextParts};

use super::args::{PartsArgs, TenantArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::Session;

#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub tenant: TenantArgs,
    /// How to write the report
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<AuditReport<'_>>())]
    pub format: Format,
    /// Also what is not allowed, with what is missing
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub parts: PartsArgs,
}

pub(crate) fn run(common: &Common, args: &AuditArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let mut session = Session::new(common, &args.tenant.asked())?;
    session.options.all = args.all;
    let outcome = audit::tasks(&session.tenant, &session.packs, &session.options);
    // Whoever asks for one principal asks why.
    let parts = TextParts { why: args.parts.why || !session.options.principals.is_empty(), ..args.parts.get() };
    let ages = age::ages(&session.packs, session.tenant.at(), session.tenant.catalog());
    let report =
        AuditReport::new(&outcome, &session.tenant, &session.inputs, &session.notes).with_parts(parts).with_packs(&ages);
    output::report(common, terminal, (&report, args.format))?;
    exit::without_freeing((outcome, session));
    Ok(ExitCode::SUCCESS)
}
