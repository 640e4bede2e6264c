//! CSV of the assignments that give one thing: a row for each assignment and target.

use std::io::{self, Write};

use super::direct::{AssignmentView, DirectReport, GivenView};
use crate::report::answers::views::TargetView;
use crate::report::csv::tame;

const HEAD: [&str; 24] = [
    "principal",
    "type",
    "name",
    "upn",
    "kind",
    "role",
    "role_name",
    "scope",
    "assignment",
    "condition",
    "condition_not_exported",
    "from",
    "until",
    "users",
    "users_eligible",
    "service_principals",
    "reach_known",
    "target",
    "target_kind",
    "verdict",
    "pattern",
    "missing",
    "input",
    "record",
];

/// Every assignment.
pub(crate) fn write(report: &DirectReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = ::csv::Writer::from_writer(out);
    table.write_record(HEAD)?;
    for own in report.assignments() {
        for given in &own.results {
            given.targets().try_for_each(|target| table.write_record(row(&own, given, target)))?;
        }
    }
    table.flush()
}

fn row(own: &AssignmentView<'_>, given: &GivenView<'_>, target: TargetView<'_>) -> [String; HEAD.len()] {
    let text = |text: Option<&str>| tame(text.unwrap_or_default());
    [
        tame(&own.principal.to_string()),
        own.who.kind.to_owned(),
        text(own.who.name),
        text(own.who.upn),
        own.kind.name().to_owned(),
        text(own.role.as_deref()),
        text(own.role_name.as_deref()),
        tame(&own.scope),
        text(own.assignment.as_deref()),
        tame(&own.conditions.join("; ")),
        own.condition_not_exported.to_string(),
        text(own.from.as_deref()),
        text(own.until.as_deref()),
        own.reaches.users.to_string(),
        own.reaches.users_eligible.to_string(),
        own.reaches.service_principals.to_string(),
        own.reaches.known.to_string(),
        tame(target.id),
        target.kind.to_owned(),
        given.verdict.name().to_owned(),
        text(given.pattern.as_deref()),
        tame(&given.missing.join("; ")),
        text(own.input),
        own.record.map(|number| number.to_string()).unwrap_or_default(),
    ]
}
