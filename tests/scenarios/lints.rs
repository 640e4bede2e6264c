//! Each lint against its fixtures: `fixtures/lint/<id>/good*` must not be found by the lint, `bad*` must; a folder is checked as one. What
//! the lint says of the bad ones stands in `findings.snap` beside them. `fixtures/lint-cases/` are roles that people ask about first: all
//! that is said of each.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use rolecall::catalog::Catalog;
use rolecall::review::lint;
use rolecall::review::lint::{Finding, LintOptions, RoleLimit, documentation};
use rolecall::role_file;
use rolecall::role_file::RoleFile;
use rolecall::source::Source;

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = crate::each("lint/*", |_| "lint".to_owned(), finds_the_bad_and_leaves_the_good_alone);
    trials.extend(crate::each("lint-cases/*.json", |_| "lint".to_owned(), says_what_it_said));
    trials
}

/// The role files of a fixture: one, or all of a folder.
fn files(path: &Path) -> Vec<RoleFile> {
    let mut paths = vec![path.to_path_buf()];
    if path.is_dir() {
        paths = std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
    }
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> RoleFile {
    let text = std::fs::read_to_string(path).expect("a fixture");
    let name = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string();
    role_file::load(&Source::new(name, text)).expect("a role file")
}

/// Bases for the fixtures of exceeds-base.
fn options() -> LintOptions {
    let bases = vec![RoleLimit { role: "Narrow reader".to_owned(), base: "Reader".to_owned() }];
    LintOptions { bases, ..LintOptions::default() }
}

fn findings(files: &[RoleFile]) -> Vec<Finding> {
    lint::run(files, &Catalog::embedded(), &options())
}

/// The good and bad fixtures of a lint.
fn fixtures(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "snap"));
    paths.sort();
    paths
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a name")
}

fn finds_the_bad_and_leaves_the_good_alone(folder: &Path) {
    let lint = lint::lint(name(folder)).expect("the folder is called as its lint");
    let (mut said, mut wrong) = (String::new(), Vec::new());
    let (mut good, mut bad) = (0, 0);
    for path in fixtures(folder) {
        let files = files(&path);
        let own: Vec<Finding> = findings(&files).into_iter().filter(|finding| finding.lint == lint.id).collect();
        if name(&path).starts_with("good") {
            good += 1;
            wrong.extend(own.iter().map(|finding| format!("{}: {}", path.display(), picture(finding, &files))));
        } else {
            bad += 1;
            if own.is_empty() {
                wrong.push(format!("{} is not found by {}", path.display(), lint.id));
            }
            said.extend(own.iter().map(|finding| picture(finding, &files)));
        }
    }
    assert!(good > 0 && bad > 0, "{} needs a good and a bad fixture", lint.id);
    insta::with_settings!({
        snapshot_path => folder, prepend_module_to_snapshot => false, snapshot_suffix => "", omit_expression => true,
    }, {
        insta::assert_snapshot!("findings", said);
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a finding says, with the text that it points at.
fn picture(finding: &Finding, files: &[RoleFile]) -> String {
    let mut text = String::new();
    let source = &files.get(finding.file).expect("a file").source;
    let place = source.place(finding.span.start);
    let name = place.path.rsplit('/').next().unwrap_or_default();
    let severity = documentation::severity_name(finding.severity);
    let shown: String = source.slice(finding.span).chars().take(120).collect();
    let _ = writeln!(text, "{name}:{}:{} {shown}\n  {severity}: {}", place.line, place.column, finding.message);
    let lines = [("help", finding.help.as_deref().map(str::to_owned)), ("witness", finding.witness.clone())];
    for (what, line) in lines.into_iter().filter_map(|(what, line)| Some((what, line?))) {
        let _ = writeln!(text, "  {what}: {line}");
    }
    for related in &finding.related {
        let place = files.get(related.file).expect("a file").source.place(related.span.start);
        let _ =
            writeln!(text, "  see {}:{}: {}", place.path.rsplit('/').next().unwrap_or_default(), place.line, related.message);
    }
    if let Some(fix) = &finding.fix {
        let _ = writeln!(text, "  {:?} fix: {}", fix.safety, fix.title);
    }
    text
}

fn says_what_it_said(path: &Path) {
    let mut text = String::new();
    for finding in findings(&files(path)) {
        let severity = documentation::severity_name(finding.severity);
        let _ = writeln!(text, "{severity} {}: {}", finding.lint, finding.message);
    }
    let case = path.file_stem().and_then(|name| name.to_str()).expect("a name");
    insta::with_settings!({
        snapshot_path => path.parent().expect("a folder"), prepend_module_to_snapshot => false, snapshot_suffix => "",
        omit_expression => true,
    }, {
        insta::assert_snapshot!(case, text);
    });
}
