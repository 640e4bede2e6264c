//! The JSON schema of a check.

use serde_json::Value;

use crate::report::answers::schema::principal;
use crate::report::diff;
use crate::report::schema::{
    boolean, code, document, from_one, head_with_optional_instant, list, number, object, one_of, or_null, severity, sources,
    text, text_or_null, verdict, with,
};

/// The schema of `rolecall/check@1`.
pub(crate) fn schema() -> Value {
    let file = object(&[("path", text()), ("roles", number()), ("computed", number())]);
    let keys = with(
        with(head_with_optional_instant("rolecall/check@1"), &sources()),
        &[
            ("files", list(&file)),
            ("left_alone", number()),
            ("ignored", number()),
            ("old_left_out?", number()),
            ("findings", list(&finding())),
            ("access", or_null(&access())),
        ],
    );
    document("A report of `rolecall check`", &keys)
}

fn finding() -> Value {
    let related = object(&[("path", text()), ("line", from_one()), ("column", from_one()), ("message", text())]);
    object(&[
        ("lint", code()),
        ("severity", severity()),
        ("message", text()),
        ("help", text_or_null()),
        ("path", text()),
        ("line", from_one()),
        ("column", from_one()),
        ("end_line", from_one()),
        ("end_column", from_one()),
        ("role", text_or_null()),
        ("witness", text_or_null()),
        ("related?", list(&related)),
        ("fingerprint", text()),
        ("known", boolean()),
        ("old?", boolean()),
        ("allowed?", text()),
    ])
}

fn access() -> Value {
    let principals = || ("principals", list(&object(&principal())));
    let role = object(&[
        ("role", text()),
        ("scope", text()),
        ("verdict", verdict()),
        ("witness", text()),
        ("privileged", list(&text())),
        principals(),
    ]);
    let task = object(&[("pack", text()), ("task", text()), ("target", text()), ("verdict", verdict()), principals()]);
    let exposure = object(&[("roles", list(&role)), ("tasks", list(&task)), ("unheld", list(&text()))]);
    object(&[("schema", one_of(&["rolecall/diff@1"])), ("roles", list(&diff::schema::role())), ("exposure?", exposure)])
}
