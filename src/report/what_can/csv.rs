//! CSV: a row for each grant, each pattern that is permitted at a scope, and each task at a target.

use std::io::{self, Write};

use super::picture::{HoldingView, WhatCanReport};
use super::words;
use crate::report::csv::tame;
use crate::report::terms::Plane;

const HEAD: [&str; 12] =
    ["section", "scope", "answer", "kind", "what", "but_not", "via", "condition", "from", "until", "input", "record"];

pub(crate) fn write(report: &WhatCanReport<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = ::csv::Writer::from_writer(out);
    rows.write_record(HEAD)?;
    for own in report.holdings() {
        rows.write_record(holding(&own))?;
    }
    for scope in report.scopes() {
        for (place, part) in scope.scopes.iter().flat_map(|place| scope.permissions.iter().map(move |part| (place, part))) {
            for line in &part.patterns {
                let kind = if part.plane == Plane::Control { "action" } else { "data-action" };
                let condition = tame(&part.conditions.join("; "));
                let begin = ["permission".to_owned(), tame(place), part.verdict.name().to_owned(), kind.to_owned()];
                rows.write_record(row(begin, [tame(line.pattern), tame(&line.but_not.join("; ")), String::new(), condition]))?;
            }
        }
    }
    for result in report.able() {
        for target in result.targets() {
            let begin = ["task".to_owned(), tame(target.id), result.verdict().name().to_owned(), target.kind.to_owned()];
            let condition = tame(&result.condition().unwrap_or_default());
            rows.write_record(row(begin, [tame(result.task().id), String::new(), String::new(), condition]))?;
        }
    }
    rows.flush()
}

/// A row without a record of its own.
fn row(begin: [String; 4], middle: [String; 4]) -> Vec<String> {
    begin.into_iter().chain(middle).chain(std::iter::repeat_n(String::new(), 4)).collect()
}

fn holding(own: &HoldingView<'_>) -> [String; 12] {
    let text = |text: Option<&str>| tame(text.unwrap_or_default());
    [
        "holding".to_owned(),
        tame(&own.scope),
        own.held.name().to_owned(),
        if own.excluded { "excluded".to_owned() } else { own.kind_name().to_owned() },
        text(own.name.as_deref().or(own.role.as_deref()).or(own.assignment.as_deref())),
        String::new(),
        tame(&own.groups.join(" > ")),
        tame(&words::conditions(own).join("; ")),
        text(own.from.as_deref()),
        text(own.until.as_deref()),
        text(own.input),
        own.record.map(|number| number.to_string()).unwrap_or_default(),
    ]
}
