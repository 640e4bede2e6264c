//! Text for people: what does not hold, and how much was replayed.

use std::io::{self, Write};

use super::picture::VerifyReport;
use super::words;

/// The whole report.
pub(crate) fn write(report: &VerifyReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let replay = report.replay;
    for fault in &replay.faults {
        if let Some(place) = &fault.place {
            writeln!(out, "{}: {place}", fault.code)?;
            writeln!(out, "  {}", fault.message)?;
            continue;
        }
        let step = fault.step.map(|step| format!(", step {step}")).unwrap_or_default();
        let of = match (fault.principal.is_empty(), fault.task.is_empty()) {
            (true, true) if fault.target.is_empty() => {
                writeln!(out, "{}: the report as a whole", fault.code)?;
                writeln!(out, "  {}", fault.message)?;
                continue;
            }
            (true, true) => "the verdict".to_owned(),
            (true, false) => format!("{} of {}", fault.task, fault.pack),
            (false, _) => format!("{} of {}", fault.principal, fault.task),
        };
        writeln!(out, "{}: {of} at {}{step}", fault.code, fault.target)?;
        writeln!(out, "  {}", fault.message)?;
    }
    writeln!(out, "{}.", words::in_short(report))?;
    if !replay.believed.is_empty() {
        writeln!(out, "Believed: {}.", replay.believed.join("; "))?;
    }
    if replay.vouched.is_empty() {
        return Ok(());
    }
    let vouched = replay.vouched.join(", ");
    writeln!(out, "The report says that somebody vouches for these exports, which verify believes: {vouched}.")
}
