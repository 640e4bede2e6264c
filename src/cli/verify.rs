//! `rolecall verify`: whether the proofs of a report hold against the exports.

use std::io::{self, Write};
use std::process::ExitCode;

use rolecall::model::TaskPack;
use rolecall::source::Source;
use rolecall::verify;
use rolecall::verify::{Replay, Report};
use rolecall::{export, pack};

use super::args::{Common, VerifyArgs, VerifyFormatArg, instant};
use super::error::CliError;
use super::{output, session};

/// Exit code 1: some proof does not hold.
pub(crate) fn run(common: &Common, args: &VerifyArgs) -> miette::Result<ExitCode> {
    let report = Report::read(&Source::read(&args.report)?)?;
    let at = match (args.at, &report.at) {
        (Some(at), _) => at,
        (None, Some(said)) => instant(said).map_err(|_| CliError::NoInstant(said.clone()))?,
        (None, None) => return Err(CliError::NoInstant(String::new()).into()),
    };
    let catalog = session::catalog(common)?;
    let embedded = pack::EMBEDDED.iter().map(|(id, _)| (*id).to_owned());
    let packs: miette::Result<Vec<TaskPack>> =
        embedded.chain(args.tasks.iter().cloned()).map(|name| session::pack(&name, catalog)).collect();
    let inputs = export::load(&args.exports, &mut std::io::stdin().lock())?;
    let loaded = export::facts(&inputs)?;
    output::notes(common, &loaded.notes)?;
    let replay = verify::replay(&report, &loaded.facts, catalog, &packs?, at);
    output::write(common, |out| match args.format {
        VerifyFormatArg::Text => text(&replay, out),
        VerifyFormatArg::Json => json(&replay, out),
    })?;
    Ok(if replay.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text(replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
    for fault in &replay.faults {
        let step = fault.step.map(|step| format!(", step {step}")).unwrap_or_default();
        let of = match (fault.principal.is_empty(), fault.task.is_empty()) {
            (true, true) => "the verdict".to_owned(),
            (true, false) => format!("{} of {}", fault.task, fault.pack),
            (false, _) => format!("{} of {}", fault.principal, fault.task),
        };
        writeln!(out, "{}: {of} at {}{step}", fault.code, fault.target)?;
        writeln!(out, "  {}", fault.message)?;
    }
    let mut proofs = count(replay.proofs, "proof");
    if replay.looked_up > 0 {
        proofs = format!("{proofs} and {} of prerequisites", count(replay.looked_up, "record"));
    }
    match replay.faults.len() {
        0 => write!(out, "{proofs} replayed: all hold.")?,
        faults => write!(out, "{proofs} replayed: {}.", count(faults, "fault"))?,
    }
    match replay.open {
        0 => writeln!(out),
        open => {
            writeln!(out, " {} without a proof: what is unknown or not allowed has no steps to replay.", count(open, "answer"))
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[derive(serde::Serialize)]
struct Document<'r> {
    schema: &'static str,
    #[serde(flatten)]
    replay: &'r Replay,
}

fn json(replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document { schema: "rolecall/verify@1", replay })?;
    writeln!(out)
}
