//! The JSON schema of readiness.

use serde_json::{Value, json};

use super::unified_rbac::{ACTIVATIONS, word};
use super::views::{DatedBy, Proof, Readiness, Status};
use crate::model::Check;
use crate::report::answers::schema::{answers, finding, missing};
use crate::report::schema::{
    boolean, document, from_one, gap, head, input, list, map_of, number, object, one_of, or_null, sources_of, text,
    text_or_null, variant_of, verdict, with,
};
use crate::report::terms::Weight;
use crate::report::{pack_change, remediation};

/// The schema of `rolecall/readiness@1`.
pub(crate) fn schema() -> Value {
    let workspace = object(&[("id", text()), ("name", text()), ("subscription", text_or_null())]);
    let member = object(&[("principal", text()), ("tasks", list(&text()))]);
    let team = object(&[("mode", one_of(&["everyone", "named", "mapped"])), ("members", list(&member))]);
    let keys = with(
        head("rolecall/readiness@1"),
        &[
            ("readiness", readiness()),
            ("workspace", workspace),
            ("team", team),
            ("connected", or_null(&list(&text()))),
            ("urbac?", list(&text())),
            ("unified_rbac?", unified_rbac()),
            ("packs", list(&pack())),
            ("differences", list(&difference())),
        ],
    );
    let sources = sources_of(None, with(input(), &[("dated", or_null(&dated()))]));
    let keys = with(with(keys, &sources), &[("findings", list(&finding()))]);
    document("A report of `rolecall readiness`", &with(keys, &answers()))
}

fn unified_rbac() -> Value {
    let administrator = object(&[("principal", text()), ("input", text_or_null()), ("record", or_null(&from_one()))]);
    let change = object(&[
        ("pack", text()),
        ("task", text()),
        ("before", verdict()),
        ("after", verdict()),
        ("principals", list(&text())),
    ]);
    object(&[
        ("activation", one_of(&ACTIVATIONS.map(word))),
        ("evidence", list(&administrator)),
        ("changes", or_null(&list(&change))),
    ])
}

fn readiness() -> Value {
    use Readiness::{CannotTell, NotReady, Ready, ReadyAfterActivation};
    variant_of(&[Ready, ReadyAfterActivation, CannotTell, NotReady])
}

fn dated() -> Value {
    let by = variant_of(&[DatedBy::Collected, DatedBy::NewestRecord, DatedBy::File]);
    object(&[("by", by), ("at", json!({"type": "string", "format": "date-time"})), ("old", boolean())])
}

fn pack() -> Value {
    object(&[
        ("id", text()),
        ("title", text()),
        ("source", object(&[("url", text()), ("dated", text())])),
        ("retires?", object(&[("date", text()), ("days", json!({"type": "integer"}))])),
        ("readiness", readiness()),
        ("prerequisites", list(&prerequisite())),
        ("tasks", list(&task())),
        ("caveats", list(&text())),
    ])
}

fn prerequisite() -> Value {
    use Status::{Indeterminate, Met, NotMet, Probable, Unknown};
    object(&[
        ("id", text()),
        ("title", text()),
        ("check", one_of(&Check::WORDS)),
        ("weight", variant_of(&Weight::ALL.map(|(weight, _)| weight))),
        ("status", variant_of(&[Met, Probable, Indeterminate, Unknown, NotMet])),
        ("message", text()),
        ("evidence", list(&evidence())),
        ("settles", list(&object(&gap()))),
        ("note", text_or_null()),
    ])
}

fn evidence() -> Value {
    object(&[
        ("proof", variant_of(&Proof::ALL)),
        ("subject", text()),
        ("value", text()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ])
}

fn task() -> Value {
    let hole = object(&[
        ("principal", text_or_null()),
        ("verdict", verdict()),
        ("missing", list(&missing())),
        ("condition", text_or_null()),
        ("nearest", list(&remediation::schema())),
    ]);
    object(&[
        ("task", text()),
        ("requires", text()),
        ("readiness", or_null(&readiness())),
        ("answers", map_of(&number())),
        ("best", list(&text())),
        ("holes", list(&hole)),
    ])
}

fn difference() -> Value {
    object(&[("from", text()), ("to", text()), ("changes", list(&object(&pack_change::schema_keys())))])
}
