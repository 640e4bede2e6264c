//! CSV: a row for each prerequisite, and a row for each task and each of those whom it was asked of.

use std::io::{self, Write};

use super::picture::ReadinessReport;
use super::views::Readiness;
use super::words;
use crate::report::csv::tame;
use crate::report::terms::Basis;

const HEAD: [&str; 11] = ["pack", "row", "id", "readiness", "principal", "type", "name", "upn", "status", "basis", "detail"];

pub(crate) fn write(report: &ReadinessReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = ::csv::Writer::from_writer(out);
    rows.write_record(HEAD)?;
    for pack in report.packs() {
        let overall = pack.readiness.name();
        rows.write_record([pack.id, "pack", pack.id, overall, "", "", "", "", overall, "", &tame(pack.title)])?;
        for own in &pack.prerequisites {
            let weight = own.weight.word();
            let detail = tame(&own.message);
            let row = [pack.id, "prerequisite", own.id, weight, "", "", "", "", own.status.name(), "", &detail];
            rows.write_record(row)?;
        }
        for task in &pack.tasks {
            let readiness = task.readiness.map_or("", Readiness::name);
            let detail = tame(&words::people(task));
            rows.write_record([pack.id, "task", task.task, readiness, "", "", "", "", readiness, "", &detail])?;
        }
    }
    for class in report.classes() {
        for result in class.results() {
            let missing = result.missing().map(|missing| missing.in_words()).collect::<Vec<_>>().join("; ");
            let detail = tame(&result.condition().unwrap_or(missing));
            for principal in class.principals() {
                let id = principal.id.to_string();
                let (name, upn) = (tame(principal.name.unwrap_or_default()), tame(principal.upn.unwrap_or_default()));
                let task = result.task();
                let basis = result.basis().map_or("", Basis::name);
                let who = [id.as_str(), principal.kind, &name, &upn];
                let [id, kind, name, upn] = who;
                let verdict = result.verdict().name();
                rows.write_record([task.pack, "answer", task.id, "", id, kind, name, upn, verdict, basis, &detail])?;
            }
        }
    }
    rows.flush()
}
