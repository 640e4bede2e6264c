//! Every `not_allowed` of every folder of exports among the fixtures names what proves it: a whole list, or an assumption.

use std::path::{Path, PathBuf};

use rolecall::{Answer, AuditOptions, NamedText, Tenant, TenantOptions};
use serde_json::Value;

/// The folders that hold exports.
fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = vec![root.join("contoso")];
    for pattern in ["tenants/*", "read/*/*", "readiness/*"] {
        let pattern = root.join(pattern).to_string_lossy().into_owned();
        found.extend(glob::glob(&pattern).expect("a pattern").filter_map(Result::ok).filter(|path| path.is_dir()));
    }
    found
}

fn exports(folder: &Path) -> Vec<NamedText> {
    let pattern = folder.join("**/*.json").to_string_lossy().into_owned();
    let files = glob::glob(&pattern).expect("a pattern").filter_map(Result::ok);
    files.filter_map(|path| Some(NamedText::new(path.to_string_lossy(), std::fs::read(&path).ok()?))).collect()
}

/// The entries of the coverage that a no about a target needs: of each, the first that is whole will do.
fn needed<'r>(report: &'r Value, task: &str, target: &str) -> Vec<(usize, &'r Value)> {
    let kind = if task == "onboard-sentinel" { "directory-role-assignments" } else { "role-assignments" };
    let subscription = target.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let is_of = |entry: &Value| {
        let place = entry["place"].as_str().expect("a place");
        let here = place.eq_ignore_ascii_case(&subscription) || place.eq_ignore_ascii_case(target) || place == "tenant";
        entry["kind"] == kind && here
    };
    report["coverage"].as_array().expect("coverage").iter().enumerate().filter(|(_, entry)| is_of(entry)).collect()
}

#[test]
fn noes_of_all_fixtures_name_what_proves_them() {
    let (mut noes, mut unproved) = (0, Vec::new());
    for folder in folders() {
        let options = TenantOptions::at("2026-03-01").expect("a day");
        let Ok(tenant) = Tenant::from_exports(&exports(&folder), &options) else { continue };
        let audit = tenant.audit(&AuditOptions { all: true, ..AuditOptions::default() }).expect("an audit");
        let report: Value = serde_json::from_str(&audit.to_json()).expect("JSON");
        for class in report["classes"].as_array().expect("classes") {
            for result in class["results"].as_array().expect("results") {
                let assumed: Vec<usize> = result["assumes"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|id| id.as_u64().expect("a number") as usize)
                    .collect();
                assert!(assumed.iter().all(|&id| report["coverage"][id]["state"] == "listed"), "{}", folder.display());
                if result["verdict"] != "not_allowed" {
                    continue;
                }
                noes += 1;
                for target in result["targets"].as_array().expect("targets") {
                    let (task, target) = (result["task"].as_str().expect("an id"), target.as_str().expect("an id"));
                    let proves = |(id, entry): &(usize, &Value)| entry["state"] == "proved" || assumed.contains(id);
                    if !needed(&report, task, target).iter().any(proves) {
                        unproved.push(format!("{}: {task} on {target}", folder.display()));
                    }
                }
            }
        }
    }
    assert!(unproved.is_empty(), "nothing proves:\n{}", unproved.join("\n"));
    assert!(noes > 100, "only {noes} noes were looked at");
}
