//! The `manifest.json` that `rolecall collect` writes into the folder that it fills: when, and from which tenant.

use std::path::Path;

use super::problem::{NO_INSTANT, OTHER_MANIFEST};
use super::reader::{ListContext, RecordReader, Use};
use super::tape::RecordNode;
use super::time::seconds;
use crate::model::{Collection, Origin};

const VERSION: &str = "collect@1";

pub(super) fn is_manifest(record: RecordNode<'_>, _: &ListContext) -> bool {
    record.get("rolecall").and_then(RecordNode::as_text).is_some_and(|version| version.starts_with("collect@"))
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
    reader.facts.collections.push(Collection { folder, at, tenant, origin });
    Use::Used
}
