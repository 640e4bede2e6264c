//! Words of a verification.

use super::picture::VerifyReport;
use crate::report::words::count;

/// How much was replayed, and whether it holds.
pub(crate) fn in_short(report: &VerifyReport<'_>) -> String {
    let replay = report.replay;
    let mut proofs = count(replay.proofs, "proof");
    if replay.looked_up > 0 {
        proofs = format!("{proofs} and {} of prerequisites", count(replay.looked_up, "record"));
    }
    let decided = count(replay.decided, "answer");
    let outcome = match replay.faults.len() {
        0 => "all hold".to_owned(),
        faults => count(faults, "fault"),
    };
    format!("{proofs} replayed, {decided} decided again: {outcome}")
}
