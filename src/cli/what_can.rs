//! `rolecall what-can`: everything that a principal holds and can do, by scope.

use std::process::ExitCode;

use clap::Args;
use rolecall::catalog::Catalog;
use rolecall::pack::age;
use rolecall::report::{Format, WhatCanReport};
use rolecall::resolve;
use rolecall::what_can::{WhatCanQuestion, compare, what_can};

use super::args::{EvaluationArgs, format_of};
use super::common::Common;
use super::exit;
use super::output::{self, Terminal};
use super::session::{self, Session, TenantQuestion};

#[derive(Debug, Args)]
pub(crate) struct WhatCanArgs {
    /// Whom to ask about: object id, user principal name or display name
    #[arg(value_name = "PRINCIPAL")]
    pub who: String,
    /// Exports: files, folders, quoted patterns, or - for standard input
    #[arg(required = true, value_name = "EXPORTS")]
    pub exports: Vec<String>,
    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_of::<WhatCanReport<'_>>())]
    pub format: Format,
    /// Only at this scope, by id or by name; may be repeated [default: each scope of a grant]
    #[arg(long, value_name = "SCOPE")]
    pub at_scope: Vec<String>,
    /// Beside this principal: what both hold and may do, and what one of them alone
    #[arg(long, value_name = "PRINCIPAL")]
    pub compare: Option<String>,
    /// A task pack by id, or a file; may be repeated [default: the first one of the program and those that supersede it]
    #[arg(long, value_name = "PACK|FILE")]
    pub tasks: Vec<String>,
    #[command(flatten)]
    pub evaluation: EvaluationArgs,
}

/// Exit code 0, whatever the principal holds.
pub(crate) fn run(common: &Common, args: &WhatCanArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let session = Session::new(common, &asked(args, &*session::catalog(common)?))?;
    let principal = resolve::principal(&session.tenant, &args.who)?;
    let scopes = &session.options.targets.scopes;
    let question = WhatCanQuestion { principal, scopes, packs: &session.packs };
    let found = what_can(&session.tenant, question, &session.options);
    let other = args.compare.as_ref().map(|other| resolve::principal(&session.tenant, other)).transpose()?;
    let other = other.map(|principal| what_can(&session.tenant, WhatCanQuestion { principal, ..question }, &session.options));
    let compared = other.as_ref().map(|other| (other.principal, compare(&session.tenant, [&found, other])));
    let mut report = WhatCanReport::new(&found, &session.tenant, &session.inputs, &session.notes);
    if let Some((other, compared)) = &compared {
        report = report.compared_with(*other, compared);
    }
    output::report(common, terminal, (&report, args.format))?;
    exit::without_freeing((found, session));
    Ok(ExitCode::SUCCESS)
}

fn asked(args: &WhatCanArgs, catalog: &Catalog) -> TenantQuestion {
    let packs = if args.tasks.is_empty() { age::first_and_newer(catalog) } else { args.tasks.clone() };
    TenantQuestion { scopes: args.at_scope.clone(), ..TenantQuestion::one(&args.exports, packs, &args.evaluation) }
}
