//! The JSON schema of the difference of two task packs.

use serde_json::Value;

use super::picture::RequirementTrend;
use crate::report::diff::schema::moved;
use crate::report::pack_change;
use crate::report::schema::{
    boolean, document, head_with_optional_instant, input, list, object, or_null, sources_of, text, variant_of, with,
};

/// The schema of `rolecall/tasks-diff@1`.
pub(crate) fn schema() -> Value {
    use RequirementTrend::{Narrower, NotCompared, Other, Same, Wider};
    let reach = variant_of(&[Wider, Narrower, Other, Same, NotCompared]);
    let meaning = [("reach", or_null(&reach)), ("newly_enough", list(&text())), ("no_longer_enough", list(&text()))];
    let change = object(&with(pack_change::schema_keys(), &meaning));
    let keys = with(
        head_with_optional_instant("rolecall/tasks-diff@1"),
        &[
            ("packs", list(&text())),
            ("changes", list(&change)),
            ("principals", or_null(&list(&moved()))),
            ("open", or_null(&boolean())),
        ],
    );
    document("A report of `rolecall tasks diff`", &with(keys, &sources_of(None, input())))
}
