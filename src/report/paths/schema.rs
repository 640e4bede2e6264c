//! The JSON schema of paths to a role.

use serde_json::Value;

use crate::explain::Conclusion;
use crate::report::answers::schema::{principal, result, target};
use crate::report::schema::{
    boolean, document, from_one, head, list, object, one_of, or_null, sources, text, text_or_null, variant_of, verdict, with,
};

/// The schema of `rolecall/paths@1`.
pub(crate) fn schema() -> Value {
    let question =
        object(&[("system", one_of(&["azure", "entra"])), ("role", text()), ("role_name", text()), ("from", list(&text()))]);
    let hop = object(&[
        ("actor", text()),
        ("way", text()),
        ("does", text()),
        ("target", text_or_null()),
        ("acts_as", text_or_null()),
        ("verdict", or_null(&verdict())),
        ("unless", text_or_null()),
        ("answers", list(&result())),
        ("input?", text()),
        ("record?", from_one()),
    ]);
    let path = object(&[("principal", text()), ("verdict", verdict()), ("hops", list(&hop))]);
    let holder = object(&[("principal", text()), ("verdict", verdict())]);
    let goal = object(&[("scope", or_null(&target())), ("holders", list(&holder)), ("paths", list(&path))]);
    let kinds = one_of(&["assignment", "eligibility", "directory-assignment", "directory-eligibility", "app-role-assignment"]);
    let assignment = object(&[
        ("principal", text()),
        ("kind", kinds),
        ("assignment", text_or_null()),
        ("role", text_or_null()),
        ("role_name", text_or_null()),
        ("scope", text()),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ]);
    let cut = object(&[("assignments", list(&assignment)), ("fewest", boolean()), ("at_least", from_one())]);
    let own = [
        ("not_followed", list(&text())),
        ("principals", list(&object(&principal()))),
        ("goals", list(&goal)),
        ("cut", or_null(&cut)),
    ];
    let keys = with(
        with(
            head("rolecall/paths@1"),
            &[("question", question), ("answer", variant_of(&[Conclusion::Yes, Conclusion::No, Conclusion::Unknown]))],
        ),
        &sources(),
    );
    document("A report of `rolecall paths`", &with(keys, &own))
}
