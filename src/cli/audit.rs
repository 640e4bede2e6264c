//! `rolecall audit`: which tasks each principal can perform, where, and why.

use std::process::ExitCode;

use rolecall::audit;
use rolecall::report::{AuditFormat, AuditReport};

use super::args::{AuditArgs, AuditFormatArg, Common};
use super::output::{self, Terminal};
use super::session::Session;

pub(crate) fn run(common: &Common, args: &AuditArgs, terminal: &Terminal) -> miette::Result<ExitCode> {
    let mut session = Session::new(common, &args.tenant)?;
    session.options.all = args.all;
    output::notes(common, &session.notes)?;
    let outcome = audit::tasks(&session.tenant, &session.packs, &session.options);
    let report = AuditReport::new(&outcome, &session.tenant, &session.inputs, &session.notes);
    let look = terminal.look(common);
    output::write(common, |out| report.write(format(args.format), &look, out))?;
    // The process ends here: freeing a large tenant piece by piece would take longer than writing the report.
    std::mem::forget((outcome, session));
    Ok(ExitCode::SUCCESS)
}

fn format(asked: AuditFormatArg) -> AuditFormat {
    match asked {
        AuditFormatArg::Text => AuditFormat::Text,
        AuditFormatArg::Json => AuditFormat::Json,
        AuditFormatArg::Jsonl => AuditFormat::Jsonl,
        AuditFormatArg::Markdown => AuditFormat::Markdown,
        AuditFormatArg::Csv => AuditFormat::Csv,
        AuditFormatArg::Html => AuditFormat::Html,
    }
}
