//! [`diff`]: what fixes change, as a unified diff.

use similar::TextDiff;

/// The unified diff of a file; empty where nothing changed. Names are prefixed as git does, so that `git apply` takes it.
pub fn diff(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let name = name.strip_prefix("./").unwrap_or(name).trim_start_matches('/');
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
