//! The `manifest.json` of `rolecall collect`: when the exports of its folder were made, and from which tenant.

use std::path::Path;

use super::problem::{NO_INSTANT, OTHER_MANIFEST};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::{RecordNode, RecordValue};
use super::time::seconds;
use crate::model::{CollectedRequest, Collection, Origin};

const VERSION: &str = "collect@1";

pub(super) fn is_manifest(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.get("rolecall").and_then(RecordNode::as_text).is_some_and(|version| version.starts_with("collect@"))
}

/// What was asked for, request by request; a manifest of an earlier collector has none.
fn requests(reader: &mut RecordReader<'_>, record: RecordNode<'_>, (folder, origin): (Option<&Path>, Origin)) {
    let rows: Vec<RecordNode<'_>> = record.get("requests").into_iter().flat_map(RecordNode::children).collect();
    for row in rows {
        let text = |key: &str| row.get(key).and_then(RecordNode::as_text);
        let (Some(file), Some(url)) = (text("file"), text("url")) else { continue };
        let file = folder.unwrap_or(Path::new("")).join(file).display().to_string();
        let complete = text("status").is_some_and(|status| status.eq_ignore_ascii_case("ok"));
        #[expect(clippy::cast_sign_loss, reason = "a count is never negative, and a negative one matches no file")]
        let records = row.get("records").and_then(|count| match count.value() {
            RecordValue::Number(count) => Some(*count as u64),
            _ => None,
        });
        let request = CollectedRequest { file: file.into(), url: url.into(), complete, records, origin };
        reader.facts.requests.push(request);
    }
}

pub(super) fn manifest(reader: &mut RecordReader<'_>, record: RecordNode<'_>, origin: Origin) -> Use {
    if reader.fields.text(record, "rolecall") != Some(VERSION) {
        return reader.unusable(&OTHER_MANIFEST, record);
    }
    let Some(at) = reader.fields.text(record, "collected_at").and_then(seconds) else {
        return reader.unusable(&NO_INSTANT, record);
    };
    let tenant = reader.fields.text(record, "tenant").map(|tenant| tenant.to_ascii_lowercase().into());
    let file = reader.fields.source.name().clone();
    let folder = Path::new(&*file).parent().map(|folder| folder.display().to_string()).unwrap_or_default().into();
    requests(reader, record, (Path::new(&*file).parent(), origin));
    reader.facts.collections.push(Collection { folder, at, tenant, origin });
    Use::Used
}
