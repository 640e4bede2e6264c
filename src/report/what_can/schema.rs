//! The JSON schema of what one principal holds and can do.

use serde_json::{Value, json};

use super::picture::{HeldByView, HeldView};
use crate::report::answers::schema::{answers, finding};
use crate::report::schema::{
    boolean, document, filter, from_one, head, list, map_of, number, object, one_of_true, or_null, plane, sources, step_kind,
    text, text_or_null, variant_of, verdict, with,
};

/// The schema of `rolecall/what-can@1`.
pub(crate) fn schema() -> Value {
    let question = object(&[("principal", text()), ("at_scopes", list(&text()))]);
    let keys = with(head("rolecall/what-can@1"), &[("question", question), ("filter?", filter())]);
    let own = [
        ("holdings", list(&object(&holding()))),
        ("scopes", list(&scope())),
        ("compared?", compared()),
        ("findings", list(&finding())),
    ];
    let keys = with(with(keys, &sources()), &own);
    document("A report of `rolecall what-can`", &with(keys, &answers()))
}

fn compared() -> Value {
    let shared =
        object(&[("of_first", or_null(&json!({"type": "number"}))), ("of_second", or_null(&json!({"type": "number"})))]);
    let by = variant_of(&[HeldByView::Both, HeldByView::First, HeldByView::Second]);
    let grant = object(&with([("by", by)].to_vec(), &holding()));
    let own = object(&[("operations", number()), ("privileged", list(&text()))]);
    let plane = object(&[("plane", plane()), ("both", number()), ("first", own.clone()), ("second", own), ("open", number())]);
    let scope = object(&[("scopes", list(&text())), ("planes", list(&plane)), ("exact", boolean())]);
    object(&[("with", text()), ("shared", shared), ("grants", list(&grant)), ("scopes", list(&scope))])
}

fn holding() -> Vec<(&'static str, Value)> {
    vec![
        ("kind", step_kind()),
        ("held", variant_of(&[HeldView::Active, HeldView::Eligible, HeldView::Possible])),
        ("excluded?", one_of_true()),
        ("via", list(&text())),
        ("assignment", text_or_null()),
        ("role", text_or_null()),
        ("name", text_or_null()),
        ("scope", text()),
        ("conditions", list(&text())),
        ("condition_not_exported?", one_of_true()),
        ("from?", text()),
        ("until?", text()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ]
}

fn scope() -> Value {
    let line = object(&[("pattern", text()), ("but_not", list(&text())), ("operations", number())]);
    let part = object(&[
        ("plane", plane()),
        ("verdict", verdict()),
        ("conditions", list(&text())),
        ("patterns", list(&line)),
        ("operations", number()),
        ("privileged", list(&text())),
        ("providers", map_of(&number())),
    ]);
    object(&[("scopes", list(&text())), ("exact", boolean()), ("permissions", list(&part))])
}
