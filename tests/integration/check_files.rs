//! Which files `rolecall check` looks at: what git ignores, what a configuration excludes, what cannot be read; and what a configuration may
//! read.

use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::check::{Folder, json, role, text};

/// The paths of the checked files, and how many things are ignored.
fn checked(folder: &Folder, args: &[&str]) -> (Vec<String>, u64) {
    let done = folder.check(&[args, &["--format", "json", "--fail-on", "never"]].concat());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let report = json(&done.stdout);
    let files = report.get("files").and_then(Value::as_array).expect("files");
    let paths = files.iter().map(|file| file.get("path").and_then(Value::as_str).expect("a path").to_owned());
    (paths.collect(), report.get("ignored").and_then(Value::as_u64).expect("a number"))
}

#[test]
fn check_leaves_out_what_git_ignores_and_does_not_track() {
    let folder = Folder::new("ignored");
    folder.git(&["init", "-q"]);
    let support = role("Support", "Microsoft.Support/*");
    for path in
        ["a.json", "out/b.json", "out/deep/c.json", "sub/keep.gen.json", "sub/d.gen.json", "e.gen.json", "tracked/f.json"]
    {
        folder.write(path, &support.replace("5a3c", &format!("{:04x}", path.len() * 7919 % 65536)));
    }
    folder.write("tracked/g.json", &support.replace("5a3c", "1a1a"));
    folder.write(".gitignore", "out/\n*.gen.json\ntracked/\n");
    folder.write("sub/.gitignore", "!keep.gen.json\n");
    folder.git(&["add", "-f", "tracked/f.json"]);
    let (paths, ignored) = checked(&folder, &["."]);
    assert_eq!(
        paths,
        ["./a.json", "./sub/keep.gen.json", "./tracked/f.json"],
        "what git tracks is looked at, whatever it ignores"
    );
    assert_eq!(ignored, 4, "a folder is one thing");
    assert_eq!(
        checked(&folder, &["e.gen.json", "out"]).0,
        ["e.gen.json", "out/b.json", "out/deep/c.json"],
        "what is named is asked for"
    );
    assert_eq!(
        checked(&folder, &["**/*.json"]).0,
        ["a.json", "sub/keep.gen.json", "tracked/f.json"],
        "a pattern finds what a folder holds"
    );
}

#[test]
fn check_leaves_out_what_the_configuration_excludes() {
    let folder = Folder::new("excluded");
    for path in ["a.json", "generated/b.json", "sub/generated/c.json", "sub/d.json", "old/e.json", "old/f.yaml"] {
        folder.write(path, &role("Support", "Microsoft.Support/*"));
    }
    folder.write(".rolecall.yaml", "exclude: [generated, 'old/*.json', 'sub/d.json']\n");
    assert_eq!(checked(&folder, &["."]), (vec!["./a.json".to_owned(), "./old/f.yaml".to_owned()], 4));
    assert_eq!(checked(&folder, &["sub/d.json"]), (vec!["sub/d.json".to_owned()], 0), "what is named is asked for");
    let none = folder.check(&["sub"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("what `.gitignore` or `exclude` leave out"), "{}", text(&none.stderr));
    folder.write("other.yaml", "exclude: ['*.yaml']\n");
    assert_eq!(checked(&folder, &[".", "--config", "other.yaml"]).0.len(), 5, "a configuration that is named is the only one");
}

#[test]
fn check_compares_what_it_looks_at_with_the_same_of_the_base() {
    let folder = Folder::new("excluded-base");
    folder.git(&["init", "-q"]);
    folder.write("roles/a.json", &role("A", "Microsoft.Support/*"));
    folder.write("roles/old/gone.json", &role("Gone", "Microsoft.Support/*").replace("5a3c", "6b4d"));
    folder.write("roles/.hidden/h.json", &role("Hidden", "Microsoft.Support/*").replace("5a3c", "7c5e"));
    folder.write(".rolecall.yaml", "exclude: [old]\n");
    folder.git(&["add", "."]);
    folder.git(&["commit", "-q", "-m", "one"]);
    for files in ["roles", "roles/**/*.json"] {
        let report = json(&folder.check(&[files, "--base", "HEAD", "--format", "json"]).stdout);
        let roles: Vec<&str> =
            report["access"]["roles"].as_array().expect("roles").iter().filter_map(|role| role["name"].as_str()).collect();
        assert_eq!(roles, ["A"], "{files}: neither what is excluded nor what is hidden is gone");
    }
}

#[test]
fn check_names_what_it_passes_over_and_reports_the_rest() {
    let folder = Folder::new("passed-over");
    folder.write("a.json", &role("A", "Microsoft.Authorization/*"));
    folder.write("large.json", &" ".repeat((10 << 20) + 1));
    symlink("nothing.json", folder.0.join("dangling.json")).expect("a link");
    symlink("nothing.png", folder.0.join("dangling.png")).expect("a link");
    symlink("/dev/zero", folder.0.join("zero.json")).expect("a link");
    assert!(std::process::Command::new("mkfifo").arg(folder.0.join("pipe.json")).status().expect("mkfifo").success());
    std::fs::write(folder.0.join("latin.json"), b"{\"Name\": \"B\xfcro\", \"Actions\": [], \"AssignableScopes\": []}")
        .expect("a file");
    std::fs::write(folder.0.join("other.json"), b"{\"name\": \"B\xfcro\"}").expect("a file");
    let done = folder.check(&["."]);
    assert_eq!(done.status.code(), Some(2), "one file could not be read");
    let (said, found) = (text(&done.stderr), text(&done.stdout));
    for passed in
        ["large.json is larger than 10 MB", "dangling.json is a link to nothing", "zero.json is a pipe", "pipe.json is a pipe"]
    {
        assert!(said.contains(passed), "{passed}: {said}");
    }
    assert!(!said.contains("dangling.png") && !said.contains("other.json"), "files of other kinds are no news: {said}");
    assert!(found.contains("can-assign-roles"), "the other findings are there: {found}");
    assert!(found.contains("`./latin.json` cannot be read: it is not text in UTF-8"), "{found}");
    let named = folder.check(&["a.json", "latin.json"]);
    assert_eq!(named.status.code(), Some(2));
    assert!(text(&named.stdout).contains("unreadable-file") && text(&named.stdout).contains("can-assign-roles"));
    let gone = folder.check(&["a.json", "dangling.json"]);
    assert_eq!(gone.status.code(), Some(2));
    assert!(text(&gone.stdout).contains("`dangling.json` cannot be read: No such file"), "{}", text(&gone.stdout));
}

#[test]
fn check_reads_no_baseline_outside_of_the_folder_of_its_configuration() {
    let folder = Folder::new("baseline-outside");
    folder.write("secret.json", "{\"password\": \"hunter2\"}");
    folder.write("in/a.json", &role("A", "Microsoft.Support/*"));
    folder.write("in/folder/x", "");
    symlink("../secret.json", folder.0.join("in/link.json")).expect("a link");
    let absolute = folder.0.join("secret.json").display().to_string();
    let cases = [
        ("../secret.json", "path below the folder", "upwards"),
        ("x/../../secret.json", "path below the folder", "upwards on its way"),
        (absolute.as_str(), "path below the folder", "absolute"),
        ("link.json", "there is no such file below the folder", "a link that leads out"),
        ("folder", "it is no file that can be read", "a folder"),
        ("a.json", "it is no JSON report", "another file"),
        ("none.json", "there is no such file below the folder", "nothing"),
    ];
    for (path, expected, why) in cases {
        folder.write("in/.rolecall.yaml", &format!("baseline: {path}\n"));
        let done = folder.check(&["in/a.json"]);
        assert_eq!(done.status.code(), Some(2), "{why}");
        let said = text(&done.stderr);
        assert!(said.split_whitespace().collect::<Vec<_>>().join(" ").contains(expected), "{why}: {said}");
        assert!(!said.contains("hunter2") && !said.contains("password"), "{why}: {said}");
    }
    folder.write("in/.rolecall.yaml", "exclude: [../x]\n");
    assert_eq!(folder.check(&["in/a.json"]).status.code(), Some(2), "an exclusion leads nowhere else either");
}

#[test]
fn check_follows_no_configuration_out_of_its_repository() {
    let folder = Folder::new("config-outside");
    folder.write("secret.yaml", "password: hunter2\n");
    folder.write("repository/a.json", &role("A", "Microsoft.Support/*"));
    folder.write("repository/.git/HEAD", "");
    symlink("../secret.yaml", folder.0.join("repository/.rolecall.yaml")).expect("a link");
    let done = folder.check(&["repository/a.json"]);
    assert_eq!(done.status.code(), Some(2));
    let said = text(&done.stderr);
    assert!(said.contains("leads out of its repository") && !said.contains("password"), "{said}");
    std::fs::remove_file(folder.0.join("repository/.rolecall.yaml")).expect("it was there");
    folder.write(".rolecall.yaml", "password: hunter2\n");
    assert_eq!(folder.check(&["repository/a.json"]).status.code(), Some(0), "what is above the repository does not count");
}

#[test]
fn check_asks_git_for_nothing_but_what_is_there() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("git-hardened");
    folder.write("a.json", &role("A", "Microsoft.Support/*"));
    folder.write(
        "bin/git",
        "#!/bin/sh\necho \"$GIT_NO_LAZY_FETCH $GIT_TERMINAL_PROMPT ${GIT_EXTERNAL_DIFF-unset} $*\" >> ../asked\nexit 1\n",
    );
    let git = folder.0.join("bin/git");
    std::fs::set_permissions(&git, std::fs::Permissions::from_mode(0o755)).expect("it may be run");
    folder.write("in/a.json", &role("A", "Microsoft.Support/*"));
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(["check", "a.json", "--base", "main"])
        .current_dir(folder.0.join("in"))
        .env("PATH", folder.0.join("bin"))
        .env("GIT_EXTERNAL_DIFF", "evil")
        .output()
        .expect("the program starts");
    assert_eq!(done.status.code(), Some(2));
    let asked = std::fs::read_to_string(folder.0.join("asked")).unwrap_or_else(|_| panic!("{}", text(&done.stderr)));
    assert!(asked.lines().count() > 1, "{asked}");
    for line in asked.lines() {
        assert!(line.starts_with("1 0 unset -C ") && line.contains(" --no-optional-locks -c core.fsmonitor=false "), "{line}");
    }
}
