//! The JSON schema of advice.

use serde_json::{Value, json};

use crate::report::answers::reached;
use crate::report::answers::schema::principal;
use crate::report::schema::{
    boolean, document, head_with_optional_instant, list, number, object, one_of, one_of_true, or_null, plane, sources,
    step_kind, text, text_or_null, verdict, with,
};

/// The schema of `rolecall/advise@1`.
pub(crate) fn schema() -> Value {
    let keys = with(
        head_with_optional_instant("rolecall/advise@1"),
        &[
            ("asked", asked()),
            ("covered", boolean()),
            ("needed_operations", number()),
            ("ways", list(&alternative())),
            ("ways_left_out?", one_of_true()),
            ("principals", list(&status())),
            ("groups?", groups()),
        ],
    );
    document("A report of `rolecall advise`", &with(keys, &sources()))
}

fn asked() -> Value {
    let task = object(&[("pack", text()), ("id", text()), ("title", text())]);
    let plan = object(&[("path", text()), ("resources", number()), ("unknown", number())]);
    object(&[
        ("tasks", list(&task)),
        ("directory_actions?", list(&text())),
        ("terraform", or_null(&plan)),
        ("scopes", list(&text())),
        ("place?", text()),
        ("top", number()),
        ("least", one_of(&["operations", "privileged", "data"])),
        ("max_roles", number()),
        ("roles", number()),
        ("own_roles?", number()),
        ("own_roles_open?", number()),
    ])
}

/// How many times a need something grants, or null.
fn times() -> Value {
    or_null(&json!({"type": "number"}))
}

fn excess() -> Value {
    object(&[("operations", number()), ("privileged", number()), ("data", number())])
}

fn alternative() -> Value {
    object(&[
        ("directory_roles", list(&directory_role())),
        ("granted", or_null(&excess())),
        ("times", times()),
        ("portions", list(&scoped())),
    ])
}

fn directory_role() -> Value {
    object(&[
        ("id", text()),
        ("name", text()),
        ("privileged", or_null(&boolean())),
        ("actions", number()),
        ("verdict?", verdict()),
        ("assumes?", list(&number())),
    ])
}

fn scoped() -> Value {
    object(&[
        ("at", text_or_null()),
        ("unconditional", boolean()),
        ("need", list(&object(&item()))),
        ("answers", list(&object(&answer()))),
        ("single", or_null(&object(&answer()))),
        ("documented", or_null(&object(&answer()))),
        ("partial", or_null(&partial())),
        ("conditional", list(&text())),
        ("custom_role", custom_role()),
        ("search", search()),
    ])
}

fn item() -> Vec<(&'static str, Value)> {
    vec![("plane", plane()), ("pattern", text()), ("except?", list(&text())), ("role?", text()), ("operations", number())]
}

fn answer() -> Vec<(&'static str, Value)> {
    let role = object(&[
        ("id", text()),
        ("name", text()),
        ("documented", boolean()),
        ("privileged", or_null(&boolean())),
        ("custom?", one_of_true()),
    ]);
    let covers = object(&[
        ("asked", number()),
        ("covered", number()),
        ("percent", json!({"type": "number"})),
        ("operations", number()),
        ("operations_covered", number()),
    ]);
    vec![
        ("roles", list(&role)),
        ("covers", covers),
        ("granted", excess()),
        ("beyond", excess()),
        ("times", times()),
        ("strict_wildcards_differ", boolean()),
    ]
}

fn partial() -> Value {
    let remains = with(
        item(),
        &[("in_part", boolean()), ("operations_left", number()), ("witness", text_or_null()), ("in_catalog", boolean())],
    );
    object(&with(answer(), &[("remains", list(&object(&remains))), ("search", search())]))
}

fn custom_role() -> Value {
    let generalizations =
        object(&[("plane", plane()), ("pattern", text()), ("replaces", number()), ("witness", text_or_null())]);
    object(&[
        ("actions", list(&text())),
        ("not_actions", list(&text())),
        ("data_actions", list(&text())),
        ("not_data_actions", list(&text())),
        ("growth", list(&generalizations)),
        ("unknown", list(&text())),
        ("may_be_shorter?", one_of_true()),
        ("none?", text()),
    ])
}

fn search() -> Value {
    object(&[("exact", boolean()), ("stopped_early", boolean()), ("undecided", boolean()), ("steps", number())])
}

fn status() -> Value {
    let item = object(&[
        ("what", text()),
        ("plane", or_null(&plane())),
        ("verdict", verdict()),
        ("through", list(&text())),
        ("missing", list(&text())),
        ("assumes", list(&number())),
    ]);
    let scoped =
        object(&[("scope", text()), ("items", list(&item)), ("custom_roles", list(&text())), ("change", or_null(&scoped()))]);
    let own =
        [("met", boolean()), ("directory_roles", list(&directory_role())), ("portions", list(&scoped)), ("groups?", groups())];
    object(&with(principal(), &own))
}

fn groups() -> Value {
    let grant = [
        ("kind", step_kind()),
        ("role", text_or_null()),
        ("role_name", text_or_null()),
        ("scope", text()),
        ("conditions", list(&text())),
    ];
    let group = [
        ("id", text()),
        ("name", text_or_null()),
        ("beyond", excess()),
        ("directory_actions", number()),
        ("members", reached::schema()),
        ("gives", list(&object(&grant))),
    ];
    object(&[("list", list(&object(&group))), ("left_out", number())])
}
