//! `rolecall check` where snapshots do not reach: git, baselines, and SARIF against its schema.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::json_schema;
use crate::support::program::rolecall;

const TEAM: &str = "fixtures/check/team/roles";
/// Allows count for a day.
const DAY: [&str; 2] = ["--at", "2026-06-01"];

/// A folder that goes away again.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rolecall-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path.canonicalize().expect("it is there"))
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the file");
        std::fs::write(path, text).expect("the file is written");
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let done = Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"])
            .args(args)
            .current_dir(&self.0)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The program in this folder, with git on its path.
    pub(crate) fn check(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_rolecall"))
            .arg("check")
            .args(args)
            .current_dir(&self.0)
            .env_clear()
            .envs([("LANG", "C.UTF-8"), ("COLUMNS", "100")])
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .output()
            .expect("the program starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn role(name: &str, action: &str) -> String {
    format!(
        r#"{{"Name": "{name}", "Id": "5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2", "Description": "x", "Actions": ["{action}"],
            "AssignableScopes": ["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401"]}}"#
    )
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

pub(crate) fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("{error}: {}", text(bytes)))
}

#[test]
fn check_a_git_ref_is_what_the_files_were() {
    let folder = Folder::new("base");
    folder.git(&["init", "-q"]);
    folder.write("roles/a.json", &role("A", "Microsoft.Support/register/action"));
    folder.write("roles/gone.json", &role("Gone", "Microsoft.Support/register/action").replace("5a3c", "6b4d"));
    folder.write("other/b.json", &role("A", "*"));
    folder.write("roles/notes.txt", "no role");
    folder.git(&["add", "."]);
    folder.git(&["commit", "-q", "-m", "one"]);
    folder.write("roles/deeper/a.json", &role("A", "Microsoft.Support/*"));
    std::fs::remove_file(folder.0.join("roles/a.json")).expect("it was there");
    std::fs::remove_file(folder.0.join("roles/gone.json")).expect("it was there");
    for files in ["roles", "./roles/", "roles/**/*.json"] {
        let done = folder.check(&[files, "--base", "HEAD", "--format", "json", "--fail-on", "never"]);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        let report = json(&done.stdout);
        let roles: Vec<(&str, &str)> = report["access"]["roles"]
            .as_array()
            .expect("roles")
            .iter()
            .map(|role| (role["name"].as_str().expect("a name"), role["change"].as_str().expect("a change")))
            .collect();
        assert_eq!(roles, [("A", "widened"), ("Gone", "removed")], "{files}");
        let operations = report["access"]["roles"][0]["gained"][0]["operations"].as_array().expect("operations");
        assert!(operations.iter().all(|name| name.as_str().is_some_and(|name| name.starts_with("Microsoft.Support/"))));
        assert!(!operations.contains(&Value::from("Microsoft.Support/register/action")), "it had that");
    }
}

#[test]
fn check_a_base_that_cannot_be_had_is_said_so() {
    let folder = Folder::new("no-base");
    folder.write("a.json", &role("A", "Microsoft.Support/*"));
    let outside = folder.check(&["a.json", "--base", "main"]);
    assert_eq!(outside.status.code(), Some(2));
    assert!(text(&outside.stderr).contains("not a git repository"), "{}", text(&outside.stderr));
    folder.git(&["init", "-q"]);
    let unborn = folder.check(&["a.json", "--base", "origin/main"]);
    assert_eq!(unborn.status.code(), Some(2));
    assert!(text(&unborn.stderr).contains("neither a file or folder nor a git ref"), "{}", text(&unborn.stderr));
    let option = folder.check(&["a.json", "--base", "--output=x"]);
    assert_eq!(option.status.code(), Some(2), "no option of git");
    assert!(!folder.0.join("x").exists());
}

#[test]
fn check_what_stands_in_the_baseline_fails_nothing() {
    let folder = Folder::new("baseline");
    folder.write("roles/a.json", &role("A", "Microsoft.Authorization/*"));
    let first = folder.check(&["roles", "--format", "json"]);
    assert_eq!(first.status.code(), Some(1), "{}", text(&first.stdout));
    folder.write("baseline.json", &text(&first.stdout));
    folder.write(".rolecall.yaml", "baseline: baseline.json\n");
    folder.write("roles/a.json", &format!("\n\n\n{}", role("A", "Microsoft.Authorization/*")));
    let known = folder.check(&["roles", "--format", "json"]);
    assert_eq!(known.status.code(), Some(0), "moved lines are no new findings: {}", text(&known.stdout));
    let known = json(&known.stdout);
    let findings = known["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), json(&first.stdout)["findings"].as_array().expect("findings").len(), "marked, not removed");
    assert!(findings.iter().all(|finding| finding["known"] == true));
    assert_eq!(folder.check(&["roles", "--no-ignores"]).status.code(), Some(1));
    folder.write("roles/b.json", &role("B", "Microsoft.Authorization/*"));
    assert_eq!(folder.check(&["roles"]).status.code(), Some(1), "another file has new ones");
    folder.write("baseline.json", "{\"schema\": \"rolecall/audit@1\", \"findings\": []}");
    let wrong = folder.check(&["roles"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("it is no JSON report of `rolecall check`"), "{}", text(&wrong.stderr));
}

#[test]
fn check_fixes_touch_nothing_else() {
    let folder = Folder::new("fix");
    let fixable = std::fs::read_to_string("fixtures/check/fixable/support.jsonc").expect("the fixture");
    folder.write("roles/a.jsonc", &fixable);
    let read = || std::fs::read_to_string(folder.0.join("roles/a.jsonc")).expect("the file");
    let shown = folder.check(&["roles", "--diff"]);
    assert_eq!((shown.status.code(), read()), (Some(1), fixable.clone()), "--diff writes nothing");
    let done = folder.check(&["roles", "--fix", "--format", "json"]);
    let fixed = read();
    assert!(text(&done.stderr).contains("fixed "), "{}", text(&done.stderr));
    assert!(fixed.contains("// The help desk opens tickets.") && fixed.contains("// all of it"), "{fixed}");
    assert!(!fixed.contains("Microsoft.Support/*/read") && fixed.contains("\"Microsoft.Support/*\""), "{fixed}");
    assert!(fixed.contains("Microsoft.Compute/*"), "what is risky is left: {fixed}");
    let again = folder.check(&["roles", "--diff"]);
    assert_eq!((again.status.code(), text(&again.stdout)), (Some(0), String::new()), "nothing is left to fix");
    let same = folder.check(&["roles", "--base", "before.jsonc", "--format", "json"]);
    assert_eq!(same.status.code(), Some(2), "there is no such base");
    folder.write("before.jsonc", &fixable);
    let same = json(&folder.check(&["roles", "--base", "before.jsonc", "--format", "json"]).stdout);
    assert_eq!(same["access"]["roles"][0]["change"], "same", "safe fixes change nothing that is granted");
}

#[test]
fn check_sarif_is_sarif() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = json(&std::fs::read(root.join("fixtures/schema/sarif-2.1.0.json")).expect("the schema"));
    let base = ["--base", "fixtures/check/team-before"];
    for more in [&[][..], &base[..], &["--no-ignores"][..]] {
        let done = rolecall(&[&["check", TEAM, "--format", "sarif"], &DAY[..], more].concat(), b"");
        let log = json(&done.stdout);
        assert_eq!(json_schema::faults(&schema, &log), [""; 0], "{more:?}");
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert!(!results.is_empty());
        for result in results {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one")];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["help"]["text"].as_str().is_some_and(|text| text.len() > 40), "{rule}");
        }
        let fixes = results.iter().filter_map(|result| result["fixes"][0]["description"]["text"].as_str());
        assert!(fixes.count() > 0, "what can be mended says how");
        let suppressed = results.iter().filter(|result| result["suppressions"].as_array().is_some_and(|list| !list.is_empty()));
        assert_eq!(suppressed.count() > 0, more != ["--no-ignores"], "what is accepted is suppressed, not left out");
    }
}

#[test]
fn check_junit_is_xml_with_the_numbers_that_it_says() {
    let done = rolecall(&[&["check", TEAM, "--format", "junit"], &DAY[..]].concat(), b"");
    let xml = text(&done.stdout);
    let count = |what: &str| xml.matches(what).count();
    assert_eq!(count("<testcase "), count("</testcase>") + count("classname=\"fixtures/check/team/roles/README.md\"/>"));
    let failures: usize = xml.split("<testsuite ").skip(1).map(|suite| number(suite, "failures=\"")).sum();
    assert_eq!(failures, count("<failure "));
    assert_eq!(number(&xml, "failures=\""), failures);
}

fn number(text: &str, before: &str) -> usize {
    let rest = text.split_once(before).expect("it is there").1;
    rest.split('"').next().and_then(|digits| digits.parse().ok()).expect("a number")
}

#[test]
fn check_base_sets_old_findings_apart() {
    let folder = Folder::new("new-only");
    folder.git(&["init", "-q"]);
    folder.write("roles/a.json", &role("A", "Microsoft.Authorization/*"));
    folder.git(&["add", "."]);
    folder.git(&["commit", "-q", "-m", "one"]);
    std::fs::remove_file(folder.0.join("roles/a.json")).expect("it was there");
    let both =
        role("A", "Microsoft.Authorization/*").replace("/*\"", "/*\", \"Microsoft.Storage/storageAccounts/listKeys/action\"");
    folder.write("roles/moved/a.json", &both);
    let shown = folder.check(&["roles", "--base", "HEAD"]);
    let page = text(&shown.stdout);
    assert_eq!(shown.status.code(), Some(1), "old findings count: {page}");
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(page.starts_with("2 errors, "), "{page}");
    assert!(at("Access compared with the base") < at("listKeys/action` lets its"), "{page}");
    assert!(at("listKeys/action` lets its") < at("Findings that the base has too"), "{page}");
    assert!(at("Findings that the base has too") < at("error[can-assign-roles]"), "{page}");
    let new = folder.check(&["roles", "--base", "HEAD", "--new-only", "--format", "json", "--fail-on", "error"]);
    assert_eq!(new.status.code(), Some(0), "nothing new is an error: {}", text(&new.stdout));
    let report = json(&new.stdout);
    let lints: Vec<&str> =
        report["findings"].as_array().expect("findings").iter().filter_map(|own| own["lint"].as_str()).collect();
    assert_eq!(lints, ["new-access", "privilege-escalation"], "what was there in another file is old");
    assert!(report["old_left_out"].as_u64().is_some_and(|count| count >= 5), "{report}");
    let path = folder.check(&["roles", "--new-only"]);
    assert_eq!(path.status.code(), Some(2), "new is what a base does not have");
    folder.write("roles/second.json", &role("B", "Microsoft.Authorization/*").replace("5a3c", "6b4d"));
    let more = folder.check(&["roles", "--base", "HEAD", "--new-only"]);
    assert_eq!(more.status.code(), Some(1), "another role has new findings: {}", text(&more.stdout));
}

#[test]
fn check_an_allow_without_a_reason_accepts_nothing() {
    let folder = Folder::new("no-reason");
    let file = |comment: &str| {
        format!(
            "name: A\nid: 5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2\ndescription: x\nactions:\n  - Microsoft.Authorization/roleAssignments/write # {comment}\nassignableScopes: [/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401]\n"
        )
    };
    folder.write("a.yaml", &file("rolecall: allow(can-assign-roles) the landing zones need it"));
    assert_eq!(folder.check(&["a.yaml"]).status.code(), Some(0));
    folder.write("a.yaml", &file("rolecall: allow(can-assign-roles)"));
    let done = folder.check(&["a.yaml"]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stdout);
    assert!(said.contains("error[can-assign-roles]") && said.contains("error[unreasoned-allow]"), "{said}");
}

#[test]
fn check_fix_counts_the_findings_that_went() {
    let folder = Folder::new("fix-count");
    let actions = r#"Microsoft.Support/*", "Microsoft.Support/*/read", "microsoft.support/*/read", "Microsoft.Resources/subscriptions/read "#;
    folder.write("a.json", &role("A", actions));
    let open = |args: &[&str]| {
        json(&folder.check(&[args, &["--format", "json"]].concat()).stdout)["findings"].as_array().expect("findings").len()
    };
    let before = open(&["a.json"]);
    let done = folder.check(&["a.json", "--fix"]);
    let gone = before - open(&["a.json"]);
    assert!(gone >= 3, "{gone} of {before}");
    assert!(text(&done.stderr).starts_with(&format!("fixed {gone} findings in 1 file")), "{gone}: {}", text(&done.stderr));
}

#[test]
fn check_fix_makes_no_id_up_unless_all_is_wanted() {
    let folder = Folder::new("fix-id");
    let without = role("A", "Microsoft.Support/*").replace(r#""Id": "5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2", "#, "");
    folder.write("a.json", &without);
    let read = || std::fs::read_to_string(folder.0.join("a.json")).expect("the file");
    assert_eq!(folder.check(&["a.json", "--fix"]).status.code(), Some(0));
    assert_eq!(read(), without);
    assert_eq!(folder.check(&["--fix", "all", "a.json"]).status.code(), Some(0), "as --fix=all");
    assert!(read().contains("\"Name\": \"A\", \"Id\": \""), "{}", read());
    folder.write("all", &without);
    assert_eq!(folder.check(&["--fix", "--", "all"]).status.code(), Some(0), "a file of that name");
    assert_eq!(std::fs::read_to_string(folder.0.join("all")).expect("the file"), without);
}

#[test]
fn check_exports_takes_one_value_a_time() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = |below: &str| root.join(below).display().to_string();
    let folder = Folder::new("exports");
    let (before, exports) = (path("fixtures/check/team-before"), path("fixtures/check/exports"));
    let role = path("fixtures/check/team/roles/incident-handler.json");
    let done = folder.check(&["--base", &before, "--exports", &exports, &role, "--format", "json", "--at", "2026-06-01"]);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(json(&done.stdout)["access"]["exposure"]["roles"].as_array().is_some_and(|roles| !roles.is_empty()));
}

#[test]
fn check_annotations_name_files_from_the_root() {
    let folder = Folder::new("annotations");
    folder.write("roles/a.json", &role("A", "Microsoft.Authorization/*"));
    for (format, wanted) in [
        ("github", "file=roles/a.json,"),
        ("azure-pipelines", "sourcepath=roles/a.json;"),
        ("junit", "file=\"roles/a.json\""),
        ("sarif", "\"uri\": \"roles/a.json\""),
    ] {
        for files in [".", "./roles", "./roles/a.json"] {
            let said = text(&folder.check(&[files, "--format", format]).stdout);
            assert!(said.contains(wanted), "{format} of {files}: {said}");
        }
    }
}
