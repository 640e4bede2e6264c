//! The shell parts of `action.yml`, `.pre-commit-hooks.yaml` and `integrations/`, run with the built program in a repository of git.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use regex_automata::meta::Regex;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder of a test's own with a repository `work`, the program on its path, and a place for what a pipeline leaves behind.
struct Pipeline {
    folder: PathBuf,
}

impl Pipeline {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("rolecall-pipeline-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        for below in ["bin", "reports", "work"] {
            std::fs::create_dir_all(folder.join(below)).expect("a folder");
        }
        let pipeline = Self { folder: folder.canonicalize().expect("it is there") };
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_rolecall"), pipeline.folder.join("bin/rolecall")).expect("a link");
        pipeline
    }

    fn path(&self, below: &str) -> String {
        self.folder.join(below).display().to_string()
    }

    fn write(&self, below: &str, text: &str) {
        let path = self.folder.join(below);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the file");
        std::fs::write(path, text).expect("the file is written");
    }

    fn read(&self, below: &str) -> String {
        std::fs::read_to_string(self.folder.join(below)).unwrap_or_default()
    }

    /// A program that writes down its arguments, one a line, and succeeds.
    fn stand_in(&self, name: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = format!("bin/{name}");
        self.write(&path, &format!("#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\n", self.path("arguments")));
        std::fs::set_permissions(self.folder.join(path), std::fs::Permissions::from_mode(0o755)).expect("it may be run");
    }

    /// An archive of a release whose program is the built one, or says that it is one of a version; with its checksum.
    fn archive(&self, program: &str) -> (String, String) {
        use std::os::unix::fs::PermissionsExt;
        let path = "archive/rolecall-1.2.3-here/rolecall";
        self.write(path, &format!("#!/bin/sh\n{program}\n"));
        std::fs::set_permissions(self.folder.join(path), std::fs::Permissions::from_mode(0o755)).expect("it may be run");
        let done =
            self.command("tar").args(["-czf", "../rolecall.tar.gz", "-C", "../archive", "."]).status().expect("tar runs");
        assert!(done.success());
        let summed = self.command("sha256sum").arg("../rolecall.tar.gz").output().expect("sha256sum runs");
        (self.path("rolecall.tar.gz"), text(&summed.stdout).split(' ').next().expect("a checksum").to_owned())
    }

    fn git(&self, args: &[&str]) {
        let user = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main"];
        let done = self.command("git").args(user).args(args).output().expect("git runs");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// A program in the repository, with this folder's programs before those of the machine.
    fn command(&self, program: &str) -> Command {
        let path = format!("{}:{}", self.path("bin"), std::env::var("PATH").expect("a path"));
        let mut command = Command::new(program);
        command.current_dir(self.folder.join("work")).env_clear();
        command.envs([("LANG", "C.UTF-8"), ("PATH", &path), ("HOME", &self.path("home"))]);
        command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        command
    }

    fn bash(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        self.command("bash").args(["-c", script]).envs(variables.iter().copied()).output().expect("bash runs")
    }

    /// What action.yml runs, with the variables that it sets.
    fn github(&self, variables: &[(&str, &str)]) -> Output {
        let script = format!("bash '{ROOT}/integrations/github.sh'");
        let (program, summary) = (self.path("bin/rolecall"), self.path("summary.md"));
        let unset = ["BASE", "BASE_BRANCH", "BUILD", "EXPORTS", "CONFIG", "NEW_ONLY", "SARIF"].map(|name| (name, ""));
        let set = [
            ("FILES", "roles"),
            ("FAIL_ON", "error"),
            ("ROLECALL", program.as_str()),
            ("GITHUB_STEP_SUMMARY", summary.as_str()),
        ];
        self.bash(&script, &[&unset[..], &set, variables].concat())
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn role(action: &str) -> String {
    format!(
        r#"{{"Name": "Support", "Id": "5a3c1d20-8f4e-4b7a-9c61-2d8e7f90a1b2", "Description": "x", "Actions": ["{action}"],
            "AssignableScopes": ["/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401"]}}"#
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn yaml(file: &str) -> Value {
    let text = std::fs::read_to_string(Path::new(ROOT).join(file)).expect("a file of the repository");
    serde_saphyr::from_str(&text).expect("YAML")
}

#[test]
fn github_action_passes_a_role_without_findings() {
    let pipeline = Pipeline::new("github-clean");
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/*"));
    let done = pipeline.github(&[]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(pipeline.read("summary.md").starts_with("# "), "the summary of the job is Markdown");
}

#[test]
fn github_action_fails_with_annotations_a_summary_and_sarif() {
    let pipeline = Pipeline::new("github-bad");
    pipeline.write("work/roles/support.json", &role("Microsoft.Authorization/*"));
    pipeline.write("work/more roles/support.json", "no role");
    let sarif = pipeline.path("reports/rolecall.sarif");
    let done = pipeline.github(&[("SARIF", &sarif), ("FILES", "roles\nroles/*.json")]);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("::error file=roles/support.json,line=1,"), "{}", text(&done.stdout));
    assert!(pipeline.read("summary.md").contains("can-assign-roles"));
    let sarif: Value = serde_json::from_str(&pipeline.read("reports/rolecall.sarif")).expect("SARIF");
    assert!(sarif["runs"][0]["results"].as_array().is_some_and(|results| !results.is_empty()));
    let never = pipeline.github(&[("FAIL_ON", "never")]);
    assert_eq!(never.status.code(), Some(0), "fail-on never");
}

#[test]
fn github_action_compares_with_the_branch_of_a_pull_request() {
    let pipeline = Pipeline::new("github-base");
    pipeline.git(&["init", "-q", "../origin"]);
    pipeline.write("origin/roles/support.json", &role("Microsoft.Support/register/action"));
    pipeline.git(&["-C", "../origin", "add", "."]);
    pipeline.git(&["-C", "../origin", "commit", "-q", "-m", "one"]);
    pipeline.git(&["clone", "-q", "../origin", "."]);
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/*"));
    let done = pipeline.github(&[("BASE_BRANCH", "main")]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(pipeline.read("summary.md").contains("widened"), "{}", pipeline.read("summary.md"));
}

#[test]
fn github_action_shows_new_findings_alone_where_that_is_wanted() {
    let pipeline = Pipeline::new("github-new");
    pipeline.git(&["init", "-q", "../origin"]);
    pipeline.write("origin/roles/support.json", &role("Microsoft.Authorization/*"));
    pipeline.git(&["-C", "../origin", "add", "."]);
    pipeline.git(&["-C", "../origin", "commit", "-q", "-m", "one"]);
    pipeline.git(&["clone", "-q", "../origin", "."]);
    let sarif = pipeline.path("reports/rolecall.sarif");
    let variables = [("BASE_BRANCH", "main"), ("SARIF", sarif.as_str())];
    let all = pipeline.github(&variables);
    assert_eq!(all.status.code(), Some(1), "old findings count: {}", text(&all.stdout));
    let new = pipeline.github(&[&variables[..], &[("NEW_ONLY", "true")]].concat());
    assert_eq!(new.status.code(), Some(0), "{}", text(&new.stdout));
    assert!(!text(&new.stdout).contains("::error"), "{}", text(&new.stdout));
    assert!(pipeline.read("reports/rolecall.sarif").contains("can-assign-roles"), "what SARIF lacks would count as mended");
}

#[test]
fn github_action_never_runs_what_an_input_holds() {
    let pipeline = Pipeline::new("github-input");
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/*"));
    for input in ["$(touch ran)", "; touch ran", "`touch ran`", "--output=ran"] {
        let done = pipeline.github(&[("FILES", input)]);
        assert_eq!(done.status.code(), Some(2), "{input}: {}", text(&done.stdout));
        assert!(!pipeline.folder.join("work/ran").exists(), "{input}");
    }
}

#[test]
fn github_action_builds_the_program_only_where_it_is_missing() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let build =
        steps.iter().find(|step| step["name"] == "Get rolecall").and_then(|step| step["run"].as_str()).expect("a script");
    let pipeline = Pipeline::new("github-build");
    pipeline.stand_in("cargo");
    let variables = [("GITHUB_ACTION_PATH", ROOT), ("BUILD", "1-a")];
    assert!(pipeline.bash(build, &variables).status.success());
    let arguments = pipeline.read("arguments");
    assert!(arguments.starts_with("install\n--locked\n") && arguments.contains(&format!("\n{ROOT}\n")), "{arguments}");
    std::fs::remove_file(pipeline.folder.join("arguments")).expect("it was written");
    pipeline.write("home/.rolecall/1-a/bin/rolecall", "");
    assert!(
        pipeline
            .command("chmod")
            .args(["+x", &pipeline.path("home/.rolecall/1-a/bin/rolecall")])
            .status()
            .expect("chmod")
            .success()
    );
    assert!(pipeline.bash(build, &variables).status.success());
    assert_eq!(pipeline.read("arguments"), "", "it is there already");
}

/// What `install.sh` leaves in its folder, with its exit code and what it says; building is a stand-in.
fn install(pipeline: &Pipeline, variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let _ = std::fs::remove_dir_all(pipeline.folder.join("got"));
    let _ = std::fs::remove_file(pipeline.folder.join("arguments"));
    pipeline.stand_in("cargo");
    let done = pipeline.bash(&format!("bash '{ROOT}/integrations/install.sh' ../got /sources"), variables);
    (done.status.code(), pipeline.read("got/bin/rolecall"), text(&done.stderr))
}

#[test]
fn install_takes_an_archive_by_its_version_and_checksum() {
    let pipeline = Pipeline::new("install");
    let (archive, sha256) = pipeline.archive("echo 'rolecall 1.2.3 (commit x)'");
    let (archive, sha256) = (archive.as_str(), sha256.as_str());
    let upper = sha256.to_uppercase();
    for sha256 in [sha256, &upper] {
        let (code, program, said) = install(&pipeline, &[("ARCHIVE", archive), ("SHA256", sha256), ("VERSION", "1.2.3")]);
        assert_eq!((code, program.contains("1.2.3")), (Some(0), true), "{said}");
    }
    let none = pipeline.path("none.tar.gz");
    let rows = [
        ([("ARCHIVE", archive), ("SHA256", ""), ("VERSION", "")], "an archive without a checksum"),
        ([("ARCHIVE", archive), ("SHA256", "00"), ("VERSION", "")], "another checksum"),
        ([("ARCHIVE", archive), ("SHA256", sha256), ("VERSION", "1.3")], "another version"),
        ([("ARCHIVE", &none), ("SHA256", sha256), ("VERSION", "")], "no such file"),
        ([("ARCHIVE", "http://127.0.0.1:9/rolecall.tar.gz"), ("SHA256", sha256), ("VERSION", "")], "no https"),
    ];
    for (variables, why) in rows {
        let (code, program, said) = install(&pipeline, &variables);
        assert_eq!((code, program.as_str()), (Some(2), ""), "{why}: {said}");
        assert!(said.starts_with("rolecall: ") && pipeline.read("arguments").is_empty(), "{why}: nothing is built: {said}");
    }
}

#[test]
fn install_builds_where_no_archive_can_be_had() {
    let pipeline = Pipeline::new("install-build");
    let gone = [("ARCHIVE", "https://127.0.0.1:9/rolecall.tar.gz"), ("SHA256", "00")];
    for (variables, why) in [(&[][..], "none is named"), (&gone[..], "it cannot be fetched")] {
        let (code, _, said) = install(&pipeline, variables);
        assert_eq!(code, Some(0), "{why}: {said}");
        assert!(pipeline.read("arguments").contains("--path\n/sources\n--root\n../got"), "{why}");
    }
}

#[test]
fn github_action_names_a_build_by_its_version_and_sources() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let script = steps.iter().find(|step| step["id"] == "build").and_then(|step| step["run"].as_str()).expect("a script");
    let pipeline = Pipeline::new("github-name");
    let (action_path, output) = (pipeline.path("action"), pipeline.path("output"));
    for (file, text) in
        [("Cargo.toml", "[package]\nversion = \"1.2.3\"\n"), ("Cargo.lock", ""), ("src/main.rs", "a"), ("rules/x.yaml", "")]
    {
        pipeline.write(&format!("action/{file}"), text);
    }
    let name = || {
        pipeline.write("output", "");
        let done = pipeline.bash(script, &[("GITHUB_ACTION_PATH", &action_path), ("GITHUB_OUTPUT", &output)]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        pipeline.read("output")
    };
    let first = name();
    assert!(first.starts_with("name=1.2.3-") && first.len() > "name=1.2.3-\n".len() + 30, "{first}");
    assert_eq!(first, name(), "the same sources have the same name");
    let of_release =
        pipeline.bash(script, &[("GITHUB_ACTION_PATH", &action_path), ("GITHUB_OUTPUT", &output), ("SHA256", "ab12")]);
    assert!(of_release.status.success() && pipeline.read("output").ends_with("-ab12\n"), "an archive has another one");
    let other = pipeline.bash(script, &[("GITHUB_ACTION_PATH", &action_path), ("GITHUB_OUTPUT", &output), ("SHA256", "../x")]);
    assert_eq!(other.status.code(), Some(2), "what is no checksum is no part of a path");
    pipeline.write("action/src/main.rs", "b");
    assert_ne!(first, name(), "a branch that moved has another one");
}

#[test]
fn github_action_hands_every_input_to_its_script() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let check = steps.iter().find(|step| step["name"] == "Check the roles").expect("the step");
    let get = steps.iter().find(|step| step["name"] == "Get rolecall").expect("the step");
    let read = |file| std::fs::read_to_string(Path::new(ROOT).join(file)).expect("the script");
    let script = read("integrations/github.sh") + &read("integrations/install.sh") + get["run"].as_str().expect("a script");
    let handed: Vec<String> = [check, get]
        .iter()
        .flat_map(|step| step["env"].as_object().expect("variables"))
        .map(|(name, value)| {
            assert!(
                script.contains(&format!("${name}")) || script.contains(&format!("${{{name}")),
                "the script does not look at {name}"
            );
            value.as_str().expect("an expression").to_owned()
        })
        .collect();
    for input in action["inputs"].as_object().expect("inputs").keys() {
        assert!(handed.iter().any(|value| value.contains(&format!("inputs.{input} "))), "input {input} goes nowhere");
    }
    for step in steps {
        assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "no input is pasted into a script");
    }
}

#[test]
fn azure_pipelines_template_checks_and_publishes() {
    let template = yaml("integrations/azure-pipelines.yml");
    let script = template["steps"][0]["bash"].as_str().expect("a script");
    let pipeline = Pipeline::new("azure");
    pipeline.write("work/roles/support.json", &role("Microsoft.Authorization/*"));
    let reports = pipeline.path("reports");
    let unset = [("BASE", ""), ("EXPORTS", ""), ("NEW_ONLY", "False")];
    let set = [("FILES", "roles"), ("FAIL_ON", "error"), ("REPORTS", reports.as_str())];
    let variables = [&unset[..], &set[..]].concat();
    let done = pipeline.bash(script, &variables);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    let said = text(&done.stdout);
    assert!(said.contains("##vso[task.logissue type=error;sourcepath=roles/support.json;"), "{said}");
    assert!(said.contains(&format!("##vso[task.uploadsummary]{reports}/rolecall.md")), "{said}");
    assert!(pipeline.read("reports/rolecall.xml").contains("<testsuites"));
    assert!(pipeline.read("reports/rolecall.md").contains("can-assign-roles"));
    let names = template["steps"][0]["env"].as_object().expect("variables").keys();
    assert!(names.into_iter().all(|name| script.contains(name.as_str())), "every variable is looked at");
}

/// A run with the program of an archive alone, and one with another checksum.
fn assert_takes_an_archive(pipeline: &Pipeline, script: &str, (archive, sha256): (&str, &str), variables: &[(&str, &str)]) {
    std::fs::remove_file(pipeline.folder.join("bin/rolecall")).expect("it was there");
    let (path, sum) = pipeline.archive(&format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_rolecall")));
    let done = pipeline.bash(script, &[variables, &[(archive, path.as_str()), (sha256, sum.as_str())]].concat());
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("can-assign-roles"), "{}", text(&done.stdout));
    let done = pipeline.bash(script, &[variables, &[(archive, path.as_str()), (sha256, "00")]].concat());
    assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
    assert!(text(&done.stdout).is_empty(), "what does not match its checksum is not run");
}

#[test]
fn azure_pipelines_template_takes_an_archive_by_its_checksum() {
    let template = yaml("integrations/azure-pipelines.yml");
    let script = template["steps"][0]["bash"].as_str().expect("a script");
    let pipeline = Pipeline::new("azure-archive");
    pipeline.write("work/roles/support.json", &role("Microsoft.Authorization/*"));
    let reports = pipeline.path("reports");
    let variables = [
        ("BASE", ""),
        ("EXPORTS", ""),
        ("NEW_ONLY", "False"),
        ("FILES", "roles"),
        ("FAIL_ON", "error"),
        ("REPORTS", reports.as_str()),
    ];
    assert_takes_an_archive(&pipeline, script, ("ARCHIVE", "SHA256"), &variables);
}

#[test]
fn azure_pipelines_template_compares_with_the_target_of_a_pull_request() {
    let template = yaml("integrations/azure-pipelines.yml");
    let script = template["steps"][0]["bash"].as_str().expect("a script");
    let pipeline = Pipeline::new("azure-base");
    pipeline.git(&["init", "-q", "../origin"]);
    pipeline.write("origin/roles/support.json", &role("Microsoft.Support/register/action"));
    pipeline.git(&["-C", "../origin", "add", "."]);
    pipeline.git(&["-C", "../origin", "commit", "-q", "-m", "one"]);
    pipeline.git(&["clone", "-q", "../origin", "."]);
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/*"));
    let (reports, target) = (pipeline.path("reports"), ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"));
    let unset = [("BASE", ""), ("EXPORTS", ""), ("NEW_ONLY", "True")];
    let set = [("FILES", "roles"), ("FAIL_ON", "error"), ("REPORTS", reports.as_str()), target];
    let variables = [&unset[..], &set[..]].concat();
    let done = pipeline.bash(script, &variables);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(pipeline.read("reports/rolecall.md").contains("widened"), "{}", pipeline.read("reports/rolecall.md"));
}

#[test]
fn gitlab_job_checks_and_leaves_its_report() {
    let job = &yaml("integrations/gitlab.yml")["rolecall"];
    let lines: Vec<&str> = job["script"].as_array().expect("a script").iter().filter_map(Value::as_str).collect();
    let pipeline = Pipeline::new("gitlab");
    pipeline.write("work/roles/support.json", &role("Microsoft.Authorization/*"));
    let done = pipeline.bash(&lines.join("\n"), &[("ROLECALL_FILES", "roles"), ("ROLECALL_FAIL_ON", "error")]);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("can-assign-roles"));
    let report = job["artifacts"]["reports"]["junit"].as_str().expect("the report");
    assert!(pipeline.read(&format!("work/{report}")).contains("<testsuites"), "{report}");
    pipeline.write("work/roles/support.json", "{}");
    let done = pipeline.bash(&lines.join("\n"), &[("ROLECALL_FILES", "roles/support.json"), ("ROLECALL_FAIL_ON", "error")]);
    assert_eq!(done.status.code(), Some(2), "an error is no finding: {}", text(&done.stdout));
}

#[test]
fn gitlab_job_takes_an_archive_by_its_checksum() {
    let job = &yaml("integrations/gitlab.yml")["rolecall"];
    let lines: Vec<&str> = job["script"].as_array().expect("a script").iter().filter_map(Value::as_str).collect();
    let pipeline = Pipeline::new("gitlab-archive");
    pipeline.write("work/roles/support.json", &role("Microsoft.Authorization/*"));
    let variables = [("ROLECALL_FILES", "roles"), ("ROLECALL_FAIL_ON", "error")];
    let script = format!("set -e\n{}", lines.join("\n"));
    assert_takes_an_archive(&pipeline, &script, ("ROLECALL_ARCHIVE", "ROLECALL_SHA256"), &variables);
}

#[test]
fn gitlab_job_compares_with_the_base_of_a_merge_request() {
    let job = &yaml("integrations/gitlab.yml")["rolecall"];
    let lines: Vec<&str> = job["script"].as_array().expect("a script").iter().filter_map(Value::as_str).collect();
    let pipeline = Pipeline::new("gitlab-base");
    pipeline.git(&["init", "-q"]);
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/register/action"));
    pipeline.git(&["add", "."]);
    pipeline.git(&["commit", "-q", "-m", "one"]);
    pipeline.write("work/roles/support.json", &role("Microsoft.Support/*"));
    let variables = [("ROLECALL_FILES", "roles"), ("ROLECALL_FAIL_ON", "error"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "HEAD")];
    let done = pipeline.bash(&lines.join("\n"), &variables);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("widened"), "{}", text(&done.stdout));
}

#[test]
fn pre_commit_hook_takes_role_files_alone() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!(hook["entry"], "rolecall check --allow-no-roles");
    for key in ["entry", "files", "require_serial"] {
        assert_eq!(hook[key], hooks[1][key], "the program on the path does the same: {key}");
    }
    let files = Regex::new(hook["files"].as_str().expect("a pattern")).expect("a regular expression");
    let rows = [
        ("roles/support.json", true, "a folder of roles"),
        ("infra/role/support.bicep", true, "one deeper"),
        ("roles/deep/support.tf", true, "below it"),
        ("custom-roles/support.yaml", true, "YAML of a folder of roles"),
        ("infra/role_definitions/support.yml", true, "another name of such a folder"),
        ("roles/web/tasks/main.yml", false, "a role of Ansible"),
        ("roles.d/values.yaml", false, "another folder"),
        ("roles/README.md", false, "no role"),
        ("src/support.json", false, "another folder"),
        ("parolees/x.json", false, "a folder that only ends so"),
    ];
    for (path, taken, why) in rows {
        assert_eq!(files.is_match(path), taken, "{path}: {why}");
    }
}
