//! The lints of custom roles: their pages, and all of them against every built-in role. The fixtures of each are scenarios.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use rolecall::catalog::Catalog;
use rolecall::model::{PermissionBlock, Severity};
use rolecall::pack::escalation;
use rolecall::pattern::{Pattern, Wildcards};
use rolecall::review::lint;
use rolecall::review::lint::{Finding, LintOptions, documentation};
use rolecall::role_file;
use rolecall::role_file::{RoleFile, WrittenRole};
use rolecall::source::{Source, Span};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn findings(files: &[RoleFile]) -> Vec<Finding> {
    lint::run(files, &Catalog::embedded(), &LintOptions::default())
}

#[test]
fn lint_fixtures_are_there_for_every_lint() {
    for lint in lint::lints() {
        assert!(root().join("fixtures/lint").join(lint.id).is_dir(), "{} has no fixtures", lint.id);
    }
}

/// `UPDATE_DOCS=1 cargo test` writes the pages anew.
#[test]
fn lint_the_pages_of_the_lints_are_their_heads() {
    let folder = root().join("docs/lints");
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    for lint in lint::lints() {
        assert!(lint.page().contains("## What it cannot see"), "{} does not say what it cannot see", lint.id);
        let path = folder.join(format!("{}.md", lint.id));
        hold(&path, &lint.page(), update);
    }
    let readme = folder.join("README.md");
    let text = std::fs::read_to_string(&readme).expect("docs/lints/README.md");
    let (head, rest) = text.split_once("<!-- lints -->\n").expect("where the list begins");
    let (_, tail) = rest.split_once("<!-- end of lints -->").expect("where the list ends");
    hold(&readme, &format!("{head}<!-- lints -->\n{}<!-- end of lints -->{tail}", documentation::index()), update);
    for number in 1..=18 {
        assert!(text.contains(&format!("| R-CUS-{number} |")), "docs/lints/README.md does not speak of R-CUS-{number}");
    }
    let pages = std::fs::read_dir(&folder).expect("the pages").count();
    assert_eq!(pages, lint::lints().len() + 1, "docs/lints has pages of lints that are gone");
}

fn hold(path: &Path, made: &str, update: bool) {
    if update {
        std::fs::write(path, made).expect("the page is written");
    } else {
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == made, "{} is out of date: run with UPDATE_DOCS=1", path.display());
    }
}

/// The built-in roles, written as somebody would write them as custom roles.
fn built_in_roles_as_custom_roles() -> RoleFile {
    let roles: Vec<serde_json::Value> = Catalog::embedded()
        .roles()
        .iter()
        .map(|role| {
            serde_json::json!({
                "id": format!("/providers/Microsoft.Authorization/roleDefinitions/{}", role.id),
                "name": role.id.to_string(),
                "type": "Microsoft.Authorization/roleDefinitions",
                "properties": {
                    "roleName": role.name, "type": "CustomRole", "description": "As Azure ships it.",
                    "assignableScopes": role.assignable_scopes,
                    "permissions": role.blocks.iter().map(permissions).collect::<Vec<_>>(),
                },
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&roles).expect("JSON");
    role_file::load(&Source::new("built-in.json", text)).expect("role definitions")
}

fn permissions(block: &PermissionBlock) -> serde_json::Value {
    let texts = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.text().to_owned()).collect::<Vec<_>>();
    serde_json::json!({
        "actions": texts(&block.actions), "notActions": texts(&block.not_actions),
        "dataActions": texts(&block.data_actions), "notDataActions": texts(&block.not_data_actions),
        "condition": block.condition, "conditionVersion": block.condition_version,
    })
}

/// The line that false positives may not cross: every error in the snapshot has been looked at and is true. `/` is refused in a
/// custom role; the others can give out or rewrite roles.
#[test]
fn lint_errors_about_built_in_roles_are_true() {
    let file = built_in_roles_as_custom_roles();
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut counts: BTreeMap<(Severity, &str), usize> = BTreeMap::new();
    for finding in findings(std::slice::from_ref(&file)) {
        *counts.entry((finding.severity, finding.lint)).or_default() += 1;
        if finding.severity == Severity::Error {
            let name = file.roles[finding.role].name.as_ref().map_or("", |name| name.shown());
            errors.entry(finding.lint).or_default().push(format!("{name}: {}", finding.message));
        }
    }
    let roots = errors.remove("root-scope").map_or(0, |found| found.len());
    assert_eq!(roots, Catalog::embedded().roles().len(), "every built-in role is assignable at the root");
    let mut text = String::new();
    for (lint, found) in &errors {
        let _ = writeln!(text, "{lint} ({})", found.len());
        for line in found {
            let _ = writeln!(text, "  {line}");
        }
    }
    for ((severity, lint), count) in counts {
        let _ = writeln!(text, "{} {lint}: {count}", documentation::severity_name(severity));
    }
    insta::assert_snapshot!("built_in_roles", text);
}

/// Brute force over the catalog: taking out what is called superfluous leaves every operation where it was.
#[test]
fn lint_what_is_called_superfluous_can_go() {
    let file = built_in_roles_as_custom_roles();
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    let held = |role: &WrittenRole| operations.expand_blocks(&role.definition().blocks, Wildcards::Documented);
    let mut gone = 0;
    for finding in findings(std::slice::from_ref(&file)) {
        if ["duplicate-action", "redundant-action", "notaction-takes-nothing"].contains(&finding.lint) {
            let role = &file.roles[finding.role];
            assert_eq!(held(role), held(&without(role, finding.span)), "{}", finding.message);
            gone += 1;
        }
    }
    assert!(gone > 50, "the built-in roles say much twice, but only {gone} are found");
}

fn without(role: &WrittenRole, span: Span) -> WrittenRole {
    let mut role = role.clone();
    for block in &mut role.blocks {
        let lists = [&mut block.actions, &mut block.not_actions, &mut block.data_actions, &mut block.not_data_actions];
        lists.into_iter().flatten().for_each(|list| list.items.retain(|item| item.span != span));
    }
    role
}

#[test]
fn lint_escalation_rules_speak_of_real_operations() {
    let path = root().join("rules/escalation/azure.yaml");
    let ways =
        escalation::ways(&Source::read(&path).expect("the rules"), &Catalog::embedded()).expect("rules without mistakes");
    assert_eq!(ways, escalation::embedded(), "the rules that are part of the program");
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    for way in &ways {
        for action in &way.actions {
            let found = operations.first_matching(&action.pattern, action.plane, Wildcards::Documented);
            assert!(found.is_some(), "{}: {:?} `{}` is no operation", way.id, action.plane, action.pattern.text());
        }
        if let Some(id) = &way.lint {
            assert!(lint::lint(id).is_some(), "{}: there is no lint {id}", way.id);
        }
    }
}
