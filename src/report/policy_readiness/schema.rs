//! The JSON schema of the readiness of policy assignments.

use serde_json::Value;

use crate::readiness::{PolicyDoubtCode, Readiness};
use crate::report::answers::schema::result;
use crate::report::schema::{
    boolean, document, from_one, head, list, number, object, or_null, sources, text, text_or_null, variant_of, with,
};

/// The schema of `rolecall/readiness-policy@1`.
pub(crate) fn schema() -> Value {
    let readiness = || variant_of(&[Readiness::Ready, Readiness::CannotTell, Readiness::NotReady]);
    let need = object(&[
        ("role", text()),
        ("role_name", text()),
        ("definitions", list(&text())),
        ("certain", boolean()),
        ("readiness", readiness()),
        ("answer", or_null(&result())),
        ("remedy", text_or_null()),
    ]);
    let open = object(&[
        ("code", variant_of(&PolicyDoubtCode::ALL)),
        ("subject", text()),
        ("message", text()),
        ("remedy", text_or_null()),
    ]);
    let assignment = object(&[
        ("id", text()),
        ("name", text()),
        ("scope", text()),
        ("definition", text()),
        ("identity", text_or_null()),
        ("readiness", readiness()),
        ("needs", list(&need)),
        ("open", list(&open)),
        ("input", text_or_null()),
        ("record", or_null(&from_one())),
    ]);
    let own = [
        ("readiness", readiness()),
        ("assignments", list(&assignment)),
        ("remediates_nothing", number()),
        ("not_judged", number()),
    ];
    let keys = with(with(head("rolecall/readiness-policy@1"), &own), &sources());
    document("A report of `rolecall readiness --policy`", &keys)
}
