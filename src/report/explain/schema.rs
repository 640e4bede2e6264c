//! The JSON schema of an explanation.

use serde_json::Value;

use super::picture::Conclusion;
use crate::report::answers::asked;
use crate::report::answers::schema::answers;
use crate::report::remediation;
use crate::report::schema::{document, head, list, object, one_of, sources, text, text_or_null, variant_of, with};

/// The schema of `rolecall/explain@1`.
pub(crate) fn schema() -> Value {
    let nearest = object(&[("target", text()), ("suggestions", list(&remediation::schema()))]);
    let answer = variant_of(&[Conclusion::Yes, Conclusion::No, Conclusion::Unknown]);
    let keys = with(head("rolecall/explain@1"), &[("question", question()), ("answer", answer)]);
    let keys = with(with(keys, &sources()), &answers());
    document("A report of `rolecall explain`", &with(keys, &[("nearest", list(&nearest))]))
}

fn question() -> Value {
    let request = object(&[
        ("operation", one_of(&["assign", "remove"])),
        ("role", text()),
        ("principal_type", text_or_null()),
        ("principal", text_or_null()),
    ]);
    let asked = with(vec![("principal", text())], &asked::schema());
    object(&with(asked, &[("request?", request)]))
}
