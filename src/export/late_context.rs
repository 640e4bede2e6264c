//! [`find`]: the `@odata.context` of a text whose lists have it behind their records.
//!
//! The keys of an object have no order, and tables of PowerShell are written in any. What a list holds has to be known before its records are
//! read (R-FMT-29): rows of eligible roles look like those of active ones (R-ENT-12).

use serde::de::IgnoredAny;

const KEY: &str = "\"@odata.context\"";

/// A context that ends a text is so near to its end.
const NEAR: usize = 8 << 10;

/// The context of the lists of a text, if it stands behind their records and every one of them has it.
pub(super) fn find(text: &str) -> Option<String> {
    if !begins_with_a_list(text) {
        return None;
    }
    let near = text.ceil_char_boundary(text.len().saturating_sub(NEAR));
    let at = near + text.get(near..)?.rfind(KEY)?;
    let behind = text.get(at..)?.trim_end();
    let behind = if text.trim_start().starts_with('[') { behind.strip_suffix(']')? } else { behind };
    // It is a key of the last object, and of nothing in it.
    serde_json::from_str::<IgnoredAny>(&format!("{{{behind}")).ok()?;
    let context = value(text, at)?;
    let is_same = |(at, _): (usize, &str)| value(text, at).as_ref() == Some(&context);
    let contexts = text.match_indices(KEY).count();
    (text.match_indices(KEY).all(is_same) && contexts >= lists(text)?).then_some(context)
}

/// How many lists a text has: documents one behind another, or pages in a list.
fn lists(text: &str) -> Option<usize> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str::<Vec<IgnoredAny>>(text).ok().map(|pages| pages.len());
    }
    let documents = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    documents.collect::<Result<Vec<_>, _>>().ok().map(|all| all.len())
}

/// Whether a text begins with an object around records, or with a list of such.
fn begins_with_a_list(text: &str) -> bool {
    let text = text.trim_start();
    let text = text.strip_prefix('[').unwrap_or(text).trim_start();
    let key = text.strip_prefix('{').map(str::trim_start).unwrap_or_default();
    ["\"value\"", "\"@odata.", "\"Count\"", "\"count\""].iter().any(|own| key.starts_with(own))
}

/// The value of a key.
fn value(text: &str, at: usize) -> Option<String> {
    let behind = text.get(at + KEY.len()..)?.trim_start().strip_prefix(':')?;
    let mut values = serde_json::Deserializer::from_str(behind).into_iter::<String>();
    values.next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_behind_the_records() {
        let cases = [
            (r#"{"value":[{"id":"1"}],"@odata.context":"c"}"#, Some("c"), "behind them"),
            (r#"{ "value" : [ ] , "@odata.context" : "c" , "@odata.nextLink" : "x" }"#, Some("c"), "and something behind it"),
            (r#"[{"value":[],"@odata.context":"c"},{"value":[],"@odata.context":"c"}]"#, Some("c"), "of every page"),
            (r#"{"value":[],"@odata.context":"c"}{"value":[],"@odata.context":"c"}"#, Some("c"), "of each of two lists"),
            (r#"{"value":[],"@odata.context":"c"}{"value":[],"@odata.context":"d"}"#, None, "of lists of two kinds"),
            (r#"{"value":[]}{"value":[],"@odata.context":"c"}"#, None, "of one of two lists"),
            (r#"[{"value":[]},{"value":[],"@odata.context":"c"}]"#, None, "of one of two pages"),
            (r#"{"value":[{"@odata.context":"c","id":"1"}]}"#, None, "that of a record"),
            (r#"[{"id":"1","@odata.context":"c"}]"#, None, "that of a record of a list"),
            (r#"{"value":[]}"#, None, "there is none"),
            ("", None, "nothing at all"),
        ];
        for (text, expected, why) in cases {
            assert_eq!(find(text).as_deref(), expected, "{why}");
        }
    }
}
